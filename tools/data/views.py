"""Take one's data along, or delete one's account. Both ask for the password unless it was given in the last minutes."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterator
from typing import Any

from allauth.account.decorators import reauthentication_required
from asgiref.sync import sync_to_async
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import forgetting
from accounts.export import archive
from accounts.identify import account_of, user_of
from billing import ledger
from tools.data.forms import LeaveForm
from tools.models import Conversation, Generation, Share

logger = logging.getLogger(__name__)
PLACE = {"section": "account", "part": "data"}


@never_cache
@login_required
@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """What one can do with one's data."""
    return render(request, "data/index.html", PLACE)


@never_cache
@login_required
@require_POST
@reauthentication_required
def export(request: HttpRequest) -> StreamingHttpResponse:
    """Everything as a ZIP, made while it is sent."""
    pieces = archive(account_of(user_of(request)))
    name = f"rewind-{timezone.now():%Y-%m-%d}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(_apart(pieces), content_type="application/zip", headers=headers)


@never_cache
@login_required
@reauthentication_required
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """What goes and what stays; POST deletes the account."""
    user = user_of(request)
    form = LeaveForm(user, request.POST if request.method == "POST" else None)
    if user.is_staff or not (form.is_bound and form.is_valid()):
        status = 403 if user.is_staff and form.is_bound else 400 if form.errors else 200
        return render(request, "data/leave.html", PLACE | _at_stake(request) | {"form": form}, status=status)
    logout(request)  # first, so that what was spent today counts on for whoever stays behind at this address
    forgetting.begin(user)
    try:
        forgetting.finish(user)
    except Exception:
        logger.exception("Account %s is closed; the purge will delete it.", user.pk)
    return redirect("data:gone")


@never_cache
@require_safe
def gone(request: HttpRequest) -> HttpResponse:
    """Good-bye."""
    return render(request, "data/gone.html")


def _at_stake(request: HttpRequest) -> dict[str, Any]:
    principal = account_of(user_of(request))
    return {
        "balance": ledger.balance(principal),
        "conversations": Conversation.objects.of(principal).count(),
        "results": Generation.objects.of(principal).filter(conversation=None).count(),
        "shares": Share.objects.of(principal).live().count(),
        "keys": user_of(request).api_keys.live().count(),
    }


async def _apart(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    """The pieces, each made in the thread where the database may be used, and no sooner than it is wanted."""
    while (piece := await sync_to_async(lambda: next(pieces, None))()) is not None:
        if piece:
            yield piece
