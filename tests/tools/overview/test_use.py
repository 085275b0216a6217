"""Use by day and by tool, and its drawing."""

from xml.etree import ElementTree

import pytest
import time_machine

from billing import ledger
from billing.models import Transfer
from tests.tools.overview.living import TODAY, YESTERDAY, later, live, run
from tools.overview.chart import ceiling, chart
from tools.overview.use import use

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


@pytest.fixture
def ada(cast):
    live(cast.owner.principal)
    with time_machine.travel(TODAY, tick=True):
        yield cast.owner.principal


def test_use_is_what_was_charged_by_day_and_tool(ada):
    used = use(ada.purse)
    assert len(used.days) == 30
    assert (used.days[-1], used.tools) == (TODAY.date(), ["Chat", "Used before you signed in"])
    assert used.on(TODAY.date()) == [4_600, 1_000]
    assert used.on(YESTERDAY.date()) == [700, 0]
    assert used.total == 6_300
    charged = Transfer.objects.filter(kind__in=("settle", "carry"), debit__owner=ada.purse)
    assert used.total == sum(charged.values_list("amount", flat=True))


def test_use_outlives_the_runs_but_not_the_thirty_days(ada):
    with time_machine.travel(later(29)):
        assert use(ada.purse).total == 5_600
    with time_machine.travel(later(30)):
        assert use(ada.purse).total == 0


def test_what_is_charged_after_midnight_counts_on_the_day_on_which_it_is_charged(cast):
    principal = cast.owner.principal
    with time_machine.travel(YESTERDAY.replace(hour=23, minute=59)):
        ledger.hold(principal, 500, reference="late", seconds=3_600)
    with time_machine.travel(TODAY):
        ledger.settle("late", 500, note="chat x")
        assert use(principal.purse).on(TODAY.date()) == [500]
    with time_machine.travel(later(29)):
        assert use(principal.purse).total == 500


def test_more_tools_than_colours_are_put_together(ada):
    for number in range(8):
        run(ada, 100 + number, note=f"tool-{number} x")
    used = use(ada.purse)
    assert len(used.tools) == 6
    assert used.tools[-1] == "Other tools"
    assert used.total == 6_300 + sum(range(100, 108))


def test_the_use_of_a_day_is_one_query_of_sums(ada, django_assert_num_queries):
    with django_assert_num_queries(2):  # the purse's accounts, and the sums
        use(ada.purse)


def test_the_drawing_is_sound_has_a_name_and_a_part_for_each_sum(ada):
    used = use(ada.purse)
    drawn = ElementTree.fromstring(chart(used))
    assert drawn.get("role") == "img"
    assert "6,300" in drawn.get("aria-label", "")
    parts = drawn.findall("rect")
    assert sorted(part[0].text for part in parts) == [
        "24 November, Chat: 700 tokens",
        "25 November, Chat: 4,600 tokens",
        "25 November, Used before you signed in: 1,000 tokens",
    ]
    assert all(0 <= float(part.get("y", "-1")) < 170 for part in parts)
    assert "style=" not in chart(used)


@pytest.mark.parametrize(("value", "top"), [(0, 10), (10, 10), (11, 20), (4_900, 5_000), (5_001, 10_000)])
def test_the_scale_ends_at_a_round_number(value, top):
    assert ceiling(value) == top
