"""Making a link, seeing one's links, taking one back: who may, and what they are told."""

import uuid

import pytest
from django.urls import reverse

from tests.tools.sharing.results import finished, question
from tools.models import Generation, Share
from tools.sharing import own

pytestmark = pytest.mark.django_db
LIST, NEW = reverse("sharing:list"), reverse("sharing:new")


def make(member, thing, **choices):
    """POST the form as `member` does."""
    name = "generation" if isinstance(thing, Generation) else "conversation"
    return member.client.post(f"{NEW}?{name}={thing.pk}", {"days": "7", **choices})


def page(member, thing):
    name = "generation" if isinstance(thing, Generation) else "conversation"
    return member.client.get(NEW, {name: thing.pk})


class TestThePage:
    def test_it_shows_what_others_will_see_and_the_choices(self, cast, chat):
        text = page(cast.owner, chat(cast.owner).conversation).content.decode()
        assert "What is an API?" in text
        assert "<strong>an agreement</strong>" in text
        assert "SmolLM2 135M Instruct (Apache-2.0)" in text
        assert "A private name" not in text
        for choice in ("1 day", "7 days", "30 days", "Until I take it back"):
            assert choice in text

    def test_questions_are_shown_by_default_in_a_chat_and_not_with_one_result(self, cast, chat):
        made = chat(cast.owner)
        box = 'type="checkbox" name="prompt" id="share-prompt"'
        assert f"{box} checked" in page(cast.owner, made.conversation).content.decode()
        assert f"{box} checked" not in page(cast.owner, made.runs[0]).content.decode()

    def test_a_visitor_is_told_why_a_link_ends(self, cast, chat):
        text = page(cast.visitor, chat(cast.visitor).conversation).content.decode()
        assert "Until I take it back" not in text
        assert "At most 30 days" in text

    def test_what_isnt_finished_cant_be_shared(self, cast, chat):
        run = chat(cast.owner).runs[0]
        for state in ("queued", "running", "failed"):
            Generation.objects.filter(pk=run.pk).update(state=state)
            for thing in (run, run.conversation):
                assert page(cast.owner, thing).status_code == 404, state
                assert make(cast.owner, thing).status_code == 404, state
        assert not Share.objects.exists()

    @pytest.mark.parametrize("query", ["", "generation=x", "conversation=", f"generation={uuid.uuid4()}"])
    def test_nothing_to_be_found_is_a_404(self, cast, query):
        assert cast.owner.client.get(f"{NEW}?{query}").status_code == 404


class TestMaking:
    def test_it_leads_to_the_list_where_the_link_stands(self, cast, chat):
        answer = make(cast.owner, chat(cast.owner).conversation, prompt="on")
        share = Share.objects.get()
        assert answer["Location"] == f"{LIST}#share-{share.pk}"
        assert f'value="http://testserver/s/{share.pk}/"' in cast.owner.client.get(LIST).content.decode()
        assert len(share.pk) == 22

    def test_one_answer_of_a_chat_can_be_shared_alone(self, cast, chat):
        made = chat(cast.owner, ("One?", "First."), ("Two?", "Second."))
        make(cast.owner, made.runs[1])
        share = Share.objects.get()
        assert share.generation == made.runs[1]
        assert [part["answers"] for part in share.snapshot["parts"]] == [["Second."]]
        assert share.snapshot["builds_on_more"]

    @pytest.mark.parametrize(("days", "lasts"), [("1", 1), ("7", 7), ("30", 30), ("", None)])
    def test_the_link_works_for_as_long_as_was_chosen(self, cast, chat, days, lasts):
        make(cast.owner, chat(cast.owner).conversation, days=days)
        share = Share.objects.get()
        assert (share.expires_at and round((share.expires_at - share.created_at).total_seconds() / 86_400)) == lasts

    @pytest.mark.parametrize("days", ["", "31", "-1", "x"])
    def test_a_visitor_cant_have_a_link_without_an_end(self, cast, chat, days):
        assert make(cast.visitor, chat(cast.visitor).conversation, days=days).status_code == 400
        assert not Share.objects.exists()

    def test_there_is_a_most(self, cast, chat, monkeypatch):
        monkeypatch.setattr(own, "MOST", 1)
        made = chat(cast.owner)
        assert make(cast.owner, made.conversation).status_code == 302
        answer = make(cast.owner, made.conversation)
        assert answer.status_code == 400
        assert "Take one back first." in answer.content.decode()

    def test_a_form_without_its_token_is_refused(self, cast, chat):
        made = chat(cast.owner)
        cast.owner.client.handler.enforce_csrf_checks = True
        assert make(cast.owner, made.conversation).status_code == 403


class TestWhoMay:
    def test_nobody_shares_what_isnt_theirs(self, cast, chat):
        made = chat(cast.owner)
        for member in cast.everyone_but(cast.owner, cast.program):
            for thing in (made.conversation, made.runs[0]):
                assert page(member, thing).status_code == 404, member
                assert make(member, thing).status_code == 404, member
        assert not Share.objects.exists()

    def test_programs_are_sent_to_the_api(self, cast, chat):
        made = chat(cast.owner)
        assert page(cast.program, made.conversation).status_code == 403
        assert cast.program.client.get(LIST).status_code == 403

    def test_each_sees_their_own_links(self, cast, chat):
        for member in (cast.owner, cast.visitor):
            make(member, chat(member, (f"Asked by {member}", "Yes.")).conversation, prompt="on")
        for member in cast.everyone_but(cast.program):
            text = member.client.get(LIST).content.decode()
            for other in (cast.owner, cast.visitor):
                assert (f"Asked by {other}" in text) == (other is member), member

    def test_nothing_is_listed_for_an_address(self, cast):
        run = finished(cast.script.principal.owner, [question("Hello")], "Hi.")
        own.share(cast.script.principal, run, prompt=False, days=1)
        assert "You have no links." in cast.script.client.get(LIST).content.decode()

    def test_nobody_else_can_take_a_link_back(self, cast, chat):
        make(cast.owner, chat(cast.owner).conversation)
        token = Share.objects.get().pk
        for member in cast.everyone_but(cast.owner, cast.program):
            assert member.client.post(reverse("sharing:revoke", args=[token])).status_code == 404, member
        assert Share.objects.exists()


class TestTakingBack:
    def test_the_row_is_gone_at_once(self, cast, chat):
        make(cast.visitor, chat(cast.visitor).conversation)
        address = reverse("sharing:revoke", args=[Share.objects.get().pk])
        assert cast.visitor.client.get(address).status_code == 405
        answer = cast.visitor.client.post(address, follow=True)
        assert "The link is taken back." in answer.content.decode()
        assert not Share.objects.exists()
        assert cast.visitor.client.post(address).status_code == 404

    def test_deleting_the_original_deletes_the_link(self, cast, chat):
        made = chat(cast.owner)
        make(cast.owner, made.conversation)
        make(cast.owner, made.runs[0])
        made.conversation.delete()
        assert not Share.objects.exists()

    def test_the_account_pages_arent_kept_by_caches(self, cast, chat):
        for answer in (cast.owner.client.get(LIST), page(cast.owner, chat(cast.owner).conversation)):
            assert "no-store" in answer["Cache-Control"]
            assert '<meta name="robots" content="noindex">' in answer.content.decode()
