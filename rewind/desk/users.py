"""Accounts: who, with how many tokens; adjusting, closing and reopening them."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ResetPasswordForm
from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import CharField, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.http import HttpRequest, HttpResponse
from unfold.decorators import action
from unfold.widgets import UnfoldAdminIntegerFieldWidget

from accounts.models import User
from accounts.principal import Principal
from billing import ledger
from billing.errors import InsufficientTokens
from billing.ledger import Balance
from billing.models import Account
from rewind.desk.acting import Act, ActForm
from rewind.desk.base import Desk

# Only superusers make staff: whoever may change accounts could otherwise give themselves every right.
RIGHTS = ("is_staff", "is_superuser", "groups")


class AdjustForm(ActForm):
    """How many tokens, and why."""

    amount = forms.IntegerField(
        widget=UnfoldAdminIntegerFieldWidget,
        help_text="Bought tokens to add; below 0 to take away, at most what is there and not held.",
    )
    field_order = ("amount", "reason")

    def clean_amount(self) -> int:
        """Something must move."""
        if not self.cleaned_data["amount"]:
            raise ValidationError("0 tokens change nothing.")
        return self.cleaned_data["amount"]


def adjust(request: HttpRequest, user: User, data: dict[str, Any]) -> str:
    """One entry of the ledger; the form's own number keeps a second click from making a second one."""
    amount = data["amount"]
    try:
        done = ledger.adjust(user, amount, reference=f"desk:{data['once']}", note=data["reason"])
    except InsufficientTokens as error:
        raise ValidationError(f"Only {error.available:,} bought tokens can be taken away.") from error
    except ValueError as error:
        raise ValidationError(str(error)) from error
    return f"Adjusted the balance by {amount:+,} tokens." if done else ""


def close(request: HttpRequest, user: User, data: dict[str, Any]) -> str:
    """Nobody signs in to it any more, and its keys stop working; nothing is deleted."""
    return "Closed the account." if User.objects.filter(pk=user.pk, is_active=True).update(is_active=False) else ""


def reopen(request: HttpRequest, user: User, data: dict[str, Any]) -> str:
    """As it was."""
    if user.leaving_since:
        raise ValidationError("Its owner is deleting this account: it can't be opened any more.")
    return "Reopened the account." if User.objects.filter(pk=user.pk, is_active=False).update(is_active=True) else ""


def send_reset(request: HttpRequest, user: User, data: dict[str, Any]) -> str:
    """The same mail that "Forgot your password?" sends."""
    form = ResetPasswordForm({"email": user.email})
    if not form.is_valid():
        raise ValidationError("No mail can be sent to this address.")
    form.save(request)
    return "Sent a link to set a new password."


ADJUST = Act(
    "Adjust the balance", "Adds or takes bought tokens. The owner sees the entry and the reason.", adjust, AdjustForm
)
CLOSE = Act("Close the account", "Nobody can sign in to it and its API keys stop working. Nothing is deleted.", close)
REOPEN = Act("Reopen the account", "Its owner can sign in again, and its API keys work again.", reopen)

RESET = Act(
    "Send a password reset",
    "Sends the owner a link to set a new password. Until it is used, nothing changes.",
    send_reset,
    slow=True,
)


def _balance(user: User) -> Balance:
    purse = f"user:{user.pk}"
    return ledger.balance(Principal("user", purse, purse, user))


@admin.register(User)
class UserAdmin(Desk):
    """The list and the page of accounts. Passwords are nobody's to set by hand."""

    personal = True
    list_display = ("email", "bought", "is_active", "is_staff", "last_login", "joined")
    list_filter = ("is_active", "is_staff", "joined")
    search_fields = ("email",)
    search_help_text = "By e-mail address"
    ordering = ("-joined",)
    fieldsets = (
        (None, {"fields": ("email", "is_active", "joined", "last_login")}),
        ("Tokens", {"fields": ("free_left", "bought_left", "held", "frozen")}),
        ("Rights", {"fields": RIGHTS}),
    )

    actions = None
    actions_detail = ("adjust", "send_reset", "close", "reopen")

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """With what is bought and left, so that the list asks once."""
        purse = Concat(Value("user:"), Cast(OuterRef("pk"), CharField()))
        bought = Account.objects.filter(kind=Account.Kind.BOUGHT, owner=purse)
        left = bought.annotate(left=F("posted") - F("held")).values("left")
        return super().get_queryset(request).annotate(bought_tokens=Subquery(left))

    @admin.display(description="bought tokens", ordering="bought_tokens")
    def bought(self, user: User) -> int:
        """What the list says; the page asks the ledger."""
        return user.bought_tokens or 0  # type: ignore[attr-defined]

    @admin.display(description="free, left today")
    def free_left(self, user: User) -> str:
        """Of the day's allowance."""
        balance = _balance(user)
        return f"{balance.free:,} of {balance.daily:,}"

    @admin.display(description="bought, left")
    def bought_left(self, user: User) -> str:
        """Without what is held or frozen."""
        return f"{_balance(user).bought:,}"

    @admin.display(description="held for runs")
    def held(self, user: User) -> str:
        """By open holds."""
        return f"{_balance(user).held:,}"

    @admin.display(description="frozen")
    def frozen(self, user: User) -> str:
        """While a bank looks into a payment."""
        return f"{_balance(user).frozen:,}"

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """All but the rights, and these too for those who aren't superusers."""
        facts = ("email", "is_active", "joined", "last_login", "free_left", "bought_left", "held", "frozen")
        return facts if request.user.is_superuser else (*facts, *RIGHTS)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """People sign up themselves."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """People delete their accounts themselves; the staff closes them."""
        return False

    def has_adjust_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        """Whoever may write to the ledger."""
        return request.user.has_perm("billing.add_transfer")

    def has_close_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        """Whoever may change accounts; those of the staff only superusers, and nobody their own."""
        if object_id is None or str(request.user.pk) == object_id:
            return False
        of_staff = User.objects.filter(pk=object_id, is_staff=True).exists()
        return request.user.is_superuser or (self.has_change_permission(request) and not of_staff)

    @action(description="Adjust the balance", permissions=["adjust"], icon="toll")
    def adjust(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Tokens more or fewer, with a reason."""
        return ADJUST.page(self, request, object_id)

    @action(description="Send a reset", permissions=["close"], icon="mail")
    def send_reset(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """A new password, set by its owner."""
        return RESET.page(self, request, object_id)

    @action(description="Close", permissions=["close"], icon="block")
    def close(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """No more sign-ins."""
        return CLOSE.page(self, request, object_id)

    @action(description="Reopen", permissions=["close"], icon="lock_open")
    def reopen(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Sign-ins again."""
        return REOPEN.page(self, request, object_id)
