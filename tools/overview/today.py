"""How today's free tokens stand."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.principal import Principal
from billing import ledger
from billing.days import utc_day
from billing.ledger import Balance
from billing.models import Account


@dataclass(frozen=True, slots=True)
class Today:
    """Of `balance.daily` free tokens `used` are gone, `held` are set aside for what runs, and the rest is left."""

    balance: Balance
    used: int
    held: int

    @property
    def elsewhere(self) -> int:
        """What is held beyond today's free tokens: bought ones, and free ones of yesterday."""
        return self.balance.held - self.held

    @property
    def width_used(self) -> str:
        """How much of the bar is used, in hundredths, as SVG writes it."""
        return self._width(self.used)

    @property
    def width_held(self) -> str:
        """How far the bar is used or held."""
        return self._width(self.used + self.held) if self.held else ""

    def _width(self, tokens: int) -> str:
        return f"{min(100, 100 * tokens / self.balance.daily):.1f}" if self.balance.daily and tokens else ""


def today(principal: Principal) -> Today:
    """The principal's day so far."""
    balance = ledger.balance(principal)
    account = Account.objects.of(principal.purse).filter(kind=Account.Kind.DAILY, day=utc_day()).first()
    held = account.held if account else 0
    return Today(balance, max(0, balance.daily - balance.free - held), held)
