"""Listing and searching: what is found, in which order, and by how many queries."""

from datetime import UTC, datetime, timedelta

import pytest
from django.http import Http404
from django.utils import timezone

from tests.tools.history.making import conversation, finish, single
from tools.history import entries, search
from tools.history.entries import Filters, Place
from tools.models import Share, Words

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def plenty(settings):
    settings.DAILY_TOKENS = {"visitor": 1_000_000, "user": 1_000_000}


@pytest.fixture
def me(cast):
    return cast.owner.principal


def names(principal, query="", **filters):
    page = entries.page(principal, Filters(words=search.asked(query), **filters))
    return [entry.name for entry in page.entries]


def test_conversations_and_single_generations_come_together_newest_activity_first(me):
    conversation(me, ("First", "a"), ("Then", "b"), at=NOON)
    single(me, "Before", "c", at=NOON - timedelta(hours=1))
    single(me, "After", "d", at=NOON + timedelta(hours=1))
    assert names(me) == ["After", "First", "Before"]


def test_a_conversation_is_one_entry_with_the_price_of_all_its_answers(me):
    conversation(me, ("First", "a"), ("Then", "The end."))
    (entry,) = entries.page(me, Filters()).entries
    assert (entry.runs, entry.charged, entry.kind) == (2, 200, "conversation")
    assert entry.snippet(()) == [("The end.", False)]


def test_pages_go_on_where_the_last_one_ended_whatever_comes_meanwhile(me):
    for number in range(7):
        make = conversation if number % 2 else (lambda who, turn, at: single(who, *turn, at=at))
        make(me, (f"n{number}", "x"), at=NOON)  # all at the same moment
    first = entries.page(me, Filters(), size=3)
    single(me, "new", "x", at=NOON + timedelta(hours=1))
    second = entries.page(me, Filters(), Place.read(first.older), size=3)
    third = entries.page(me, Filters(), Place.read(second.older), size=3)
    seen = [entry.name for page in (first, second, third) for entry in page.entries]
    assert sorted(seen) == [f"n{number}" for number in range(7)]
    assert third.older == ""


@pytest.mark.parametrize("cursor", ["", "x", "2026-03-01_x", "2026-03-01T12:00:00_" + "0" * 32, "_"])
def test_a_cursor_that_isnt_one_is_refused(cursor):
    with pytest.raises(ValueError, match=r"."):
        Place.read(cursor)


def test_how_many_queries_it_takes_doesnt_depend_on_how_much_there_is(me, django_assert_num_queries):
    for _ in range(3):
        conversation(me, ("Apples", "red"), ("Pears", "green"))
        single(me, "Apples", "red")
    with django_assert_num_queries(4):
        found = entries.page(me, Filters(words=("app",)))
        assert [(entry.tool, entry.model, entry.name, entry.snippet(("app",))) for entry in found.entries]
    assert len(found.entries) == 6


class TestSearch:
    def test_words_are_found_by_their_beginnings_whatever_their_case_and_accents(self, me):
        single(me, "What is a CAFÉ?", "A place for coffee.")
        assert names(me, "cafe") == names(me, "Cof pla") == ["What is a CAFÉ?"]
        assert names(me, "afe") == names(me, "cafe tea") == []

    def test_every_word_must_be_there_but_anywhere_in_a_conversation(self, me):
        conversation(me, ("Apples", "are red"), ("Pears", "are green"))
        assert names(me, "red green") == ["Apples"]
        assert names(me, "red blue") == []

    def test_nothing_in_a_query_is_a_pattern(self, me):
        single(me, "100 percent", "a_b")
        assert names(me, "%") == names(me) == ["100 percent"]
        assert names(me, "1%0") == []

    def test_names_and_titles_are_found_after_renaming_and_old_words_stay(self, me):
        single(me, "Question", "Answer")
        conversation(me, ("Opening", "Reply"))
        for entry in entries.page(me, Filters()).entries:
            entry.rename(f"  My {entry.kind}\nthing ")
        assert names(me, "my thing") == ["My conversation thing", "My generation thing"]
        assert names(me, "quest ans") == ["My generation thing"]
        assert names(me, "opening") == ["My conversation thing"]

    def test_the_name_that_something_got_while_it_ran_is_found(self, me):
        waiting = single(me, "Question")
        entries.find(me, "generation", waiting.pk).rename("Holiday")
        finish(waiting, "Answer")
        assert names(me, "holiday answer") == ["Holiday"]

    def test_failed_and_cancelled_ones_are_found_by_what_was_asked(self, me):
        single(me, "Lost thing").cancel()
        assert names(me, "lost") == ["Lost thing"]

    def test_the_snippet_is_of_the_turn_that_has_the_words(self, me):
        conversation(me, ("Fruit", "Apples are red."), ("More", "Pears are green."))
        (entry,) = entries.page(me, Filters(words=("apples",))).entries
        assert entry.snippet(("apples",)) == [("Apples", True), (" are red.", False)]

    def test_a_later_turn_keeps_only_its_own_words(self, me):
        kept = conversation(me, ("Fruit", "Apples."), ("More", "Pears."))
        texts = [
            row.text for row in Words.objects.filter(generation__conversation=kept).order_by("generation__position")
        ]
        assert texts == [" fruit fruit apples", " more pears"]


class TestFilters:
    def test_by_tool_and_kind(self, me):
        single(me, "Chat", "x")
        single(me, "Other", "x", tool="summarize")
        conversation(me, ("Talk", "x"))
        assert sorted(names(me, tool="chat")) == ["Chat", "Talk"]
        assert names(me, tool="summarize") == ["Other"]
        assert len(names(me, kind="text")) == 3
        assert names(me, kind="image") == []

    def test_by_day(self, me):
        single(me, "Noon", "x", at=NOON)
        conversation(me, ("Next day", "x"), at=NOON + timedelta(days=1))
        midnight = NOON.replace(hour=0)
        assert names(me, since=midnight, until=midnight + timedelta(days=1)) == ["Noon"]
        assert names(me, since=midnight + timedelta(days=1)) == ["Next day"]

    def test_saved_only(self, me):
        single(me, "Kept", "x")
        conversation(me, ("Also kept", "x"))
        for entry in entries.page(me, Filters()).entries:
            entry.save(True)
        single(me, "Not kept", "x")
        assert names(me, saved=True) == ["Also kept", "Kept"]
        entries.page(me, Filters(saved=True)).entries[0].save(False)
        assert names(me, saved=True) == ["Kept"]


def test_whether_it_is_shared_is_told_while_a_link_is_live(me):
    made = single(me, "Shown", "x")
    share = Share.objects.create(owner=me.owner, generation=made, snapshot={})
    assert entries.find(me, "generation", made.pk).is_shared
    Share.objects.filter(pk=share.pk).update(expires_at=timezone.now())
    assert not entries.find(me, "generation", made.pk).is_shared


class TestWhoMay:
    def test_everyone_sees_only_their_own(self, cast):
        for member in (cast.owner, cast.other, cast.visitor, cast.neighbour):
            single(member.principal, f"of {member}", "x")
            conversation(member.principal, (f"talk of {member}", "x"))
        for member in (cast.owner, cast.other, cast.visitor, cast.neighbour):
            assert sorted(names(member.principal)) == [f"of {member}", f"talk of {member}"]
            assert sorted(names(member.principal, "of")) == [f"of {member}", f"talk of {member}"]
        assert names(cast.staff.principal) == []

    def test_nothing_is_listed_or_opened_for_an_address(self, cast):
        made = single(cast.script.principal, "Script's", "x")
        assert names(cast.script.principal) == names(cast.script.principal, "script") == []
        assert entries.chosen(cast.script.principal, [made.pk]) == []
        with pytest.raises(Http404):
            entries.find(cast.script.principal, "generation", made.pk)

    def test_a_turn_of_a_conversation_is_no_entry(self, me):
        made = conversation(me, ("Talk", "x"))
        with pytest.raises(Http404):
            entries.find(me, "generation", made.generations.get().pk)
