"""What a PNG says of itself: how it was made, for people and for programs, and nothing else.

No date and no name of a machine: the same picture is the same bytes. `parameters` is the text chunk that common viewers
and tools of open image models show; `rewind` is the same as JSON.
"""

from __future__ import annotations

import io
import json
from typing import Any

from PIL import Image
from PIL.PngImagePlugin import PngInfo

READABLE, OURS = "parameters", "rewind"


def png(picture: Image.Image, facts: dict[str, Any]) -> bytes:
    """The picture as PNG with `facts` in it: "prompt", "model", "seed", "width", "height", "steps", "guidance"..."""
    info = PngInfo()
    info.add_text(READABLE, readable(facts))
    info.add_text(OURS, json.dumps(facts, sort_keys=True, separators=(",", ":")))
    file = io.BytesIO()
    picture.save(file, "PNG", pnginfo=info)
    return file.getvalue()


def read(content: bytes) -> dict[str, Any]:
    """The facts that `png` wrote; empty where there are none."""
    with Image.open(io.BytesIO(content)) as picture:
        return json.loads(getattr(picture, "text", {}).get(OURS, "{}"))


def readable(facts: dict[str, Any]) -> str:
    """The facts in the words that image viewers look for: the prompt, then one line of "Name: value"."""
    named = {
        "Steps": facts["steps"],
        "Sampler": "Euler",
        "CFG scale": facts.get("guidance"),
        "Seed": facts["seed"],
        "Size": f"{facts['width']}x{facts['height']}",
        "Model": facts["model"],
        "Denoising strength": facts.get("strength"),
        "Licence of the model": facts.get("licence"),
    }
    line = ", ".join(f"{name}: {value}" for name, value in named.items() if value is not None)
    return f"{facts['prompt']}\n{line}"
