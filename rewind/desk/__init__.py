"""What the staff sees and may do, in the admin. Each file is one part; importing it registers it."""

from rewind.desk import feedback, generations, groups, keys, ledger, log, purchases, shares, users

__all__ = ["feedback", "generations", "groups", "keys", "ledger", "log", "purchases", "shares", "users"]
