"""The schema is valid, says all that there is, and what /api really answers is what it says."""

import json
import re

import jsonschema
import pytest
from django.core.management import call_command
from django.urls import get_resolver

from billing import ledger
from tests.tools.files.made import picture, sound, upload
from tools import toolbox
from tools.engines.base import Blob, Choice, Result
from tools.files.keeping import keep_outputs
from tools.models import Generation

ASK = {"messages": [{"role": "user", "content": "What is an API?"}], "max_tokens": 300}


@pytest.fixture
def schema(client, db):
    answer = client.get("/api/schema/?format=json")
    assert answer.status_code == 200
    return json.loads(answer.content)


def assert_told(schema, path, answer):
    """The schema has this answer: its path, method and status, the shape of its body and its documented headers."""
    operation = schema["paths"][path][answer.request["REQUEST_METHOD"].lower()]
    said = operation["responses"].get(str(answer.status_code))
    assert said, f"{path}: {answer.status_code} isn't in the schema: {answer.content}"
    body = said["content"]["application/json"]["schema"]
    strict = json.loads(json.dumps(schema["components"]))
    for component in strict["schemas"].values():
        if component.get("type") == "object":
            component.setdefault("additionalProperties", False)
    jsonschema.validate(answer.json(), {**body, "components": strict}, format_checker=jsonschema.FormatChecker())
    for header in said.get("headers", {}):
        assert answer.headers[header]


def test_it_is_valid_and_made_without_a_warning(tmp_path):
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(tmp_path / "schema.yml"))


def test_every_address_of_api_is_in_it(schema):
    under_api = [pattern for pattern in get_resolver().url_patterns if str(pattern.pattern).startswith("api/")]
    routes = {f"/{part.pattern}{one.pattern}" for part in under_api for one in part.url_patterns if one.name}
    addresses = {re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route) for route in routes}
    assert addresses - {"/api/schema/", "/api/docs/"} == set(schema["paths"])


def test_it_says_that_a_key_is_optional(schema):
    assert schema["components"]["securitySchemes"]["apiKey"]["scheme"] == "bearer"
    for path in schema["paths"].values():
        for operation in path.values():
            assert {} in operation["security"]
            assert {"apiKey": []} in operation["security"]


def test_the_inputs_in_it_are_the_tools_own(schema):
    body = schema["paths"]["/api/tools/{slug}/runs/"]["post"]["requestBody"]["content"]["application/json"]
    jsonschema.validate(ASK, body["schema"])
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(ASK | {"n": 9}, body["schema"])
    for example in body["examples"].values():
        jsonschema.validate(example["value"], body["schema"])


def test_real_answers_are_what_it_says(cast, serving, schema):
    client = cast.owner.client
    for path in ("/api/", "/api/tools/", "/api/balance/", "/api/ledger/", "/api/shares/"):
        assert_told(schema, path, client.get(path))
    assert_told(schema, "/api/tools/{slug}/", client.get("/api/tools/chat/"))
    assert_told(schema, "/api/glossary/", client.get("/api/glossary/"))
    assert_told(schema, "/api/glossary/search/", client.get("/api/glossary/search/?q=token"))
    assert_told(schema, "/api/glossary/search/", client.get("/api/glossary/search/?q="))
    assert_told(schema, "/api/glossary/{slug}/", client.get("/api/glossary/api/"))
    quote = client.post("/api/tools/chat/quote/", ASK, content_type="application/json")
    assert_told(schema, "/api/tools/{slug}/quote/", quote)


def test_runs_in_every_state_are_what_it_says(cast, serving, schema):
    client, path = cast.owner.client, "/api/generations/{generation_id}/"
    runs = []
    for _ in range(4):
        answer = client.post("/api/tools/chat/runs/", ASK, content_type="application/json")
        assert_told(schema, "/api/tools/{slug}/runs/", answer)
        runs.append(answer.json())
    finished, failed, cancelled, running = runs
    Generation.objects.claim(finished["id"], "test").finish(Result([Choice("Hi", "stop")], 35, 90), 125)
    Generation.objects.claim(failed["id"], "test").fail("engine_error", "The model fell over.")
    Generation.objects.claim(running["id"], "test")
    for run in (cancelled, running):
        assert_told(schema, path + "cancel/", client.post(run["cancel_url"]))
    states = []
    for run in runs:
        answer = client.get(run["url"])
        assert_told(schema, path, answer)
        states.append(answer.json()["state"])
    assert states == ["succeeded", "failed", "cancelled", "running"]
    for run, status in ((finished, 201), (failed, 400)):
        answer = client.post("/api/shares/", {"generation": run["id"]}, content_type="application/json")
        assert answer.status_code == status
        assert_told(schema, "/api/shares/", answer)
    assert_told(schema, "/api/shares/", client.get("/api/shares/"))
    assert_told(schema, "/api/ledger/", client.get("/api/ledger/"))


def test_files_images_and_transcripts_are_what_it_says(cast, serving, schema):
    client, path = cast.owner.client, "/api/generations/{generation_id}/"
    word = {"start": 0.0, "end": 0.5, "word": " Hi", "probability": 0.9}
    segment = {"id": 0, "start": 0.0, "end": 0.5, "text": "Hi", "words": [word], "avg_logprob": -0.2, "tokens": [1]}
    said = Choice("Hi", "stop", {"language": "en", "duration": 1.0, "segments": [segment]})
    facts = {"seed": 7, "width": 60, "height": 40, "steps": 16, "guidance": None}
    drawn = Choice("", "stop", facts, Blob(picture("png"), "image/png"))
    made = {"transcribe": (sound("wav"), said), "image-variations": (picture("jpg"), drawn)}
    for tool in (tool for tool in toolbox.ALL if tool.slug in made):
        slug, (content, choice) = tool.slug, made[tool.slug]
        sent = client.post("/api/files/", {"file": upload(content)})
        assert_told(schema, "/api/files/", sent)
        assert_told(schema, "/api/files/{token}/", client.get(sent.headers["Location"]))
        assert_told(schema, "/api/files/", client.get("/api/files/"))
        quote = client.post(f"/api/tools/{slug}/quote/", {"file": sent.json()["id"]}, content_type="application/json")
        assert_told(schema, "/api/tools/{slug}/quote/", quote)
        answer = client.post(f"/api/tools/{slug}/runs/", {"file": upload(content)})
        assert_told(schema, "/api/tools/{slug}/runs/", answer)
        row = Generation.objects.claim(answer.json()["id"], "test")
        row.finish(Result([choice], seconds=1.0), 100, keep_outputs(row, [choice]))
        run = client.get(answer.json()["url"])
        assert_told(schema, path, run)
        told = run.json()["output"]["choices"][0]
        assert (told["text"], "segments" in told) == (choice.text, "segments" in choice.data)
        assert_told(schema, "/api/files/{token}/", client.delete(f"/api/files/{run.json()['inputs']['file']}/"))
        if choice.file:
            assert client.get(told["url"]).content == choice.file.content
            assert (told["seed"], told["guidance"]) == (7, None)
    assert_told(schema, "/api/files/", client.post("/api/files/", {"file": upload(b"nothing")}))
    assert_told(schema, "/api/files/", client.post("/api/files/", {}, content_type="application/json"))


def test_errors_are_what_it_says(cast, serving, schema, broker):
    client, runs = cast.owner.client, "/api/tools/{slug}/runs/"

    def run(data, kind="application/json", **options):
        return client.post("/api/tools/chat/runs/", data, content_type=kind, **options)

    assert_told(schema, runs, run(ASK | {"n": 9}))
    assert_told(schema, runs, run("x=1", "text/plain"))
    assert_told(schema, runs, run(ASK, headers={"Authorization": "Bearer x"}))
    assert_told(schema, "/api/tools/{slug}/", client.get("/api/tools/nope/"))
    ledger.hold(cast.owner.principal, 5_000, reference="spent", seconds=60)
    assert_told(schema, runs, run(ASK))
    broker.client.flushall()
    assert_told(schema, runs, cast.other.client.post("/api/tools/chat/runs/", ASK, content_type="application/json"))


def test_the_docs_page_takes_its_scripts_from_us_alone_and_with_a_nonce(client):
    answer = client.get("/api/docs/")
    page = answer.content.decode()
    nonce = page.split('nonce="')[1].split('"')[0]
    assert f"'nonce-{nonce}'" in answer.headers["Content-Security-Policy"]
    assert page.count("<script") == page.count(f'nonce="{nonce}"') == 3
    assert "//" not in page.replace("http://www.w3.org", "")
    assert "<style" not in page
    assert client.get("/api/docs/?script=").headers["Content-Type"].startswith("application/javascript")
