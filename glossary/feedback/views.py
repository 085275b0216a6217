"""Rate a page, report a bug, ask for a feature. All of it works without JavaScript."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.identify import principal_of
from accounts.principal import Principal
from glossary.feedback import limits, proof_of_work, ratings
from glossary.feedback.forms import ReportForm
from glossary.feedback.limits import TooMany
from glossary.feedback.origin import is_ours
from glossary.models import STARS, Rating


@never_cache
@csrf_exempt  # the form stands on pages that are the same for everybody; `is_ours` is checked instead
@require_POST
def rate(request: HttpRequest) -> HttpResponse:
    """Take a page's stars; answers with a page, or with a piece of one for our script."""
    page, stars = request.POST.get("page", ""), request.POST.get("stars", "")
    if not is_ours(request):
        return _said(request, page, "A rating must be sent from this site's own pages.", 403)
    if stars not in map(str, STARS) or not ratings.rateable(page):
        return _said(request, page, "A rating needs a page of ours and 1 to 5 stars.", 400)
    principal = principal_of(request, remember=True)
    try:
        limits.check_rating(principal, page)
    except TooMany as error:
        answer = _said(request, page, str(error), 429)
        answer["Retry-After"] = str(error.seconds)
        return answer
    rating = Rating.objects.rate(principal, page, int(stars))
    return _said(request, page, f"Thank you: you gave {rating.stars} of 5 stars. Choose again to change it.", 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """The form of a report; POST sends it."""
    form = ReportForm(request, request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _form(request, form, 400 if form.is_bound else 200)
    principal = principal_of(request, remember=True)
    try:
        _take(form, principal)
    except TooMany as error:
        form.add_error(None, str(error))
        answer = _form(request, form, 429)
        answer["Retry-After"] = str(error.seconds)
        return answer
    except IntegrityError:  # the same proof twice at the same moment: it is there already
        pass
    return redirect("feedback:thanks")


@never_cache
@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """What happens with a report."""
    return render(request, "feedback/thanks.html")


@never_cache
@require_safe
def challenge(request: HttpRequest) -> HttpResponse:
    """A new proof of work to do."""
    return JsonResponse(proof_of_work.challenge())


def _take(form: ReportForm, principal: Principal) -> None:
    """Keep the report. Raises TooMany, and IntegrityError where the same proof came first."""
    proof = form.cleaned_data["altcha"]
    limits.check_report(principal, proved=proof is not None)
    made = form.save(commit=False)
    made.owner, made.purse, made.proof = principal.owner, principal.purse, proof
    with transaction.atomic():
        made.save()


def _form(request: HttpRequest, form: ReportForm, status: int) -> HttpResponse:
    return render(request, "feedback/report.html", {"form": form}, status=status)


def _said(request: HttpRequest, page: str, message: str, status: int) -> HttpResponse:
    """What became of a rating: plain text for our script, else a page with a way back."""
    if request.headers.get("Accept", "").startswith("text/plain"):
        return HttpResponse(message, status=status, content_type="text/plain; charset=utf-8")
    way_back = page if ratings.rateable(page) else ""
    return render(request, "feedback/rated.html", {"message": message, "page": way_back}, status=status)
