"""One move of tokens between two accounts, once for each reference: what the verbs for bought tokens are made of."""

from django.db import IntegrityError, transaction

from billing.conflicts import retry_conflicts
from billing.days import next_reset
from billing.errors import InsufficientTokens, ReferenceReused
from billing.models import SYSTEM, Account, Transfer

LARGEST = 10**15  # tokens; far above any price, far below what the columns can count


def check(amount: int) -> None:
    """Refuses what would mint tokens, or lose parts of them."""
    if type(amount) is not int or not 1 <= amount <= LARGEST:
        raise ValueError(f"{amount!r} isn't a whole number of tokens from 1 to {LARGEST}.")


def between(purse: str, source: str, target: str) -> tuple[Account, Account]:
    """The two accounts of a move, by their kinds: the purse's own where purses have that kind, else Rewind's."""
    first, second = (
        Account.objects.opened(purse if kind in Account.STORED else SYSTEM, kind) for kind in (source, target)
    )
    return first, second


@retry_conflicts
def move(
    kind: str, purse: str, source: str, target: str, amount: int, *, reference: str, note: str = "", most: bool = False
) -> int:
    """Moves `amount` from one kind of account to another, or with `most` as much of it as is there and not held.

    How many tokens went; 0 when the reference came before (or nothing was there). Raises InsufficientTokens,
    ReferenceReused when the reference came before with other terms, and ValueError for less than 1 token.
    """
    check(amount)
    reference = f"{kind}:{reference}"
    try:
        with transaction.atomic():
            debit, credit = between(purse, source, target)
            # With the purse's rows locked, what is there stays there, and whoever has the same reference waits.
            locked = {account.pk: account for account in Account.objects.locked(debit, credit) if account.is_stored}
            if _came_before(reference, debit, credit, None if most else amount):
                return 0
            if debit.is_stored:
                amount = _fitting(locked[debit.pk].available, amount, most)
            if amount:
                Transfer.objects.record(kind, debit, credit, amount, reference=reference, note=note)
            return amount
    except IntegrityError:
        # Only another purse can have taken the reference since we looked.
        if Transfer.objects.filter(reference=reference).exists():
            raise ReferenceReused(reference) from None
        raise


def _came_before(reference: str, debit: Account, credit: Account, amount: int | None) -> bool:
    earlier = Transfer.objects.filter(reference=reference).first()
    if earlier is None:
        return False
    if (earlier.debit_id, earlier.credit_id, amount or earlier.amount) != (debit.pk, credit.pk, earlier.amount):
        raise ReferenceReused(reference)
    return True


def _fitting(available: int, amount: int, most: bool) -> int:
    if most:
        return min(available, amount)
    if amount > available:
        raise InsufficientTokens(amount, available, next_reset())
    return amount
