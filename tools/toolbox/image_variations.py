"""Variations: new pictures that resemble one that was sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from accounts.principal import Principal
from tools.models import StoredFile
from tools.toolbox import fields
from tools.toolbox.image import INPUTS, ImageTool, clean_prompt, drawn_by, named

STRENGTH = 0.6
LEAST_STRENGTH, MOST_STRENGTH = 0.05, 1.0


class ImageVariations(ImageTool):
    """A picture in, and a prompt if one likes; pictures out."""

    slug = "image-variations"
    name = "Image variations"
    summary = "Send a picture and get new ones that resemble it, as closely or as loosely as you like."
    order = 30
    example = {"file": "the id of a picture that you sent", "prompt": "a green apple", "strength": 0.6, "seed": 1}

    def schema(self) -> dict[str, Any]:
        own = {
            "file": {"type": "string", "description": "The picture: a file, or the id of one that you sent."},
            "strength": {
                "type": ["number", "null"],
                "minimum": LEAST_STRENGTH,
                "maximum": MOST_STRENGTH,
                "default": STRENGTH,
                "description": "How far from the picture: little keeps most of it, 1 keeps nothing.",
            },
        }
        properties = self.properties()
        own["prompt"] = {**properties["prompt"], "type": ["string", "null"]}
        return {
            "type": "object",
            "properties": properties | own,
            "required": ["file"],
            "additionalProperties": False,
        }

    def clean(self, data: Mapping[str, Any], principal: Principal | None = None) -> dict[str, Any]:
        fields.only(data, (*INPUTS, "file", "strength"))
        model = self.model(data)
        file = fields.stored(data.get("file"), "file", "image", principal)
        strength = data.get("strength")
        if strength is None:
            strength = STRENGTH
        return {
            "file": file.pk,
            "prompt": clean_prompt(data.get("prompt"), model, required=False),
            "strength": fields.number(strength, "strength", LEAST_STRENGTH, MOST_STRENGTH),
            **self.clean_drawing(data, model, size=most_like(file, drawn_by(model).sizes)),
        }

    def job_inputs(self, inputs: dict[str, Any]) -> dict[str, Any]:
        picture = StoredFile.objects.get(pk=inputs["file"]).content()
        return {**super().job_inputs(inputs), "image": picture, "strength": inputs["strength"]}


def most_like(file: StoredFile, sizes: tuple[tuple[int, int], ...]) -> str:
    """The size whose shape is nearest to the picture's, the first of several: the least of it is cut off."""
    shape = (file.width or 1) / (file.height or 1)
    return named(min(sizes, key=lambda size: max(shape * size[1] / size[0], size[0] / size[1] / shape)))


TOOL = ImageVariations()
