"""What the ledger refuses; each of these leaves it as it was."""

from datetime import datetime


class LedgerError(Exception):
    """Something that the ledger refused to do."""


class InsufficientTokens(LedgerError):
    """The purse has fewer tokens than `needed`: `available` now, and the day's free ones again at `resets_at` (UTC)."""

    def __init__(self, needed: int, available: int, resets_at: datetime) -> None:
        super().__init__(f"This needs {needed} tokens and {available} are left.")
        self.needed = needed
        self.available = available
        self.resets_at = resets_at


class KeyLimitReached(LedgerError):
    """The API key may use `limit` tokens a day and has used `used`; it begins anew at `resets_at` (UTC)."""

    def __init__(self, needed: int, limit: int, used: int, resets_at: datetime) -> None:
        super().__init__(f"This needs {needed} tokens and the key may use {max(0, limit - used)} more today.")
        self.needed = needed
        self.limit = limit
        self.used = used
        self.resets_at = resets_at

    @property
    def left(self) -> int:
        """What the key may still use today; the limit may have been lowered below what it has used."""
        return max(0, self.limit - self.used)


class DuplicateHold(LedgerError):
    """There already is, or was, a hold with this reference."""

    def __init__(self, reference: str) -> None:
        super().__init__(f"There already is a hold {reference!r}.")
        self.reference = reference


class UnknownHold(LedgerError):
    """There never was a hold with this reference."""

    def __init__(self, reference: str) -> None:
        super().__init__(f"There is no hold {reference!r}.")
        self.reference = reference


class HoldResolved(LedgerError):
    """The hold was settled, released or has expired already: there is nothing left to charge."""

    def __init__(self, reference: str) -> None:
        super().__init__(f"The hold {reference!r} is resolved already.")
        self.reference = reference


class ReferenceReused(LedgerError):
    """The reference of a purchase came again, with another buyer or another amount."""

    def __init__(self, reference: str) -> None:
        super().__init__(f"The reference {reference!r} belongs to another purchase.")
        self.reference = reference
