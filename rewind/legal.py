"""What we keep of people, and by which rules the site is used: two plain pages that the code must keep true."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts import visitors
from tools.http.public import public_page


@public_page
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept, for how long, and who sees it."""
    context = {
        "operator": settings.OPERATOR,
        "sold": bool(settings.STRIPE_SECRET_KEY),
        "social": bool(settings.SOCIALACCOUNT_PROVIDERS),
        "visitor_hours": settings.VISITOR_HOURS,
        "history_days": settings.HISTORY_DAYS,
        "upstream": bool(settings.UPSTREAM_BASE_URL),
        "cookies": (visitors.cookie_name(), settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME),
    }
    return render(request, "legal/privacy.html", context)


@public_page
def terms(request: HttpRequest) -> HttpResponse:
    """What one may do here and what one may rely on."""
    context = {"operator": settings.OPERATOR, "daily": settings.DAILY_TOKENS}
    return render(request, "legal/terms.html", context)
