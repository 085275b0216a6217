"""The history's pages. They are for browsers: programs have /api/generations/ and /api/conversations/."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.identify import principal_of
from accounts.principal import Principal
from tools import conversations, toolbox
from tools.history import deleting, entries
from tools.history.details import details
from tools.history.forms import FilterForm, NameForm, chosen
from tools.history.listing import listing
from tools.http.problems import problem_of

PLACE = {"section": "account", "part": "history"}


@never_cache
@require_safe
def history(request: HttpRequest) -> HttpResponse:
    """The entries that the filters find; a piece of the page where htmx asks for one."""
    context = listing(_reader(request), FilterForm(request.GET), request.GET.get("after", ""))
    template = "history/_results.html" if request.htmx else "history/list.html"  # type: ignore[attr-defined]
    return _page(request, template, **context)


@never_cache
@require_safe
def one(request: HttpRequest, kind: str, pk: UUID) -> HttpResponse:
    """One entry: what was asked, what came of it, what it cost, and what can be done with it.

    A turn is shown in its conversation: the ledger's lines lead to single runs.
    """
    principal = _reader(request)
    whole = entries.whole(principal, pk)
    if whole is not None:
        return redirect(f"{reverse('history:entry', args=['conversation', whole])}#turn-{pk}")
    entry = entries.find(principal, kind, pk)
    if not entry.last.is_final:
        conversations.renew(entry.last)
    form = NameForm(name=entry.given_name)
    return _page(request, "history/entry.html", form=form, **details(entry, principal))


@never_cache
@require_POST
def save(request: HttpRequest, kind: str, pk: UUID) -> HttpResponse:
    """Keep an entry until it is deleted; with `saved=` empty, no longer."""
    entry = entries.find(_reader(request), kind, pk)
    entry.save(bool(request.POST.get("saved")))
    return redirect("history:entry", kind, pk)


@never_cache
@require_POST
def rename(request: HttpRequest, kind: str, pk: UUID) -> HttpResponse:
    """Give an entry a name."""
    principal = _reader(request)
    entry = entries.find(principal, kind, pk)
    form = NameForm(request.POST)
    if not form.is_valid():
        return _page(request, "history/entry.html", 400, form=form, **details(entry, principal))
    entry.rename(form.cleaned_data["name"])
    return redirect("history:entry", kind, pk)


@never_cache
@require_POST
def again(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Run the same inputs anew, as an entry of its own."""
    principal = _reader(request)
    entry = entries.find(principal, "generation", pk)
    try:
        tool = toolbox.get(entry.last.tool)
        inputs = tool.clean(entry.last.inputs, principal)
        started = conversations.start(principal, tool, inputs, source="page")
    except Exception as error:
        problem = problem_of(error)
        context = details(entry, principal) | {"form": NameForm(name=entry.given_name), "problem": problem}
        return _page(request, "history/entry.html", problem.status, **context)
    return redirect("history:entry", "generation", started.pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest) -> HttpResponse:
    """What would go, to be confirmed; POST lets it go."""
    principal = _reader(request)
    found = entries.chosen(principal, chosen(request.POST if request.method == "POST" else request.GET))
    if request.method != "POST":
        return _page(request, "history/delete.html", entries=found, links=deleting.shared_links(found))
    deleted = deleting.delete(found)
    if deleted.gone:
        messages.success(request, f"Deleted {deleted.gone} {'entry' if deleted.gone == 1 else 'entries'}.")
    if deleted.left:
        messages.error(request, f"{deleted.left} still being stopped. Delete again in a few seconds.")
    return redirect("history:list")


def _reader(request: HttpRequest) -> Principal:
    principal = principal_of(request)
    if principal.key is not None:
        raise PermissionDenied("Programs find the history at /api/generations/ and /api/conversations/.")
    return principal


def _page(request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    return render(request, template, PLACE | context, status=status)
