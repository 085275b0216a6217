"""Transcripts made by hand."""

from typing import Any


def segment(text: str, start: float, end: float, *, words: bool = True, **more: Any) -> dict[str, Any]:
    """A segment whose words share its time evenly."""
    spoken = text.split()
    step = (end - start) / max(1, len(spoken))
    timed = [
        {"start": start + step * number, "end": start + step * (number + 1), "word": f" {word}", "probability": 0.9}
        for number, word in enumerate(spoken)
    ]
    return {"id": 0, "start": start, "end": end, "text": text, "words": timed if words else [], **more}


def transcript(*segments: dict[str, Any], language: str = "en") -> dict[str, Any]:
    text = " ".join(part["text"] for part in segments)
    return {"text": text, "language": language, "duration": 12.5, "finish_reason": "stop", "segments": list(segments)}
