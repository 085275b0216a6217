"""The forms of the history's pages."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict

from tools import toolbox
from tools.history import search
from tools.history.entries import Filters
from tools.history.entry import NAME_LENGTH

LONGEST_QUERY = 200
MOST_CHOSEN = 100
KINDS = {"text": "Text", "image": "Images", "speech": "Speech", "embeddings": "Embeddings"}


def _tools() -> list[tuple[str, str]]:
    return [("", "All tools"), *((tool.slug, tool.name) for tool in toolbox.ALL)]


def _kinds() -> list[tuple[str, str]]:
    kinds = sorted({tool.kind for tool in toolbox.ALL}, key=list(KINDS).index)
    return [("", "All kinds"), *((kind, KINDS[kind]) for kind in kinds)]


class FilterForm(forms.Form):
    """What is looked for; everything may be left out, and what can't be used is as if it were."""

    q = forms.CharField(label="Search your history", required=False, max_length=LONGEST_QUERY)
    tool = forms.ChoiceField(label="Tool", required=False, choices=_tools)
    kind = forms.ChoiceField(label="Kind", required=False, choices=_kinds)
    since = forms.DateField(label="From day", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label="To day", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    saved = forms.BooleanField(label="Saved only", required=False)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data, auto_id="history-%s")
        self.fields["q"].widget = forms.TextInput(
            attrs={"type": "search", "autocomplete": "off", "enterkeyhint": "search", "maxlength": LONGEST_QUERY}
        )

    def filters(self) -> Filters:
        """What of it can be used. A day is one in UTC, from its first moment to its last."""
        self.full_clean()
        data = self.cleaned_data
        last = data.get("until")
        return Filters(
            words=search.asked(data.get("q") or ""),
            tool=data.get("tool") or "",
            kind=data.get("kind") or "",
            since=_midnight(data.get("since")),
            until=_midnight(last + timedelta(days=1)) if last and last < date.max else None,
            saved=bool(data.get("saved")),
        )


class NameForm(forms.Form):
    """An entry's name."""

    name = forms.CharField(
        required=False,
        max_length=NAME_LENGTH,
        help_text="Only you see it, and the search finds it.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, data: Any = None, *, name: str = "") -> None:
        super().__init__(data, initial={"name": name}, auto_id="entry-%s")


def chosen(data: QueryDict) -> list[UUID]:
    """The ids of the entries that are ticked; what isn't an id is passed over."""
    ids = []
    for value in data.getlist("entry")[:MOST_CHOSEN]:
        try:
            ids.append(UUID(value))
        except ValueError:
            continue
    return ids


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), UTC) if day else None
