"""Following streams from a web process: one reading connection for all of them, no thread and no polling for any."""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
import weakref
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from typing import TypeVar

import redis
import redis.asyncio
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import DatabaseError, connection
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from tools.models import FINAL, Generation
from tools.streams.connection import ANSWER_SECONDS, CONNECT_SECONDS, aclient, events_key, reader_key
from tools.streams.events import HEARTBEAT, LAST, Event, Heartbeat
from tools.streams.feed import Feed
from tools.streams.subscription import Subscription, position

HEARTBEAT_SECONDS = 15.0
SILENT_SECONDS = 5.0  # after so long without an event the row is asked whether all is over
BLOCK_SECONDS = 3.0
RETRY_SECONDS = (0.05, 0.2, 0.5, 1.0)
BATCH = 200

T = TypeVar("T")
logger = logging.getLogger(__name__)
_hubs: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = weakref.WeakKeyDictionary()


async def follow(generation_id: str, last_id: str = "0") -> AsyncIterator[Event | Heartbeat]:
    """The events of a generation after `last_id`, as they come, and HEARTBEAT after each 15 s of silence.

    Ends after `done` or `error`. When the stream has expired, its events are told anew from the row: such a retelling
    begins with `started`, which makes void what the reader had. While the broker is away only heartbeats come.
    Raises ValueError for a `last_id` that is no stream id. The caller lets go of its thread first.
    """
    hub = _hub()
    subscription = Subscription(str(generation_id), last_id)
    hub.add(subscription)
    try:
        while (item := await subscription.next()) is not None:
            yield item
            if subscription.caught_up():
                hub.resume(subscription)
    finally:
        hub.discard(subscription)


def _hub() -> Hub:
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub()
    return _hubs[loop]


class Hub:
    """All the readers of one event loop.

    It holds its readers weakly, the generator of `follow` strongly: one that Django forgets to close after its client
    went away (ticket 37066) is gone from here when Python frees it, and its lease isn't renewed while it doesn't read.
    """

    def __init__(self) -> None:
        self.feeds: dict[str, Feed] = {}
        # The bell is one more stream in each read, so that a new reader is heard of at once.
        self._bell = f"hub:{uuid.uuid4()}".encode()
        self._bell_at = b"0"
        self._redis = redis.asyncio.Redis.from_url(
            settings.REDIS_URL,
            single_connection_client=True,
            socket_connect_timeout=CONNECT_SECONDS,
            socket_timeout=None,  # `_read` has a timeout of its own
            retry=Retry(NoBackoff(), 0),
        )
        self._new: list[Subscription] = []
        self._news = asyncio.Event()
        self._leases_at = time.monotonic() + settings.READER_SECONDS / 4
        steps = (self._read, self._welcome, self._tend)
        self._tasks = [asyncio.create_task(self._for_ever(step)) for step in steps]

    def add(self, subscription: Subscription) -> None:
        """Begin to read for a new reader."""
        self.resume(subscription)
        self._new.append(subscription)

    def resume(self, subscription: Subscription) -> None:
        """Read for this one too, from where it is, and now: the read that waits begins anew."""
        if subscription.id not in self.feeds:
            self.feeds[subscription.id] = Feed(subscription.id)
        self.feeds[subscription.id].add(subscription)
        self._news.set()

    def discard(self, subscription: Subscription) -> None:
        """Forget a reader."""
        feed = self.feeds.get(subscription.id)
        if feed is not None:
            feed.readers.discard(subscription)
            if not feed.readers:
                del self.feeds[subscription.id]

    async def _for_ever(self, step: Callable[[], Awaitable[None]]) -> None:
        """Repeat `step`, whatever becomes of the broker: these loops serve all readers, and nothing may end them."""
        failures = 0
        task = asyncio.current_task()
        # Libraries may swallow a cancellation that meets a result (python/cpython#86296, asgiref's sync_to_async).
        while task is not None and not task.cancelling():
            try:
                await step()
                failures = 0
            except (redis.RedisError, OSError, DatabaseError) as error:
                if not failures:
                    logger.warning("The broker or the database is away (%s); readers wait for it.", error)
                await asyncio.sleep(RETRY_SECONDS[min(failures, len(RETRY_SECONDS) - 1)])
                failures += 1
            except Exception:
                logger.exception("Serving the readers of streams failed.")
                await asyncio.sleep(RETRY_SECONDS[-1])

    async def _read(self) -> None:
        wanted = [feed for feed in self.feeds.values() if not feed.quiet]
        keys = [self._bell, *(feed.key for feed in wanted)]
        after = [self._bell_at, *(feed.at for feed in wanted)]
        asked = dict(zip(keys, after, strict=True))
        block = int(BLOCK_SECONDS * 1000)
        async with asyncio.timeout(BLOCK_SECONDS + 2):
            # Not by `xread`: with thousands of streams its checks cost more than the command.
            reply = await self._redis.execute_command("XREAD", "BLOCK", block, "STREAMS", *keys, *after)
        for key, entries in reply.items() if isinstance(reply, dict) else reply or ():
            if key == self._bell:
                self._bell_at = entries[-1][0]
            elif (feed := self.feeds.get(key.decode().split(":")[1])) is not None:
                feed.deliver(entries, asked[key], SILENT_SECONDS)
        # With many streams there is always something to read: wait a little, so that one read serves several.
        await asyncio.sleep(min(0.04, len(wanted) * 20e-6))

    async def _welcome(self) -> None:
        await self._news.wait()
        self._news.clear()
        new, self._new = self._new, []
        for batch in _batches(new) if new else [[]]:
            await self._greet(batch)

    async def _greet(self, new: list[Subscription]) -> None:
        """Ring the bell, begin the leases, and look whether the streams exist and are over: one round trip for all."""
        pipeline = aclient().pipeline(transaction=False)
        pipeline.xadd(self._bell, {"new": len(new)}, maxlen=1, approximate=False)
        pipeline.expire(self._bell, 60)
        for subscription in new:
            pipeline.set(reader_key(subscription.id), 1, ex=settings.READER_SECONDS)
            pipeline.xrevrange(events_key(subscription.id), count=1)
        async with asyncio.timeout(ANSWER_SECONDS):
            newest = (await pipeline.execute())[3::2]
        doubtful = []
        for subscription, entries in zip(new, newest, strict=True):
            subscription.check_at = time.monotonic() + SILENT_SECONDS
            if not entries:
                doubtful.append(subscription)  # nothing yet, or expired: the row knows
            elif entries[0][1]["type"] in LAST and position(entries[0][0]) <= subscription.last:
                subscription.finish()
        await self._ask_the_rows(doubtful)

    async def _tend(self) -> None:
        await asyncio.sleep(min(1.0, settings.READER_SECONDS / 8))
        for generation_id in [each for each, feed in self.feeds.items() if not feed.readers]:
            del self.feeds[generation_id]  # its readers were dropped without a word
        subscriptions = [subscription for feed in self.feeds.values() for subscription in feed.readers]
        now = time.monotonic()
        for subscription in subscriptions:
            if subscription.is_waiting and now - subscription.heard_at >= HEARTBEAT_SECONDS:
                subscription.push(HEARTBEAT)
        if now >= self._leases_at:
            await self._renew_leases(subscriptions)
            self._leases_at = now + settings.READER_SECONDS / 4
        await self._ask_the_rows([each for each in subscriptions if now >= each.check_at and not each.ended])

    async def _renew_leases(self, subscriptions: list[Subscription]) -> None:
        """Renew the leases of streams whose readers do read: one that is stuck may as well be gone."""
        fresh = time.monotonic() - settings.READER_SECONDS
        alive = {each.id for each in subscriptions if each.is_waiting or each.heard_at > fresh}
        for batch in _batches(sorted(alive)):
            pipeline = aclient().pipeline(transaction=False)
            for generation_id in batch:
                pipeline.set(reader_key(generation_id), 1, ex=settings.READER_SECONDS)
            async with asyncio.timeout(ANSWER_SECONDS):
                await pipeline.execute()

    async def _ask_the_rows(self, silent: list[Subscription]) -> None:
        """End the readers of generations that are over though their streams don't say so (expired, lost)."""
        by_id: dict[str, list[Subscription]] = {}
        for subscription in silent:
            subscription.check_at = time.monotonic() + SILENT_SECONDS
            by_id.setdefault(subscription.id, []).append(subscription)
        for batch in _batches(list(by_id)):
            for generation in await sync_to_async(_finished, thread_sensitive=False)(batch):
                for subscription in by_id[str(generation.pk)]:
                    if not subscription.ended:
                        subscription.complete(generation)


def _finished(ids: list[str]) -> list[Generation]:
    try:
        return list(Generation.objects.filter(pk__in=ids, state__in=FINAL))
    finally:
        connection.close()  # this thread belongs to a pool, and no request's end would close it


def _batches(items: list[T]) -> Iterable[list[T]]:
    return (items[start : start + BATCH] for start in range(0, len(items), BATCH))
