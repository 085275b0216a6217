"""The one thread of a worker process that writes all its running generations' events, in one pipeline a flush."""

from __future__ import annotations

import logging
import threading
import time
from typing import Any

import redis
from django.conf import settings

from tools.models import Generation
from tools.streams import connection
from tools.streams.channel import Channel
from tools.streams.connection import cancel_key, events_key, reader_key

FLUSH_SECONDS = 0.025
CANCELS_SECONDS = 0.05  # how often the cancel keys are looked at
READERS_SECONDS = 1.0  # and the readers' leases
RETRY_SECONDS = (0.1, 0.2, 0.5, 1.0)
MOST_ENDED = 1_000  # ended runs whose last events are kept while the broker is away; readers of others ask the row

logger = logging.getLogger(__name__)


class Writer:
    """Flushes channels every 25 ms, and at once when one of them has news that somebody waits for.

    In the same round trip it reads which of them are cancelled. While the broker is away runs go on, and what they
    say is kept for it.
    """

    def __init__(self) -> None:
        self._channels: dict[int, Channel] = {}
        self._lock = threading.Lock()
        self._news = threading.Event()
        self._thread: threading.Thread | None = None
        self._failures = 0
        self._cancels_at = 0.0
        self._readers_at = 0.0

    def open(self, generation: Generation) -> Channel:
        """The channel of a run that begins."""
        channel = Channel(generation, self._news.set)
        with self._lock:
            self._channels[id(channel)] = channel
            if self._thread is None:
                self._thread = threading.Thread(target=self._loop, name="stream-writer", daemon=True)
                self._thread.start()
        self._news.set()
        return channel

    def channels(self) -> list[Channel]:
        """The runs whose events aren't all written."""
        with self._lock:
            return list(self._channels.values())

    def drain(self, seconds: float) -> bool:
        """Wait until all is written, at most so long; whether it is."""
        until = time.monotonic() + seconds
        while (left := self.channels()) and time.monotonic() < until:
            time.sleep(0.01)
        return not left

    def _loop(self) -> None:
        while True:
            self._news.wait(FLUSH_SECONDS if self._channels else None)
            self._news.clear()
            try:
                self._flush(self.channels())
                self._failures = 0
            except (redis.RedisError, OSError) as error:
                self._wait_for_the_broker(error)
            except Exception:  # this thread serves all runs: none of them may end it
                logger.exception("A flush of events failed.")
                time.sleep(RETRY_SECONDS[-1])

    def _flush(self, channels: list[Channel]) -> None:
        if not channels:
            return
        pipeline = connection.client().pipeline(transaction=False)
        plan = [(channel, self._queue(pipeline, channel)) for channel in channels]
        running = [channel for channel in channels if not channel.ended]
        now = time.monotonic()
        cancels = bool(running) and now - self._cancels_at >= CANCELS_SECONDS
        readers = cancels and now - self._readers_at >= READERS_SECONDS
        if cancels:
            pipeline.mget([cancel_key(channel.id) for channel in running])
        if readers:
            pipeline.mget([reader_key(channel.id) for channel in running])
        if len(pipeline):
            replies = iter(pipeline.execute(raise_on_error=False))
            for channel, count in plan:
                self._answered(channel, [next(replies) for _ in range(count)])
            if cancels:
                self._heed_cancels(running, next(replies))
            if readers:
                self._heed_readers(running, next(replies))
        self._forget(channels)

    def _queue(self, pipeline: Any, channel: Channel) -> int:
        """Put the channel's entries into the pipeline; how many replies that makes."""
        key = events_key(channel.id)
        entries = channel.entries()
        for entry_id, fields in entries:
            pipeline.xadd(key, fields, id=entry_id)
        if channel.is_new and entries:
            pipeline.expire(key, settings.EVENTS_SECONDS)
            # Readers renew it; here it begins, for a run that waited in the queue longer than a lease lasts.
            pipeline.set(reader_key(channel.id), 1, ex=channel.reader_seconds or None, nx=True)
            return len(entries) + 2
        return len(entries)

    def _answered(self, channel: Channel, replies: list[Any]) -> None:
        if channel.is_new:
            replies = replies[:1]
        written = 0
        for reply in replies:
            if isinstance(reply, redis.ResponseError) and "equal or smaller" in str(reply):
                pass  # it is there already, or a later attempt has begun
            elif isinstance(reply, Exception):
                raise reply
            written += 1
        if not written:
            return
        first = replies[0] if isinstance(replies[0], str) else None
        channel.written(written, first)
        if channel.has_more:
            self._news.set()

    def _heed_cancels(self, running: list[Channel], reply: Any) -> None:
        self._cancels_at = time.monotonic()
        for channel, cancel in zip(running, _values(reply), strict=True):
            if cancel is not None:
                channel.halt("asked")

    def _heed_readers(self, running: list[Channel], reply: Any) -> None:
        self._readers_at = time.monotonic()
        for channel, reader in zip(running, _values(reply), strict=True):
            if channel.reader_seconds:
                channel.seen_by(reader, settings.READER_SECONDS / 4)

    def _forget(self, channels: list[Channel]) -> None:
        done = [channel for channel in channels if channel.is_written]
        ended = [channel for channel in channels if channel.ended and not channel.is_written]
        with self._lock:
            for channel in [*done, *ended[:-MOST_ENDED]]:
                self._channels.pop(id(channel), None)

    def _wait_for_the_broker(self, error: Exception) -> None:
        if not self._failures:
            logger.warning("The broker is away (%s); events are kept until it is back.", error)
        channels = self.channels()
        for channel in channels:
            channel.unknown_reader()
        self._forget(channels)
        time.sleep(RETRY_SECONDS[min(self._failures, len(RETRY_SECONDS) - 1)])
        self._failures += 1


def _values(reply: Any) -> list[str | None]:
    if isinstance(reply, Exception):
        raise reply
    return reply


writer = Writer()
