"""What one may spend: allowance, ledger."""
