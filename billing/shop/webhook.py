"""The address that Stripe sends its events to. Only what it has signed counts."""

import logging

import stripe
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from billing.shop import events, gateway

logger = logging.getLogger(__name__)
TOLERANCE = 300  # seconds that a signature may be old, so that a recorded request can't be sent again later


@csrf_exempt  # Stripe has no cookie of ours; its signature is the proof
@require_POST
def webhook(request: HttpRequest) -> HttpResponse:
    """200 once what the event asks for is committed; 500 makes Stripe send it again, for up to three days."""
    if not gateway.is_on():
        raise Http404("Buying is switched off.")
    event = verified(request.body, request.headers.get("Stripe-Signature", ""))
    if event is None:
        return HttpResponse("Not signed by Stripe for this address.", status=400, content_type="text/plain")
    try:
        events.handle(event)
    except Exception as error:
        logger.exception("Event %s (%s) failed; Stripe sends it again.", event.id, event.type, exc_info=error)
        return HttpResponse("Failed; send it again.", status=500, content_type="text/plain")
    return HttpResponse("Handled.", content_type="text/plain")


def verified(body: bytes, signature: str) -> stripe.Event | None:
    """The event in the raw `body`, if any of our secrets signed it within TOLERANCE. Two count while one is changed."""
    for secret in settings.STRIPE_WEBHOOK_SECRETS:
        try:
            event = gateway.client().construct_event(body, signature, secret, TOLERANCE)
        except (stripe.SignatureVerificationError, ValueError, AttributeError):
            continue  # not by this secret, or no event at all
        return event if getattr(event, "object", "") == "event" else None
    return None
