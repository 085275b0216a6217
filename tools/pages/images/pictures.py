"""One picture of a run, as pages show it: drawn, or still being drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from tools.models import Generation

SMALL = 128  # pixels; a picture no wider than this is an icon, which pages show enlarged
LONGEST_ALT = 300


@dataclass(frozen=True, slots=True)
class Picture:
    """Choice `index` of `run`. `token` is that of its file; "" where there is none (yet).

    While the run goes on, `step` of `steps` are done and `preview` is a data: address, or "".
    """

    run: Generation
    index: int
    token: str = ""
    seed: int | None = None
    width: int = 0
    height: int = 0
    steps: int | None = None
    guidance: float | None = None
    step: int = 0
    preview: str = ""

    @property
    def number(self) -> int:
        """For people, who count from 1."""
        return self.index + 1

    @property
    def is_small(self) -> bool:
        return max(self.width, self.height) <= SMALL

    @property
    def alt(self) -> str:
        """What one should see in it."""
        return alt(self.run)

    @property
    def url(self) -> str:
        return file_url(self.token)

    @property
    def small_url(self) -> str:
        """Of its small copy."""
        return reverse("files:small", args=[self.token])

    @property
    def page(self) -> str:
        """Where it is shown with all that is known of it."""
        return f"{reverse('tools:image', args=[self.run.tool, self.run.pk])}#picture-{self.number}"

    @property
    def again(self) -> str:
        """The form, filled in so that it draws this very picture."""
        asked = {"from": self.run.pk, "seed": self.seed}
        return f"{reverse(f'tools:{self.run.tool}')}?{urlencode(asked)}"

    @property
    def vary(self) -> str:
        """The form that draws anew from this picture."""
        return f"{reverse('tools:image-variations')}?{urlencode({'file': self.token})}"


def file_url(token: str) -> str:
    """Where a file's owner gets it."""
    return reverse("files:file", args=[token])


def alt(run: Generation) -> str:
    """The prompt, or what it is where there was none."""
    prompt = " ".join((run.inputs.get("prompt") or "").split())
    return prompt[:LONGEST_ALT] or "A variation of your picture"


def finished(run: Generation) -> list[Picture]:
    """The pictures that a run has made."""
    choices: list[dict[str, Any]] = (run.output or {}).get("choices", [])
    return [
        Picture(
            run,
            index,
            choice["file"],
            choice.get("seed"),
            choice.get("width", 0),
            choice.get("height", 0),
            choice.get("steps"),
            choice.get("guidance"),
        )
        for index, choice in enumerate(choices)
        if choice.get("file")
    ]
