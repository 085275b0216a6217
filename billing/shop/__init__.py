"""Selling packs through Stripe: Checkout, signed webhooks, refunds, disputes, the daily look for what was missed."""
