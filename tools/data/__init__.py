"""The account's page about its data: taking it along, and deleting the account."""
