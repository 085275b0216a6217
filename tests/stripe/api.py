"""The API: /v1/..., one row for each endpoint."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.stripe import checkouts, disputes, refunds
from tests.stripe.errors import StripeError
from tests.stripe.paging import page
from tests.stripe.store import Thing, listed
from tests.stripe.typed import parameters

if TYPE_CHECKING:
    from tests.stripe.fake import FakeStripe

Act = Callable[["FakeStripe", Thing, str], Thing]


def _retrieve(kind: str) -> Act:
    return lambda fake, params, thing_id: fake.store.get(kind, thing_id)


def _list(kind: str) -> Act:
    return lambda fake, params, thing_id: page(fake, kind, params)


def _items(fake: "FakeStripe", params: Thing, session_id: str) -> Thing:
    fake.session(session_id)
    return listed(fake.store.items[session_id], f"/v1/checkout/sessions/{session_id}/line_items")


def _charge_refunds(fake: "FakeStripe", params: Thing, charge_id: str) -> Thing:
    fake.store.get("charge", charge_id)
    return page(fake, "refund", {**params, "charge": charge_id})


def _session_update(fake: "FakeStripe", params: Thing, session_id: str) -> Thing:
    session = fake.session(session_id)
    checkouts.check_metadata(params.get("metadata") or {})
    session["metadata"] = {**session["metadata"], **(params.get("metadata") or {})}
    return session


# Method, path, module and name of its parameters' type in stripe.params, what is done.
ENDPOINTS: list[tuple[str, str, str, str, Act]] = [
    ("POST", "checkout/sessions", "checkout", "SessionCreateParams", lambda f, p, i: checkouts.create(f, p)),
    ("GET", "checkout/sessions", "checkout", "SessionListParams", _list("checkout.session")),
    ("GET", "checkout/sessions/ID", "checkout", "SessionRetrieveParams", _retrieve("checkout.session")),
    ("POST", "checkout/sessions/ID", "checkout", "SessionUpdateParams", _session_update),
    ("GET", "checkout/sessions/ID/line_items", "checkout", "SessionListLineItemsParams", _items),
    (
        *("POST", "checkout/sessions/ID/expire", "checkout", "SessionExpireParams"),
        lambda f, p, i: checkouts.expire(f, f.session(i)),
    ),
    ("GET", "payment_intents", "", "PaymentIntentListParams", _list("payment_intent")),
    ("GET", "payment_intents/ID", "", "PaymentIntentRetrieveParams", _retrieve("payment_intent")),
    ("GET", "charges", "", "ChargeListParams", _list("charge")),
    ("GET", "charges/ID", "", "ChargeRetrieveParams", _retrieve("charge")),
    ("GET", "charges/ID/refunds", "", "ChargeListRefundsParams", _charge_refunds),
    ("POST", "refunds", "", "RefundCreateParams", lambda f, p, i: refunds.create(f, p)),
    ("GET", "refunds", "", "RefundListParams", _list("refund")),
    ("GET", "refunds/ID", "", "RefundRetrieveParams", _retrieve("refund")),
    (
        *("POST", "refunds/ID", "", "RefundUpdateParams"),
        lambda f, p, i: refunds.update(f, f.store.get("refund", i), p),
    ),
    (
        *("POST", "refunds/ID/cancel", "", "RefundCancelParams"),
        lambda f, p, i: refunds.cancel(f, f.store.get("refund", i)),
    ),
    ("GET", "disputes", "", "DisputeListParams", _list("dispute")),
    ("GET", "disputes/ID", "", "DisputeRetrieveParams", _retrieve("dispute")),
    (
        *("POST", "disputes/ID", "", "DisputeUpdateParams"),
        lambda f, p, i: disputes.update(f, f.store.get("dispute", i), p),
    ),
    (
        *("POST", "disputes/ID/close", "", "DisputeCloseParams"),
        lambda f, p, i: disputes.accept(f, f.store.get("dispute", i)),
    ),
    ("GET", "events", "", "EventListParams", _list("event")),
    ("GET", "events/ID", "", "EventRetrieveParams", _retrieve("event")),
    ("GET", "balance_transactions", "", "BalanceTransactionListParams", _list("balance_transaction")),
    ("GET", "balance_transactions/ID", "", "BalanceTransactionRetrieveParams", _retrieve("balance_transaction")),
    ("GET", "radar/early_fraud_warnings", "radar", "EarlyFraudWarningListParams", _list("radar.early_fraud_warning")),
]


def found(method: str, path: str) -> tuple[str, str, Act, str]:
    """Module and name of the parameters' type, what to do, and the id in the path. Raises 404."""
    for verb, pattern, module, name, act in ENDPOINTS:
        match = re.fullmatch("/v1/" + pattern.replace("ID", r"(\w+)"), path)
        if match and verb == method:
            return module, name, act, "".join(match.groups())
    raise StripeError(404, f"Unrecognized request URL ({method}: {path}).")


def typed(module: str, name: str, given: Thing) -> Thing:
    """The parameters of an endpoint, with their types."""
    inside = f"{module}." if module else ""
    snake = re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
    return parameters(f"{inside}_{snake}", name, given)


def run(fake: "FakeStripe", act: Act, params: Thing, thing_id: str) -> Any:
    """The answer's body. Raises StripeError."""
    expand = params.pop("expand", [])
    with fake.lock:
        fake.lapse()
        return fake.store.expanded(act(fake, params, thing_id), expand)
