"""Everything that can go wrong with a request, each as one Problem; /api and /v1 only write it in their own shapes."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from math import ceil
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import Http404, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils import timezone
from redis.exceptions import RedisError

from accounts.errors import InvalidKey, KeyInQuery
from billing.errors import InsufficientTokens, KeyLimitReached
from billing.shop import gateway
from tools.toolbox import InvalidInput, UnknownTool
from tools.weights import BrokenWeights

logger = logging.getLogger(__name__)
RETRY_SECONDS = 5
STATUSES = {"too_large": 413, "unsupported_type": 415}  # of inputs that can't be used; any other is a 400


class Problem(Exception):
    """What the caller is told: `field` names the input at fault, `extra` holds facts for programs."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        field: str | None = None,
        headers: Mapping[str, str] | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.field = field
        self.headers = dict(headers or {})
        self.extra = dict(extra or {})


def problem_of(error: Exception) -> Problem:
    """The Problem that `error` is; anything unforeseen is logged and becomes a 500 that tells nothing of it."""
    for kind, make in _MAKERS.items():
        if isinstance(error, kind):
            return make(error)
    logger.error("Unforeseen error in a request", exc_info=error)
    return Problem(
        500, "internal_error", "Something broke on our side. Nothing was charged for this request; try again."
    )


def unavailable(what: str, retry_after: int = RETRY_SECONDS) -> Problem:
    """A 503 for something that comes back by itself."""
    message = f"{what} Nothing was charged; try again in a few seconds."
    return Problem(503, "unavailable", message, headers={"Retry-After": str(retry_after)})


def _invalid_input(error: InvalidInput) -> Problem:
    return Problem(STATUSES.get(error.code, 400), error.code, error.message, field=error.field)


def _insufficient(error: InsufficientTokens) -> Problem:
    message = (
        f"This needs {error.needed:,} tokens and you have {error.available:,}. Ask for less (a lower max_tokens or n, "
        f"a shorter prompt or recording), or wait: free tokens come back at {error.resets_at:%H:%M} UTC."
    )
    if gateway.is_on():
        message += " More can be bought at /pricing/."
    return _used_up("insufficient_tokens", message, error.needed, error.available, error.resets_at)


def _key_limit(error: KeyLimitReached) -> Problem:
    message = (
        f"This needs {error.needed:,} tokens. This API key may use {error.limit:,} a day and has {error.left:,} "
        f"left; the next day begins at {error.resets_at:%H:%M} UTC. Ask for less, or change the limit in your account."
    )
    return _used_up("key_limit_reached", message, error.needed, error.left, error.resets_at, limit=error.limit)


def _used_up(code: str, message: str, needed: int, available: int, resets_at: datetime, **facts: int) -> Problem:
    seconds = max(1, ceil((resets_at - timezone.now()).total_seconds()))
    extra = {"needed": needed, "available": available, "resets_at": resets_at.isoformat(), **facts}
    headers = {
        "Retry-After": str(seconds),
        "x-ratelimit-remaining-tokens": str(available),
        "x-ratelimit-reset-tokens": f"{seconds}s",
    }
    return Problem(429, code, message, headers=headers, extra=extra)


def _form(error: Exception) -> Problem:
    return Problem(400, "invalid_form", "The request's body isn't a valid multipart form.")


def _weights(error: BrokenWeights) -> Problem:
    logger.error("A request needs a model that isn't there: %s", error)
    return unavailable("This model is away at the moment.")


def _database(error: Exception) -> Problem:
    logger.warning("The database didn't answer a request: %s", error)
    return unavailable("The database is busy or away.")


def _broker(error: Exception) -> Problem:
    logger.warning("The broker didn't answer a request: %s", error)
    return unavailable("The broker is away.")


_MAKERS: Mapping[type[Exception], Any] = {
    Problem: lambda error: error,
    InvalidInput: _invalid_input,
    InvalidKey: lambda error: Problem(
        401, "invalid_api_key", error.message, headers={"WWW-Authenticate": 'Bearer realm="Rewind"'}
    ),
    KeyInQuery: lambda error: Problem(400, "key_in_query", error.message),
    InsufficientTokens: _insufficient,
    KeyLimitReached: _key_limit,
    UnknownTool: lambda error: Problem(404, "not_found", str(error)),
    Http404: lambda error: Problem(404, "not_found", "There is nothing of yours at this address."),
    RequestDataTooBig: lambda error: Problem(413, "too_large", "The request's body is too large."),
    MultiPartParserError: _form,
    TooManyFieldsSent: _form,
    TooManyFilesSent: _form,
    UnreadablePostError: _form,
    OperationalError: _database,
    InterfaceError: _database,
    RedisError: _broker,
    BrokenWeights: _weights,
}
