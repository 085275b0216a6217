"""The history's pages without JavaScript, and who may open them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from billing import ledger
from billing.models import Hold
from tests.tools.history.making import conversation, single
from tools.history import deleting
from tools.models import Conversation, Generation, Share, Words

pytestmark = pytest.mark.django_db
HISTORY = "/account/history/"
DELETE = "/account/history/delete/"


def page(member, address=HISTORY, **query):
    response = member.client.get(address, query)
    assert response.status_code == 200
    return response.content.decode()


def address(row, verb=""):
    return f"{HISTORY}{'conversation' if isinstance(row, Conversation) else 'generation'}/{row.pk}/{verb}"


class TestTheList:
    def test_an_entry_says_tool_model_time_price_and_what_came_of_it(self, cast):
        made = single(cast.owner.principal, "What is <b>tea</b>?", "Leaves & water.")
        shown = page(cast.owner)
        assert "What is &lt;b&gt;tea&lt;/b&gt;?" in shown
        assert "Leaves &amp; water." in shown
        assert "Chat · SmolLM2 135M Instruct" in shown
        assert "100&nbsp;tokens" in shown
        assert address(made) in shown

    def test_a_search_marks_what_it_found_and_keeps_the_filters(self, cast):
        single(cast.owner.principal, "Tea", "Leaves in water.")
        single(cast.owner.principal, "Coffee", "Beans in water.")
        shown = page(cast.owner, q="leav", tool="chat", saved="")
        assert "<mark>Leaves</mark> in water." in shown
        assert "Coffee" not in shown
        assert 'value="leav"' in shown
        assert '<option value="chat" selected>' in shown

    def test_htmx_gets_the_results_alone(self, cast):
        single(cast.owner.principal, "Tea", "Leaves.")
        shown = cast.owner.client.get(HISTORY, {"q": "tea"}, headers={"HX-Request": "true"}).content.decode()
        assert "<mark>Tea</mark>" in shown
        assert "<html" not in shown

    def test_thirty_are_on_a_page_and_older_leads_on_with_the_same_filters(self, cast, settings):
        settings.DAILY_TOKENS = {"visitor": 1_000_000, "user": 1_000_000}
        for number in range(31):
            single(cast.owner.principal, f"Question {number}", "x")
        first = page(cast.owner, q="question")
        assert first.count('name="entry"') == 30
        older = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
        assert "q=question" in older
        assert page(cast.owner, older).count('name="entry"') == 1

    @pytest.mark.parametrize("query", [{"after": "x"}, {"tool": "x"}, {"since": "x"}, {"until": "9999-12-31"}])
    def test_what_cant_be_used_is_as_if_it_were_left_out(self, cast, query):
        single(cast.owner.principal, "Tea", "Leaves.")
        assert "Leaves." in page(cast.owner, **query)

    def test_a_day_is_one_from_midnight_to_midnight(self, cast):
        day = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=3)
        single(cast.owner.principal, "Too early", "x", at=day - timedelta(seconds=1))
        single(cast.owner.principal, "Last second", "x", at=day + timedelta(hours=23, minutes=59, seconds=59))
        single(cast.owner.principal, "Too late", "x", at=day + timedelta(days=1))
        shown = page(cast.owner, since=f"{day:%Y-%m-%d}", until=f"{day:%Y-%m-%d}")
        assert "Last second" in shown
        assert "Too early" not in shown
        assert "Too late" not in shown

    def test_empty_lists_say_what_to_do(self, cast):
        assert "Nothing here yet" in page(cast.owner)
        assert "Nothing found" in page(cast.owner, q="tea")

    def test_a_visitor_sees_the_last_day_and_what_an_account_would_keep(self, cast):
        single(cast.visitor.principal, "Of today", "x")
        single(cast.visitor.principal, "Of yesterday", "x", at=timezone.now() - timedelta(hours=25))
        shown = page(cast.visitor)
        assert "Of today" in shown
        assert "Of yesterday" not in shown
        assert "last 24 hours" in shown
        assert "/account/signup/" in shown

    def test_without_a_cookie_there_is_only_the_invitation(self, cast):
        single(cast.script.principal, "Script's", "x")
        shown = page(cast.script)
        assert "Script&#x27;s" not in shown
        assert "/account/signup/" in shown
        assert not cast.script.client.cookies

    def test_it_is_kept_by_no_cache_and_found_by_no_search_engine(self, cast):
        response = cast.owner.client.get(HISTORY)
        assert "no-store" in response["Cache-Control"]
        assert '<meta name="robots" content="noindex">' in response.content.decode()


class TestAnEntry:
    def test_a_generation_shows_inputs_result_settings_and_receipt(self, cast, serving):
        made = single(cast.owner.principal, "Say **hi**", "**Hi**")
        Generation.objects.filter(pk=made.pk).update(inputs=made.inputs | {"seed": 7, "temperature": 0.2})
        shown = page(cast.owner, address(made))
        assert "Say **hi**</div>" in shown
        assert "<strong>Hi</strong>" in shown
        for fact in ("<dd>7</dd>", "<dd>0.2</dd>", "100 tokens: 100 free, 0 bought", "The API (/api)", "30 in, 20 out"):
            assert fact in shown, fact

    def test_a_conversation_shows_its_turns_and_the_way_into_the_chat(self, cast):
        made = conversation(cast.owner.principal, ("First?", "One."), ("Second?", "Two."))
        shown = page(cast.owner, address(made))
        assert shown.index("First?</div>") < shown.index("Second?</div>")
        assert f'href="/chat/{made.pk}/"' in shown
        assert "Try again</button>" not in shown.replace(" hidden>Try again</button>", "")

    def test_the_address_of_a_turn_leads_to_its_place_in_the_conversation(self, cast):
        made = conversation(cast.owner.principal, ("First?", "One."))
        turn = made.generations.get()
        response = cast.owner.client.get(address(turn))
        assert response["Location"] == f"{address(made)}#turn-{turn.pk}"
        assert f'id="turn-{turn.pk}"' in page(cast.owner, address(made))

    def test_one_that_runs_looks_again_by_itself(self, cast, serving):
        assert 'http-equiv="refresh"' in page(cast.owner, address(single(cast.owner.principal, "Slow?")))
        assert "http-equiv" not in page(cast.owner, address(single(cast.owner.principal, "Fast?", "Yes.")))

    def test_saving_and_naming(self, cast, serving):
        for made in (
            single(cast.owner.principal, "Tea?", "Leaves."),
            conversation(cast.owner.principal, ("Coffee?", "Beans.")),
        ):
            cast.owner.client.post(address(made, "save/"), {"saved": "1"})
            cast.owner.client.post(address(made, "name/"), {"name": " My  drinks "})
            made.refresh_from_db()
            assert made.saved_at is not None
            assert '<h1 class="entry-title" dir="auto">My drinks</h1>' in page(cast.owner, address(made))
            cast.owner.client.post(address(made, "save/"), {"saved": ""})
            made.refresh_from_db()
            assert made.saved_at is None

    def test_a_name_that_is_too_long_is_refused_beside_its_field(self, cast, serving):
        made = single(cast.owner.principal, "Tea?", "Leaves.")
        response = cast.owner.client.post(address(made, "name/"), {"name": "x" * 201})
        assert response.status_code == 400
        assert "at most 200 characters" in response.content.decode()

    def test_running_again_says_the_price_before_and_starts_the_same_as_a_new_entry(self, cast, serving):
        made = single(cast.owner.principal, "Tea?", "Leaves.")
        inputs = made.inputs | {"model": serving.slug, "seed": 7, "temperature": 0.7, "top_p": 1.0, "stop": []}
        Generation.objects.filter(pk=made.pk).update(inputs=inputs)
        assert "It costs at most 4" in page(cast.owner, address(made))
        response = cast.owner.client.post(address(made, "again/"))
        started = Generation.objects.exclude(pk=made.pk).get()
        assert response["Location"] == address(started)
        assert started.inputs == inputs
        assert (started.source, started.state) == ("page", "queued")

    def test_running_again_without_tokens_says_so_and_starts_nothing(self, cast, serving):
        made = single(cast.owner.principal, "Tea?", "Leaves.")
        Generation.objects.filter(pk=made.pk).update(inputs=made.inputs | {"model": serving.slug})
        ledger.hold(cast.owner.principal, 4_890, reference="spent", seconds=60)
        response = cast.owner.client.post(address(made, "again/"))
        assert response.status_code == 429
        assert "you have 10" in response.content.decode()
        assert Generation.objects.count() == 1

    def test_what_cant_be_run_any_more_says_so(self, cast):
        made = single(cast.owner.principal, "Tea?", "Leaves.", tool="gone", model="gone")
        assert "can&#x27;t be run again" in page(cast.owner, address(made)).replace("can't", "can&#x27;t")


class TestDeleting:
    def test_ticked_entries_are_shown_before_they_go_with_their_links(self, cast):
        mine = cast.owner.principal
        made = [single(mine, "Tea?", "Leaves."), conversation(mine, ("Coffee?", "Beans.")), single(mine, "Stays", "x")]
        Share.objects.create(owner=mine.owner, generation=made[0], snapshot={})
        ticked = [str(made[0].pk), str(made[1].pk)]
        shown = page(cast.owner, DELETE, entry=ticked)
        assert "Delete 2 entries?" in shown
        assert "1 shared link" in shown
        assert Generation.objects.count() == 3
        response = cast.owner.client.post(DELETE, {"entry": ticked}, follow=True)
        assert "Deleted 2 entries." in response.content.decode()
        assert [row.pk for row in Generation.objects.all()] == [made[2].pk]
        assert not Conversation.objects.exists()
        assert not Share.objects.exists()
        assert Words.objects.count() == 1

    def test_nothing_ticked_says_so(self, cast):
        assert "Nothing is ticked" in page(cast.owner, DELETE)
        assert "Nothing is ticked" in page(cast.owner, DELETE, entry="x")

    @pytest.mark.both_databases
    def test_what_waits_is_stopped_first_and_its_tokens_come_back(self, cast, broker):
        made = conversation(cast.owner.principal, ("Tea?", "Leaves."), ("More?", ""))
        cast.owner.client.post(DELETE, {"entry": str(made.pk)})
        assert not Generation.objects.exists()
        assert not Hold.objects.open().exists()
        assert ledger.balance(cast.owner.principal).available == 4_900
        assert ledger.verify() == []

    @pytest.mark.both_databases
    def test_what_runs_is_told_to_stop_and_stays_until_it_has(self, cast, broker, monkeypatch):
        monkeypatch.setattr(deleting, "PATIENCE", 0.1)
        made = single(cast.owner.principal, "Tea?")
        running = Generation.objects.claim(made.pk, "worker")
        response = cast.owner.client.post(DELETE, {"entry": str(made.pk)}, follow=True)
        assert "Delete again in a few seconds." in response.content.decode()
        assert broker.client.get(f"gen:{made.pk}:cancel") == "1"
        assert Hold.objects.open().count() == 1
        assert running.fail("worker_stopped", "Stopped.")
        cast.owner.client.post(DELETE, {"entry": str(made.pk)})
        assert not Generation.objects.exists()
        assert ledger.verify() == []

    def test_without_the_broker_what_runs_stays(self, cast, broker, monkeypatch):
        monkeypatch.setattr(deleting, "PATIENCE", 0.1)
        made = single(cast.owner.principal, "Tea?")
        Generation.objects.claim(made.pk, "worker")
        broker.kill()
        cast.owner.client.post(DELETE, {"entry": str(made.pk)})
        assert Generation.objects.filter(pk=made.pk).exists()


class TestWhoMay:
    @pytest.mark.parametrize("name", ["owner", "visitor"])
    def test_for_everybody_else_there_is_nothing(self, cast, serving, name):
        whose = getattr(cast, name)
        rows = [single(whose.principal, "Tea?", "Leaves."), conversation(whose.principal, ("Coffee?", "Beans."))]
        turn = rows[1].generations.get()
        for member in cast.everyone_but(whose, cast.program):
            assert member.client.get(address(turn)).status_code == 404, member
            for row in rows:
                assert member.client.get(address(row)).status_code == 404, member
                for verb in ("save/", "name/", "again/"):
                    answer = member.client.post(address(row, verb), {"saved": "1", "name": "Mine"})
                    assert answer.status_code == 404, (member, verb)
            assert "Tea?" not in page(member, q="tea")
            assert "Tea?" not in page(member, DELETE, entry=[str(row.pk) for row in rows])
            member.client.post(DELETE, {"entry": [str(row.pk) for row in rows]})
        assert Generation.objects.count() == 2
        for row in rows:
            row.refresh_from_db()
            assert row.saved_at is None
            assert whose.client.get(address(row)).status_code == 200

    def test_an_api_key_opens_none_of_the_pages(self, cast):
        made = single(cast.owner.principal, "Tea?", "Leaves.")
        for target in (HISTORY, DELETE, address(made)):
            assert cast.program.client.get(target).status_code == 403
        for target in (DELETE, address(made, "save/"), address(made, "name/"), address(made, "again/")):
            assert cast.program.client.post(target, {"entry": str(made.pk), "saved": "1"}).status_code == 403
        assert Generation.objects.get().saved_at is None
