"""Whether a form was sent from a page of ours, for pages that are kept for everybody and so hold no CSRF token.

Browsers say so themselves: Sec-Fetch-Site (w3.org/TR/fetch-metadata) or, the older ones, Origin (RFC 6454). A request
with neither comes from no browser, and has no cookies that another site could abuse.
"""

from django.http import HttpRequest


def is_ours(request: HttpRequest) -> bool:
    """Whether a browser says that this came from our own page, or no browser sent it."""
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site == "same-origin"
    origin = request.headers.get("Origin")
    return not origin or origin == request.build_absolute_uri("/").rstrip("/")
