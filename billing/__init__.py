"""What one may spend: allowance, ledger, packs sold through Stripe."""
