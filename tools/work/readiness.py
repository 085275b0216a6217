"""How the workers are: each says so every few seconds under a key that expires, and anybody may read it."""

from __future__ import annotations

import json
import time
from typing import Any, Literal

from tools.streams.connection import client
from tools.work import identity

TTL_SECONDS = 15
NAMES = "workers"  # a sorted set of the keys by the time at which they expire, so that nobody has to scan for them

State = Literal["loading", "ready", "broken"]


def publish(kind: str, name: str, state: State, detail: str, models: list[str], busy: int) -> None:
    """Say how a worker is: `detail` is one line for people, `busy` counts what it runs. Raises redis.RedisError."""
    key = _key(kind, name)
    value = json.dumps({"name": name, "state": state, "detail": detail, "models": models, "busy": busy})
    pipeline = client().pipeline(transaction=False)
    pipeline.set(key, value, ex=TTL_SECONDS)
    pipeline.zadd(NAMES, {key: time.time() + TTL_SECONDS})
    pipeline.expire(NAMES, 4 * TTL_SECONDS)
    pipeline.execute()


def withdraw(kind: str, name: str) -> None:
    """Say that a worker has ended. Raises redis.RedisError."""
    pipeline = client().pipeline(transaction=False)
    pipeline.delete(_key(kind, name))
    pipeline.zrem(NAMES, _key(kind, name))
    pipeline.execute()


def forget_the_gone(kind: str) -> None:
    """Take workers of `kind` off the list whose processes were this machine's and have ended. Raises RedisError."""
    for worker in workers().get(kind, []):
        if identity.is_gone(worker["name"]):
            withdraw(kind, worker["name"])


def workers() -> dict[str, list[dict[str, Any]]]:
    """The workers heard of lately, by kind: {"text": [{"name", "state", "detail", "models", "busy"}]}.

    Raises redis.RedisError.
    """
    pipeline = client().pipeline(transaction=False)
    pipeline.zremrangebyscore(NAMES, "-inf", time.time() - TTL_SECONDS)
    pipeline.zrange(NAMES, 0, -1)
    keys = pipeline.execute()[1]
    found: dict[str, list[dict[str, Any]]] = {}
    for key, value in zip(keys, client().mget(keys) if keys else [], strict=True):
        if value is not None:
            found.setdefault(key.split(":")[1], []).append(json.loads(value))
    return found


def _key(kind: str, name: str) -> str:
    return f"worker:{kind}:{name}"
