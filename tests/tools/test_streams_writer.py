"""What a run says gets into its stream: soon, in few entries, once, and even when the broker was away meanwhile."""

import time
from typing import Any

import pytest

from tests.tools.running import claimed, events_of, types_of
from tests.valkey import Valkey
from tests.waiting import until
from tools.engines.base import Choice, Delta, Result
from tools.models import Generation
from tools.streams.channel import Channel
from tools.streams.connection import cancel_key, client, events_key, reader_key
from tools.streams.writer import FLUSH_SECONDS, Writer

pytestmark = pytest.mark.usefixtures("house")  # a broker, and books that balance at the end


def entries(generation: Generation) -> list[Any]:
    return client().xrange(events_key(generation.pk))


def say(channel: Channel, words: list[str], pause: float = 0.0) -> None:
    for word in words:
        channel.emit(Delta(0, word))
        time.sleep(pause)


def text_of(generation: Generation) -> str:
    return "".join(data["text"] for event_type, data in events_of(generation) if event_type == "delta")


def test_the_first_piece_goes_out_at_once() -> None:
    generation = claimed()
    channel = Writer().open(generation)
    until(lambda: types_of(generation) == ["started"])
    time.sleep(0.1)
    before = time.perf_counter()
    channel.emit(Delta(0, "Hello"))
    until(lambda: types_of(generation) == ["started", "delta"], 1)
    assert time.perf_counter() - before < FLUSH_SECONDS + 0.02  # `until` looks every 20 ms
    channel.drop()


def test_pieces_that_come_fast_share_entries() -> None:
    generation = claimed()
    channel = Writer().open(generation)
    words = [f"{number} " for number in range(300)]
    say(channel, words, 0.001)
    channel.drop()
    until(lambda: text_of(generation) == "".join(words))
    assert len(entries(generation)) < 60


def test_choices_are_kept_apart() -> None:
    generation = claimed()
    channel = Writer().open(generation)
    for index, text in ((0, "a"), (0, "b"), (1, "x"), (0, "c"), (1, "y")):
        channel.emit(Delta(index, text))
    channel.drop()
    until(lambda: len(text_of(generation)) == 5)
    pieces = [data for event_type, data in events_of(generation) if event_type == "delta"]
    assert "".join(piece["text"] for piece in pieces if piece["index"] == 0) == "abc"
    assert "".join(piece["text"] for piece in pieces if piece["index"] == 1) == "xy"


def test_a_stream_expires(settings: Any) -> None:
    settings.EVENTS_SECONDS = 100
    generation = claimed()
    Writer().open(generation).drop()
    until(lambda: 0 < client().ttl(events_key(generation.pk)) <= 100)


def test_a_cancel_and_a_lapsed_reader_are_noticed_with_the_writes(settings: Any) -> None:
    settings.READER_SECONDS = 1
    writer = Writer()
    rows = [claimed() for _ in range(3)]  # first, for a lease begins as its channel opens
    asked, unread, read = [writer.open(row) for row in rows]
    until(lambda: client().exists(reader_key(asked.id), reader_key(unread.id), reader_key(read.id)) == 3)
    client().set(reader_key(read.id), 1, ex=60)
    client().set(cancel_key(asked.id), 1)
    until(asked.cancelled, 1)
    until(unread.cancelled, 5)
    assert (asked.stop, unread.stop, read.stop) == ("asked", "unread", None)
    for channel in (asked, unread, read):
        channel.drop()


def test_nothing_is_lost_or_doubled_when_the_broker_is_killed_in_mid_run(broker: Valkey) -> None:
    generation = claimed()
    writer = Writer()
    channel = writer.open(generation)
    words = [f"{number} " for number in range(400)]
    say(channel, words[:100], 0.002)
    broker.wait_until_on_disk()
    broker.kill()
    say(channel, words[100:300], 0.005)
    broker.start()
    say(channel, words[300:], 0.002)
    assert not channel.cancelled()
    assert generation.finish(Result([Choice("".join(words), "stop")], 7, 400), 407)
    channel.end(generation)
    assert writer.drain(5)
    assert text_of(generation) == "".join(words)
    assert types_of(generation) == ["started", "delta", "done"]


def test_an_entry_whose_reply_was_lost_is_not_written_twice() -> None:
    generation = claimed()
    writer = Writer()
    channel = writer.open(generation)
    until(lambda: types_of(generation) == ["started"])
    channel.emit(Delta(0, "once"))
    until(lambda: types_of(generation) == ["started", "delta"])
    # As if the reply had not come: the writer believes that nothing after "started" is written.
    channel._sent, channel._unsent = 1, [entries(generation)[1][1]]
    channel.emit(Delta(0, " more"))
    channel.drop()
    assert writer.drain(5)
    assert text_of(generation) == "once more"


def test_a_worker_that_was_replaced_adds_nothing_to_the_new_attempts_story() -> None:
    generation = claimed()
    writer = Writer()
    old = writer.open(generation)
    until(lambda: types_of(generation) == ["started"])
    time.sleep(0.002)
    generation.requeue()
    second = Generation.objects.claim(generation.pk, "worker-b")
    assert second is not None
    new = Writer().open(second)
    until(lambda: types_of(generation) == ["started", "started"])
    say(old, ["stale"])
    old.drop()
    assert writer.drain(5)
    say(new, ["fresh"])
    new.drop()
    until(lambda: text_of(generation))
    assert text_of(generation) == "fresh"


def test_a_run_that_waited_long_begins_with_a_readers_lease() -> None:
    generation = claimed()
    channel = Writer().open(generation)
    until(lambda: client().ttl(reader_key(generation.pk)) > 0)
    channel.drop()
