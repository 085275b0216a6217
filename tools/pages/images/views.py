"""The pages of the image tools: the same steps as /api, told in HTML. They work without JavaScript."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.identify import principal_of
from accounts.principal import Principal
from tools import conversations, generations, toolbox
from tools.files import receiving
from tools.http.problems import problem_of
from tools.models import Generation
from tools.pages.images.forms import ImageForm
from tools.pages.images.page import ImagePage, asked, wanted

SLUGS = ("text-to-image", "image-variations")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tool(request: HttpRequest, slug: str) -> HttpResponse:
    """The form and the pictures so far; POST draws."""
    principal = principal_of(request, remember=True)
    page = ImagePage(toolbox.get(slug), principal)
    if request.method != "POST":
        form = ImageForm(page.tool, initial=wanted(principal, request.GET))
        return render(request, "images/page.html", page.context(form, None, request.GET.get("before", "")))
    form = ImageForm(page.tool, request.POST, request.FILES)
    problem = None
    if form.is_valid():
        try:
            return redirect(_address(_start(principal, form)))
        except Exception as error:
            problem = problem_of(error)
            if form.refuse(problem):
                problem = None
    status = problem.status if problem else 400
    return render(request, "images/page.html", page.context(form, problem), status=status)


@never_cache
@require_safe
def run(request: HttpRequest, slug: str, generation_id: UUID) -> HttpResponse:
    """One run of one's own: how far it is, then its pictures."""
    principal = principal_of(request, remember=True)
    found = _find(principal, slug, generation_id)
    if not found.is_final:
        conversations.renew(found)
    page = ImagePage(toolbox.get(slug), principal, found)
    return render(request, "images/page.html", page.context(ImageForm(page.tool, initial=asked(found)), None))


@never_cache
@require_POST
def stop(request: HttpRequest, slug: str, generation_id: UUID) -> HttpResponse:
    """Stop a run; what it has drawn stays."""
    found = _find(principal_of(request), slug, generation_id)
    generations.cancel(found)
    return redirect(_address(found))


def _find(principal: Principal, slug: str, generation_id: UUID) -> Generation:
    return get_object_or_404(Generation.objects.of(principal), pk=generation_id, tool=slug)


def _start(principal: Principal, form: ImageForm) -> Generation:
    """Take the file, if one was sent, and start the run. Raises what `problem_of` knows."""
    if form.upload_sent:
        form.keep(receiving.receive(principal, form.upload_sent, "image").pk)
    inputs = form.tool.clean(form.inputs(), principal)
    return generations.start(principal, form.tool, form.tool.model(inputs), inputs, source="page")


def _address(found: Generation) -> str:
    return reverse("tools:image", args=[found.tool, found.pk])
