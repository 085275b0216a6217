"""Whether somebody is there to run what was asked for."""

from __future__ import annotations

from tools.http.problems import unavailable
from tools.work.readiness import workers


def require_worker(kind: str) -> None:
    """Raise a Problem (503) when no worker of `kind` runs or is starting, rather than let the caller wait for nothing.

    Raises redis.RedisError, which is a 503 too, when the broker is away.
    """
    if not any(worker["state"] != "broken" for worker in workers().get(kind, [])):
        raise unavailable(f"The {kind} models are away at the moment.")
