"""What the shop does when somebody leaves, or takes their data along."""

from typing import Any

from django.dispatch import receiver

from accounts.export import File, json_list
from accounts.principal import Principal
from accounts.signals import data_exported, owner_forgotten
from billing.shop.models import Purchase


@receiver(owner_forgotten)
def forget(owner: str, **kwargs: Any) -> None:
    """The purchase stays, as the books must; who it was and the way to the receipt, which names them, go."""
    Purchase.objects.of(owner).update(user=None, receipt_url="")


@receiver(data_exported)
def export(principal: Principal, **kwargs: Any) -> list[File]:
    """All that was bought, as `purchases.json`."""
    fields = (
        *("id", "created_at", "pack", "tokens", "amount", "currency", "state", "paid_at", "receipt_url", "refunded"),
        *("dispute", "tokens_taken", "tokens_lost", "tokens_frozen"),
    )
    rows = Purchase.objects.of(principal.purse).order_by("created_at").values(*fields)
    return [json_list("purchases.json", rows.iterator())]
