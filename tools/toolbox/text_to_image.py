"""Text to image: a picture of what a few words say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from accounts.principal import Principal
from tools.toolbox import fields
from tools.toolbox.image import INPUTS, ImageTool, clean_prompt, drawn_by, named


class TextToImage(ImageTool):
    """A prompt in, pictures out."""

    slug = "text-to-image"
    name = "Text to image"
    summary = "Say what you want to see, and watch an open model draw it."
    order = 20
    example = {"prompt": "a red apple", "seed": 1}

    def schema(self) -> dict[str, Any]:
        properties = self.properties()
        return {
            "type": "object",
            "properties": properties | {"prompt": {**properties["prompt"], "minLength": 1, "pattern": r"\S"}},
            "required": ["prompt"],
            "additionalProperties": False,
        }

    def clean(self, data: Mapping[str, Any], principal: Principal | None = None) -> dict[str, Any]:
        fields.only(data, INPUTS)
        model = self.model(data)
        prompt = clean_prompt(data.get("prompt"), model, required=True)
        return {"prompt": prompt, **self.clean_drawing(data, model, size=named(drawn_by(model).sizes[0]))}


TOOL = TextToImage()
