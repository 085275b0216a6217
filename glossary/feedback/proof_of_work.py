"""Altcha's proof of work (altcha.org): the sender's machine computes for a moment, and no third party looks on.

The challenge is SHA-256 of a salt and a secret number; its sender finds the number by trying. It is signed, so nothing
is kept here until it comes back solved, and the report that it came with keeps its signature, so that it serves once.
"""

from __future__ import annotations

import base64
import binascii
import datetime
import json
from typing import Any

import altcha
from django.conf import settings
from django.utils import timezone

HARDEST = 60_000  # tries at most; a phone does some 100,000 a second
VALID_FOR = datetime.timedelta(minutes=30)


class WrongProof(ValueError):
    """The proof is missing, wrong or too old."""


def challenge() -> dict[str, Any]:
    """A new challenge, as JSON for the page's script."""
    expires = timezone.now() + VALID_FOR
    options = altcha.ChallengeOptionsV1(max_number=HARDEST, hmac_key=_key(), expires=expires)
    return altcha.create_challenge_v1(options).to_dict()


def check(payload: str) -> str:
    """The signature of the challenge that `payload` (base64 of JSON) solves. Raises WrongProof."""
    try:
        solved, _ = altcha.verify_solution_v1(payload, _key(), check_expires=True)
        if not solved:
            raise WrongProof
        return str(json.loads(base64.b64decode(payload))["signature"])
    except (ValueError, TypeError, AttributeError, KeyError, binascii.Error) as error:
        raise WrongProof("The proof of work is wrong or too old.") from error


def _key() -> str:
    return f"altcha:{settings.SECRET_KEY}"
