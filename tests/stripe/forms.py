"""Stripe's way of writing nested parameters in a form: `a[b][0][c]=1`."""

import re
from typing import Any
from urllib.parse import parse_qsl

from tests.stripe.errors import StripeError

KEY = re.compile(r"^([^\[\]]+)((?:\[[^\[\]]*\])*)$")


def parse(text: str) -> dict[str, Any]:
    """`a[b][0][c]=1` as {"a": {"b": [{"c": "1"}]}}; every value is a string."""
    found: dict[str, Any] = {}
    for name, value in parse_qsl(text, keep_blank_values=True, errors="strict"):
        match = KEY.match(name)
        if match is None:
            raise StripeError(400, f"Invalid parameter name: {name}", param=name)
        path = [match[1], *re.findall(r"\[([^\[\]]*)\]", match[2])]
        here = found
        for number, part in enumerate(path):
            part = part or str(len(here))  # `a[]=1` goes to the list's end
            if number == len(path) - 1:
                here[part] = value
            else:
                here = here.setdefault(part, {})
                if not isinstance(here, dict):
                    raise StripeError(400, f"Invalid {path[0]}: both a value and an object.", param=path[0])
    return _lists(found)


def _lists(found: Any) -> Any:
    """Objects whose keys are 0, 1, 2... are lists."""
    if not isinstance(found, dict):
        return found
    if found and all(key.isdecimal() for key in found):
        return [_lists(found[key]) for key in sorted(found, key=int)]
    return {key: _lists(value) for key, value in found.items()}
