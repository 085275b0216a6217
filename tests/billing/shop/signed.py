"""Events written and signed by hand, where no stateful fake is needed."""

import json
import time
from typing import Any

from django.http import HttpResponse
from django.test import Client
from stripe import WebhookSignature

KEY = "sk_test_fake"
SECRET = "whsec_fake"


def event(kind: str, thing: dict[str, Any], *, event_id: str = "evt_1", livemode: bool = False) -> str:
    """An event as Stripe writes it, as JSON."""
    return json.dumps(
        {
            "id": event_id,
            "object": "event",
            "type": kind,
            "api_version": "2026-10-28.endive",
            "created": int(time.time()),
            "livemode": livemode,
            "pending_webhooks": 1,
            "request": {"id": None, "idempotency_key": None},
            "data": {"object": thing},
        }
    )


def post(client: Client, body: str | bytes, signature: str) -> HttpResponse:
    """The body to the webhook with that signature."""
    return client.post(
        "/stripe/webhook/", body, content_type="application/json", headers={"Stripe-Signature": signature}
    )


def send(
    client: Client, kind: str, thing: dict[str, Any], *, secret: str = SECRET, age: int = 0, **fields: Any
) -> HttpResponse:
    """A signed event of that type about `thing`, `age` seconds old."""
    body = event(kind, thing, **fields)
    signature = WebhookSignature.generate_signature_header(body, secret, int(time.time()) - age)
    return post(client, body, signature)
