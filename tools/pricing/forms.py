"""The two ways to ask the calculator, and the button of a pack."""

from __future__ import annotations

import uuid

from django import forms

from billing import packs

MOST_TOKENS = 1_000_000_000
MOST_USES = 100_000


def _count(label: str, most: int) -> forms.IntegerField:
    """A whole number that may be left out."""
    attributes = forms.NumberInput(attrs={"inputmode": "numeric"})
    return forms.IntegerField(label=label, min_value=0, max_value=most, required=False, widget=attributes)


class TokensForm(forms.Form):
    """How much is so much worth?"""

    tokens = _count("Tokens", MOST_TOKENS)


class UseForm(forms.Form):
    """How many tokens does so much use take?"""

    answers = _count("Chat answers", MOST_USES)
    small_images = _count("Images of 512 by 512 pixels", MOST_USES)
    large_images = _count("Images of 1024 by 1024 pixels", MOST_USES)
    minutes = _count("Minutes of speech", MOST_USES)


class BuyForm(forms.Form):
    """Which pack; `form` is the same as often as one copy of the page is sent, so that a double click buys once."""

    pack = forms.ChoiceField(choices=[(pack.id, pack.name) for pack in packs.PACKS])
    form = forms.UUIDField(initial=uuid.uuid4, widget=forms.HiddenInput)
