"""What must always be true of the ledger, and a function that says where it isn't."""


def verify() -> list[str]:
    """One line for each thing that is wrong; empty when all invariants hold."""
    return []
