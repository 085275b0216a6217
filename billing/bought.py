"""The verbs for bought tokens: buying, refunds, disputes, corrections. Each happens once for each `reference`.

A reference that came before changes nothing and is answered by 0 or False; with another purse, direction or amount it
raises ReferenceReused. What a hold has set aside is never taken: it counts as spent until the hold gives it back.
"""

from accounts.models import User
from billing.models import Account, Transfer
from billing.moving import move

Kind = Account.Kind
Way = Transfer.Kind


def buy(buyer: User | str, tokens: int, *, reference: str) -> bool:
    """Credits bought tokens to a user, or to a purse whose user is gone. True the first time."""
    purse = buyer if isinstance(buyer, str) else f"user:{buyer.pk}"
    return move(Way.BUY, purse, Kind.SALES, Kind.BOUGHT, tokens, reference=reference) > 0


def take_back(purse: str, most: int, *, reference: str, note: str = "") -> int:
    """Takes bought tokens whose money goes back: at most what is available. How many; 0 leaves no entry."""
    return move(Way.TAKE_BACK, purse, Kind.BOUGHT, Kind.REFUNDED, most, reference=reference, note=note, most=True)


def give_back(purse: str, amount: int, *, reference: str, note: str = "") -> bool:
    """Returns what was taken for a refund that didn't happen after all."""
    return move(Way.GIVE_BACK, purse, Kind.REFUNDED, Kind.BOUGHT, amount, reference=reference, note=note) > 0


def freeze(purse: str, most: int, *, reference: str) -> int:
    """Makes bought tokens unspendable while their payment is disputed: at most what is available. How many."""
    return move(Way.FREEZE, purse, Kind.BOUGHT, Kind.FROZEN, most, reference=reference, most=True)


def thaw(purse: str, amount: int, *, reference: str) -> bool:
    """Makes frozen tokens spendable again. Raises InsufficientTokens where fewer are frozen."""
    return move(Way.THAW, purse, Kind.FROZEN, Kind.BOUGHT, amount, reference=reference) > 0


def take_frozen(purse: str, amount: int, *, reference: str) -> bool:
    """Takes frozen tokens whose payment is lost. Raises InsufficientTokens where fewer are frozen."""
    return move(Way.TAKE_FROZEN, purse, Kind.FROZEN, Kind.REFUNDED, amount, reference=reference) > 0


def adjust(user: User, amount: int, *, reference: str, note: str) -> bool:
    """Adds bought tokens, or takes them for an `amount` below 0, because somebody of ours decided so: `note` says why.

    Raises InsufficientTokens where fewer than that are available, ValueError for 0 and for an empty note.
    """
    if not note.strip():
        raise ValueError("A correction needs a note that says why.")
    source, target = (Kind.ADJUSTMENTS, Kind.BOUGHT) if amount > 0 else (Kind.BOUGHT, Kind.ADJUSTMENTS)
    return move(Way.ADJUST, f"user:{user.pk}", source, target, abs(amount), reference=reference, note=note.strip()) > 0
