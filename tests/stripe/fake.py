"""The fake as a whole: what exists, what can be done to it as a payer, a bank or time does, and its server."""

import threading
from collections.abc import Sequence
from typing import Any

from tests.stripe import checkouts, disputes, refunds
from tests.stripe.delivery import Deliveries
from tests.stripe.faults import Faults
from tests.stripe.idempotency import Keys
from tests.stripe.store import Store, Thing

KEY = "sk_test_fake"
SECRET = "whsec_fake"
API_VERSION = "2026-10-28.endive"
EMAIL = "ada@example.org"


class FakeStripe:
    """`url` is the API's address once `tests.stripe.server.serving` runs it. Any thread may call the verbs."""

    def __init__(
        self, webhook: str = "", *, key: str = KEY, secrets: Sequence[str] = (SECRET,), livemode: bool = False
    ) -> None:
        self.url = ""
        self.key = key
        self.livemode = livemode
        self.api_version = API_VERSION
        self.lock = threading.RLock()
        self.deliveries = Deliveries(webhook, secrets)
        self.reset()

    def reset(self) -> None:
        """Forgets all, as a new account."""
        with self.lock:
            self.store = Store()
            self.keys = Keys()
            self.faults = Faults()
            self.intents: dict[str, Thing] = {}  # a session's payment_intent_data
            self.requests: list[tuple[str, str, int]] = []  # method, path, status of all that was asked
            self.deliveries.forget()

    def session(self, session_id: str) -> Thing:
        """The checkout itself."""
        return self.store.get("checkout.session", session_id)

    def charge_of(self, session_id: str) -> Thing:
        """The charge that paid the checkout."""
        payment = self.store.get("payment_intent", self.session(session_id)["payment_intent"] or "")
        return self.store.get("charge", payment["latest_charge"])

    def pay(self, session_id: str, how: str = "card", email: str = "") -> None:
        """The payer does it: by "card" at once, "later" by debit, or is "declined"."""
        verbs = {"card": checkouts.pay, "later": checkouts.pay_later, "declined": checkouts.decline}
        with self.lock:
            self.lapse()
            session = self.session(session_id)
            verbs[how](self, session, email or session["customer_email"] or EMAIL)

    def arrive(self, session_id: str, *, well: bool = True) -> None:
        """A debit ends."""
        with self.lock:
            (checkouts.arrive if well else checkouts.bounce)(self, self.session(session_id))

    def expire(self, session_id: str) -> None:
        """The checkout's time is over."""
        with self.lock:
            checkouts.expire(self, self.session(session_id))

    def refund(self, session_id: str, amount: int | None = None, status: str = "succeeded") -> Thing:
        """Someone pays money back in Stripe's dashboard: all that is left, or `amount` cents."""
        with self.lock:
            wanted = {"charge": self.charge_of(session_id)["id"], **({"amount": amount} if amount else {})}
            return refunds.create(self, wanted, status)

    def refund_ends(self, refund_id: str, *, well: bool) -> None:
        """The bank took a refund, or didn't."""
        with self.lock:
            (refunds.succeed if well else refunds.fail)(self, self.store.get("refund", refund_id))

    def dispute(self, session_id: str, amount: int | None = None, *, inquiry: bool = False) -> Thing:
        """The payer's bank disputes the payment, or asks about it."""
        with self.lock:
            return disputes.open_(self, self.charge_of(session_id), amount, inquiry=inquiry)

    def dispute_ends(self, dispute_id: str, *, won: bool) -> None:
        """The bank decides."""
        with self.lock:
            disputes.end(self, self.store.get("dispute", dispute_id), won=won)

    def warn(self, session_id: str) -> Thing:
        """The bank warns of fraud."""
        with self.lock:
            return disputes.warn(self, self.charge_of(session_id))

    def lapse(self, seconds: float = 0) -> None:
        """Lets time go by, and what is open for too long expire."""
        with self.lock:
            self.store.ahead += seconds
            for session in self.store.all("checkout.session", status="open"):
                if session["expires_at"] <= self.store.now():
                    checkouts.expire(self, session)

    def events(self, **fields: Any) -> list[Thing]:
        """All that happened, the oldest first."""
        return self.store.all("event", **fields)[::-1]
