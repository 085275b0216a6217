"""Which of the ledger's lines somebody wants to see."""

from __future__ import annotations

from typing import Any

from django import forms

from tools.overview.lines import Span


class DayField(forms.DateField):
    """A day, by the browser's own calendar."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})

    def __init__(self, label: str) -> None:
        super().__init__(required=False, label=label)


class SpanForm(forms.Form):
    """From which day to which; `before` and `after` say where on a page of lines one is."""

    start = DayField("From")
    end = DayField("To")
    before = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    after = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """The first day comes first."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("start") and data.get("end") and data["start"] > data["end"]:
            self.add_error("end", "This is before the first day.")
        return data

    @property
    def span(self) -> Span:
        """What was asked for; everything where it can't be read."""
        if not self.is_valid():
            return Span()
        return Span(self.cleaned_data["start"], self.cleaned_data["end"])

    @property
    def query(self) -> str:
        """The days as the end of an address, "" where none were asked for."""
        span = self.span
        days = {"start": span.start, "end": span.end}
        return "".join(f"&{name}={day:%Y-%m-%d}" for name, day in days.items() if day)
