"""The cache: what all web processes must count together, such as how often somebody tried a password."""

from typing import Any

from redis.backoff import NoBackoff
from redis.retry import Retry

CONNECT_SECONDS = 1  # where it is away, sign-in says so at once (rewind/failures.py)
ANSWER_SECONDS = 2


def cache(redis_url: str) -> dict[str, Any]:
    """Django's settings of the cache: in the broker's Redis or Valkey, or without one in this process."""
    if not redis_url:
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    return {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": redis_url,
        "KEY_PREFIX": "cache",
        "OPTIONS": {
            "socket_connect_timeout": CONNECT_SECONDS,
            "socket_timeout": ANSWER_SECONDS,
            "retry": Retry(NoBackoff(), 1),
        },
    }
