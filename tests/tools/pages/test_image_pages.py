"""The pages of the image tools without JavaScript: form, run and gallery, for everyone in the cast."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.principal import Principal
from billing import ledger
from tests.tools.pages.drawn import PICTURE, WORDS, drawing, drawn, newest, page_of, png, stored, upload
from tools.models import Generation, StoredFile

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("serving")]


def ask(member, prompt="red apple", address=WORDS, **fields):
    return member.client.post(address, {"prompt": prompt, **fields})


def read(response) -> str:
    return unescape(response.content.decode())


class TestAsking:
    def test_a_stranger_sees_the_price_examples_and_what_the_model_cant_do(self, client):
        page = read(client.get(WORDS))
        assert "<b>8 tokens</b> for one picture" in page
        assert "500 tokens for each 512 by 512 pixels" in page
        assert 'name="prompt" value="a kitten, flat style"' in page
        assert "It can't draw photos" in page
        assert "Your pictures appear here" in page
        assert "no-store" in client.get(WORDS)["Cache-Control"]

    def test_a_prompt_starts_a_run_with_its_settings_and_leads_to_its_page(self, cast):
        response = ask(cast.visitor, n="3", size="64x64", seed="7", steps="8", guidance="2.5", model="rewind-icons")
        run = newest()
        assert response["Location"] == reverse("tools:image", args=["text-to-image", run.pk])
        assert (run.owner, run.source, run.kind) == (cast.visitor.principal.owner, "page", "image")
        names = ("prompt", "n", "size", "seed", "steps", "guidance")
        assert [run.inputs[name] for name in names] == ["red apple", 3, "64x64", 7, 8, 2.5]

    def test_an_example_is_drawn_by_one_click_with_what_is_chosen_above(self, cast):
        cast.visitor.client.post(WORDS, {"prompt": ["", "rocket"], "n": "2"})
        assert (newest().inputs["prompt"], newest().inputs["n"]) == ("rocket", 2)

    def test_variations_begin_with_a_file_that_is_kept_as_a_clean_copy(self, cast):
        response = ask(cast.visitor, "", PICTURE, upload=upload(), strength="0.4")
        assert response.status_code == 302
        file = StoredFile.objects.of(cast.visitor.principal).get()
        assert newest().inputs["file"] == file.pk
        assert (newest().inputs["strength"], newest().inputs["prompt"]) == (0.4, "")

    def test_a_picture_of_ones_own_is_filled_in_by_the_address(self, cast):
        mine, foreign = stored(cast.visitor), stored(cast.other, name="theirs.png")
        page = read(cast.visitor.client.get(PICTURE, {"file": mine.pk}))
        assert f'<input type="hidden" name="file" value="{mine.pk}"' in page
        assert f'src="/files/{mine.pk}/"' in page
        assert "theirs.png" not in read(cast.visitor.client.get(PICTURE, {"file": foreign.pk}))
        assert ask(cast.visitor, address=PICTURE, file=foreign.pk).status_code == 400
        assert ask(cast.visitor, address=PICTURE, file=mine.pk).status_code == 302

    def test_again_with_this_seed_fills_in_what_the_picture_was_made_from(self, cast):
        ask(cast.visitor, "rocket", n="4", steps="8")
        page = page_of(cast.visitor, drawn(newest()))
        again = unescape(re.search(r'data-action="again" href="([^"]+)"', page)[1])
        form = read(cast.visitor.client.get(again))
        assert "rocket</textarea>" in form
        assert re.search(r'name="seed" value="70"', form)
        assert re.search(r'name="steps" value="8"', form)
        assert '<option value="1" selected>' in form
        assert "rocket</textarea>" not in read(cast.other.client.get(again))


class TestReading:
    def test_while_it_runs_the_page_looks_again_tells_the_step_shows_the_preview_and_can_stop(self, cast):
        ask(cast.visitor, n="2")
        page = page_of(cast.visitor, drawing(newest(), 5))
        assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in page
        assert "Step 5 of 16" in page
        assert "data:image/png;base64," in page
        assert page.count('<li class="tile" id="picture-') == 2
        assert f'action="{reverse("tools:stop_image", args=["text-to-image", newest().pk])}"' in page

    def test_a_finished_run_shows_each_picture_with_its_facts_and_what_can_be_done(self, cast):
        ask(cast.visitor, "red & yellow apple", n="2")
        run = drawn(newest())
        page = page_of(cast.visitor, run)
        first = run.output["choices"][0]
        assert f'<img src="/files/{first["file"]}/" alt="red &amp; yellow apple" width="64" height="64">' in page
        assert "Seed <b>70</b>" in page
        assert "64 × 64 pixels, shown enlarged" in page  # noqa: RUF001
        assert "guidance 3.0" in page
        assert "download>Download PNG</a>" in page
        assert f'href="{PICTURE}?file={first["file"]}"' in page
        assert f'href="/account/shares/new/?generation={run.pk}"' in page
        assert "Used 16 tokens for 2 pictures. Rewind Icons drew them." in page
        assert "http-equiv" not in page
        picture = cast.visitor.client.get(f"/files/{first['file']}/")
        assert picture.content == png()
        assert picture["Content-Disposition"] == 'attachment; filename="red-yellow-apple-70.png"'

    def test_a_stopped_run_keeps_what_was_drawn(self, cast):
        ask(cast.visitor, n="3")
        page = page_of(cast.visitor, drawn(newest(), made=1))
        assert page.count('<li class="tile" id="picture-') == 1
        assert "Stopped. Used 8 tokens for one picture." in page

    def test_a_failure_says_why_and_that_nothing_was_charged(self, cast):
        ask(cast.visitor)
        running = Generation.objects.claim(newest().pk, "worker")
        running.fail("worker_lost", "The worker was lost. Try again.")
        assert "The worker was lost. Try again. Nothing was charged." in page_of(cast.visitor, running)

    def test_stop_ends_a_waiting_run_and_gives_its_tokens_back(self, cast):
        ask(cast.visitor)
        response = cast.visitor.client.post(reverse("tools:stop_image", args=["text-to-image", newest().pk]))
        assert response.status_code == 302
        assert newest().state == Generation.State.CANCELLED
        assert ledger.balance(cast.visitor.principal).available == 2_500
        assert "Stopped. Nothing was charged." in page_of(cast.visitor, newest())

    def test_nothing_in_the_page_is_inline(self, cast):
        ask(cast.visitor)
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=", page_of(cast.visitor, drawn(newest())))


class TestProblems:
    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"prompt": "  "}, "Say in a few words what to draw."),
            ({"prompt": "x" * 300}, "300 characters"),
            ({"n": "9"}, "9 is not one of the available choices"),
            ({"size": "1x1"}, "1x1 is not one of the available choices"),
            ({"seed": "-1"}, "Seed must be from 0"),
            ({"seed": "x"}, "Enter a whole number."),
            ({"steps": "999"}, "Steps must be from"),
            ({"guidance": "99"}, "Guidance must be from"),
        ],
    )
    def test_what_cant_be_is_told_beside_its_field_and_the_prompt_is_kept(self, cast, fields, words):
        response = ask(cast.visitor, **{"prompt": "keep me", **fields})
        page = read(response)
        name = next(iter(fields))
        beside = page[page.index(f'data-field="{name}"') :]
        assert response.status_code == 400
        assert words in beside[: beside.index("</ul>")]
        assert 'aria-invalid="true"' in beside[: beside.index("</ul>")]
        assert "prompt" in fields or "keep me</textarea>" in page
        assert not Generation.objects.exists()

    def test_a_missing_or_broken_picture_is_told_beside_its_field(self, cast):
        for sent, words in [
            ({}, "Choose a picture first."),
            ({"upload": upload(content=b"")}, "empty"),
            ({"upload": upload("photo.png", b"no picture at all, whatever its name says")}, "This file is text."),
        ]:
            response = ask(cast.visitor, "a house", PICTURE, **sent)
            page = read(response)
            beside = page[page.index('data-field="upload"') :]
            assert response.status_code == 400
            assert words in beside[: beside.index("</ul>")]
            assert "a house</textarea>" in page

    def test_a_good_picture_isnt_lost_to_a_mistake_in_another_field(self, cast):
        page = read(ask(cast.visitor, "x" * 300, PICTURE, upload=upload("mine.png")))
        file = StoredFile.objects.of(cast.visitor.principal).get()
        assert f'name="file" value="{file.pk}"' in page
        assert f'src="/files/{file.pk}/"' in page

    def test_when_the_day_is_used_up_the_page_says_when_it_resets(self, cast):
        purse = Principal("visitor", owner="visitor:x", purse=cast.visitor.principal.purse)
        ledger.hold(purse, 2_495, reference="spent", seconds=60)
        response = ask(cast.visitor)
        page = read(response)
        assert response.status_code == 429
        assert "Not enough tokens left today" in page
        assert "fewer or smaller pictures" in page
        assert "red apple</textarea>" in page

    def test_without_a_worker_the_page_says_that_it_will_wait(self, cast, broker):
        broker.client.flushall()
        page = read(cast.visitor.client.get(WORDS))
        assert "The model isn't running at this moment. You can still ask" in page


class TestGallery:
    def test_it_has_ones_own_pictures_newest_first_page_by_page(self, cast, monkeypatch):
        monkeypatch.setattr("tools.pages.images.gallery.PAGE", 2)
        for number in range(3):
            ask(cast.owner, f"picture {number}")
            drawn(newest())
        page = read(cast.owner.client.get(WORDS))
        gallery = page[page.index('id="gallery"') :]
        assert re.findall(r'alt="picture (\d)"', gallery) == ["2", "1"]
        older = re.search(r'href="([^"]+)#gallery">Older', gallery)[1]
        gallery = read(cast.owner.client.get(older)).partition('id="gallery"')[2]
        assert re.findall(r'alt="picture (\d)"', gallery) == ["0"]
        for member in cast.everyone_but(cast.owner, cast.program):
            assert "picture 2" not in read(member.client.get(WORDS)), member

    def test_each_opens_its_run_which_doesnt_repeat_it_below(self, cast):
        ask(cast.visitor, "first")
        run = drawn(newest())
        address = reverse("tools:image", args=["text-to-image", run.pk])
        assert f'href="{address}#picture-1"' in read(cast.visitor.client.get(WORDS))
        assert f'href="{address}#picture-1"' not in page_of(cast.visitor, run)

    def test_a_visitors_goes_back_a_day_an_accounts_further(self, cast):
        for member in (cast.visitor, cast.owner):
            ask(member, "old picture")
            run = drawn(newest())
            Generation.objects.filter(pk=run.pk).update(created_at=timezone.now() - timedelta(hours=25))
        assert "old picture" not in read(cast.visitor.client.get(WORDS))
        assert "old picture" in read(cast.owner.client.get(WORDS))

    def test_a_nonsensical_place_begins_at_the_newest(self, cast):
        ask(cast.visitor, "newest")
        drawn(newest())
        assert 'alt="newest"' in read(cast.visitor.client.get(WORDS, {"before": "nonsense"}))


class TestWhoMay:
    def test_only_its_owner_can_open_or_stop_a_run(self, cast):
        ask(cast.owner)
        run = newest()
        addresses = [reverse(f"tools:{name}", args=[run.tool, run.pk]) for name in ("image", "stop_image")]
        for member in cast.everyone_but(cast.owner, cast.program):
            assert member.client.get(addresses[0]).status_code == 404, member
            assert member.client.post(addresses[1]).status_code == 404, member
        assert newest().state == Generation.State.QUEUED
        assert cast.owner.client.get(addresses[0]).status_code == 200

    def test_a_run_is_found_at_its_own_tools_address_only(self, cast):
        ask(cast.owner)
        assert cast.owner.client.get(reverse("tools:image", args=["image-variations", newest().pk])).status_code == 404
