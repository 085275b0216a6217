"""What the pricing page shows."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from billing import packs
from billing.packs import Pack
from billing.shop import gateway
from tools import catalogue
from tools.pricing.forms import TokensForm, UseForm
from tools.pricing.worth import TYPICAL_ANSWER, Worth, basket, needed, worth
from tools.quotes import (
    A_RECORDING,
    A_SECOND,
    LONGEST_RECORDING,
    MINIMUM_TEXT,
    image_price,
    speech_price,
)

EXAMPLE = 200_000  # what the calculator shows first: the five-dollar pack


@dataclass(frozen=True, slots=True)
class Price:
    """One line of the price list."""

    kind: str
    name: str
    rule: str
    examples: str

    @property
    def is_here(self) -> bool:
        """Whether this installation runs a model of that kind now."""
        return bool(catalogue.available(self.kind))


PRICES = (
    Price(
        "text",
        "Text",
        f"the model's tokens, question and answer together, at least {MINIMUM_TEXT}",
        f"about {TYPICAL_ANSWER} for a chat answer of some 300 words",
    ),
    Price(
        "image",
        "Images",
        f"{image_price(512, 512)} for each 512 by 512 pixels of an image",
        f"{image_price(64, 64)} for an icon of 64 by 64, {image_price(512, 512)} at 512 by 512, "
        f"{image_price(1024, 1024):,} at 1024 by 1024",
    ),
    Price(
        "speech",
        "Speech to text",
        f"{A_RECORDING} a recording and {A_SECOND} a second, {LONGEST_RECORDING // 60} minutes at most",
        f"{speech_price(60)} for a minute, {speech_price(LONGEST_RECORDING):,} for {LONGEST_RECORDING // 60} minutes",
    ),
)


@dataclass(frozen=True, slots=True)
class Card:
    """A pack with what it buys, and the key that makes two clicks on its button one purchase."""

    pack: Pack
    worth: Worth
    form: uuid.UUID
    is_chosen: bool


def context(request: HttpRequest) -> dict[str, Any]:
    """What the template needs."""
    return {
        "section": "pricing",
        "visitor_tokens": settings.DAILY_TOKENS["visitor"],
        "user_tokens": settings.DAILY_TOKENS["user"],
        "prices": PRICES,
        "is_on": gateway.is_on(),
        "is_test": gateway.is_on() and not gateway.is_live(),
        "cards": [
            Card(pack, worth(pack.tokens), uuid.uuid4(), request.GET.get("pack") == pack.id) for pack in packs.PACKS
        ],
        "cancelled": "cancelled" in request.GET,
        "typical": TYPICAL_ANSWER,
        "linked_data": _linked_data(),
        "canonical": request.build_absolute_uri(request.path),
        **_calculated(request),
    }


def _calculated(request: HttpRequest) -> dict[str, Any]:
    """Both halves of the calculator: what tokens are worth, and what use takes."""
    tokens_form = TokensForm(request.GET if "tokens" in request.GET else None, initial={"tokens": EXAMPLE})
    asks_use = bool(set(UseForm.base_fields) & set(request.GET))
    use_form = UseForm(request.GET if asks_use else None)
    tokens = EXAMPLE
    if tokens_form.is_bound:
        tokens = (tokens_form.cleaned_data["tokens"] or 0) if tokens_form.is_valid() else 0
    use = needed(**{name: n or 0 for name, n in use_form.cleaned_data.items()}) if use_form.is_valid() else 0
    return {
        "tokens_form": tokens_form,
        "use_form": use_form,
        "worth": worth(tokens),
        "need": use,
        "basket": basket(use),
        "free_days": -(-use // settings.DAILY_TOKENS["user"]) if settings.DAILY_TOKENS["user"] else 0,
    }


def _linked_data() -> str:
    """The packs as schema.org knows offers, as JSON that can stand inside a script element."""
    offers = [
        {
            "@type": "Offer",
            "name": pack.name,
            "price": f"{pack.dollars}.00",
            "priceCurrency": packs.CURRENCY.upper(),
            "availability": f"https://schema.org/{'InStock' if gateway.is_on() else 'OutOfStock'}",
        }
        for pack in packs.PACKS
    ]
    product = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": "Rewind tokens",
        "description": "Tokens for Rewind's tools, used after the day's free ones.",
        "offers": offers,
    }
    return json.dumps(product).replace("<", "\\u003c")
