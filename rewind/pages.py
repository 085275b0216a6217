"""The pages that belong to no room."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from glossary import content
from tools import toolbox
from tools.http.public import public_page


@public_page
def home(request: HttpRequest) -> HttpResponse:
    """What Rewind is, and the ways in."""
    chat = toolbox.get("chat")
    context = {
        "model": chat.models()[0],
        "price_note": chat.price_note,
        "daily": settings.DAILY_TOKENS["visitor"],
        "count": len(content.terms()),
        "topics": content.TOPICS,
    }
    return render(request, "home.html", context)
