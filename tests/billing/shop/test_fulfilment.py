"""What a look at Stripe does to the tokens, without Stripe: looks are written by hand."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import User
from accounts.principal import Principal
from billing import ledger, packs
from billing.models import Purchase
from billing.shop import fulfilment
from billing.shop.truth import Truth

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("sound_books", "shop_on")]
TOKENS, AMOUNT = 200_000, 500
numbers = itertools.count(1)


@pytest.fixture
def purchase(user):
    return Purchase.objects.create(**Purchase.terms(user, packs.get("usd-5")))


def seen(**fields):
    """A look at a paid session."""
    number = next(numbers)
    paid = {
        "session_id": f"cs_{number}",
        "status": "complete",
        "payment_status": "paid",
        "amount": AMOUNT,
        "currency": "usd",
        "is_live": False,
        "payment_intent": f"pi_{number}",
        "charge": f"ch_{number}",
    }
    return Truth(**{**paid, **fields})


OPEN = {"dispute": "needs_response", "is_disputed": True}
WON = {"dispute": "won"}
LOST = {"dispute": "lost", "money_lost": True}


def apply(purchase, *looks):
    """The looks in their order; the purchase afterwards."""
    for look in looks:
        fulfilment.apply(purchase.pk, Purchase.objects.ticket(purchase.pk), look)
    purchase.refresh_from_db()
    return purchase


def where(purchase):
    """Tokens (taken, lost, frozen, unfrozen)."""
    return purchase.tokens_taken, purchase.tokens_lost, purchase.tokens_frozen, purchase.tokens_unfrozen


def spend(account, tokens):
    """Bought tokens, after all the free ones."""
    amount = ledger.balance(account).free + tokens
    if amount:
        reference = f"run-{next(numbers)}"
        ledger.hold(account, amount, reference=reference, seconds=60)
        ledger.settle(reference, amount)


def test_a_paid_session_is_credited_once(purchase, account):
    apply(purchase, seen(), seen(), seen())
    assert purchase.state == "paid"
    assert ledger.balance(account).bought == TOKENS


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({"status": "open", "payment_status": "unpaid"}, "open"),
        ({"status": "expired", "payment_status": "unpaid"}, "expired"),
        ({"payment_status": "unpaid"}, "processing"),
        ({"payment_status": "unpaid", "payment_failed": True}, "failed"),
    ],
)
def test_an_unpaid_session_credits_nothing(purchase, account, fields, state):
    apply(purchase, seen(**fields))
    assert (purchase.state, ledger.balance(account).bought) == (state, 0)
    apply(purchase, seen())
    assert (purchase.state, ledger.balance(account).bought) == ("paid", TOKENS), "paid after all"


@pytest.mark.parametrize("fields", [{"amount": 100}, {"currency": "jpy"}, {"is_live": True}, {"amount": None}])
def test_a_payment_that_is_not_what_was_agreed_is_left_to_people(purchase, account, fields):
    apply(purchase, seen(**fields))
    assert (purchase.state, ledger.balance(account).bought) == ("review", 0)
    assert "looking into it" in purchase.message


def test_an_older_look_changes_nothing(purchase, account):
    older, newer = Purchase.objects.ticket(purchase.pk), Purchase.objects.ticket(purchase.pk)
    assert fulfilment.apply(purchase.pk, newer, seen(refunded=AMOUNT)) is True
    assert fulfilment.apply(purchase.pk, older, seen()) is False
    assert fulfilment.apply(purchase.pk, newer, seen()) is False, "each look counts once"
    assert ledger.balance(account).bought == 0


def test_refunds_take_their_part_rounded_for_the_buyer(purchase, account):
    apply(purchase, seen(refunded=1))
    assert ledger.balance(account).bought == TOKENS - 400
    apply(purchase, seen(refunded=333))
    assert ledger.balance(account).bought == TOKENS - 133_200
    apply(purchase, seen(refunded=500))
    assert (ledger.balance(account).bought, where(purchase)) == (0, (TOKENS, 0, 0, 0))


def test_a_refund_that_failed_gives_back(purchase, account):
    apply(purchase, seen(refunded=300), seen(refunded=100))
    assert (ledger.balance(account).bought, where(purchase)) == (160_000, (40_000, 0, 0, 0))


def test_what_was_spent_is_not_asked_for(purchase, account):
    apply(purchase, seen())
    spend(account, 150_000)
    apply(purchase, seen(refunded=500))
    assert (ledger.balance(account).bought, where(purchase)) == (0, (50_000, 150_000, 0, 0))
    apply(purchase, seen(refunded=100))
    assert (ledger.balance(account).bought, where(purchase)) == (10_000, (40_000, 0, 0, 0))


def test_a_dispute_freezes_until_it_is_settled(purchase, account):
    apply(purchase, seen(**OPEN))
    balance = ledger.balance(account)
    assert (balance.bought, balance.frozen) == (0, TOKENS)
    apply(purchase, seen(**WON))
    balance = ledger.balance(account)
    assert (balance.bought, balance.frozen, where(purchase)) == (TOKENS, 0, (0, 0, 0, 0))


def test_a_lost_dispute_takes_what_it_froze(purchase, account):
    apply(purchase, seen())
    spend(account, 50_000)
    apply(purchase, seen(**OPEN), seen(**LOST))
    balance = ledger.balance(account)
    assert (balance.bought, balance.frozen, where(purchase)) == (0, 0, (150_000, 50_000, 0, 0))


def test_a_dispute_that_comes_twice_does_not_freeze_another_pack(purchase, account, user):
    apply(purchase, seen())
    spend(account, 150_000)
    apply(purchase, seen(**OPEN))
    ledger.buy(user, 40_000, reference="another")
    apply(purchase, seen(**OPEN), seen(**OPEN))
    balance = ledger.balance(account)
    assert (balance.bought, balance.frozen) == (40_000, 50_000)


def test_a_purchase_of_a_deleted_account_is_still_accounted_for(purchase, account, user):
    apply(purchase, seen())
    User.objects.filter(pk=user.pk).delete()
    apply(purchase, seen(**OPEN), seen(**LOST))
    assert (purchase.user_id, where(purchase)) == (None, (TOKENS, 0, 0, 0))


def test_a_payment_for_a_deleted_account_is_credited_to_its_purse(purchase, account, user):
    User.objects.filter(pk=user.pk).delete()
    apply(purchase, seen())
    assert (purchase.state, ledger.balance(account).bought) == ("paid", TOKENS)


LOOKS = st.builds(
    lambda refunded, dispute: seen(refunded=refunded, **dispute),
    st.integers(0, AMOUNT),
    st.sampled_from([{}, OPEN, WON, LOST]),
)
UNPAID = st.sampled_from([("open", "unpaid"), ("complete", "unpaid"), ("expired", "unpaid")]).map(
    lambda pair: seen(status=pair[0], payment_status=pair[1], payment_intent=None, charge="")
)


@settings(max_examples=150)
@given(
    before=st.lists(UNPAID, max_size=2),
    looks=st.lists(LOOKS, min_size=1, max_size=6),
    spent=st.integers(0, TOKENS),
    doubled=st.integers(1, 3),
)
def test_where_the_tokens_end_depends_on_the_last_look_alone(before, looks, spent, doubled):
    """Whatever was seen in between, and however often: as if only the last look had been taken."""

    def one_way(through):
        user = User.objects.create_user(f"{next(numbers)}@example.org")
        account = Principal("user", f"user:{user.pk}", f"user:{user.pk}", user)
        bought = Purchase.objects.create(**Purchase.terms(user, packs.get("usd-5")))
        apply(bought, *before, seen())
        spend(account, spent)
        for look in through:
            apply(bought, *[look] * doubled)
            assert bought.tokens_taken + bought.tokens_lost <= TOKENS
        balance = ledger.balance(account)
        return where(bought), balance.bought, balance.frozen

    last = [looks[-1]]
    assert one_way([_another(look) for look in looks]) == one_way([_another(look) for look in last])


def _another(look):
    """The same look at a payment of its own, as two purchases never share one."""
    return seen(refunded=look.refunded, dispute=look.dispute, money_lost=look.money_lost, is_disputed=look.is_disputed)
