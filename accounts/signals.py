"""What happens to people that the rooms above must hear of: each connects what it has of them (`apps.py`)."""

from django.dispatch import Signal

# A visitor has signed up or in. Keywords: `visitor` (the Principal before) and `account` (the Principal after).
visitor_joined = Signal()
# Somebody signs out. Keywords: `account` (the Principal until now) and `visitor` (the Principal from now on).
account_left = Signal()
# Everything that belongs to `owner` ("user:7") must go. Sent again until every receiver has done it without an error,
# so what is gone already must do no harm. Keyword: `owner`.
owner_forgotten = Signal()
# Somebody takes their data along. Keyword: `principal`. Receivers return an iterable of `accounts.export.File`, made as
# it is read, for there may be much.
data_exported = Signal()
