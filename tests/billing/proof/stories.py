"""What may become of one purchase at Stripe, and what of it must be left here, whatever the way there."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from accounts.principal import Principal
from billing import ledger, packs
from billing.shop import checkout
from billing.shop.events import HANDLERS
from billing.shop.models import Purchase
from tests.stripe.fake import FakeStripe
from tests.stripe.store import Thing

PACK = packs.get("usd-5")
TOKENS, CENTS = PACK.tokens, PACK.amount
# What of a purchase's row must be the same in the end; numbers of looks and times may differ.
FIELDS = ("state", "refunded", "dispute", "tokens_taken", "tokens_lost", "tokens_frozen", "tokens_unfrozen")

Steps = Iterator[Any]


@dataclass(frozen=True)
class Story:
    """`steps` does it at Stripe, bit by bit; the rest is what there must be here then, if nothing was spent."""

    name: str
    steps: Callable[[FakeStripe, str], Iterator[Any]]
    state: str
    bought: int
    refunded: int = 0
    dispute: str = ""
    taken: int = 0
    frozen: int = 0

    @property
    def is_long(self) -> bool:
        """Whether five of its events are sent to us."""
        return self.name in ("refunded in two parts", "dispute won", "refund failed")

    def tell(self, fake: FakeStripe, session: str) -> list[Thing]:
        """Does all of it; those of its events that the webhook is subscribed to."""
        for _ in self.steps(fake, session):
            pass
        return subscribed(fake)


def _paid(fake: FakeStripe, session: str) -> Steps:
    yield fake.pay(session)


def _refunded(fake: FakeStripe, session: str) -> Steps:
    yield fake.pay(session)
    yield fake.refund(session, 125)
    yield fake.refund(session)


def _partly_refunded(fake: FakeStripe, session: str) -> Steps:
    yield fake.pay(session)
    yield fake.refund(session, 125)


def _dispute_open(fake: FakeStripe, session: str) -> Steps:
    yield fake.pay(session)
    yield fake.dispute(session)


def _dispute_won(fake: FakeStripe, session: str) -> Steps:
    yield fake.pay(session)
    dispute = fake.dispute(session)
    yield
    yield fake.dispute_ends(dispute["id"], won=True)


def _dispute_lost(fake: FakeStripe, session: str) -> Steps:
    yield fake.pay(session)
    dispute = fake.dispute(session)
    yield
    yield fake.dispute_ends(dispute["id"], won=False)


def _inquiry_closed(fake: FakeStripe, session: str) -> Steps:
    yield fake.pay(session)
    dispute = fake.dispute(session, inquiry=True)
    yield
    yield fake.dispute_ends(dispute["id"], won=True)


def _refund_failed(fake: FakeStripe, session: str) -> Steps:
    yield fake.pay(session)
    refund = fake.refund(session)
    yield
    yield fake.refund_ends(refund["id"], well=False)


def _arrived(fake: FakeStripe, session: str) -> Steps:
    yield fake.pay(session, "later")
    yield fake.arrive(session)


def _bounced(fake: FakeStripe, session: str) -> Steps:
    yield fake.pay(session, "later")
    yield fake.arrive(session, well=False)


def _expired(fake: FakeStripe, session: str) -> Steps:
    yield fake.expire(session)


def _declined_then_paid(fake: FakeStripe, session: str) -> Steps:
    yield fake.pay(session, "declined")
    yield fake.pay(session)


STORIES = [
    Story("paid", _paid, "paid", TOKENS),
    Story("partly refunded", _partly_refunded, "paid", TOKENS * 3 // 4, refunded=125, taken=TOKENS // 4),
    Story("refunded in two parts", _refunded, "paid", 0, refunded=CENTS, taken=TOKENS),
    Story("dispute open", _dispute_open, "paid", 0, dispute="needs_response", frozen=TOKENS),
    Story("dispute won", _dispute_won, "paid", TOKENS, dispute="won"),
    Story("dispute lost", _dispute_lost, "paid", 0, dispute="lost", taken=TOKENS),
    Story("inquiry closed", _inquiry_closed, "paid", TOKENS, dispute="warning_closed"),
    Story("refund failed", _refund_failed, "paid", TOKENS),
    Story("arrived later", _arrived, "paid", TOKENS),
    Story("bounced", _bounced, "failed", 0),
    Story("expired", _expired, "expired", 0),
    Story("declined, then paid", _declined_then_paid, "paid", TOKENS),
]


def subscribed(fake: FakeStripe) -> list[Thing]:
    """The events that happened and that Stripe sends to us, the oldest first."""
    return [event for event in fake.events() if event["type"] in HANDLERS]


def begun(user: User) -> str:
    """A checkout of PACK by the product's own code; the id of its session."""
    return checkout.begin(user, PACK, uuid.uuid4(), "https://rewind.example").rsplit("/", 1)[1]


def account(user: User) -> Principal:
    return Principal("user", f"user:{user.pk}", f"user:{user.pk}", user)


def end(user: User, session: str) -> dict[str, Any]:
    """What is left of the purchase: its row and its tokens."""
    row = Purchase.objects.get(session_id=session)
    balance = ledger.balance(account(user))
    return {**{name: getattr(row, name) for name in FIELDS}, "bought": balance.bought, "frozen": balance.frozen}


def expected(story: Story) -> dict[str, Any]:
    """What must be left when nothing was spent."""
    return {
        "state": story.state,
        "refunded": story.refunded,
        "dispute": story.dispute,
        "tokens_taken": story.taken,
        "tokens_lost": 0,
        "tokens_frozen": story.frozen,
        "tokens_unfrozen": 0,
        "bought": story.bought,
        "frozen": story.frozen,
    }
