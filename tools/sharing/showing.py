"""Pictures on pages: where each is shown from and downloaded from, and what it is called where it can't be seen."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode

from tools.models import Generation, Share
from tools.outcome import Picture
from tools.sharing.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture with its addresses."""

    picture: Picture
    src: str
    href: str  # of the download
    alt: str


def to_anybody(share: Share, snapshot: Snapshot) -> list[Shown]:
    """The pictures under a shared link."""
    address = reverse("shared:download", args=[share.pk, "png"])
    return _shown(snapshot, address, [f"{address}?{_number(i)}" for i in range(len(snapshot.pictures))])


def to_owner(run: Generation, snapshot: Snapshot) -> list[Shown]:
    """The pictures of one's own run."""
    sources = [reverse("files:file", args=[picture.file]) for picture in snapshot.pictures]
    return _shown(snapshot, reverse("downloads:generation", args=[run.pk, "png"]), sources)


def _shown(snapshot: Snapshot, address: str, sources: list[str]) -> list[Shown]:
    return [
        Shown(picture, source, f"{address}?{_number(i)}", _alt(snapshot, i))
        for i, (picture, source) in enumerate(zip(snapshot.pictures, sources, strict=True))
    ]


def _number(index: int) -> str:
    return urlencode({"n": index + 1})


def _alt(snapshot: Snapshot, index: int) -> str:
    """What was asked for, for nobody knows better what is to be seen; else that it is a picture."""
    said = snapshot.parts[0].prompt or "A picture without a description"
    return said if len(snapshot.pictures) == 1 else f"{said} ({index + 1} of {len(snapshot.pictures)})"
