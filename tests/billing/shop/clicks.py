"""Clicks on the pricing page."""

import re

from tests.cast import Member

FORM = "5f6d2f0c-5a1c-4a56-9d0e-4ad3e2f0a001"


def click(member: Member, pack: str = "usd-5", form: str = FORM) -> str:
    """Presses "Buy"; the id of the checkout to which it leads."""
    response = member.client.post("/pricing/buy/", {"pack": pack, "form": form})
    assert response.status_code == 303, response.content.decode()
    found = re.search(r"cs_test_\w+", response["Location"])
    assert found
    return found[0]
