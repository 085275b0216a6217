"""Runs of visitors and accounts without a model or a broker, for tests of who pays for what."""

import uuid

from django.db import transaction

from accounts.identify import account_of
from accounts.models import User
from accounts.principal import Principal
from accounts.signals import account_left, visitor_joined
from billing import ledger
from tools.engines.base import Choice, Result
from tools.models import Conversation, Generation


def visitor(name: str, address: str = "home") -> Principal:
    """The cookie `name`, behind `address`."""
    return Principal("visitor", f"visitor:{name}", f"address:{address}")


def account(email: str = "ada@example.org") -> Principal:
    """A new account."""
    return account_of(User.objects.create_user(email))


def begin(principal: Principal, held: int, conversation: Conversation | None = None) -> Generation:
    """A run that a worker has taken. Raises InsufficientTokens."""
    run = Generation(
        id=uuid.uuid4(), owner=principal.owner, tool="chat", kind="text", model="any", source="page", inputs={},
        held=held, conversation=conversation, state="running", attempt=1,
    )  # fmt: skip
    with transaction.atomic():
        ledger.hold(principal, held, reference=str(run.pk), seconds=600)
        run.save(force_insert=True)
    return run


def end(run: Generation, charged: int) -> None:
    """The run succeeds, and fails where nothing is charged."""
    if charged:
        assert run.finish(Result([Choice("Hello.", "stop")], 1, 1), charged)
    else:
        assert run.fail("engine_error", "It broke.")


def spend(principal: Principal, tokens: int) -> Generation:
    """A run that costs so much, begun and ended."""
    run = begin(principal, tokens)
    end(run, tokens)
    return run


def sign_in(principal: Principal, into: Principal) -> None:
    """As `accounts` tells it."""
    visitor_joined.send(sender=User, visitor=principal, account=into)


def sign_out(principal: Principal, to: Principal) -> None:
    """As `accounts` tells it."""
    account_left.send(sender=User, account=principal, visitor=to)


def free(principal: Principal) -> int:
    """Free tokens left."""
    return ledger.balance(principal).free
