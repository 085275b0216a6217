"""The pages of the speech tools: the same steps as /api, told in HTML. They work without JavaScript."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.identify import principal_of
from tools import conversations, generations, toolbox
from tools.downloads.sending import send
from tools.models import Generation
from tools.pages.speech import recording
from tools.pages.speech.form import SpeechForm
from tools.pages.speech.page import SpeechPage
from tools.pages.speech.transcript import edited as with_changes
from tools.pages.speech.words import WORDS
from tools.sharing import own
from tools.sharing.snapshot import NothingFinished
from tools.toolbox import InvalidInput

SLUGS = tuple(WORDS)
TEMPLATE = "speech/page.html"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """A new run; `?file=` comes with a recording that was sent already. POST starts it."""
    principal = principal_of(request, remember=True)
    tool = toolbox.get(slug)
    page = SpeechPage(tool, principal, recording.stored(principal, request.GET.get("file", "")))
    form = SpeechForm(tool, request.POST, request.FILES) if request.method == "POST" else SpeechForm(tool)
    if form.is_bound and form.is_valid():
        started = page.start(form)
        if started is not None:
            return redirect("tools:speech", slug, started.pk)
    return render(request, TEMPLATE, page.form_context(form), status=page.status(form))


@never_cache
@require_safe
def run(request: HttpRequest, slug: str, generation_id: UUID) -> HttpResponse:
    """A run of one's own: what was heard so far, or all that came of it."""
    principal = principal_of(request, remember=True)
    found = _run(request, slug, generation_id)
    if not found.is_final:
        conversations.renew(found)
    page = SpeechPage(toolbox.get(slug), principal)
    return render(request, TEMPLATE, page.run_context(found, editing="edit" in request.GET))


@never_cache
@require_POST
def stop(request: HttpRequest, slug: str, generation_id: UUID) -> HttpResponse:
    """Stop a run; what was heard stays."""
    found = _run(request, slug, generation_id)
    generations.cancel(found)
    return redirect("tools:speech", slug, found.pk)


@never_cache
@require_POST
def edited(request: HttpRequest, slug: str, generation_id: UUID, format_slug: str) -> HttpResponse:
    """A transcript with its owner's changes as a file. Nothing of the changes is kept."""
    found = _run(request, slug, generation_id)
    try:
        return send(own.kept_copy(with_changes(found, request.POST.getlist("text"))), format_slug)
    except (InvalidInput, NothingFinished) as error:
        raise Http404(str(error)) from error


def _run(request: HttpRequest, slug: str, generation_id: UUID) -> Generation:
    principal = principal_of(request, remember=True)
    return get_object_or_404(Generation.objects.of(principal), pk=generation_id, tool=slug)
