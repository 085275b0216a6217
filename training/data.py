"""The icons, rendered: `python -m training.data` writes var/training/icons.npz.

An icon is 64 by 64 pixels on white. Flags, skin tones, and buttons that are only text are left out.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import numpy as np
import resvg_py
from PIL import Image

from training.sources import ICONS, KEYWORDS, NAMES, WORK, read

SIZE = 64
OVERSAMPLING = 4
RENDERS = WORK / "icons.npz"

SKIN_TONES = {"1f3fb", "1f3fc", "1f3fd", "1f3fe", "1f3ff"}
PEOPLE, SYMBOLS, FLAGS = 1, 8, 9  # Unicode's groups of emoji
TEXT_ONLY = ("button", "keycap", "input-", "-arrow", "japanese-", "trade-mark", "copyright", "registered", "clock-")


@dataclass(frozen=True)
class Icon:
    """One icon: its name in the set, its label in CLDR, more words for it, and how often it is drawn in training."""

    name: str
    label: str
    words: tuple[str, ...]
    weight: float


def icons() -> list[Icon]:
    """All icons that are trained on, in the set's order."""
    known = {_plain(entry["hexcode"]): entry for entry in read(NAMES, "en/data.json")}
    keywords = {_plain("-".join(f"{ord(c):x}" for c in key)): words for key, words in _keywords().items()}
    chosen: dict[str, Icon] = {}
    for code, name in read(ICONS, "chars.json").items():
        entry = known.get(_plain(code))
        if entry and _wanted(code, name, entry):
            words = [*entry.get("tags", []), *(word.replace("_", " ") for word in keywords.get(_plain(code), []))]
            chosen[name] = Icon(name, entry["label"], tuple(dict.fromkeys(words)), _weight(name, entry))
    return list(chosen.values())


def render(body: str, side: int) -> np.ndarray:
    """The icon's SVG body, in a view box of `side`, as uint8 [SIZE, SIZE, 3] on white."""
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}">{body}</svg>'
    large = SIZE * OVERSAMPLING
    png = resvg_py.svg_to_bytes(svg_string=svg, width=large, height=large, background="#ffffff", skip_system_fonts=True)
    with Image.open(io.BytesIO(bytes(png))) as image:
        return np.asarray(image.convert("RGB").resize((SIZE, SIZE), Image.Resampling.LANCZOS))


def _keywords() -> dict[str, list[str]]:
    return read(KEYWORDS, "dist/emoji-en-US.json")


def _plain(code: str) -> str:
    """A code without the variation selector, which the sources set differently."""
    return "-".join(part for part in code.lower().split("-") if part != "fe0f")


def _wanted(code: str, name: str, entry: dict[str, Any]) -> bool:
    if entry.get("group") == FLAGS or SKIN_TONES & set(code.split("-")):
        return False
    return not any(part in f"-{name}-" for part in TEXT_ONLY)


def _weight(name: str, entry: dict[str, Any]) -> float:
    """People are many and alike, symbols are rarely asked for."""
    if "-oclock" in name or "-thirty" in name:
        return 0.1
    return 0.25 if entry.get("group") in (PEOPLE, SYMBOLS) else 1.0


def main() -> None:
    """Render every icon and write the file."""
    drawings = read(ICONS, "icons.json")
    side = drawings["width"]
    chosen = icons()
    pixels = np.stack([render(drawings["icons"][icon.name]["body"], side) for icon in chosen])
    np.savez(RENDERS, names=np.array([icon.name for icon in chosen]), pixels=pixels)
    print(f"{len(chosen)} icons in {RENDERS}")


if __name__ == "__main__":
    main()
