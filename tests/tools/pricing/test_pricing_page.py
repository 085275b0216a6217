"""The pricing page, with buying on and off, and the ways from it."""

import json
import re
import uuid

import pytest

from billing.models import Purchase

pytestmark = pytest.mark.django_db
FORM = "5f6d2f0c-5a1c-4a56-9d0e-4ad3e2f0a001"


@pytest.fixture
def shop_on(settings):
    settings.STRIPE_SECRET_KEY = "sk_test_fake"
    settings.STRIPE_WEBHOOK_SECRETS = ["whsec_fake"]
    settings.STRIPE_API_URL = "http://127.0.0.1:9"  # nothing listens there


def text(response):
    """What one reads on the page."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", response.content.decode()))


def test_everyone_may_read_it(cast):
    for member in cast:
        response = member.client.get("/pricing/")
        assert response.status_code == 200
        for amount in ("2,500", "5,000", "40,000", "200,000", "900,000", "2,500,000"):
            assert amount in text(response)


def test_without_keys_buying_is_switched_off_everywhere(cast):
    page = cast.owner.client.get("/pricing/")
    assert "Buying is switched off" in text(page)
    assert 'action="/pricing/buy/"' not in page.content.decode()
    assert "Buying is switched off" in text(cast.owner.client.get("/account/purchases/"))
    refused = cast.owner.client.post("/pricing/buy/", {"pack": "usd-5", "form": FORM})
    assert refused.status_code == 503
    assert "Nothing was charged" in text(refused)
    assert "Buying is switched off" in text(cast.visitor.client.get("/faq/can-i-buy-tokens/"))


@pytest.mark.usefixtures("shop_on")
def test_with_keys_each_pack_has_a_button_and_a_form_of_its_own(client):
    page = client.get("/pricing/").content.decode()
    assert page.count('action="/pricing/buy/"') == 4
    assert len(set(re.findall(r'name="form" value="([^"]+)"', page))) == 4
    assert "Yes, in packs" in client.get("/faq/can-i-buy-tokens/").content.decode()


@pytest.mark.usefixtures("shop_on")
def test_the_policy_lets_the_form_lead_to_the_checkout(client, settings):
    policy = client.get("/pricing/")["Content-Security-Policy"]
    assert "form-action 'self' http://127.0.0.1:9" in policy
    settings.STRIPE_API_URL = ""
    assert "form-action 'self' https://checkout.stripe.com" in client.get("/pricing/")["Content-Security-Policy"]
    assert "stripe" not in client.get("/chat/")["Content-Security-Policy"]


@pytest.mark.usefixtures("shop_on")
def test_who_has_no_account_signs_in_first(cast):
    for member in (cast.visitor, cast.script):
        response = member.client.post("/pricing/buy/", {"pack": "usd-5", "form": FORM})
        assert response.status_code == 302
        assert response["Location"] == "/account/login/?next=/pricing/%3Fpack%3Dusd-5%23packs"
    assert 'class="pack chosen"' in cast.visitor.client.get("/pricing/?pack=usd-5").content.decode()
    assert not Purchase.objects.exists()


@pytest.mark.usefixtures("shop_on")
def test_a_forged_form_is_refused(cast):
    client = type(cast.owner.client)(enforce_csrf_checks=True)
    client.force_login(cast.owner.user)
    assert client.post("/pricing/buy/", {"pack": "usd-5", "form": FORM}).status_code == 403


@pytest.mark.usefixtures("shop_on")
@pytest.mark.parametrize("data", [{}, {"pack": "usd-7", "form": FORM}, {"pack": "usd-5", "form": "x"}])
def test_a_pack_that_is_none_begins_nothing(cast, data):
    response = cast.owner.client.post("/pricing/buy/", data)
    assert response.status_code == 400
    assert "Nothing was charged" in text(response)
    assert not Purchase.objects.exists()


@pytest.mark.usefixtures("shop_on")
def test_when_stripe_is_away_the_page_says_that_nothing_was_charged(cast):
    response = cast.owner.client.post("/pricing/buy/", {"pack": "usd-5", "form": FORM})
    assert response.status_code == 503
    assert "Nothing was charged" in text(response)
    purchase = Purchase.objects.get()
    assert (purchase.state, purchase.amount, purchase.tokens) == ("failed", 500, 200_000)
    assert "Nothing was charged" in text(cast.owner.client.get("/account/purchases/"))


def test_the_calculator_tells_the_worth_of_tokens(client):
    found = text(client.get("/pricing/?tokens=4900"))
    assert "4,900 tokens are about 9 chat answers" in found
    assert "or 10 minutes of speech" in found


def test_the_calculator_finds_the_cheapest_packs(client):
    found = text(client.get("/pricing/?answers=1000&small_images=&large_images=10&minutes=20"))
    assert "529,800 tokens" in found
    assert "2 packs of $5 and 4 packs of $1, together $14" in found


@pytest.mark.parametrize(
    "query", ["tokens=-1", "tokens=x", "tokens=1e9", "tokens=99999999999999", "answers=-5", "minutes=x"]
)
def test_the_calculator_says_what_it_cannot_use(client, query):
    page = client.get(f"/pricing/?{query}")
    assert page.status_code == 200
    assert 'class="errorlist"' in page.content.decode()


def test_the_packs_are_offers_to_search_engines(client):
    page = client.get("/pricing/").content.decode()
    data = json.loads(re.search(r'<script type="application/ld\+json">(.+?)</script>', page)[1])
    assert [offer["price"] for offer in data["offers"]] == ["1.00", "5.00", "20.00", "50.00"]


def bought(user, **fields):
    terms = {"purse": f"user:{user.pk}", "pack": "usd-5", "tokens": 200_000, "amount": 500, "currency": "usd"}
    return Purchase.objects.create(user=user, **{**terms, "state": "paid", **fields})


def test_purchases_are_seen_by_their_buyer_only(cast):
    mine = bought(cast.owner.user, receipt_url="https://pay.stripe.com/receipts/1")
    assert "https://pay.stripe.com/receipts/1" in cast.owner.client.get("/account/purchases/").content.decode()
    assert cast.owner.client.get(f"/pricing/thanks/?purchase={mine.pk}").status_code == 200
    for member in cast.everyone_but(cast.owner):
        listed = member.client.get("/account/purchases/")
        seen = member.client.get(f"/pricing/thanks/?purchase={mine.pk}")
        if member.user and not member.secret:
            assert "pay.stripe.com" not in listed.content.decode()
            assert seen.status_code == 404
        else:
            assert (listed.status_code, seen.status_code) == (302, 302)


@pytest.mark.parametrize("named", ["", "x", str(uuid.uuid4())])
def test_an_unknown_purchase_is_not_found(cast, named):
    assert cast.owner.client.get(f"/pricing/thanks/?purchase={named}").status_code == 404


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"state": "open"}, "Not paid yet. The payment page is open until"),
        ({"state": "expired"}, "Not paid in time. Nothing was charged."),
        ({"state": "processing"}, "Your bank is still moving the money."),
        ({"refunded": 200, "tokens_taken": 80_000}, "$2 of $5 was paid back. 80,000 tokens were taken out again."),
        ({"refunded": 500, "tokens_lost": 200_000}, "$5 was paid back. 200,000 were spent already; you owe nothing"),
        ({"dispute": "under_review", "tokens_frozen": 70}, "Until that is settled 70 tokens can't be spent."),
        ({"dispute": "won"}, "that is settled: the tokens are yours to spend"),
        ({"dispute": "lost", "tokens_taken": 5}, "Your bank took the payment back. 5 tokens were taken out again."),
    ],
)
def test_purchases_tell_in_plain_words_what_became_of_them(cast, fields, words):
    bought(cast.owner.user, **fields)
    assert words in text(cast.owner.client.get("/account/purchases/")).replace("&#x27;", "'")


def too_much(member):
    """Asks the chat for more than the day has."""
    return member.client.post("/chat/", {"text": "word " * 20, "max_tokens": "2048", "model": ""})


def test_who_runs_out_of_tokens_is_told_where_to_buy(cast, shop_on, settings):
    settings.DAILY_TOKENS = {"visitor": 50, "user": 50}
    page = too_much(cast.visitor)
    assert page.status_code == 429
    assert "buy more tokens" in text(page)
    answer = cast.script.client.post(
        "/api/tools/chat/runs/", {"messages": [{"role": "user", "content": "Hi"}]}, content_type="application/json"
    )
    assert "/pricing/" in answer.json()["error"]["message"]


def test_where_nothing_is_sold_nobody_is_sent_to_buy(cast, settings):
    settings.DAILY_TOKENS = {"visitor": 50, "user": 50}
    assert "buy more tokens" not in text(too_much(cast.visitor))
