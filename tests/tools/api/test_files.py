"""/api/files/, and runs and quotes that take a file by a form."""

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from billing import ledger
from billing.models import Hold
from tests.problems import assert_problem
from tools.models import Generation, StoredFile

FILES = "/api/files/"
RUNS, QUOTE = "/api/tools/image-variations/runs/", "/api/tools/image-variations/quote/"


def picture(content=None, name="cat.png"):
    """An upload, by default of a picture of 48 by 32 pixels."""
    if content is None:
        file = io.BytesIO()
        Image.new("RGB", (48, 32), "green").save(file, "PNG")
        content = file.getvalue()
    return SimpleUploadedFile(name, content)


def send(client, **more):
    return client.post(FILES, {"file": picture(), **more})


def test_a_file_is_kept_and_described_and_its_content_is_at_its_url(cast, serving):
    answer = send(cast.program.client)
    file = answer.json()
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"/api/files/{file['id']}/"
    assert (file["kind"], file["name"], file["width"], file["height"]) == ("image", "cat.png", 48, 32)
    assert (file["content_type"], file["seconds"]) == ("image/png", None)
    assert file["created_at"] < file["expires_at"]
    assert cast.program.client.get(answer.headers["Location"]).json() == file
    content = cast.program.client.get(file["url"]).content
    assert len(content) == file["size"]
    assert Image.open(io.BytesIO(content)).size == (48, 32)
    assert [one["id"] for one in cast.program.client.get(FILES).json()["files"]] == [file["id"]]


def test_a_file_is_its_owners_alone(cast, serving):
    file = send(cast.program.client).json()
    address = f"/api/files/{file['id']}/"
    for member in cast.everyone_but(cast.owner, cast.program):
        for ask in (member.client.get, member.client.delete):
            assert_problem(ask(address), 404, "not_found")
        assert member.client.get(FILES).json() == {"files": []}
        run = member.client.post(RUNS, {"file": file["id"]}, content_type="application/json")
        assert_problem(run, 400, "file_not_found", field="file")
    assert cast.owner.client.get(address).status_code == 200


def test_a_file_is_deleted_unless_a_run_uses_it(cast, serving):
    client = cast.program.client
    address = f"/api/files/{send(client).json()['id']}/"
    assert client.delete(address).status_code == 204
    assert_problem(client.get(address), 404, "not_found")
    run = client.post(RUNS, {"file": picture()}).json()
    used = f"/api/files/{run['inputs']['file']}/"
    assert_problem(client.delete(used), 409, "file_in_use")
    assert client.get(used).json()["expires_at"] is None


@pytest.mark.parametrize("data", [{}, {"n": "2", "strength": "0.5", "seed": "", "prompt": "a red hat"}])
def test_a_run_takes_its_file_in_a_form_whose_texts_become_numbers(cast, serving, data):
    answer = cast.script.client.post(RUNS, {"file": picture(), **data})
    assert answer.status_code == 201, answer.content
    run = answer.json()
    assert StoredFile.objects.get().pk == run["inputs"]["file"]
    assert run["inputs"]["n"] == int(data.get("n", 1))
    assert run["inputs"]["seed"] is None
    by_token = cast.script.client.post(RUNS, json.dumps(run["inputs"]), content_type="application/json")
    assert by_token.json()["inputs"] == run["inputs"]


def test_a_quote_keeps_the_file_for_the_run(cast, serving):
    quote = cast.script.client.post(QUOTE, {"file": picture()}).json()
    assert not Hold.objects.exists()
    run = cast.script.client.post(RUNS, {"file": quote["inputs"]["file"]}, content_type="application/json").json()
    assert run["receipt"]["held"] == quote["tokens"]
    assert StoredFile.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "status", "code", "field"),
    [
        ({}, 400, "required", "file"),
        ({"file": picture(b"", "a.png")}, 400, "empty_file", "file"),
        ({"file": picture(b"%PDF-1.7")}, 415, "unsupported_type", "file"),
        ({"file": picture(b"<svg xmlns='http://www.w3.org/2000/svg'/>")}, 415, "unsupported_type", "file"),
        ({"file": picture(), "kind": "audio"}, 415, "unsupported_type", "file"),
        ({"file": picture(), "kind": "video"}, 400, "invalid_value", "kind"),
        ({"file": picture(), "note": "x"}, 400, "unknown_field", "note"),
        ({"file": picture(), "other": picture()}, 400, "unknown_field", "other"),
        ({"file": "text"}, 400, "invalid_type", "file"),
    ],
)
def test_what_is_no_file_for_us_is_refused_and_not_kept(cast, serving, data, status, code, field):
    assert_problem(cast.script.client.post(FILES, data), status, code, field=field)
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(
    ("data", "status", "code", "field"),
    [
        ({"n": "9"}, 400, "invalid_value", "n"),
        ({"n": "two"}, 400, "invalid_type", "n"),
        ({"steps": "1e3"}, 400, "invalid_value", "steps"),
        ({"model": "dall-e-2"}, 400, "model_not_found", "model"),
        ({"surprise": "1"}, 400, "unknown_field", "surprise"),
        ({"file": b"\x89PNG\r\n\x1a\n broken"}, 400, "damaged_file", "file"),
    ],
)
@pytest.mark.parametrize("path", [RUNS, QUOTE])
def test_a_run_that_cannot_start_keeps_no_file_and_costs_nothing(cast, serving, path, data, status, code, field):
    before = ledger.balance(cast.script.principal)
    form = {**data, "file": picture(data.get("file"))}
    assert_problem(cast.script.client.post(path, form), status, code, field=field)
    assert not StoredFile.objects.exists()
    assert not Generation.objects.exists()
    assert ledger.balance(cast.script.principal) == before


def test_a_run_that_the_balance_cannot_pay_keeps_no_file(cast, serving):
    ledger.hold(cast.script.principal, 2_495, reference="spent", seconds=60)
    assert_problem(cast.script.client.post(RUNS, {"file": picture()}), 429, "insufficient_tokens")
    assert not StoredFile.objects.exists()


def test_a_form_is_only_for_tools_that_take_a_file(cast, serving):
    answer = cast.script.client.post("/api/tools/chat/runs/", {"messages": "Hi"})
    assert_problem(answer, 415, "unsupported_media_type")


def test_a_form_with_cookies_needs_the_csrf_token(cast, serving):
    browser = Client(enforce_csrf_checks=True, REMOTE_ADDR=cast.visitor.address)
    browser.cookies = cast.visitor.client.cookies
    for path in (FILES, RUNS):
        assert_problem(browser.post(path, {"file": picture()}), 403, "csrf_failed")
        script = cast.script.client.post(path, {"file": picture()}, headers={"Origin": "https://evil.example"})
        assert_problem(script, 403, "csrf_failed", says="other sites")
    assert not StoredFile.objects.exists()


def test_a_key_must_be_for_the_kind_of_file(cast, serving):
    client = cast.program.client
    cast.owner.user.api_keys.update(scopes=["speech"])
    assert_problem(send(client), 403, "insufficient_scope")
    cast.owner.user.api_keys.update(scopes=["image"])
    file = send(client).json()
    cast.owner.user.api_keys.update(scopes=["text"])
    for answer in (send(client), client.get(f"/api/files/{file['id']}/"), client.delete(f"/api/files/{file['id']}/")):
        assert_problem(answer, 403, "insufficient_scope")
    assert_problem(client.post(RUNS, {"file": picture()}), 403, "insufficient_scope")


def test_a_key_in_the_address_is_refused_with_a_file_too(cast, serving):
    assert_problem(cast.script.client.post(f"{FILES}?api_key=x", {"file": picture()}), 400, "key_in_query")


def test_only_chats_have_conversations(cast, serving):
    answer = cast.owner.client.post(f"{RUNS}?conversation=new", {"file": picture()})
    assert_problem(answer, 400, "invalid_value", field="conversation")
