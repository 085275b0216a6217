"""Stripe's Idempotency-Key: https://docs.stripe.com/api/idempotent_requests"""

import threading
from dataclasses import dataclass
from typing import Any

from tests.stripe.errors import StripeError


@dataclass
class Kept:
    """A request and, once it ran, its answer, which its repetitions get."""

    request: tuple[str, str, str]
    status: int = 0
    body: Any = None


class Keys:
    """The keys that were used."""

    def __init__(self) -> None:
        self._kept: dict[str, Kept] = {}
        self._lock = threading.Lock()

    def begin(self, key: str, request: tuple[str, str, str]) -> Kept | None:
        """The answer that the key has already; None when this request is to run. Raises for a key in wrong use."""
        if len(key) > 255:
            raise StripeError(400, "Idempotency keys are at most 255 characters long.", kind="idempotency_error")
        with self._lock:
            kept = self._kept.get(key)
            if kept is None:
                self._kept[key] = Kept(request)
                return None
            if kept.request != request:
                raise StripeError(
                    400,
                    "Keys for idempotent requests can only be used with the same parameters they were first used with. "
                    f"Try using a key other than '{key}' if you meant to execute a different request.",
                    kind="idempotency_error",
                )
            if not kept.status:
                raise StripeError(
                    409,
                    "There is currently another in-progress request using this Stripe-Idempotency-Key: please wait.",
                    code="idempotency_key_in_use",
                )
            return kept

    def keep(self, key: str, status: int, body: Any) -> None:
        """The answer for all repetitions, an error's too."""
        with self._lock:
            self._kept[key].status, self._kept[key].body = status, body

    def forget(self, key: str) -> None:
        """The request was refused before it ran: the key is free."""
        with self._lock:
            self._kept.pop(key, None)
