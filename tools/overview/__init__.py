"""The account's first page: what is left, what was used, and every line of the ledger in plain words."""
