"""The packs of tokens that money buys: the one table of what each costs and holds."""

from dataclasses import dataclass

CURRENCY = "usd"


@dataclass(frozen=True, slots=True)
class Pack:
    """`tokens` for `amount` cents of CURRENCY; its id is what forms and purchases name it by."""

    id: str
    amount: int
    tokens: int

    @property
    def dollars(self) -> int:
        """The price as people say it: packs cost whole dollars."""
        return self.amount // 100

    @property
    def name(self) -> str:
        """What the checkout and the receipt call it."""
        return f"{self.tokens:,} Rewind tokens"


PACKS: tuple[Pack, ...] = (
    Pack("usd-1", 1_00, 40_000),
    Pack("usd-5", 5_00, 200_000),
    Pack("usd-20", 20_00, 900_000),
    Pack("usd-50", 50_00, 2_500_000),
)
_BY_ID = {pack.id: pack for pack in PACKS}


class UnknownPack(KeyError):
    """No pack has this id."""

    def __str__(self) -> str:
        return f"There is no pack named {self.args[0]!r}."


def get(pack_id: str) -> Pack:
    """The pack of that id. Raises UnknownPack."""
    try:
        return _BY_ID[pack_id]
    except KeyError:
        raise UnknownPack(pack_id) from None


def cheapest_for(tokens: int) -> list[Pack]:
    """The packs that together hold at least `tokens` for the least money, the largest first; none for 0 tokens.

    Of two ways that cost the same it is the one with more tokens, then the one with fewer packs.
    """
    largest = PACKS[-1]
    # The largest pack holds the most a dollar, so far above it every cheapest way begins with it.
    whole = max(0, tokens // largest.tokens - 1)
    return [largest] * whole + _tried(tokens - whole * largest.tokens)


def _tried(tokens: int) -> list[Pack]:
    """The same by trying dollar after dollar: the most that so many dollars hold, and in which packs."""
    best: list[list[Pack]] = [[]]
    while _held(best[-1]) < tokens:
        ways = [[*best[-pack.dollars], pack] for pack in PACKS if pack.dollars <= len(best)]
        best.append(max(ways, key=lambda way: (_held(way), -len(way))))
    return sorted(best[-1], key=lambda pack: -pack.tokens)


def _held(packs: list[Pack]) -> int:
    return sum(pack.tokens for pack in packs)
