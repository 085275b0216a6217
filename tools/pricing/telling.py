"""A purchase in plain words: where it stands, what became of its money and of its tokens."""

from __future__ import annotations

from billing.models import Purchase
from billing.shop.models import money
from billing.shop.truth import LOST, OURS, PREVENTED

State = Purchase.State
STATES = {
    State.CREATED: "Being prepared. Nothing was charged.",
    State.OPEN: "Not paid yet.",
    State.PROCESSING: "Your bank is still moving the money. The tokens come by themselves once it is here.",
    State.PAID: "Paid.",
    State.EXPIRED: "Not paid in time. Nothing was charged.",
    State.FAILED: "Not paid. Nothing was charged.",
    State.REVIEW: "Being looked at by us.",
}


class Told:
    """What pages say about one purchase."""

    def __init__(self, purchase: Purchase) -> None:
        self.purchase = purchase

    @property
    def is_waiting(self) -> bool:
        """Whether its page is to look again in a moment."""
        return self.purchase.state in {State.CREATED, State.OPEN}

    @property
    def state(self) -> str:
        """Where it stands, in a sentence."""
        purchase = self.purchase
        if purchase.state == State.OPEN:
            return f"Not paid yet. The payment page is open until {purchase.expires_at:%H:%M} UTC."
        return purchase.message or STATES[State(purchase.state)]

    @property
    def more(self) -> list[str]:
        """What came after the payment: refunds and disputes, a sentence each."""
        return [sentence for sentence in (self._refund(), self._dispute(), self._spent()) if sentence]

    def _refund(self) -> str:
        purchase = self.purchase
        if not purchase.refunded:
            return ""
        part = "" if purchase.refunded >= purchase.amount else f" of {purchase.price}"
        return f"{money(purchase.refunded)}{part} was paid back."

    def _dispute(self) -> str:
        purchase = self.purchase
        if not purchase.dispute:
            return ""
        if purchase.dispute == LOST:
            return "Your bank took the payment back."
        if purchase.dispute in OURS:
            return "Your bank asked about this payment, and that is settled: the tokens are yours to spend."
        if purchase.dispute == PREVENTED:
            return "Your bank asked about this payment, and that is settled."
        frozen = (
            f" Until that is settled {purchase.tokens_frozen:,} tokens can't be spent."
            if purchase.tokens_frozen
            else ""
        )
        return f"Your bank has asked about this payment.{frozen}"

    def _spent(self) -> str:
        """The tokens that went with the money."""
        purchase = self.purchase
        gone = f"{purchase.tokens_taken:,} tokens were taken out again." if purchase.tokens_taken else ""
        lost = f"{purchase.tokens_lost:,} were spent already; you owe nothing for them." if purchase.tokens_lost else ""
        return f"{gone} {lost}".strip()
