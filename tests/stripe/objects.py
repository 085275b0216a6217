"""Stripe's objects as they are when new, with every key that the real ones have."""

from typing import Any

from tests.stripe.store import Thing, new_id

ADDRESS = dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"))
EVIDENCE = (
    *("access_activity_log", "billing_address", "cancellation_policy", "cancellation_policy_disclosure"),
    *("cancellation_rebuttal", "customer_communication", "customer_email_address", "customer_name"),
    *("customer_purchase_ip", "customer_signature", "duplicate_charge_documentation", "duplicate_charge_explanation"),
    *("duplicate_charge_id", "product_description", "receipt", "refund_policy", "refund_policy_disclosure"),
    *("refund_refusal_explanation", "service_date", "service_documentation", "shipping_address", "shipping_carrier"),
    *("shipping_date", "shipping_documentation", "shipping_tracking_number", "uncategorized_file"),
    "uncategorized_text",
)


def session(created: int, livemode: bool, **fields: Any) -> Thing:
    """A checkout that is open."""
    nothing = (
        *("after_expiration", "allow_promotion_codes", "billing_address_collection", "cancel_url"),
        *("client_reference_id", "client_secret", "collected_information", "consent", "consent_collection"),
        *("currency_conversion", "customer", "customer_account", "customer_details", "customer_email", "discounts"),
        *("integration_identifier", "invoice", "locale", "managed_payments", "origin_context", "payment_intent"),
        *("payment_link", "payment_method_configuration_details", "permissions", "recovered_from"),
        *("saved_payment_method_options", "setup_intent", "shipping_address_collection", "shipping_cost"),
        *("submit_type", "subscription", "wallet_options"),
    )
    texts = ("after_submit", "shipping_address", "submit", "terms_of_service_acceptance")
    return {
        "id": new_id(f"cs_{'live' if livemode else 'test'}", 58),
        "object": "checkout.session",
        **dict.fromkeys(nothing),
        "adaptive_pricing": {"enabled": False},
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "created": created,
        "custom_fields": [],
        "custom_text": dict.fromkeys(texts),
        "customer_creation": "if_required",
        "invoice_creation": {
            "enabled": False,
            "invoice_data": {
                **dict.fromkeys(("account_tax_ids", "custom_fields", "description", "footer", "issuer")),
                "metadata": {},
                "rendering_options": None,
            },
        },
        "livemode": livemode,
        "metadata": {},
        "mode": "payment",
        "payment_method_collection": "if_required",
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "payment_method_types": ["card", "us_bank_account"],
        "payment_status": "unpaid",
        "phone_number_collection": {"enabled": False},
        "shipping_options": [],
        "status": "open",
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": "hosted_page",
        **fields,
    }


def item(created: int, livemode: bool, quantity: int, price: Thing, currency: str) -> Thing:
    """A line of a checkout, of `price_data`."""
    amount = quantity * price["unit_amount"]
    made = {
        "id": new_id("price"),
        "object": "price",
        **dict.fromkeys(("custom_unit_amount", "lookup_key", "nickname", "recurring", "tiers_mode")),
        "active": False,
        "billing_scheme": "per_unit",
        "created": created,
        "currency": currency,
        "livemode": livemode,
        "metadata": {},
        "product": new_id("prod", 14),
        "tax_behavior": "unspecified",
        "transform_quantity": None,
        "type": "one_time",
        "unit_amount": price["unit_amount"],
        "unit_amount_decimal": str(price["unit_amount"]),
    }
    return {
        "id": new_id("li"),
        "object": "item",
        "adjustable_quantity": None,
        "amount_discount": 0,
        "amount_subtotal": amount,
        "amount_tax": 0,
        "amount_total": amount,
        "currency": currency,
        "description": price["product_data"]["name"],
        "metadata": {},
        "price": made,
        "quantity": quantity,
    }


def payment(created: int, livemode: bool, amount: int, currency: str, **fields: Any) -> Thing:
    """A payment that nobody has paid yet."""
    nothing = (
        *("application", "application_fee_amount", "automatic_payment_methods", "canceled_at", "cancellation_reason"),
        *("customer", "customer_account", "description", "excluded_payment_method_types", "last_payment_error"),
        *("latest_charge", "managed_payments", "next_action", "on_behalf_of", "payment_method"),
        *("payment_method_configuration_details", "processing", "receipt_email", "review", "setup_future_usage"),
        *("shipping", "source", "statement_descriptor", "statement_descriptor_suffix", "transfer_data"),
        "transfer_group",
    )
    made = new_id("pi")
    return {
        "id": made,
        "object": "payment_intent",
        **dict.fromkeys(nothing),
        "amount": amount,
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "capture_method": "automatic_async",
        "client_secret": new_id(f"{made}_secret", 25),
        "confirmation_method": "automatic",
        "created": created,
        "currency": currency,
        "livemode": livemode,
        "metadata": {},
        "payment_method_options": {
            "card": {"installments": None, "network": None, "request_three_d_secure": "automatic"}
        },
        "payment_method_types": ["card", "us_bank_account"],
        "status": "requires_payment_method",
        **fields,
    }


CARD = {
    "amount_authorized": None,
    "authorization_code": None,
    "brand": "visa",
    "checks": {"address_line1_check": None, "address_postal_code_check": "pass", "cvc_check": "pass"},
    "country": "US",
    "exp_month": 12,
    "exp_year": 2034,
    "extended_authorization": {"status": "disabled"},
    "fingerprint": "Xt5EWLLDS7FJjR1c",
    "funding": "credit",
    "incremental_authorization": {"status": "unavailable"},
    "installments": None,
    "last4": "4242",
    "mandate": None,
    "multicapture": {"status": "unavailable"},
    "network": "visa",
    "network_token": {"used": False},
    "network_transaction_id": "791008482116711",
    "overcapture": {"maximum_amount_capturable": 100, "status": "unavailable"},
    "regulated_status": "unregulated",
    "three_d_secure": None,
    "transaction_link_id": None,
    "wallet": None,
}
BANK = {
    "account_holder_type": "individual",
    "account_type": "checking",
    "bank_name": "STRIPE TEST BANK",
    "fingerprint": "FFDMA0UUyyFXJnTl",
    "last4": "6789",
    "mandate": None,
    "payment_reference": None,
    "routing_number": "110000000",
}


def charge(paying: Thing, created: int, method: str, email: str | None, **fields: Any) -> Thing:
    """An attempt to get a payment's money by "card" or "us_bank_account"."""
    nothing = (
        *("application", "application_fee", "application_fee_amount", "balance_transaction", "customer"),
        *("failure_balance_transaction", "failure_code", "failure_message", "on_behalf_of", "receipt_number"),
        *("review", "shipping", "source", "source_transfer", "statement_descriptor", "statement_descriptor_suffix"),
        *("transfer_data", "transfer_group", "outcome"),
    )
    return {
        "id": new_id("ch" if method == "card" else "py"),
        "object": "charge",
        **dict.fromkeys(nothing),
        "amount": paying["amount"],
        "amount_captured": 0,
        "amount_refunded": 0,
        "billing_details": {
            "address": dict(ADDRESS),
            "email": email,
            "name": "Ada Example",
            "phone": None,
            "tax_id": None,
        },
        "calculated_statement_descriptor": "REWIND",
        "captured": False,
        "created": created,
        "currency": paying["currency"],
        "description": paying["description"],
        "disputed": False,
        "fraud_details": {},
        "livemode": paying["livemode"],
        "metadata": dict(paying["metadata"]),
        "paid": False,
        "payment_intent": paying["id"],
        "payment_method": new_id("pm"),
        "payment_method_details": {"type": method, method: dict(CARD if method == "card" else BANK)},
        "receipt_email": paying["receipt_email"],
        "receipt_url": None,
        "refunded": False,
        "status": "pending",
        **fields,
    }


def outcome(kind: str, reason: str | None, message: str) -> Thing:
    """What the networks said of a charge."""
    refused = kind != "authorized"
    return {
        "advice_code": "do_not_try_again" if refused else None,
        "network_advice_code": None,
        "network_decline_code": "05" if refused else None,
        "network_status": "declined_by_network" if refused else "approved_by_network",
        "reason": reason,
        "risk_level": "normal",
        "risk_score": 20,
        "seller_message": message,
        "type": kind,
    }


def refund(paid: Thing, created: int, amount: int, **fields: Any) -> Thing:
    """Money on its way back to the payer of the charge `paid`."""
    method = paid["payment_method_details"]["type"]
    nothing = ("balance_transaction", "customer", "customer_account", "payment_method", "reason", "receipt_number")
    card = {"reference_status": "pending", "reference_type": "acquirer_reference_number", "type": "refund"}
    return {
        "id": new_id("re" if method == "card" else "pyr"),
        "object": "refund",
        **dict.fromkeys(nothing),
        "amount": amount,
        "charge": paid["id"],
        "created": created,
        "currency": paid["currency"],
        "destination_details": {"type": method, method: card if method == "card" else {}},
        "metadata": {},
        "payment_intent": paid["payment_intent"],
        "source_transfer_reversal": None,
        "status": "pending",
        "transfer_reversal": None,
        **fields,
    }


def dispute(paid: Thing, created: int, amount: int, reason: str, status: str) -> Thing:
    """The payer's bank wants the money of the charge `paid` back, or, by a "warning", asks."""
    inquiry = status.startswith("warning")
    details = {
        "brand": "visa",
        "case_type": "inquiry" if inquiry else "chargeback",
        "network": "visa",
        "network_reason_code": "10.4",
    }
    return {
        "id": new_id("du"),
        "object": "dispute",
        "amount": amount,
        "balance_transactions": [],
        "charge": paid["id"],
        "created": created,
        "currency": paid["currency"],
        "enhanced_eligibility_types": [],
        "evidence": {**dict.fromkeys(EVIDENCE), "enhanced_evidence": {}},
        "evidence_details": {
            "due_by": created + 9 * 86_400,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
            "submission_method": "manual",
        },
        "is_charge_refundable": inquiry,
        "livemode": paid["livemode"],
        "metadata": {},
        "payment_intent": paid["payment_intent"],
        "payment_method_details": {"card": details, "type": "card"},
        "reason": reason,
        "status": status,
    }


def balance(created: int, kind: str, source: Thing, amount: int, fee: int, category: str = "") -> Thing:
    """Money that came to our account or left it."""
    fees = {"amount": fee, "application": None, "currency": "usd", "description": "Stripe fees", "type": "stripe_fee"}
    return {
        "id": new_id("txn"),
        "object": "balance_transaction",
        "amount": amount,
        "available_on": created + 2 * 86_400,
        "balance_type": "payments",
        "created": created,
        "currency": source["currency"],
        "description": source.get("description"),
        "exchange_rate": None,
        "fee": fee,
        "fee_details": [fees] if fee else [],
        "net": amount - fee,
        "reporting_category": category or kind,
        "source": source["id"],
        "status": "pending",
        "type": kind,
    }
