"""Readers of a web process get every event once, in order, whatever the broker and the other readers do."""

from __future__ import annotations

import asyncio
import gc
import threading
import time
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.tools.running import ask, claimed, types_of
from tests.valkey import Valkey
from tests.waiting import until
from tools.engines.base import Choice, Delta, Result
from tools.models import Generation
from tools.streams import hub, stream
from tools.streams.connection import client, events_key, reader_key
from tools.streams.events import HEARTBEAT, Event, Heartbeat
from tools.streams.hub import follow
from tools.streams.writer import Writer

pytestmark = pytest.mark.usefixtures("house")  # a broker, and books that balance at the end

ANSWER = Result([Choice("Hello world.", "stop")], prompt_tokens=7, completion_tokens=3)


def written() -> Generation:
    """A finished generation whose stream tells it all."""
    generation, writer = claimed(), Writer()
    channel = writer.open(generation)
    for number, word in enumerate(("Hello", " world."), 2):  # after "started"
        channel.emit(Delta(0, word))
        until(lambda number=number: client().xlen(events_key(generation.pk)) == number)  # an entry each
    generation.finish(ANSWER, 100)
    channel.add("choice", {"index": 0, "finish_reason": "stop"})
    channel.end(generation)
    assert writer.drain(5)
    return generation


async def read(generation: Generation, last_id: str = "0", most: int = 1_000) -> list[Event]:
    got: list[Event] = []
    async for event in follow(str(generation.pk), last_id):
        if isinstance(event, Event):
            got.append(event)
        if len(got) == most:
            break
    return got


def text(events: list[Event]) -> str:
    return "".join(event.data["text"] for event in events if event.type == "delta")


def types(events: list[Event]) -> list[str]:
    return [event.type for event in events]


def run(main: Callable[[], Awaitable[Any]], seconds: float = 15) -> Any:
    async def limited() -> Any:
        async with asyncio.timeout(seconds):
            return await main()

    return asyncio.run(limited())


def test_a_reader_gets_the_whole_story_and_ends() -> None:
    generation = written()
    events = run(lambda: read(generation))
    assert types(events) == ["started", "delta", "delta", "choice", "done"]
    assert text(events) == "Hello world."
    assert events[-1].data["receipt"] == {"held": 500, "charged": 100, "free": 100, "bought": 0}


def test_a_reader_who_comes_back_gets_what_came_after_its_last_event() -> None:
    generation = written()
    events = run(lambda: read(generation))
    for seen in range(1, len(events)):
        assert run(lambda seen=seen: read(generation, events[seen - 1].id)) == events[seen:]


def test_a_reader_who_comes_back_after_the_end_is_told_nothing_more() -> None:
    generation = written()
    last = run(lambda: read(generation))[-1]
    assert run(lambda: read(generation, last.id)) == []


def test_something_that_is_no_stream_id_is_refused() -> None:
    generation = ask("")
    with pytest.raises(ValueError, match="invalid literal"):
        run(lambda: read(generation, "yesterday"))


def test_readers_of_one_stream_at_different_places_get_each_their_own() -> None:
    generation = written()
    whole = run(lambda: read(generation))

    async def both() -> list[list[Event]]:
        return await asyncio.gather(read(generation), read(generation, whole[1].id), read(generation))

    assert run(both) == [whole, whole[2:], whole]


def test_events_arrive_while_they_are_written() -> None:
    generation, writer = claimed(), Writer()
    channel = writer.open(generation)

    async def main() -> float:
        reading = asyncio.create_task(read(generation, most=2))
        await asyncio.sleep(0.2)
        before = time.perf_counter()
        channel.emit(Delta(0, "now"))
        assert types(await reading) == ["started", "delta"]
        return time.perf_counter() - before

    assert run(main) < 0.1
    channel.drop()


def test_heartbeats_come_before_the_first_event_and_in_silences(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.READER_SECONDS = 1  # tends more often
    monkeypatch.setattr(hub, "HEARTBEAT_SECONDS", 0.3)
    generation = ask("")

    async def main() -> list[Event | Heartbeat]:
        got = []
        async for event in follow(str(generation.pk)):
            got.append(event)
            if len(got) == 3:
                return got
        return got

    assert run(main) == [HEARTBEAT] * 3


def test_a_stream_that_expired_is_told_anew_from_the_row() -> None:
    generation = written()
    client().delete(events_key(generation.pk))
    events = run(lambda: read(generation), 3)
    assert types(events) == ["started", "delta", "choice", "done"]
    assert text(events) == "Hello world."


def test_a_failure_whose_stream_expired_is_told_from_the_row() -> None:
    generation = claimed()
    generation.fail("engine_error", "The model fell over.")
    events = run(lambda: read(generation), 3)
    assert events[-1].type == "error"
    assert events[-1].data == {"code": "engine_error", "message": "The model fell over.", "charged": 0}


def test_a_reader_in_mid_stream_gets_only_the_rest_from_the_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "SILENT_SECONDS", 0.3)
    generation = claimed()
    channel = Writer().open(generation)
    channel.emit(Delta(0, "Hello"))

    async def main() -> list[Event]:
        reading = asyncio.create_task(read(generation))
        await asyncio.sleep(0.5)
        channel.drop()  # the worker dies after its commit, before its last words
        await asyncio.to_thread(generation.finish, ANSWER, 100)
        return await reading

    events = run(main)
    assert types(events) == ["started", "delta", "delta", "choice", "done"]
    assert text(events) == "Hello world."


def test_an_end_that_came_without_the_worker_ends_the_reader() -> None:
    generation = claimed()
    channel = Writer().open(generation)
    channel.emit(Delta(0, "Hel"))
    until(lambda: "delta" in types_of(generation))

    async def main() -> list[Event]:
        reading = asyncio.create_task(read(generation))
        await asyncio.sleep(0.1)
        await asyncio.to_thread(generation.fail, "worker_lost", "Gone.")
        await asyncio.to_thread(stream.end, generation)
        return await reading

    assert types(run(main, 3)) == ["started", "delta", "error"]
    channel.drop()


def test_readers_survive_a_killed_broker_and_miss_nothing(broker: Valkey) -> None:
    generation, writer = claimed(), Writer()
    channel = writer.open(generation)
    words = [f"{number} " for number in range(60)]

    def tell() -> None:
        for number, word in enumerate(words):
            if number == 20:
                broker.wait_until_on_disk()
                broker.kill()
            if number == 40:
                broker.start()
            channel.emit(Delta(0, word))
            time.sleep(0.03)
        channel.add("error", {"code": "x", "message": "y", "charged": 0})
        channel.drop()

    async def main() -> list[Event]:
        telling = asyncio.create_task(asyncio.to_thread(tell))
        events = await read(generation)
        await telling
        return events

    events = run(main)
    assert text(events) == "".join(words)
    assert types(events)[0] == "started"


def test_a_reader_who_comes_while_the_broker_is_away_waits_for_it(broker: Valkey) -> None:
    generation = written()
    broker.wait_until_on_disk()
    broker.kill()

    async def main() -> list[Event]:
        reading = asyncio.create_task(read(generation))
        await asyncio.sleep(0.5)
        assert not reading.done() or reading.result()
        await asyncio.to_thread(broker.start)
        return await reading

    assert text(run(main)) == "Hello world."


def test_many_readers_share_two_connections_and_no_thread(broker: Valkey, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "SILENT_SECONDS", 60)  # asking the rows of silent streams would take a thread
    rows = [claimed() for _ in range(4)]
    writer = Writer()
    channels = [writer.open(row) for row in rows]
    until(lambda: all(types_of(row) == ["started"] for row in rows))
    before, threads = broker.client.info("clients")["connected_clients"], threading.active_count()

    def has_heard_all(generation_id: str) -> bool:
        """Whether a hundred read it, and wait for what comes after "started"."""
        feed = hub._hub().feeds.get(generation_id)
        readers = list(feed.readers) if feed else []
        return len(readers) == 100 and all(each.is_waiting and each.last > (0, 0) for each in readers)

    async def main() -> tuple[int, int]:
        reading = [asyncio.create_task(read(rows[number % 4])) for number in range(400)]
        while not all(has_heard_all(str(row.pk)) for row in rows):
            await asyncio.sleep(0.02)
        await asyncio.sleep(1.0)  # nothing more is opened later
        clients = broker.client.info("clients")["connected_clients"]
        grown = threading.active_count() - threads
        for channel in channels:
            channel.add("error", {"code": "x", "message": "y", "charged": 0})
            channel.drop()
        assert {len(events) for events in await asyncio.gather(*reading)} == {2}
        return clients - before, grown

    clients, grown = run(main)
    assert clients <= 2
    assert grown == 0


def test_reading_renews_the_lease_and_leaving_ends_it(settings: Any) -> None:
    settings.READER_SECONDS = 3
    generation = claimed()
    key = reader_key(generation.pk)

    async def main() -> None:
        reading = asyncio.create_task(read(generation))
        await asyncio.to_thread(until, lambda: client().exists(key))
        for _ in range(20):  # longer than a lease
            await asyncio.sleep(0.25)
            assert client().exists(key)
        reading.cancel()
        await asyncio.to_thread(until, lambda: not client().exists(key), 1.6 * settings.READER_SECONDS)

    run(main, 40)


def test_a_reader_that_is_dropped_without_being_closed_is_forgotten() -> None:
    """What Django's ticket 37066 leaves behind: a generator that was suspended, and that nobody closes."""
    generation = claimed()
    Writer().open(generation).drop()

    async def main() -> None:
        events = follow(str(generation.pk))
        assert isinstance(await anext(events), Event)
        feeds = hub._hub().feeds
        assert len(feeds[str(generation.pk)].readers) == 1
        del events
        gc.collect()
        await asyncio.sleep(1.5)
        assert str(generation.pk) not in feeds

    run(main)


def test_a_reader_that_takes_nothing_is_read_for_no_further() -> None:
    generation = claimed()
    key = events_key(generation.pk)
    for number in range(2_000):
        client().xadd(key, {"type": "delta", "data": f'{{"index":0,"text":"{number} "}}'})
    client().xadd(key, {"type": "error", "data": "{}"})

    async def main() -> tuple[int, int]:
        events = follow(str(generation.pk))
        await anext(events)
        await asyncio.sleep(0.5)
        (reader,) = hub._hub().feeds[str(generation.pk)].readers
        buffered = len(reader._buffer)
        return buffered, sum([1 async for _ in events])

    buffered, rest = run(main)
    assert buffered < 1_000
    assert rest == 2_000
