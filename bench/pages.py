"""A term's page beside Django's "hello world", in one process and run: `python -m bench pages`.

Both go through the same middleware; what differs is the view. Rounds alternate, so that what else the machine does
meets both; each figure is the median of the rounds.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import time
from collections.abc import Sequence
from typing import Any

ROUNDS = 15
REQUESTS = 300  # of each kind in a round
AIM_PAGE, AIM_UNCHANGED = 0.7, 0.9
TERM = "/glossary/temperature/"


def main(argv: Sequence[str]) -> int:
    """Print requests a second of each kind, and their ratio to hello world's."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rewind.settings")
    import django

    django.setup()
    from django.core.asgi import get_asgi_application
    from django.core.management import call_command
    from django.http import HttpRequest, HttpResponse
    from django.urls import path

    from rewind import urls

    def hello(request: HttpRequest) -> HttpResponse:
        return HttpResponse("Hello, world")

    urls.urlpatterns.insert(0, path("hello/", hello))
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    asyncio.run(_measure(get_asgi_application()))
    return 0


async def _measure(application: Any) -> None:
    _, headers = await _get(application, TERM)
    etag = headers[b"etag"]
    kinds: dict[str, tuple[str, list[tuple[bytes, bytes]], int]] = {
        "hello world": ("/hello/", [], 200),
        "term page": (TERM, [], 200),
        "term page, packed": (TERM, [(b"accept-encoding", b"gzip")], 200),
        "term page, unchanged": (TERM, [(b"if-none-match", etag)], 304),
    }
    speeds: dict[str, list[float]] = {name: [] for name in kinds}
    for _ in range(ROUNDS):
        for name, (address, sent, expected) in kinds.items():
            began = time.perf_counter()
            for _ in range(REQUESTS):
                status, _ = await _get(application, address, sent)
                assert status == expected, (name, status)
            speeds[name].append(REQUESTS / (time.perf_counter() - began))
    yardstick = speeds["hello world"]
    for name, values in speeds.items():
        ratio = statistics.median(value / other for value, other in zip(values, yardstick, strict=True))
        print(f"{name:<22} {statistics.median(values):>7.0f} a second   {ratio:>5.2f} of hello world")
    print(f"aims: {AIM_PAGE} for a page, {AIM_UNCHANGED} for one that is unchanged")


async def _get(
    application: Any, address: str, sent: Sequence[tuple[bytes, bytes]] = ()
) -> tuple[int, dict[bytes, bytes]]:
    """Status and headers of one answer, straight from the ASGI application: no network in between."""
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": address,
        "raw_path": address.encode(),
        "query_string": b"",
        "headers": [(b"host", b"localhost"), *sent],
        "client": ("127.0.0.1", 50_000),
        "server": ("localhost", 80),
    }
    told: list[Any] = []
    over = asyncio.Event()

    async def receive() -> dict[str, Any]:
        if not told:
            told.append(None)
            return {"type": "http.request", "body": b"", "more_body": False}
        await over.wait()
        return {"type": "http.disconnect"}

    answer: dict[str, Any] = {}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            answer.update(message)
        elif not message.get("more_body"):
            over.set()

    await application(scope, receive, send)
    return answer["status"], {name.lower(): value for name, value in answer["headers"]}
