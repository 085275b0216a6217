"""The pages of one's own links: making one, the list, taking one back. For browsers; programs have /api/shares/."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.identify import principal_of
from accounts.principal import Principal
from tools.downloads.telling import facts
from tools.models import Generation, Share
from tools.sharing import own, showing
from tools.sharing.forms import ShareForm
from tools.sharing.snapshot import NothingFinished, Snapshot

PLACE = {"section": "account", "part": "shares"}


@never_cache
@require_safe
def shares(request: HttpRequest) -> HttpResponse:
    """All links that work."""
    rows = [_listed(request, share) for share in own.shares(_person(request))]
    return render(request, "sharing/list.html", PLACE | {"rows": rows})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """What others would see, and the choices; POST makes the link."""
    principal = _person(request)
    thing = _wanted(principal, request)
    form = ShareForm(principal, thing, request.POST if request.method == "POST" else None)
    try:
        snapshot = own.preview(thing, prompt=True)
        if form.is_bound and form.is_valid():
            data = form.cleaned_data
            share = own.share(principal, thing, prompt=data.get("prompt", False), days=data["days"])
            messages.success(request, "Your link is ready. Copy it below and send it to whom you like.")
            return redirect(f"{reverse('sharing:list')}#share-{share.pk}")
    except NothingFinished as error:
        return render(request, "sharing/nothing.html", PLACE | {"message": str(error)}, status=404)
    except own.TooManyShares as error:
        form.add_error(None, str(error))
    context = PLACE | {
        "form": form,
        "snapshot": snapshot,
        "facts": facts(snapshot),
        "pictures": showing.to_owner(thing, snapshot) if isinstance(thing, Generation) else [],
        "is_chat": bool(request.GET.get("conversation")),
    }
    return render(request, "sharing/new.html", context, status=400 if form.errors else 200)


@never_cache
@require_POST
def revoke(request: HttpRequest, token: str) -> HttpResponse:
    """Take a link back, at once and for good."""
    own.revoke(_person(request), token)
    messages.success(request, "The link is taken back. It leads nowhere any more.")
    return redirect("sharing:list")


def _person(request: HttpRequest) -> Principal:
    principal = principal_of(request)
    if principal.key is not None:
        raise PermissionDenied("Programs share by /api/shares/.")
    return principal


def _wanted(principal: Principal, request: HttpRequest) -> own.Shareable:
    """What `?generation=` or `?conversation=` names. Raises Http404."""
    finders: dict[str, Callable[[Principal, UUID], own.Shareable]] = {
        "generation": own.generation,
        "conversation": own.conversation,
    }
    for name, find in finders.items():
        if wanted := request.GET.get(name):
            try:
                return find(principal, UUID(wanted))
            except ValueError as error:
                raise Http404("That isn't the name of a result.") from error
    raise Http404("Nothing was named to be shared.")


def _listed(request: HttpRequest, share: Share) -> dict[str, Any]:
    snapshot = Snapshot.from_json(share.snapshot)
    path = reverse("shared:page", args=[share.pk])
    return {"share": share, "snapshot": snapshot, "url": request.build_absolute_uri(path)}
