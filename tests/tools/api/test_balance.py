"""GET /api/balance/."""

import pytest

from accounts.models import ApiKey
from billing import ledger


@pytest.mark.parametrize(
    ("name", "daily"), [("visitor", 2_500), ("script", 2_500), ("owner", 5_000), ("program", 5_000)]
)
def test_everybody_sees_their_own_tokens(cast, name, daily):
    member = getattr(cast, name)
    ledger.hold(member.principal, 700, reference="some", seconds=60)
    answer = member.client.get("/api/balance/")
    balance = answer.json()
    assert (balance["daily"], balance["free"], balance["held"]) == (daily, daily - 700, 700)
    assert balance["resets_at"].endswith("T00:00:00Z")
    assert answer.headers["x-ratelimit-remaining-tokens"] == str(daily - 700)


def test_bought_tokens_are_apart_from_free_ones(cast):
    ledger.buy(cast.owner.user, 40_000, reference="pack")
    balance = cast.program.client.get("/api/balance/").json()
    assert (balance["free"], balance["bought"], balance["available"]) == (5_000, 40_000, 45_000)


def test_a_keys_own_limit_is_what_it_has_left(cast):
    ApiKey.objects.update(daily_limit=1_000)
    ledger.hold(cast.program.principal, 300, reference="some", seconds=60)
    answer = cast.program.client.get("/api/balance/")
    assert (answer.json()["free"], answer.json()["available"]) == (4_700, 700)
    assert answer.headers["x-ratelimit-remaining-tokens"] == "700"
    assert cast.owner.client.get("/api/balance/").json()["available"] == 4_700
