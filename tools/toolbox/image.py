"""What all tools that run an image model share: what is asked of a picture, what it costs, what the engine gets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tools.catalogue import ImageLimits, Model
from tools.engines.base import Result
from tools.quotes import A_SQUARE, Quote, image_price
from tools.toolbox import fields
from tools.toolbox.base import InvalidInput, Tool

MOST_PICTURES = 4
MOST_SEED = 2**32 - 1
INPUTS = ("model", "prompt", "size", "n", "seed", "steps", "guidance")


class ImageTool(Tool):
    """A tool whose inputs end up as pictures to draw."""

    kind = "image"
    price_note = f"{A_SQUARE} tokens for each 512 by 512 pixels of each picture."

    def quote(self, inputs: dict[str, Any], model: Model) -> Quote:
        width, height = parsed(inputs["size"])
        return Quote(image_price(width, height, inputs["n"], model.factor))

    def price(self, result: Result, model: Model) -> int:
        made = [choice.data for choice in result.choices if choice.file is not None]
        if not made:
            return 0
        return image_price(made[0]["width"], made[0]["height"], len(made), model.factor)

    def job_inputs(self, inputs: dict[str, Any]) -> dict[str, Any]:
        width, height = parsed(inputs["size"])
        asked = {name: inputs[name] for name in ("prompt", "n", "seed", "steps", "guidance")}
        return {**asked, "width": width, "height": height, "image": None, "strength": None}

    def clean_drawing(self, data: Mapping[str, Any], model: Model, size: str) -> dict[str, Any]:
        """All that is asked but the prompt, defaults filled in; `size` is the default one. Null means left out."""
        limits = drawn_by(model)
        inputs: dict[str, Any] = {"model": model.slug, "size": clean_size(data.get("size"), limits) or size}
        for name, (default, low, high) in (
            ("n", (1, 1, MOST_PICTURES)),
            ("seed", (None, 0, MOST_SEED)),
            ("steps", limits.steps),
        ):
            value = data.get(name)
            inputs[name] = default if value is None else fields.integer(value, name, low, high)
        return inputs | {"guidance": clean_guidance(data.get("guidance"), model)}

    def properties(self) -> dict[str, Any]:
        """The JSON Schema of INPUTS, as wide as the models that are served here."""
        limits = [drawn_by(model) for model in self.models()]
        sizes = dict.fromkeys(named(size) for each in limits for size in each.sizes)
        guided = [each.guidance for each in limits if each.guidance]
        guidance: dict[str, Any] = {"type": "null"}
        if guided:
            low, high = min(least for _, least, _ in guided), max(most for _, _, most in guided)
            guidance = {"type": ["number", "null"], "minimum": low, "maximum": high}
        return {
            "model": {"type": ["string", "null"], "description": "A model's slug; the default one where left out."},
            "prompt": {"type": "string", "maxLength": max(each.longest for each in limits)},
            "size": {"enum": [*sizes, None], "description": "Width and height in pixels; models differ in theirs."},
            "n": {"type": ["integer", "null"], "minimum": 1, "maximum": MOST_PICTURES, "default": 1},
            "seed": {
                "type": ["integer", "null"],
                "minimum": 0,
                "maximum": MOST_SEED,
                "description": "The same seed and inputs give the same picture; picture k of n has seed + k.",
            },
            "steps": {
                "type": ["integer", "null"],
                "minimum": min(each.steps[1] for each in limits),
                "maximum": max(each.steps[2] for each in limits),
                "description": "More steps take longer and show more detail.",
            },
            "guidance": guidance | {"description": "How closely the prompt is kept to, where the model has this."},
        }


def drawn_by(model: Model) -> ImageLimits:
    """What an image model can draw."""
    if model.image is None:
        raise ValueError(f"{model.slug} has no image limits in the catalogue.")
    return model.image


def named(size: tuple[int, int]) -> str:
    """A size as it is written: "1024x768"."""
    return f"{size[0]}x{size[1]}"


def parsed(size: str) -> tuple[int, int]:
    """Width and height of a checked size."""
    width, height = size.split("x")
    return int(width), int(height)


def clean_prompt(value: Any, model: Model, *, required: bool) -> str:
    """The prompt without space around it; may be empty where it isn't required."""
    prompt = fields.text("" if value is None else value, "prompt").strip()
    longest = drawn_by(model).longest
    if required and not prompt:
        raise InvalidInput("prompt", "prompt is empty. Say in a few words what to draw.", "required")
    if len(prompt) > longest:
        raise InvalidInput(
            "prompt",
            f"prompt has {len(prompt):,} characters; {model.name} takes at most {longest:,}. Shorten it.",
            "too_long",
        )
    return prompt


def clean_size(value: Any, limits: ImageLimits) -> str | None:
    """The size, which is one of the model's; None where none is asked for."""
    if value is None:
        return None
    if not isinstance(value, str):
        raise InvalidInput("size", 'size must be a string like "512x512".', "invalid_type")
    offered = [named(size) for size in limits.sizes]
    if value not in offered:
        raise InvalidInput("size", f"size must be one of: {', '.join(offered)}.")
    return value


def clean_guidance(value: Any, model: Model) -> float | None:
    """The guidance, or the model's default; a model without guidance takes none."""
    limits = drawn_by(model).guidance
    if limits is None:
        if value is not None:
            raise InvalidInput("guidance", f"{model.name} draws without guidance. Leave it out.")
        return None
    default, low, high = limits
    return default if value is None else fields.number(value, "guidance", low, high)
