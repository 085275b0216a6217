"""One stream with several readers, who come while it is being read: nobody misses what came before."""

import json

from tools.streams.feed import Feed
from tools.streams.subscription import Subscription

SILENT = 5.0


def entries(*numbers):
    return [
        (b"%d-0" % n, {b"type": b"delta", b"data": json.dumps({"index": 0, "text": str(n)}).encode()}) for n in numbers
    ]


def joined(feed, last="0"):
    reader = Subscription("one", last)
    feed.add(reader)
    return reader


def had(reader):
    return "".join(event.data["text"] for event in reader._buffer)


def test_a_reader_who_comes_while_a_read_is_on_its_way_gets_the_beginning_first():
    feed = Feed("one")
    old = joined(feed)
    feed.deliver(entries(1, 2, 3), b"0-0", SILENT)
    new = joined(feed)  # a page that was loaded again; the read after 3 is on its way
    feed.deliver(entries(4, 5), b"3-0", SILENT)
    assert (had(old), had(new)) == ("12345", "")
    assert feed.at == b"0-0"
    feed.deliver(entries(1, 2, 3, 4, 5, 6), b"0-0", SILENT)
    assert (had(old), had(new)) == ("123456", "123456")
    assert feed.at == b"6-0"
    assert not feed.quiet


def test_a_reader_who_comes_back_in_the_middle_gets_what_follows():
    feed = Feed("one")
    joined(feed)
    feed.deliver(entries(1, 2, 3, 4), b"0-0", SILENT)
    back = joined(feed, "2-0")
    feed.deliver(entries(5), b"4-0", SILENT)
    assert had(back) == ""
    feed.deliver(entries(3, 4, 5), feed.at, SILENT)
    assert had(back) == "345"


def test_readers_who_are_ahead_of_a_read_take_only_what_is_new():
    feed = Feed("one")
    ahead = joined(feed, "3-0")
    joined(feed)
    feed.deliver(entries(1, 2, 3, 4), b"0-0", SILENT)
    assert had(ahead) == "4"
