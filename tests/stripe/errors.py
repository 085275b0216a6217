"""Stripe's errors."""

from typing import Any


class StripeError(Exception):
    """What Stripe answers with `status` and an object under "error"."""

    def __init__(self, status: int, message: str, *, kind: str = "invalid_request_error", **fields: Any) -> None:
        super().__init__(message)
        self.status = status
        self.error = {"message": message, "type": kind, **fields}
        if "code" in fields:
            self.error["doc_url"] = f"https://stripe.com/docs/error-codes/{fields['code'].replace('_', '-')}"


def missing(kind: str, object_id: str) -> StripeError:
    """No such object."""
    return StripeError(404, f"No such {kind}: '{object_id}'", code="resource_missing", param="id")


def invalid(message: str, param: str, code: str = "parameter_invalid") -> StripeError:
    """A parameter that won't do."""
    return StripeError(400, message, param=param, code=code)
