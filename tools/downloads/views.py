"""One's own results as files, with the question, for it is one's own."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.identify import principal_of
from accounts.principal import Principal
from tools.downloads.sending import send
from tools.sharing import own
from tools.sharing.snapshot import NothingFinished


@never_cache
@require_safe
def generation(request: HttpRequest, generation_id: UUID, format_slug: str) -> HttpResponse:
    """One run; with `?n=` one of its pictures."""
    return _sent(own.generation(_person(request), generation_id), format_slug, request.GET.get("n", ""))


@never_cache
@require_safe
def conversation(request: HttpRequest, conversation_id: UUID, format_slug: str) -> HttpResponse:
    """A conversation."""
    return _sent(own.conversation(_person(request), conversation_id), format_slug)


def _person(request: HttpRequest) -> Principal:
    principal = principal_of(request)
    if principal.key is not None:
        raise PermissionDenied("Programs find these files below /api/generations/ and /api/conversations/.")
    return principal


def _sent(thing: own.Shareable, format_slug: str, number: str = "") -> HttpResponse:
    try:
        return send(own.kept_copy(thing), format_slug, number)
    except NothingFinished as error:
        raise Http404(str(error)) from error
