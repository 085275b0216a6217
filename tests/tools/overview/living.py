"""An account that has lived through every kind of entry that the ledger has."""

from datetime import UTC, datetime, timedelta

import time_machine

from accounts.principal import Principal
from billing import ledger
from billing.packs import get
from billing.shop.models import Purchase
from tools.models import Generation

YESTERDAY, TODAY = datetime(2026, 11, 24, 10, tzinfo=UTC), datetime(2026, 11, 25, 10, tzinfo=UTC)
NOTE = "chat smollm2-135m-instruct"
FORMULA = '=HYPERLINK("http://x")'


def run(principal: Principal, tokens: int, note: str = NOTE) -> Generation:
    """A run that is over and was charged so much; its row is there."""
    generation = Generation(
        owner=principal.owner,
        tool="chat",
        kind="text",
        model="smollm2-135m-instruct",
        source="page",
        inputs={"messages": []},
        held=tokens,
    )
    ledger.hold(principal, tokens, reference=str(generation.pk), seconds=60)
    ledger.settle(str(generation.pk), tokens, note=note)
    generation.save(force_insert=True)
    return generation


def buy(principal: Principal) -> Purchase:
    """A pack of 200,000, paid, with a receipt."""
    assert principal.user
    purchase = Purchase.objects.create(
        **Purchase.terms(principal.user, get("usd-5")), state="paid", receipt_url="https://pay.example/receipt"
    )
    ledger.buy(principal.user, purchase.tokens, reference=str(purchase.pk))
    return purchase


def live(principal: Principal) -> None:
    """Two days with all kinds of entries; the second one is TODAY."""
    with time_machine.travel(YESTERDAY, tick=True):
        run(principal, 700)
        purchase = buy(principal)
    with time_machine.travel(TODAY, tick=True):
        ledger.close_days()
        ledger.carry(principal, 1_000, reference="carry:test")
        run(principal, 4_600)  # 4,000 free ones and 600 bought ones
        purse = principal.purse
        for step, (verb, tokens) in enumerate(
            [
                (ledger.take_back, 20_000),
                (ledger.give_back, 5_000),
                (ledger.freeze, 50_000),
                (ledger.thaw, 10_000),
                (ledger.take_frozen, 25_000),
            ]
        ):
            verb(purse, tokens, reference=f"{verb.__name__}:{purchase.pk}:{step}")
        assert principal.user
        ledger.adjust(principal.user, -300, reference="desk:1", note=FORMULA)
        ledger.adjust(principal.user, 500, reference="desk:2", note="An outage")


def later(days: int) -> datetime:
    """So many days after TODAY."""
    return TODAY + timedelta(days=days)
