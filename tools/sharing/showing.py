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
    again: str = ""  # the tool's form, filled in so that it draws this very picture; for its owner alone


def to_anybody(share: Share, snapshot: Snapshot) -> list[Shown]:
    """The pictures under a shared link."""
    address = reverse("shared:download", args=[share.pk, "png"])
    return [
        Shown(picture, f"{address}?n={number}", f"{address}?n={number}", _alt(snapshot, number))
        for number, picture in enumerate(snapshot.pictures, 1)
    ]


def to_owner(run: Generation, snapshot: Snapshot) -> list[Shown]:
    """The pictures of one's own run."""
    address = reverse("downloads:generation", args=[run.pk, "png"])
    return [
        Shown(
            picture,
            reverse("files:file", args=[picture.file]),
            f"{address}?n={number}",
            _alt(snapshot, number),
            f"/tools/{run.tool}/?{urlencode({'from': str(run.pk), 'seed': str(picture.seed)})}",
        )
        for number, picture in enumerate(snapshot.pictures, 1)
    ]


def _alt(snapshot: Snapshot, number: int) -> str:
    """What was asked for, for nobody knows better what is to be seen; else that it is a picture."""
    said = snapshot.parts[0].prompt or "A picture without a description"
    return said if len(snapshot.pictures) == 1 else f"{said} ({number} of {len(snapshot.pictures)})"
