"""What an image tool's page shows: its form, one run where there is one, and the pictures made so far."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse

from accounts.principal import Principal
from billing import ledger
from tools.catalogue import Model
from tools.history.entry import model_name
from tools.http.problems import Problem
from tools.models import Generation, StoredFile
from tools.pages.addresses import addresses
from tools.pages.away import away
from tools.pages.images.forms import MISSING, ImageForm
from tools.pages.images.gallery import gallery
from tools.pages.images.pictures import SMALL, file_url, finished
from tools.pages.images.progress import drawing
from tools.toolbox.base import Tool
from tools.toolbox.image import MOST_PICTURES, drawn_by, named

EXAMPLES = ("red apple", "a kitten, flat style", "rocket", "butterfly", "a friendly robot", "slice of pizza")
SHOWN_AT_WORK = {  # terms of the glossary, by their slugs
    "text-to-image": ("text-to-image", "diffusion-model", "flow-matching", "flux", "classifier-free-guidance", "seed"),
    "image-variations": ("image-to-image", "latent-diffusion", "vae", "seed", "copyright"),
}


class ImagePage:
    """One look at an image tool, by one principal, maybe with one of its runs."""

    def __init__(self, tool: Tool, principal: Principal, run: Generation | None = None) -> None:
        self.tool = tool
        self.principal = principal
        self.run = run

    @property
    def is_running(self) -> bool:
        return self.run is not None and not self.run.is_final

    def context(self, form: ImageForm, problem: Problem | None, cursor: str = "") -> dict[str, Any]:
        """What the template needs."""
        models = self.tool.models()
        source = self._source(form)
        return {
            "section": "tools",
            "tool": self.tool,
            "models": models,
            "limits": drawn_by(models[0]),
            "small": _draws_icons(models[0]),
            "examples": EXAMPLES,
            "terms": SHOWN_AT_WORK.get(self.tool.slug, ()),
            "form": form,
            "source": source,
            "source_url": file_url(source.pk) if source else "",
            "price": self._price(form, models),
            "problem": problem,
            "away": away(self.tool.kind),
            "balance": ledger.balance(self.principal),
            "gallery": gallery(self.principal, cursor, self.run.pk if self.run else None),
            "page_data": self._page_data(models),
            **self._run(),
        }

    def _run(self) -> dict[str, Any]:
        """What of it is about the run."""
        run = self.run
        if run is None:
            return {"run": None, "running": False, "pictures": []}
        return {
            "run": run,
            "running": not run.is_final,
            "pictures": finished(run) if run.is_final else drawing(run),
            "model_name": model_name(run.model),
        }

    def _source(self, form: ImageForm) -> StoredFile | None:
        """The picture to start from that is here already."""
        token = form["file"].value() if "file" in form.fields else None
        return StoredFile.objects.of(self.principal).filter(pk=token, kind="image").first() if token else None

    def _price(self, form: ImageForm, models: list[Model]) -> int:
        """Of what the form holds, at what it costs if it can be drawn at all."""
        model = next((model for model in models if model.slug == form["model"].value()), models[0])
        return self._quote(model, _chosen(form, "size"), int(_chosen(form, "n")))

    def _quote(self, model: Model, size: str, count: int) -> int:
        return self.tool.quote({"size": size, "n": count}, model).tokens

    def _page_data(self, models: list[Model]) -> dict[str, Any]:
        """What the page's script needs, as JSON."""
        return addresses(self.tool) | {
            "run": str(self.run.pk) if self.run and self.is_running else None,
            "vary_url": reverse("tools:image-variations"),
            "small": SMALL,
            "missing": MISSING,
            "models": {model.slug: self._facts(model) for model in models},
        }

    def _facts(self, model: Model) -> dict[str, Any]:
        limits = drawn_by(model)
        return {
            "steps": limits.steps,
            "guidance": limits.guidance,
            "longest": limits.longest,
            "prices": {
                size: [self._quote(model, size, count) for count in range(1, MOST_PICTURES + 1)]
                for size in map(named, limits.sizes)
            },
        }


def wanted(principal: Principal, query: QueryDict) -> dict[str, Any]:
    """What the address asks to be filled in: a prompt, a picture to start from, or a run to draw again by its seed."""
    initial: dict[str, Any] = {"prompt": query.get("ask", ""), "file": query.get("file", "")}
    try:
        run = Generation.objects.of(principal).filter(pk=UUID(query.get("from", "")), kind="image").first()
    except ValueError:
        run = None
    if run:
        initial |= asked(run) | {"n": 1, "seed": query.get("seed", "")}
    return initial


def asked(run: Generation) -> dict[str, Any]:
    """What a run was asked for, to be asked again."""
    names = ("prompt", "file", "strength", "size", "n", "seed", "steps", "guidance", "model")
    return {name: run.inputs[name] for name in names if run.inputs.get(name) is not None}


def _chosen(form: ImageForm, name: str) -> str:
    """What is chosen in a select, or its first choice."""
    values = [str(value) for value, _ in form.fields[name].choices]  # type: ignore[attr-defined]
    value = str(form[name].value())
    return value if value in values else values[0]


def _draws_icons(model: Model) -> bool:
    return max(max(size) for size in drawn_by(model).sizes) <= SMALL
