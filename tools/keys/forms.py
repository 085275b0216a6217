"""The forms of the pages about API keys."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from accounts.managers import NAME_LENGTH
from accounts.models import ApiKey, User
from accounts.scopes import SCOPES
from billing.moving import LARGEST

ON_A_DATE = "date"
LASTS = (
    ("30", "30 days"),
    ("90", "90 days"),
    ("365", "365 days"),
    ("never", "Until it is revoked"),
    (ON_A_DATE, "Until the end of this day (UTC):"),
)
LONGEST = timedelta(days=3_650)


class KeyForm(forms.Form):
    """What a key is called and what it may spend: all that can be changed later."""

    name = forms.CharField(
        max_length=NAME_LENGTH,
        help_text="What it is for, such as the program or the machine. Only you see it.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    daily_limit = forms.IntegerField(
        label="Tokens a day at most",
        required=False,
        min_value=1,
        max_value=LARGEST,
        help_text="Counted from midnight to midnight UTC. Leave it empty for no limit but your balance.",
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    def __init__(self, data: Any = None, *, key: ApiKey | None = None) -> None:
        initial = {"name": key.name, "daily_limit": key.daily_limit} if key else {}
        super().__init__(data, initial=initial, auto_id="key-%s")

    def clean_name(self) -> str:
        """The name, on one line."""
        return " ".join(self.cleaned_data["name"].split())


class NewKeyForm(KeyForm):
    """The same with what can't be changed later: what the key is for and when it ends."""

    scopes = forms.MultipleChoiceField(
        label="What it is for",
        required=False,
        choices=list(SCOPES.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text="Tick none for everything. The less a key may do, the less harm there is when it leaks.",
    )
    lasts = forms.ChoiceField(
        label="How long it works", choices=LASTS, initial="90", widget=forms.RadioSelect, required=False
    )
    until = forms.DateField(label="Last day", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    once = forms.CharField(required=False, widget=forms.HiddenInput)

    field_order = ("name", "scopes", "lasts", "until", "daily_limit", "once")

    def clean(self) -> dict[str, Any]:
        """Adds `expires_at`, None for a key that doesn't end by itself."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        lasts = data.get("lasts") or "90"
        if lasts == ON_A_DATE:
            data["expires_at"] = self._end_of(data.get("until"))
        else:
            data["expires_at"] = None if lasts == "never" else timezone.now() + timedelta(days=int(lasts))
        return data

    def _end_of(self, day: date | None) -> datetime | None:
        today = timezone.now().date()
        if day is None:
            if "until" not in self.errors:
                self.add_error("until", "Give the last day on which the key shall work.")
            return None
        if not today <= day <= today + LONGEST:
            self.add_error("until", "The last day must be today or later, and within ten years.")
            return None
        return datetime.combine(day + timedelta(days=1), time(), UTC)

    def issue(self, user: User) -> tuple[ApiKey, str]:
        """The key that was asked for, and its secret. Raises ValueError where the account has too many."""
        data = self.cleaned_data
        return ApiKey.objects.issue(user, data["name"], data["scopes"], data["expires_at"], data["daily_limit"])
