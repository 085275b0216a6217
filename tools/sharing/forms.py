"""The form by which a link is made."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.principal import Principal
from tools.models import Conversation, Generation
from tools.sharing.own import DAYS, Shareable

FOREVER = ""
DEFAULT_DAYS = 30


class ShareForm(forms.Form):
    """What is shown, and for how long."""

    prompt = forms.BooleanField(required=False)
    days = forms.TypedChoiceField(
        label="The link works for",
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, principal: Principal, thing: Shareable, data: Any = None) -> None:
        is_chat = isinstance(thing, Conversation)
        # Answers to questions that nobody sees can't be followed; one answer alone stands for itself.
        super().__init__(data, initial={"prompt": is_chat, "days": DEFAULT_DAYS}, auto_id="share-%s")
        self.fields["prompt"].label = "Show my questions too" if is_chat else "Show what I asked too"
        if isinstance(thing, Generation) and thing.kind == "speech":
            del self.fields["prompt"]  # nothing was asked
        choices = [(days, f"{days} day{'s' if days > 1 else ''}") for days in DAYS]
        if principal.is_user:
            choices.append((FOREVER, "Until I take it back"))  # type: ignore[arg-type]
        field = self.fields["days"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 (tells the type checker)
        field.choices = choices

    def clean_days(self) -> int | None:
        """None for a link that works until it is taken back; left out altogether it isn't meant so."""
        if "days" not in self.data:
            return DEFAULT_DAYS
        days: int | None = self.cleaned_data["days"]
        if days is None and FOREVER not in dict(self.fields["days"].choices):  # type: ignore[attr-defined]
            raise forms.ValidationError("Choose for how long the link works.")
        return days
