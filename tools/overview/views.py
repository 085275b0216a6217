"""The account's first page, the ledger's lines and their export."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.identify import principal_of
from tools.overview.chart import chart
from tools.overview.export import pieces
from tools.overview.forms import SpanForm
from tools.overview.lines import Span
from tools.overview.paging import page
from tools.overview.receipts import told
from tools.overview.today import today
from tools.overview.use import use

LATEST = 8  # transfers on the first page


@never_cache
@require_safe
@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """What is left, what was used, and the latest lines."""
    principal = principal_of(request)
    used = use(principal.purse)
    context = {
        "section": "account",
        "part": "overview",
        "today": today(principal),
        "use": used,
        "chart": chart(used) if used.total else "",
        "rows": [(day, used.on(day), sum(used.on(day))) for day in reversed(used.days) if any(used.on(day))],
        "sums": [used.of(tool) for tool in used.tools],
        "lines": told(principal, page(principal.purse, Span(), size=LATEST).lines),
    }
    return render(request, "account/overview.html", context)


@never_cache
@require_safe
@login_required
def ledger(request: HttpRequest) -> HttpResponse:
    """Every line, a page at a time, of all days or of some."""
    principal = principal_of(request)
    form = SpanForm(request.GET)
    span = form.span
    where = form.cleaned_data
    shown = page(principal.purse, span, before=where.get("before"), after=where.get("after"))
    context = {
        "section": "account",
        "part": "overview",
        "form": form,
        "query": form.query,
        "page": shown,
        "lines": told(principal, shown.lines),
    }
    return render(request, "account/ledger.html", context, status=400 if form.errors else 200)


@never_cache
@require_safe
@login_required
def ledger_csv(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """Every line as a file."""
    principal = principal_of(request)
    form = SpanForm(request.GET)
    if not form.is_valid():
        return HttpResponse("Days are written like 2026-11-25, the first one first.\n", "text/plain", 400)
    return StreamingHttpResponse(
        pieces(principal, form.span),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="rewind-ledger.csv"'},
    )
