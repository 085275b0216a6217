"""Finished chats, pictures and transcripts, as a worker would have left them."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from django.utils import timezone
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tests.cast import Member
from tools.models import Conversation, FileUse, Generation, StoredFile, Words

INPUTS: dict[str, Any] = {
    "model": "smollm2-135m-instruct",
    "temperature": 0.7,
    "top_p": 1.0,
    "max_tokens": 300,
    "seed": 7,
    "n": 1,
    "stop": [],
}


def finished(owner: str, messages: list[dict[str, str]], answer: str, **fields: Any) -> Generation:
    """A run that has ended well."""
    row = {
        "tool": "chat",
        "kind": "text",
        "model": "smollm2-135m-instruct",
        "source": "page",
        "inputs": INPUTS | {"messages": messages},
        "state": Generation.State.SUCCEEDED,
        "held": 100,
        "charged": 100,
        "output": {"choices": [{"text": answer, "finish_reason": "stop"}]},
    }
    return Generation.objects.create(owner=owner, **(row | fields))


def question(text: str) -> dict[str, str]:
    return {"role": "user", "content": text}


@dataclass(frozen=True)
class Chat:
    """A conversation and its runs."""

    conversation: Conversation
    runs: list[Generation]

    @classmethod
    def of(cls, member: Member, turns: Sequence[tuple[str, str]], title: str) -> Self:
        owner = member.principal.owner
        conversation = Conversation.objects.create(owner=owner, title=title)
        said: list[dict[str, str]] = []
        runs = []
        for position, (asked, answer) in enumerate(turns):
            said = [*said, question(asked)]
            runs.append(finished(owner, said, answer, conversation=conversation, position=position))
            said = [*said, {"role": "assistant", "content": answer}]
        return cls(conversation, runs)


def png(prompt: str, seed: int, side: int = 64) -> bytes:
    """A picture whose file says what was asked, as an engine's does."""
    about = PngInfo()
    about.add_text("parameters", f"{prompt}\nSteps: 4, Seed: {seed}")
    about.add_itxt("rewind", json.dumps({"prompt": prompt}))
    file = io.BytesIO()
    Image.new("RGB", (side, side), (seed % 256, 90, 60)).save(file, "PNG", pnginfo=about)
    return file.getvalue()


def drawn(owner: str, prompt: str, *seeds: int, **fields: Any) -> Generation:
    """A run that drew a picture of 64 pixels a side with each seed."""
    files = [_stored(owner, "image", png(prompt, seed), width=64, height=64) for seed in seeds]
    choices = [
        {
            "text": "",
            "finish_reason": "stop",
            "seed": seed,
            "width": 64,
            "height": 64,
            "steps": 4,
            "guidance": None,
            "file": file.pk,
        }
        for seed, file in zip(seeds, files, strict=True)
    ]
    run = {
        "tool": "text-to-image",
        "kind": "image",
        "model": "rewind-icons",
        "source": "page",
        "inputs": {
            "model": "rewind-icons",
            "prompt": prompt,
            "size": "64x64",
            "n": len(seeds),
            "seed": None,
            "steps": 4,
        },
        "state": Generation.State.SUCCEEDED,
        "held": 500,
        "charged": 500,
        "output": {"choices": choices},
        "finished_at": timezone.now(),
    }
    return _with_files(owner, run | fields, output=files)


def heard(owner: str, *sentences: str, name: str = "interview.mp3", **fields: Any) -> Generation:
    """A run that heard the sentences in a recording, five seconds each."""
    recording = _stored(owner, "audio", b"fLaC" + name.encode(), seconds=5.0 * len(sentences), name=name)
    segments = [
        {"id": i, "start": 5.0 * i, "end": 5.0 * i + 4, "text": f" {said}", "words": _words(said, 5.0 * i)}
        for i, said in enumerate(sentences)
    ]
    transcript = {"language": "en", "duration": recording.seconds, "segments": segments}
    run = {
        "tool": "transcribe",
        "kind": "speech",
        "model": "whisper-base",
        "source": "page",
        "inputs": {"model": "whisper-base", "file": recording.pk, "language": None, "prompt": "", "temperature": 0.0},
        "state": Generation.State.SUCCEEDED,
        "held": 500,
        "charged": 180,
        "output": {"choices": [{"text": " ".join(sentences), "finish_reason": "stop", **transcript}]},
        "finished_at": timezone.now(),
    }
    return _with_files(owner, run | fields, input=[recording])


def _words(said: str, start: float) -> list[dict[str, Any]]:
    return [
        {"start": start + i / 2, "end": start + i / 2 + 0.4, "word": f" {word}", "probability": 0.9}
        for i, word in enumerate(said.split())
    ]


def _stored(owner: str, kind: str, content: bytes, **facts: Any) -> StoredFile:
    content_type = {"image": "image/png", "audio": "audio/flac"}[kind]
    return StoredFile.objects.store(content, content_type, owner=owner, kind=kind, **facts)


def _with_files(owner: str, run: dict[str, Any], **files: list[StoredFile]) -> Generation:
    made = Generation.objects.create(owner=owner, **run)
    for role, those in files.items():
        FileUse.objects.bulk_create(FileUse(generation=made, file=file, role=role) for file in those)
    Words.objects.write(made)
    return made
