"""What processes of a world do with the shop: check out, take events (to be killed at any step of it), spend."""

import os
import random
import signal
import uuid
from collections.abc import Callable
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler

import stripe
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.db import OperationalError, connections
from django.test import RequestFactory

from accounts.models import User
from billing import ledger
from billing.errors import InsufficientTokens
from billing.models import Purchase
from billing.shop import checkout
from billing.shop.webhook import webhook
from tests.billing.killed import Steps
from tests.billing.proof import stories
from tests.billing.racers import account
from tests.billing.world import World
from tests.stripe.fake import KEY, SECRET

SITE = "https://rewind.example"
TURNS = 9  # of SQLite's timeout, 20 seconds each


def open_shop(url: str) -> None:
    """Switches this process's shop on, with the fake at `url`."""
    settings.STRIPE_API_URL, settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRETS = url, KEY, [SECRET]


def new_user(name: str) -> int:
    return User.objects.create_user(f"{name}@example.org").pk


def begin(url: str, user: int, form: str) -> str:
    """A checkout; the same `form` again is the same one. The session's id."""
    open_shop(url)
    person = User.objects.get(pk=user)
    return checkout.begin(person, stories.PACK, uuid.UUID(form), SITE).rsplit("/", 1)[1]


def begin_new(url: str, name: str) -> tuple[int, str]:
    """A new user's checkout: whose, and the session's id."""
    user = new_user(name)
    return user, begin(url, user, str(uuid.uuid4()))


def take(url: str, events: list[tuple[bytes, dict[str, str]]]) -> list[int]:
    """Gives signed events to the webhook; its answers' statuses."""
    open_shop(url)
    return [_post(body, headers) for body, headers in events]


def _post(body: bytes, headers: dict[str, str]) -> int:
    request = RequestFactory().post("/stripe/webhook/", body, content_type="application/json", headers=headers)
    return webhook(request).status_code


def die_at(world: World, last: int, do: Callable[..., Any], *arguments: Any) -> None:
    """Is killed at step `last` of `do`: before a statement, around a commit or a request to Stripe; 0 if it ends."""
    world.enter()
    connection = connections["default"]
    steps = Steps(last, connection._commit)
    connection._commit = steps.commit  # type: ignore[method-assign]
    ask = stripe.RequestsClient.request

    def request(*given: Any, **named: Any) -> Any:
        steps.step()
        said = ask(*given, **named)
        steps.step()
        return said

    stripe.RequestsClient.request = request  # type: ignore[method-assign]
    with connection.execute_wrapper(steps.statement):
        do(*arguments)


def left(user: int, session: str) -> tuple[dict[str, Any], list[str], int]:
    """What became of a purchase, what is wrong with the books, and how many purchases the user has."""
    return stories.end(User(pk=user), session), ledger.verify(), Purchase.objects.filter(user_id=user).count()


def recover(url: str, events: list[tuple[bytes, dict[str, str]]], user: int, session: str) -> tuple[Any, ...]:
    """What was wrong with the books before the events came once more; their answers, and what is left after them."""
    return ledger.verify(), take(url, events), *left(user, session)


def spend(world: World, user: int, seed: int, count: int, start: Any, over: Any, answers: Any) -> None:
    """One of many that spend the same balance, `count` times or until all is `over`; puts what it took."""
    world.enter()
    chance = random.Random(seed)
    free = bought = done = 0
    start.wait(300)
    while done < count and not over.is_set():
        name, amount = f"spend-{seed}-{uuid.uuid4()}", chance.randint(1_000, 12_000)
        if not _held(user, amount, name):
            over.wait(chance.uniform(1, 3))  # more may be bought; without a pause nobody else gets to SQLite's one lock
            continue
        done += 1
        if chance.random() < 0.2:
            _in_turn(ledger.release, name)
        else:
            receipt = _in_turn(ledger.settle, name, chance.randint(1, amount))
            free, bought = free + receipt.free, bought + receipt.bought
    answers.put((free, bought))


def _in_turn(do: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
    """What `do` returns; where the database is busy, nothing has happened and it is asked again, as after a 503.

    SQLite's one lock goes to whoever looks at the right moment: of two hundred, some miss it for longer than a timeout.
    """
    for left in reversed(range(TURNS)):
        try:
            return do(*arguments, **named)
        except OperationalError as error:
            if "locked" not in str(error) or not left:
                raise
    raise AssertionError("unreachable")


def _held(user: int, amount: int, name: str) -> bool:
    """Whether there was enough. The look before it takes no lock."""
    if ledger.balance(account(user)).available < amount:
        return False
    try:
        _in_turn(ledger.hold, account(user), amount, reference=name, seconds=600)
    except InsufficientTokens:  # others were faster
        return False
    return True


def serve(world: World, url: str, port: Any, ready: Any) -> None:
    """The site's web server, of which only the webhook is asked; ends by SIGTERM."""
    world.enter()
    open_shop(url)
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    signal.signal(signal.SIGTERM, lambda *arguments: os._exit(0))
    server = ThreadedWSGIServer(("127.0.0.1", 0), type("Quiet", (WSGIRequestHandler,), {"log_message": _quiet}))
    server.daemon_threads = True
    server.set_app(WSGIHandler())
    port.value = server.server_address[1]
    ready.set()
    server.serve_forever()


def _quiet(*arguments: Any) -> None:
    """Says nothing."""


def books(user: int) -> tuple[ledger.Balance, list[str], list[tuple[int, int, int, int, int, str]]]:
    """The balance, what is wrong with the books, and where each purchase's tokens are."""
    names = ("tokens_taken", "tokens_lost", "tokens_frozen", "tokens_unfrozen", "refunded", "dispute")
    return (
        ledger.balance(account(user)),
        ledger.verify(),
        list(Purchase.objects.order_by("created_at").values_list(*names)),
    )
