"""The lines of the ledger: they add up to the balances, whatever happened, and say what it was."""

from collections import defaultdict

import pytest
import time_machine

from billing import ledger
from billing.models import Account, Transfer
from tests.tools.overview.living import TODAY, YESTERDAY, buy, live, run
from tools import toolbox
from tools.overview.lines import Lines, Span
from tools.overview.paging import page
from tools.overview.receipts import told
from tools.overview.words import run_words

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


@pytest.fixture
def ada(cast):
    live(cast.owner.principal)
    yield cast.owner.principal
    assert ledger.verify() == []


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(TODAY, tick=True):
        yield


def test_the_lines_of_each_account_add_up_to_its_balance(ada):
    sums, last = defaultdict(int), {}
    for line in reversed(page(ada.purse, Span()).lines):
        sums[line.account.pk] += line.amount
        last[line.account.pk] = line.after
        assert line.after == sums[line.account.pk]
    posted = dict(Account.objects.of(ada.purse).values_list("pk", "posted"))
    assert sums == posted == last


def test_every_kind_of_entry_is_told_in_words(ada):
    said = [told.words for told in told(ada, page(ada.purse, Span()).lines)]
    assert set(Transfer.Kind) - set(Transfer.objects.values_list("kind", flat=True)) == {Transfer.Kind.UNCARRY}
    assert said[::-1] == [
        "Free tokens of 24 November",
        "Chat with SmolLM2 135M Instruct",
        "Bought: $5 pack",
        "Leftover free tokens of 24 November expired",
        "Today's free tokens",
        "Used before you signed in",
        "Chat with SmolLM2 135M Instruct",
        "Chat with SmolLM2 135M Instruct",
        "Taken back for a refund: $5 pack",
        "Given back: the refund didn't happen: $5 pack",
        "Set aside while the bank looks into the payment: $5 pack",
        "Set aside while the bank looks into the payment: $5 pack",
        "Free to use again: the bank has decided: $5 pack",
        "Free to use again: the bank has decided: $5 pack",
        "Taken back: the bank returned the payment: $5 pack",
        'Correction by our staff: =HYPERLINK("http://x")',
        "Correction by our staff: An outage",
    ]


def test_a_charge_of_free_and_bought_tokens_is_two_lines_that_say_so(ada):
    charged = [(line.amount, line.pot, line.after) for line in page(ada.purse, Span(TODAY.date())).lines[-5:-2]]
    assert (-600, "bought", 199_400) in charged
    assert (-4_000, "free", 0) in charged


def test_a_line_leads_to_its_run_while_that_is_there_and_keeps_its_words_without_it(ada):
    generation = run(ada, 100)
    newest = told(ada, page(ada.purse, Span(), size=1).lines)[0]
    assert newest.href == f"/account/history/generation/{generation.pk}/"
    generation.delete()
    newest = told(ada, page(ada.purse, Span(), size=1).lines)[0]
    assert (newest.href, newest.words) == ("", "Chat with SmolLM2 135M Instruct")


def test_a_pack_leads_to_its_receipt(ada):
    buy(ada)
    assert told(ada, page(ada.purse, Span(), size=1).lines)[0].href == "https://pay.example/receipt"


def test_pages_follow_each_other_without_gaps_and_with_the_same_balances(ada):
    everything = page(ada.purse, Span(), size=100).lines
    seen, before, pages = [], None, []
    while True:
        shown = page(ada.purse, Span(), before=before, size=4)
        seen += shown.lines
        pages.append(shown)
        if shown.older is None:
            break
        before = shown.older
    assert [(line.transfer.pk, line.after) for line in seen] == [(line.transfer.pk, line.after) for line in everything]
    assert pages[0].newer is None
    back = page(ada.purse, Span(), after=pages[-1].newer, size=4)
    assert [line.transfer.pk for line in back.lines] == [line.transfer.pk for line in pages[-2].lines]


def test_a_day_has_its_own_lines_and_the_balances_of_then(ada):
    lines = page(ada.purse, Span(YESTERDAY.date(), YESTERDAY.date())).lines
    assert [(line.amount, line.after) for line in lines] == [(200_000, 200_000), (-700, 4_300), (5_000, 5_000)]
    assert page(ada.purse, Span(None, YESTERDAY.date())).lines == lines


def test_lines_are_only_those_of_the_purse(ada, cast):
    assert page(cast.other.principal.purse, Span()).lines == []
    assert not list(Lines(cast.other.principal.purse).told(1, 10**9, Span()))


def test_a_page_costs_few_queries_however_long_it_is(ada, django_assert_max_num_queries):
    for _ in range(3):
        run(ada, 100)
    with django_assert_max_num_queries(11):
        told(ada, page(ada.purse, Span()).lines)


@pytest.mark.parametrize(
    ("note", "said"),
    [
        ("text-to-image rewind-icons", "Text to image with Rewind Icons"),
        ("transcribe whisper-base", f"{toolbox.get('transcribe').name} with Whisper base"),
        ("gone-tool gone-model", "Gone-tool with gone-model"),
    ],
)
def test_runs_of_every_kind_are_told_by_tool_and_model(note, said):
    assert run_words(note) == said
