"""Why a tool can't answer now, for its page."""

from __future__ import annotations

from django.conf import settings
from redis.exceptions import RedisError

from tools.work.readiness import workers


def away(kind: str) -> str:
    """Why no worker can answer now, in a sentence; empty when one can."""
    if not settings.REDIS_URL:
        return "The part of the site that hands out work isn't running."
    try:
        found = workers().get(kind, [])
    except RedisError:
        return "The part of the site that hands out work doesn't answer."
    if any(worker["state"] == "ready" for worker in found):
        return ""
    if any(worker["state"] == "loading" for worker in found):
        return "The model is still being loaded."
    return "The model isn't running at this moment."
