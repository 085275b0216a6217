"""A request that is too large is answered before anything of it lies on the disk."""

import asyncio
import http.client
import json
import socket
import threading
import time

import pytest
import uvicorn

from rewind.asgi import application
from rewind.bodies import MOST, MOST_WITH_FILE, BodyLimit

UPLOADS = [
    "/v1/audio/transcriptions",
    "/v1/images/variations",
    "/api/files/",
    "/api/tools/transcribe/runs/",
    "/tools/x/",
]
OTHERS = ["/v1/chat/completions", "/api/generations/", "/chat/", "/", "/apifiles/"]


def ask(path: str, chunks: list[bytes], announced: int | None = None) -> tuple[dict, bytes, int]:
    """The start and the body of the answer, and how many bytes the application behind the limit has seen."""
    seen = 0
    sent: list[dict] = []
    waiting = [{"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks]
    waiting.append({"type": "http.request", "body": b"", "more_body": False})

    async def application(scope, receive, send):
        nonlocal seen
        while (message := await receive()).get("more_body"):
            seen += len(message["body"])
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"fine"})

    async def receive():
        return waiting.pop(0)

    async def send(message):
        sent.append(message)

    headers = [] if announced is None else [(b"content-length", str(announced).encode())]
    asyncio.run(BodyLimit(application)({"type": "http", "path": path, "headers": headers}, receive, send))
    return sent[0], b"".join(message["body"] for message in sent[1:]), seen


@pytest.mark.parametrize(("paths", "most"), [(UPLOADS, MOST_WITH_FILE), (OTHERS, MOST)])
def test_each_address_has_its_limit(paths, most):
    for path in paths:
        assert ask(path, [], announced=most)[0]["status"] == 200, path
        start, _, seen = ask(path, [bytes(9)], announced=most + 1)
        assert (start["status"], seen) == (413, 0), path


@pytest.mark.parametrize(("path", "most"), [(UPLOADS[0], MOST_WITH_FILE), (OTHERS[0], MOST)])
def test_what_comes_counts_and_not_only_what_is_announced(path, most):
    chunk = bytes(1024 * 1024)
    for announced in (None, 5):
        start, _, seen = ask(path, [chunk] * 40, announced=announced)
        assert start["status"] == 413
        assert seen <= most
    assert ask(path, [chunk] * (most // len(chunk)))[0]["status"] == 200


@pytest.fixture(scope="module")
def port():
    """Of a real server of the site."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(application, lifespan="off", log_config=None, timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield listener.getsockname()[1]
    server.should_exit = True
    thread.join(10)
    listener.close()


@pytest.mark.parametrize("path", ["/api/files/", "/v1/audio/transcriptions", "/chat/"])
@pytest.mark.parametrize("is_announced", [True, False])
def test_a_real_server_says_so_in_the_shape_of_what_was_asked(port, path, is_announced):
    chunks = (bytes(1024 * 1024) for _ in range(30))  # a generator is sent in pieces whose number isn't announced
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    body = b"".join(chunks) if is_announced else chunks
    connection.request("POST", path, body, encode_chunked=not is_announced, headers=_headers(is_announced))
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    assert answer.status == 413
    if path == "/chat/":
        assert b"That is too large" in body
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        return
    error = json.loads(body)["error"]
    assert error["code"] == "too_large"
    assert "MB" in error["message"]
    assert ("param" in error) == path.startswith("/v1/")


def _headers(is_announced: bool) -> dict[str, str]:
    return {} if is_announced else {"Transfer-Encoding": "chunked"}
