"""Purchases and the events that Stripe sent of them, to look at; and a way to look at Stripe once more."""

from __future__ import annotations

from typing import Any

import stripe
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from unfold.decorators import action

from billing.shop import fulfilment, gateway
from billing.shop.models import Purchase, StripeEvent
from rewind.desk.acting import Act
from rewind.desk.base import ReadOnly


def look_again(request: HttpRequest, purchase: Purchase, data: dict[str, Any]) -> str:
    """What a webhook or the nightly look would do."""
    if not gateway.is_on():
        raise ValidationError("Buying is switched off here: there are no keys for Stripe.")
    if not purchase.session_id:
        raise ValidationError("This purchase never got as far as Stripe: there is nothing to look at.")
    try:
        fulfilment.refresh(purchase.pk, purchase.session_id)
    except stripe.StripeError as error:
        raise ValidationError("Stripe doesn't answer. Try again in a few minutes; nothing was changed.") from error
    purchase.refresh_from_db()
    return f"Looked at Stripe; it is {purchase.get_state_display()} now."


LOOK = Act(
    "Look again at Stripe",
    "Asks Stripe how this purchase stands and credits, takes back or freezes what is missing. It does no harm twice.",
    look_again,
    slow=True,
)


@admin.register(Purchase)
class PurchaseAdmin(ReadOnly):
    """Newest first."""

    personal = True
    fields = (
        *("id", "user", "purse", "pack", "tokens", "price", "currency", "state", "message", "created_at", "paid_at"),
        *("session_id", "payment_intent", "charge", "refunded_price", "dispute", "warned_at"),
        *("tokens_taken", "tokens_lost", "tokens_frozen", "tokens_unfrozen", "looked_at"),
    )
    list_display = ("created_at", "user", "price", "state", "dispute", "tokens_taken", "tokens_lost", "tokens_frozen")
    list_filter = ("state", "pack", "dispute", "created_at")
    list_select_related = ("user",)
    search_fields = ("=session_id", "=payment_intent", "=charge", "=purse", "user__email")
    search_help_text = "By Stripe's session, payment or charge, by purse, such as user:7, or by e-mail address"
    ordering = ("-created_at",)
    actions_detail = ("look_again",)

    def has_look_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        """Whoever may change purchases."""
        return request.user.has_perm("billing.change_purchase")

    @action(description="Look again at Stripe", permissions=["look"], icon="sync")
    def look_again(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """When an event got lost."""
        return LOOK.page(self, request, object_id)


@admin.register(StripeEvent)
class StripeEventAdmin(ReadOnly):
    """Newest first; an event with an error waits for Stripe to send it again."""

    fields = (
        *("id", "type", "api_version", "created", "object_id", "purchase"),
        *("received_at", "handled_at", "attempts", "note", "error"),
    )
    list_display = ("received_at", "type", "object_id", "purchase", "handled_at", "attempts", "error")
    list_filter = ("type", ("handled_at", admin.EmptyFieldListFilter), "received_at")
    list_select_related = ("purchase",)
    search_fields = ("=id", "=object_id")
    search_help_text = "By id of the event or of what it is about"
    ordering = ("-received_at",)
