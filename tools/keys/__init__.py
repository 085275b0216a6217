"""The account's pages on which API keys are made, changed, rotated and revoked."""
