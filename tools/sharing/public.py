"""What whoever has a link sees: the snapshot, without an owner, a session or a form.

A token has 128 random bits, so guessing is hopeless however fast one asks, and no limit on it is needed: a million
guesses a second would take 10^21 years to hit one of ten thousand links.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import quote, urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tools import downloads
from tools.downloads.sending import send
from tools.downloads.telling import facts
from tools.http import card
from tools.models import Share
from tools.sharing import picture, showing
from tools.sharing.plain import one_line
from tools.sharing.snapshot import Snapshot

View = Callable[..., HttpResponse]
DESCRIPTION = 155  # characters
LONGEST_ASK = 1_500  # characters of a question that fit into an address


def _shared(view: View) -> View:
    """A view of a live share, as `view(request, snapshot, share)`; all others are told the same, whatever the reason.

    Nothing is kept anywhere, so that a link that is taken back leads nowhere at once; no search engine takes it in;
    and the pages that it leads to don't learn the link, which is all that one needs to open it.
    """

    @wraps(view)
    def found(request: HttpRequest, token: str, **rest: Any) -> HttpResponse:
        share = Share.objects.live().filter(pk=token).first()
        try:
            if share is None:
                raise Http404
            answer = view(request, share, Snapshot.from_json(share.snapshot), **rest)
        except Http404:
            answer = render(request, "sharing/gone.html", status=404)
        answer["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        answer["Referrer-Policy"] = "no-referrer"
        return answer

    return require_safe(never_cache(found))


@_shared
def page(request: HttpRequest, share: Share, snapshot: Snapshot) -> HttpResponse:
    """The result."""
    path = reverse("shared:page", args=[share.pk])
    context = {
        "snapshot": snapshot,
        "share": share,
        "facts": facts(snapshot),
        "description": one_line(snapshot.parts[0].text, DESCRIPTION) or f"Drawn by {snapshot.parts[0].model.name}.",
        "url": request.build_absolute_uri(path),
        "picture": request.build_absolute_uri(reverse("shared:picture", args=[share.pk])),
        "width": card.WIDTH,
        "height": card.HEIGHT,
        "tool_url": _tool(snapshot),
        "formats": downloads.formats_for(snapshot.kind),
        "answers": {str(i): part.text for i, part in enumerate(snapshot.parts)},
        "pictures": showing.to_anybody(share, snapshot),
    }
    return render(request, "sharing/page.html", context)


def _tool(snapshot: Snapshot) -> str:
    """Where one makes one's own, with the same question where it is shown and an address can hold it."""
    asked = snapshot.parts[0].prompt or ""
    address = reverse("tools:chat") if snapshot.tool == "chat" else f"/tools/{snapshot.tool}/"
    if not asked or len(asked) > LONGEST_ASK:
        return address
    return f"{address}?{urlencode({'ask': asked}, quote_via=quote)}"


@_shared
def image(request: HttpRequest, share: Share, snapshot: Snapshot) -> HttpResponse:
    """The picture for link previews, as PNG."""
    return HttpResponse(card.png(picture.card_of(snapshot)), content_type="image/png")


@_shared
def download(request: HttpRequest, share: Share, snapshot: Snapshot, format_slug: str) -> HttpResponse:
    """The snapshot as a file; a picture is shown from here too, and `?n=` says which."""
    return send(snapshot, format_slug, request.GET.get("n", ""))
