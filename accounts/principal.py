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

    @property
    def has_history(self) -> bool:
        """Whether what this owner made may be listed: not where the owner is an address, which neighbours may share."""
        return not self.owner.startswith("address:")

    def may(self, scope: str) -> bool:
        """Whether the key, if the request came by one, is for `scope`, one of `accounts.scopes`."""
        return self.key is None or not self.key.scopes or scope in self.key.scopes
