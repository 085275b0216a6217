"""The pages about API keys. A key is shown once, on the page that answers the form by which it was made.

They go by the session alone, as `login_required` knows of no API keys: no key can make or change another. Making one
asks for the password (or what the account has in its place) unless that was given in the last minutes.
"""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.identify import user_of
from accounts.managers import MOST_LIVE
from accounts.models import OVERLAP, ApiKey
from tools.keys import once
from tools.keys.forms import KeyForm, NewKeyForm
from tools.keys.listing import Listed, listing

PLACE = {"section": "account", "part": "keys", "most": MOST_LIVE, "overlap_hours": OVERLAP.total_seconds() / 3600}
GONE = "That key was made already, and a key is shown only once. If you don't have it, rotate it or make a new one."


@never_cache
@login_required
@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """All keys of the account, those that work first."""
    return _page(request, "keys/list.html", **listing(user_of(request)))


@never_cache
@login_required
@reauthentication_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The form of a new key; POST makes it and shows it, this once."""
    if request.method != "POST":
        return _page(request, "keys/new.html", form=NewKeyForm(), once=once.give(request))
    form, form_id = NewKeyForm(request.POST), request.POST.get("once", "")
    if form.is_valid():
        if not once.take(request, form_id):
            messages.info(request, GONE)
            return redirect("account_keys:list")
        try:
            key, secret = form.issue(user_of(request))
        except ValueError as error:
            form.add_error(None, str(error))
            form_id = once.give(request)
        else:
            return _page(request, "keys/made.html", key=key, secret=secret)
    return _page(request, "keys/new.html", 400, form=form, once=form_id)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, key_id: int) -> HttpResponse:
    """A key of one's own; POST changes its name and limit."""
    key = _own(request, key_id)
    form = KeyForm(request.POST if request.method == "POST" else None, key=key)
    if form.is_bound and form.is_valid():
        key.rename(form.cleaned_data["name"], form.cleaned_data["daily_limit"])
        messages.success(request, f"Changed {key.name}.")
        return redirect("account_keys:list")
    return _page(request, "keys/one.html", 400 if form.errors else 200, listed=Listed.of(key), form=form)


@never_cache
@login_required
@require_POST
@reauthentication_required
def rotate(request: HttpRequest, key_id: int) -> HttpResponse:
    """Make the key that takes this one's place, and show it, this once."""
    old = _own(request, key_id)
    try:
        key, secret = old.rotate()
    except ValueError as error:
        messages.error(request, str(error))
        return redirect("account_keys:list")
    return _page(request, "keys/made.html", key=key, secret=secret, old=old)


@never_cache
@login_required
@require_POST
def revoke(request: HttpRequest, key_id: int) -> HttpResponse:
    """End the key at once."""
    key = _own(request, key_id)
    key.revoke()
    messages.success(request, f"Revoked {key.name}. It doesn't work any more.")
    return redirect("account_keys:list")


def _own(request: HttpRequest, key_id: int) -> ApiKey:
    return get_object_or_404(ApiKey, user=user_of(request), pk=key_id)


def _page(request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    return render(request, template, PLACE | context, status=status)
