"""The form by which an account is deleted."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.models import User


class LeaveForm(forms.Form):
    """The address has to be typed: this can't be undone."""

    email = forms.CharField(
        label="Your e-mail address",
        help_text="Type it to say that you mean this account.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, user: User, data: Any = None) -> None:
        super().__init__(data, auto_id="leave-%s")
        self.user = user

    def clean_email(self) -> str:
        """The account's own address, in any case."""
        email: str = self.cleaned_data["email"].strip().lower()
        if email != self.user.email:
            raise forms.ValidationError("This isn't the address of this account.")
        return email
