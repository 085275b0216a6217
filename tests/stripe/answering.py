"""One API request: whose it is, whether it came before, what goes wrong with it, its answer."""

import base64
import hmac
import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.stripe import api
from tests.stripe.errors import StripeError
from tests.stripe.events import cause
from tests.stripe.faults import Fault
from tests.stripe.forms import parse
from tests.stripe.store import Thing, new_id

if TYPE_CHECKING:
    from tests.stripe.fake import FakeStripe

CRASH = {"error": {"message": "An unknown error occurred", "type": "api_error"}}
REFUSED = {429: ("Request rate limit exceeded.", "rate_limit"), 409: ("Lock timeout.", "lock_timeout")}


@dataclass
class Answer:
    """`cut`: the connection ends instead."""

    status: int
    body: Any
    headers: dict[str, str]
    cut: bool = False


def answer(fake: "FakeStripe", method: str, path: str, query: str, form: str, headers: Any) -> Answer:
    """What Stripe says to a request."""
    request = new_id("req", 14)
    sent = {"Request-Id": request, "Stripe-Version": headers.get("Stripe-Version", fake.api_version)}
    key = headers.get("Idempotency-Key") if method == "POST" else None
    fault = fake.faults.next(method, path)
    cause.request, cause.key = request, key
    try:
        _authenticate(fake, headers)
        status, body, replayed = _answered(fake, method, path, query if method == "GET" else form, key, fault)
    except StripeError as error:
        status, body, replayed = error.status, {"error": {**error.error, "request_log_url": ""}}, False
    finally:
        cause.request = cause.key = None
    fake.requests.append((method, path, status))
    if key:
        sent["Idempotency-Key"] = key
        sent["Original-Request"] = request
    if replayed:
        sent["Idempotent-Replayed"] = "true"
    if fault is not None and fault.how == "hang":
        time.sleep(fault.seconds)
    return Answer(status, body, sent, cut=fault is not None and fault.how == "cut")


def _authenticate(fake: "FakeStripe", headers: Any) -> None:
    kind, _, value = headers.get("Authorization", "").partition(" ")
    if kind.lower() == "basic":
        value = base64.b64decode(value).decode().removesuffix(":")
    if not value:
        raise StripeError(401, "You did not provide an API key.")
    if not hmac.compare_digest(value.encode(), fake.key.encode()):
        raise StripeError(401, f"Invalid API Key provided: {value[:7]}****{value[-4:]}")


def _answered(
    fake: "FakeStripe", method: str, path: str, form: str, key: str | None, fault: Fault | None
) -> tuple[int, Any, bool]:
    if fault is not None and fault.how == "refuse":
        message, code = REFUSED.get(fault.status, ("An unknown error occurred", "api_error"))
        raise StripeError(fault.status, message, kind="api_error", code=code)
    module, name, act, thing_id = api.found(method, path)
    params = api.typed(module, name, parse(form))  # refused before it runs: nothing is kept
    if key is None:
        return *_run(fake, act, params, thing_id, fault), False
    kept = fake.keys.begin(key, (method, path, json.dumps(params, sort_keys=True)))
    if kept is not None:
        return kept.status, kept.body, True
    try:
        status, body = _run(fake, act, params, thing_id, fault)
    except BaseException:
        fake.keys.forget(key)
        raise
    if status == 400 and "param" in body["error"]:  # its parameters were wrong: it never began
        fake.keys.forget(key)
    else:
        fake.keys.keep(key, status, body)
    return status, body, False


def _run(fake: "FakeStripe", act: api.Act, params: Thing, thing_id: str, fault: Fault | None) -> tuple[int, Any]:
    if fault is not None and fault.how == "crash":
        return 500, CRASH
    try:
        body = api.run(fake, act, params, thing_id)
    except StripeError as error:
        return error.status, {"error": error.error}
    return (500, CRASH) if fault is not None and fault.how == "crash_after" else (200, body)
