"""A transcript as OpenAI answers with it, in each response_format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpResponse, JsonResponse

from tools import subtitles
from tools.models import Generation
from tools.v1.audio.parameters import Delivery

TASKS = {"transcribe": "transcribe", "translate-speech": "translate"}  # by tool
_TEXTS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "text": subtitles.plain,
    "srt": subtitles.srt,
    "vtt": subtitles.vtt,
}


def transcript(generation: Generation) -> dict[str, Any]:
    """The one choice of a finished run; an empty one where it was stopped before anything was heard."""
    choices = (generation.output or {}).get("choices") or [{}]
    return {"text": "", "language": None, "duration": 0.0, "segments": [], **choices[0]}


def whole(generation: Generation, delivery: Delivery) -> HttpResponse:
    """The answer to one request."""
    said = transcript(generation)
    if delivery.response_format in _TEXTS:
        text = _TEXTS[delivery.response_format](said)
        return HttpResponse(text, content_type="text/plain; charset=utf-8")
    task = TASKS[generation.tool]
    body: dict[str, Any] = {"text": said["text"]}
    if delivery.response_format == "verbose_json":
        body = subtitles.verbose(said, task, delivery.granularities)
    if task == "translate":  # OpenAI has no usage there, and the language is the translation's
        return JsonResponse(body | ({"language": "english"} if "language" in body else {}))
    return JsonResponse(body | {"usage": {"type": "duration", "seconds": said["duration"]}})
