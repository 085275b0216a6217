"""The chat page without JavaScript: a form, its answers and what stands in the way, for everyone in the cast."""

import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from accounts.principal import Principal
from billing import ledger
from tools import conversations, toolbox
from tools.engines.base import Choice, Result
from tools.models import Conversation, Generation
from tools.streams.connection import reader_key

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("serving")]
CHAT = reverse("tools:chat")


def ask(member, text="What is an API?", address=CHAT, **settings):
    return member.client.post(address, {"text": text, **settings})


def newest() -> Generation:
    return Generation.objects.order_by("-created_at").first()


def answer(generation: Generation, text="An agreement.", finish_reason="stop") -> Generation:
    """What a worker would do with it."""
    running = Generation.objects.claim(generation.pk, "worker")
    result = Result([Choice(text, finish_reason)], prompt_tokens=40, completion_tokens=20)
    assert running.finish(result, toolbox.get("chat").price(result, toolbox.get("chat").models()[0]))
    return running


def page_of(member, generation: Generation) -> str:
    response = member.client.get(reverse("tools:conversation", args=[generation.conversation_id]))
    assert response.status_code == 200
    return response.content.decode()


class TestAsking:
    def test_a_stranger_sees_examples_the_price_and_the_models_limits(self, client):
        page = client.get(CHAT).content.decode()
        assert "Explain it to a ten-year-old." in page
        assert "About 100 to 612 tokens" in page
        assert "often gets facts wrong" in page
        assert "2,500" in page

    def test_a_question_starts_a_run_and_leads_to_its_conversation(self, cast):
        response = ask(cast.visitor)
        generation = newest()
        assert response.status_code == 302
        assert response["Location"] == reverse("tools:conversation", args=[generation.conversation_id])
        assert generation.inputs["messages"] == [{"role": "user", "content": "What is an API?"}]
        assert generation.source == "page"
        assert generation.conversation.title == "What is an API?"
        assert generation.owner == cast.visitor.principal.owner

    def test_the_settings_reach_the_run(self, cast):
        ask(cast.visitor, temperature="0", max_tokens="64", seed="7", model="smollm2-135m-instruct")
        inputs = newest().inputs
        assert (inputs["temperature"], inputs["max_tokens"], inputs["seed"]) == (0, 64, 7)

    def test_the_next_question_builds_on_the_answer(self, cast):
        ask(cast.visitor)
        first = answer(newest())
        ask(cast.visitor, "And a REST API?", reverse("tools:conversation", args=[first.conversation_id]))
        assert newest().inputs["messages"] == [
            {"role": "user", "content": "What is an API?"},
            {"role": "assistant", "content": "An agreement."},
            {"role": "user", "content": "And a REST API?"},
        ]
        assert newest().conversation_id == first.conversation_id

    def test_a_question_handed_over_in_the_address_is_filled_in_but_not_sent(self, cast):
        page = cast.visitor.client.get(CHAT, {"ask": "What is <b>RAG</b>?"}).content.decode()
        assert "What is &lt;b&gt;RAG&lt;/b&gt;?</textarea>" in page
        assert not Generation.objects.exists()

    def test_a_visitor_gets_a_cookie_and_keeps_the_conversation_by_it(self):
        client = Client(REMOTE_ADDR="192.0.2.77")
        response = client.post(CHAT, {"text": "Hello"}, follow=True)
        assert response.status_code == 200
        assert "Hello" in response.content.decode()


class TestReading:
    def test_while_it_runs_the_page_looks_again_by_itself_and_can_stop_it(self, cast):
        ask(cast.visitor)
        page = page_of(cast.visitor, newest())
        assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in page
        assert f'formaction="{reverse("tools:stop", args=[newest().conversation_id])}"' in page

    def test_a_look_at_a_running_answer_lets_it_go_on(self, cast, broker):
        ask(cast.visitor)
        assert not broker.client.exists(reader_key(newest().pk))
        page_of(cast.visitor, newest())
        assert 0 < broker.client.ttl(reader_key(newest().pk)) <= 60

    def test_the_answer_is_shown_as_formatted_text_with_its_receipt(self, cast):
        ask(cast.visitor)
        generation = answer(newest(), "It is **an agreement**. <script>alert(1)</script>")
        page = page_of(cast.visitor, generation)
        assert "<strong>an agreement</strong>" in page
        assert "<script>alert(1)</script>" not in page
        assert "Used 100 tokens, the least price: 40 for the prompt, 20 for the answer." in page
        assert "http-equiv" not in page
        assert "2,400" in page

    def test_what_was_asked_is_shown_as_it_was_written(self, cast):
        ask(cast.visitor, "<img src=x onerror=alert(1)> **hello**")
        page = page_of(cast.visitor, newest())
        assert "&lt;img src=x onerror=alert(1)&gt; **hello**</div>" in page

    def test_a_failure_says_why_and_that_nothing_was_charged(self, cast):
        ask(cast.visitor)
        running = Generation.objects.claim(newest().pk, "worker")
        running.fail("worker_lost", "The worker was lost. Try again.")
        page = page_of(cast.visitor, running)
        assert "The worker was lost. Try again. Nothing was charged." in page
        assert "Try again</button>" in page

    def test_nothing_in_the_page_is_inline_and_its_scripts_have_the_policys_nonce(self, cast):
        response = cast.visitor.client.get(CHAT)
        page = response.content.decode()
        nonce = re.search(r"'nonce-([^']+)'", response["Content-Security-Policy"])[1]
        assert re.findall(r'<script type="module" src="[^"]+" nonce="([^"]+)"', page) == [nonce, nonce]
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=", page)

    def test_the_page_isnt_kept_by_caches(self, cast):
        assert "no-store" in cast.visitor.client.get(CHAT)["Cache-Control"]


class TestStopAndRetry:
    def test_stop_ends_a_waiting_run_and_gives_its_tokens_back(self, cast, broker):
        ask(cast.visitor)
        generation = newest()
        response = cast.visitor.client.post(reverse("tools:stop", args=[generation.conversation_id]))
        assert response.status_code == 302
        generation.refresh_from_db()
        assert generation.state == Generation.State.CANCELLED
        assert ledger.balance(cast.visitor.principal).available == 2_500
        assert "Nothing was charged." in page_of(cast.visitor, generation)

    def test_a_stopped_answer_keeps_what_was_made(self, cast):
        ask(cast.visitor)
        page = page_of(cast.visitor, answer(newest(), "Half an", "cancelled"))
        assert "Half an" in page
        assert "Stopped." in page

    def test_retry_asks_the_same_again_and_its_answer_takes_the_place(self, cast):
        ask(cast.visitor)
        first = answer(newest(), "A first try.")
        cast.visitor.client.post(reverse("tools:retry", args=[first.conversation_id]), {"text": "", "temperature": "1"})
        second = newest()
        assert second.pk != first.pk
        assert second.inputs["messages"] == first.inputs["messages"]
        page = page_of(cast.visitor, answer(second, "A second try."))
        assert "A second try." in page
        assert "A first try." not in page

    def test_a_question_that_failed_makes_room_for_the_next(self, cast):
        ask(cast.visitor, "Lost question")
        failed = Generation.objects.claim(newest().pk, "worker")
        failed.fail("worker_lost", "Lost.")
        ask(cast.visitor, "New question", reverse("tools:conversation", args=[failed.conversation_id]))
        assert newest().inputs["messages"] == [{"role": "user", "content": "New question"}]
        assert "Lost question</div>" not in page_of(cast.visitor, newest())


class TestProblems:
    def test_an_empty_question_is_refused_with_a_reason(self, cast):
        response = ask(cast.visitor, "   ")
        assert response.status_code == 400
        assert "Write a question first." in response.content.decode()

    def test_when_the_day_is_used_up_the_page_says_when_it_resets_and_keeps_the_question(self, cast):
        purse = Principal("visitor", owner="visitor:x", purse=cast.visitor.principal.purse)
        ledger.hold(purse, 2_450, reference="spent", seconds=60)
        response = ask(cast.visitor, "A question worth keeping")
        page = response.content.decode()
        assert response.status_code == 429
        assert "Not enough tokens left today" in page
        assert "50 are left" in page
        assert "A question worth keeping</textarea>" in page
        assert not Conversation.objects.exists()

    def test_a_question_longer_than_the_model_can_read_is_refused_and_kept(self, cast):
        response = ask(cast.visitor, "word " * 9_000)
        page = response.content.decode()
        assert response.status_code == 400
        assert "This question is too long" in page
        assert page.count("word ") >= 9_000
        assert not Generation.objects.exists()

    def test_a_conversation_that_grew_too_long_is_refused_and_nothing_of_it_is_dropped(self, cast):
        ask(cast.visitor)
        first = answer(newest(), "word " * 9_000)
        response = ask(cast.visitor, "Next?", reverse("tools:conversation", args=[first.conversation_id]))
        page = response.content.decode()
        assert response.status_code == 400
        assert "This conversation has become too long" in page
        assert "Start a new chat" in page
        assert "Next?</textarea>" in page

    @pytest.mark.parametrize("settings", [{"temperature": "hot"}, {"max_tokens": "9"}, {"model": "gpt"}, {"seed": "x"}])
    def test_a_setting_that_cant_be_is_named(self, cast, settings):
        response = ask(cast.visitor, "Keep me", **settings)
        assert response.status_code == 400
        page = response.content.decode()
        assert 'id="problem" role="alert">' in page
        assert "Keep me</textarea>" in page

    def test_without_a_worker_the_page_says_that_the_question_will_wait(self, cast, broker):
        broker.client.flushall()
        page = cast.visitor.client.get(CHAT).content.decode()
        assert "The model isn&#x27;t running at this moment." in page
        assert "the question waits" in page

    def test_without_a_broker_the_page_still_works_and_says_so(self, cast, settings):
        settings.REDIS_URL = "redis://127.0.0.1:1/0"
        page = cast.visitor.client.get(CHAT).content.decode()
        assert "hands out work doesn&#x27;t answer" in page


class TestWhoMay:
    def test_only_its_owner_can_open_continue_retry_or_stop_a_conversation(self, cast):
        conversation = Conversation.objects.create(owner=cast.owner.principal.owner)
        addresses = [reverse(f"tools:{name}", args=[conversation.pk]) for name in ("conversation", "stop", "retry")]
        for member in cast.everyone_but(cast.owner, cast.program):
            assert member.client.get(addresses[0]).status_code == 404, member
            for address in addresses:
                assert member.client.post(address, {"text": "Hello"}).status_code == 404, (member, address)
        assert not Generation.objects.exists()
        assert cast.owner.client.get(addresses[0]).status_code == 200

    def test_an_unknown_conversation_is_a_404(self, cast):
        assert cast.owner.client.get(reverse("tools:conversation", args=[uuid.uuid4()])).status_code == 404

    def test_the_meter_tells_each_their_own(self, cast):
        assert "2,500" in cast.visitor.client.get(reverse("tools:meter")).content.decode()
        assert "5,000" in cast.owner.client.get(reverse("tools:meter")).content.decode()

    def test_the_meter_makes_no_cookie(self):
        response = Client(REMOTE_ADDR="192.0.2.88").get(reverse("tools:meter"))
        assert not response.cookies


def test_a_run_by_api_can_join_a_conversation_of_ones_own(cast):
    ask(cast.owner)
    first = answer(newest())
    body = {"messages": [{"role": "user", "content": "Hi"}], "max_tokens": 8}
    url = reverse("api:runs", args=["chat"])
    headers = {"X-CSRFToken": "x"}
    response = cast.owner.client.post(
        f"{url}?conversation={first.conversation_id}", body, "application/json", headers=headers
    )
    assert response.json()["conversation"] == str(first.conversation_id)
    new = cast.owner.client.post(f"{url}?conversation=new", body, "application/json", headers=headers)
    assert new.json()["conversation"] not in (None, str(first.conversation_id))
    foreign = cast.other.client.post(
        f"{url}?conversation={first.conversation_id}", body, "application/json", headers=headers
    )
    assert foreign.status_code == 404
    nonsense = cast.owner.client.post(f"{url}?conversation=nonsense", body, "application/json", headers=headers)
    assert nonsense.status_code == 404


def test_a_turn_without_an_answer_isnt_part_of_what_follows(cast):
    ask(cast.visitor)
    generation = newest()
    assert conversations.turns(generation.conversation)[0].messages == []
    answered = answer(generation, "Yes.")
    assert len(conversations.turns(answered.conversation)[0].messages) == 2


class TestSharing:
    def test_a_finished_answer_and_its_chat_can_be_shared_and_downloaded(self, cast):
        ask(cast.visitor)
        generation = newest()
        share = f'href="/account/shares/new/?generation={generation.pk}"'
        whole = '<div class="result-actions" id="whole"{}>'
        assert f"{share}" not in page_of(cast.visitor, generation).split('class="result-actions" hidden')[0]
        assert whole.format(" hidden") in page_of(cast.visitor, generation)
        page = page_of(cast.visitor, answer(generation))
        assert share in page
        assert whole.format("") in page
        assert f'href="/account/shares/new/?conversation={generation.conversation_id}"' in page
        for slug in ("txt", "md", "docx", "json"):
            assert f'href="/account/history/generation/{generation.pk}/download/{slug}/"' in page
            assert f'href="/account/history/conversation/{generation.conversation_id}/download/{slug}/"' in page
