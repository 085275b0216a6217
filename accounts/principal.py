"""The one shape in which the rest of the house sees who is asking."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from accounts.models import ApiKey, User


@dataclass(frozen=True, slots=True)
class Principal:
    """Who is asking: an account (by session or by API key) or a visitor.

    `owner` says whose the generations are: "user:7", "visitor:<id in the signed cookie>" or, for a visitor without the
    cookie (a script), "address:<keyed hash>". `purse` says whose tokens pay: "user:7" or "address:<keyed hash>", so
    that dropping the cookie doesn't refill a visitor's allowance.
    """

    kind: Literal["user", "visitor"]
    owner: str
    purse: str
    user: User | None = None
    key: ApiKey | None = None

    @property
    def is_user(self) -> bool:
        return self.kind == "user"
