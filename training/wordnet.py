"""More words for the icons: what WordNet calls the same things and kinds of them ("salmon" is a fish).

A noun belongs to an icon if its most usual meaning is a thing, and the icon's name is a synonym of it or the nearest
wider term that any icon has. People are taken by synonyms only: an icon of a "man" doesn't show every kind of man.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from training.sources import WORDNET, folder

# Numbers of WordNet's files of things one can draw: animals, artifacts, bodies, food, objects, people, plants.
THINGS, PERSON = {5, 6, 8, 13, 17, 18, 20}, 18
WIDEST = 4  # steps up from a noun to an icon's name
LONGEST = 2  # words of a noun


@dataclass(frozen=True)
class Meaning:
    """A synset: its file, its nouns, and the wider meanings directly above it."""

    file: int
    nouns: tuple[str, ...]
    wider: tuple[str, ...]


def meanings() -> dict[str, Meaning]:
    """All of WordNet's noun meanings by their place in its data file."""
    found = {}
    for line in (folder(WORDNET) / "dict" / "data.noun").read_text().splitlines():
        if line.startswith(" "):  # the licence
            continue
        place, file, _, count, *rest = line.split(" | ")[0].split()
        nouns = rest[: 2 * int(count, 16) : 2]
        pointers = rest[2 * int(count, 16) + 1 :]
        wider = tuple(pointers[i + 1] for i in range(0, len(pointers) - 3, 4) if pointers[i] in ("@", "@i"))
        found[place] = Meaning(int(file), tuple(noun.replace("_", " ") for noun in nouns), wider)
    return found


def usual() -> dict[str, str]:
    """Each noun's most usual meaning."""
    lines = (folder(WORDNET) / "dict" / "index.noun").read_text().splitlines()
    fields = [line.split() for line in lines if not line.startswith(" ")]
    return {field[0].replace("_", " "): field[-int(field[2])] for field in fields}


def nouns(names: Mapping[str, set[int]]) -> Iterator[tuple[str, set[int], int]]:
    """The further nouns, not among `names` (each with its icons' places): noun, its icons, steps up to them."""
    known, first = meanings(), usual()
    icons: dict[str, set[int]] = {}
    for name, places in names.items():
        if name in first and known[first[name]].file in THINGS:
            icons.setdefault(first[name], set()).update(places)
    for noun, place in first.items():
        written = next((word for word in known[place].nouns if word.lower() == noun), noun)
        if noun in names or written != noun or noun.count(" ") >= LONGEST or known[place].file not in THINGS:
            continue
        steps, found = _nearest(place, known, icons)
        if found and (steps == 0 or known[place].file != PERSON):
            yield noun, found, steps


def _nearest(place: str, known: Mapping[str, Meaning], icons: Mapping[str, set[int]]) -> tuple[int, set[int]]:
    """The fewest steps up from a meaning to one that icons have, and those icons; none within WIDEST steps is empty."""
    level = [place]
    for steps in range(WIDEST + 1):
        found = set().union(*(icons.get(meaning, set()) for meaning in level))
        if found:
            return steps, found
        level = [wider for meaning in level for wider in known[meaning].wider]
    return 0, set()
