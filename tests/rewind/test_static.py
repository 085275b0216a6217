"""Static files as uvicorn's clients get them."""

import asyncio
import re

import pytest
from django.contrib.staticfiles import storage
from django.core.management import call_command

from rewind.static import StaticFiles

HASHED = re.compile(r"\.[0-9a-f]{12}\.")


async def not_ours(scope, receive, send):
    await send({"type": "http.response.start", "status": 418, "headers": []})
    await send({"type": "http.response.body"})


def ask(application, path, method="GET", headers=()):
    """(status, headers, body) of the application's answer."""
    sent = []

    async def receive():
        return {"type": "http.request"}

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": method, "path": path, "headers": list(headers)}
    asyncio.run(application(scope, receive, send))
    start, *parts = sent
    return start["status"], dict(start["headers"]), b"".join(part.get("body", b"") for part in parts)


@pytest.fixture(scope="module")
def files(tmp_path_factory, django_db_blocker):
    """The application over a folder that was collected from one style sheet and one script."""
    from django.test import override_settings

    source, root = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("root")
    (source / "page.css").write_text("body { color: black }\n" * 200)
    (source / "page.js").write_text("export const one = 1;\n")
    manifest = {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}
    finders = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    with override_settings(STATICFILES_DIRS=[source], STATIC_ROOT=root, STORAGES=manifest, STATICFILES_FINDERS=finders):
        call_command("collectstatic", interactive=False, verbosity=0)
        yield StaticFiles(not_ours, root, "/static/"), storage.staticfiles_storage.url("page.css")


def test_a_hashed_file_is_kept_for_ever(files):
    application, url = files
    status, headers, body = ask(application, url)
    assert HASHED.search(url)
    assert status == 200
    assert headers[b"content-type"] == b'text/css; charset="utf-8"'
    assert b"immutable" in headers[b"cache-control"]
    assert headers[b"x-content-type-options"] == b"nosniff"
    assert body.startswith(b"body {")


def test_a_file_by_its_plain_name_is_kept_for_a_minute(files):
    application, _ = files
    _, headers, _ = ask(application, "/static/page.css")
    assert headers[b"cache-control"] == b"max-age=60, public"


def test_a_compressed_variant_is_sent_to_those_who_take_it(files):
    application, url = files
    _, headers, body = ask(application, url, headers=[(b"accept-encoding", b"gzip")])
    assert headers[b"content-encoding"] == b"gzip"
    assert len(body) == int(headers[b"content-length"]) < 200


def test_an_unchanged_file_is_not_sent_again(files):
    application, url = files
    _, headers, _ = ask(application, url)
    status, _, body = ask(application, url, headers=[(b"if-none-match", headers[b"etag"])])
    assert (status, body) == (304, b"")


def test_head_sends_no_body(files):
    application, url = files
    status, headers, body = ask(application, url, method="HEAD")
    assert (status, body) == (200, b"")
    assert int(headers[b"content-length"]) > 0


def test_post_is_refused(files):
    application, url = files
    assert ask(application, url, method="POST")[0] == 405


@pytest.mark.parametrize("path", ["/", "/static/", "/static/none.css", "/static/../settings.py", "/static/%2e%2e/x"])
def test_everything_else_goes_to_django(files, path):
    application, _ = files
    assert ask(application, path)[0] == 418
