"""The pages of buying: prices, the way to Stripe's checkout and back, and what was bought."""

from __future__ import annotations

import uuid

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from billing import packs
from billing.models import Purchase
from billing.shop import arrival, gateway
from billing.shop.checkout import CheckoutAway, TooManyCheckouts, begin
from billing.shop.models import PurchaseQuerySet
from tools.pricing import page
from tools.pricing.forms import BuyForm
from tools.pricing.telling import Told

PAGE = 50  # purchases


class SeeOther(HttpResponseRedirect):
    """A redirect after which the next page is asked for by GET, whoever the browser is."""

    status_code = 303


@never_cache
@require_safe
def pricing(request: HttpRequest) -> HttpResponse:
    """What tokens cost and what they buy."""
    response = render(request, "pricing/pricing.html", page.context(request))
    # Chromium holds the policy's form-action against the redirect after a form as well.
    response._csp_update = {"form-action": [gateway.checkout_origin()]}  # type: ignore[attr-defined]
    return response


@never_cache
@require_POST
def buy(request: HttpRequest) -> HttpResponse:
    """To Stripe's payment page for one pack; people without an account sign in first."""
    form = BuyForm(request.POST)
    if not isinstance(request.user, User):
        chosen = form.data.get("pack", "") if "pack" not in form.errors else ""
        return redirect_to_login(f"{reverse('pricing:pricing')}?pack={chosen}#packs")
    if not gateway.is_on():
        return _not_begun(request, "off", 503)
    if not form.is_valid():
        return _not_begun(request, "unknown", 400)
    site = f"{request.scheme}://{request.get_host()}"
    try:
        address = begin(request.user, packs.get(form.cleaned_data["pack"]), form.cleaned_data["form"], site)
    except CheckoutAway:
        return _not_begun(request, "away", 503)
    except TooManyCheckouts:
        return _not_begun(request, "many", 429)
    return SeeOther(address)


@never_cache
@login_required
@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """What became of a purchase, after the buyer comes back from Stripe. It only shows; the webhook does the work."""
    purchase = get_object_or_404(_mine(request), pk=_uuid(request.GET.get("purchase", "")))
    told = Told(arrival.hasten(purchase))
    return render(request, "pricing/thanks.html", {"section": "pricing", "told": told})


@never_cache
@login_required
@require_safe
def purchases(request: HttpRequest) -> HttpResponse:
    """All that was bought, newest first."""
    pages = Paginator(_mine(request).started(), PAGE)
    shown = pages.get_page(request.GET.get("page"))
    context = {
        "section": "account",
        "part": "purchases",
        "page": shown,
        "told": [Told(purchase) for purchase in shown],
        "is_on": gateway.is_on(),
    }
    return render(request, "pricing/purchases.html", context)


def _mine(request: HttpRequest) -> PurchaseQuerySet:
    """The purchases of whoever is signed in."""
    return Purchase.objects.of(f"user:{request.user.pk}")


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _not_begun(request: HttpRequest, why: str, status: int) -> HttpResponse:
    """The page that says why there is no checkout, and that nothing was charged."""
    return render(request, "pricing/not_begun.html", {"section": "pricing", "why": why}, status=status)
