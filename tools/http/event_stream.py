"""How an event stream leaves (html.spec.whatwg.org/multipage/server-sent-events.html), on /api and /v1 alike."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping

from django.http import StreamingHttpResponse

HEARTBEAT = ": heartbeat\n\n"  # a comment, which readers skip: it keeps proxies from closing a quiet connection
_HEADERS = {"Cache-Control": "no-cache, no-transform", "X-Accel-Buffering": "no"}


def event_stream(frames: AsyncIterator[str], headers: Mapping[str, str] | None = None) -> StreamingHttpResponse:
    """An answer of `frames`, none of which is held back on the way."""
    return StreamingHttpResponse(
        frames, content_type="text/event-stream; charset=utf-8", headers={**(headers or {}), **_HEADERS}
    )
