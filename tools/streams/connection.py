"""The connections to Redis (or Valkey), and the names of the keys that live there."""

from __future__ import annotations

import asyncio
import functools
import weakref

import redis
import redis.asyncio
from django.conf import settings
from redis.asyncio.retry import Retry as AsyncRetry
from redis.backoff import NoBackoff
from redis.retry import Retry

# A request must not hang on a dead broker; the row waits in the database meanwhile.
CONNECT_SECONDS = 1
ANSWER_SECONDS = 2

_clients: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, redis.asyncio.Redis] = weakref.WeakKeyDictionary()


def events_key(generation_id: object) -> str:
    """The stream of a generation's events."""
    return f"gen:{generation_id}:events"


def cancel_key(generation_id: object) -> str:
    """Set when somebody wants the generation to stop."""
    return f"gen:{generation_id}:cancel"


def reader_key(generation_id: object) -> str:
    """The lease that readers renew; a run that nobody reads is stopped."""
    return f"gen:{generation_id}:reader"


def client() -> redis.Redis:
    """This process's client, safe in any thread. A stale connection is replaced once, a dead broker fails fast."""
    return _client(settings.REDIS_URL)


@functools.cache
def _client(url: str) -> redis.Redis:
    return redis.Redis.from_url(
        url,
        decode_responses=True,
        socket_connect_timeout=CONNECT_SECONDS,
        socket_timeout=ANSWER_SECONDS,
        retry=Retry(NoBackoff(), 1),
    )


def aclient() -> redis.asyncio.Redis:
    """The running event loop's client. Callers bound how long they wait (`asyncio.timeout`, ANSWER_SECONDS).

    redis-py's own timeout costs a timer for each reply, and on Python 3.11 swallows a cancellation now and then.
    """
    loop = asyncio.get_running_loop()
    if loop not in _clients:
        _clients[loop] = redis.asyncio.Redis.from_url(
            settings.REDIS_URL,
            decode_responses=True,
            socket_connect_timeout=CONNECT_SECONDS,
            socket_timeout=None,
            retry=AsyncRetry(NoBackoff(), 1),
        )
    return _clients[loop]
