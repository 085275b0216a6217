"""Events on their way to the webhook: signed, sent until 2xx; held, doubled, shuffled, delayed, dropped at will."""

import heapq
import itertools
import json
import random
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import requests

from stripe import WebhookSignature
from tests.stripe.store import Thing

Post = Callable[[bytes, dict[str, str]], int]


@dataclass
class Plan:
    """How deliveries go. Waits and delays are in seconds; Stripe's own retries go on for three days."""

    hold: bool = False  # keep them until `release`
    drop: bool | frozenset[str] = False  # lose all, or those of some types
    copies: int = 1
    delay: float = 0.0
    shuffle: float = 0.0  # send each at a moment of its own within so many seconds
    retries: tuple[float, ...] = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2)
    chance: random.Random = field(default_factory=lambda: random.Random(1))

    def loses(self, event: Thing) -> bool:
        """Whether it is never sent."""
        return self.drop if isinstance(self.drop, bool) else event["type"] in self.drop


@dataclass(frozen=True)
class Attempt:
    """One delivery; a status of 0 means that nobody answered."""

    event: str
    type: str
    status: int


class Deliveries:
    """The way from the fake to one endpoint; `post` may be replaced by a function that needs no network."""

    def __init__(self, url: str, secrets: Sequence[str], workers: int = 4) -> None:
        self.url = url
        self.secrets = list(secrets)
        self.post: Post = self._post
        self.plan = Plan()
        self.held: list[Thing] = []
        self.log: list[Attempt] = []
        self._due: list[tuple[float, int, int, Thing]] = []
        self._numbers = itertools.count()
        self._busy = 0
        self._changed = threading.Condition()
        for _ in range(workers if url else 0):
            threading.Thread(target=self._work, daemon=True).start()

    def submit(self, event: Thing) -> None:
        """Goes by the plan with a new event."""
        if self.plan.loses(event):
            return
        if self.plan.hold or not self.url:
            self.held.append(event)
            return
        for _ in range(self.plan.copies):
            self._queue(event, 0, self.plan.delay + self.plan.shuffle * self.plan.chance.random())

    def send(self, event: Thing, *, secrets: Sequence[str] = (), age: int = 0) -> int:
        """Delivers it now, once, and returns the status of the answer: 0 when there was none."""
        body = self.body(event)
        try:
            status = self.post(body, self.headers(body, secrets=secrets, age=age))
        except requests.RequestException:
            status = 0
        if 200 <= status < 300:
            event["pending_webhooks"] = 0
        self.log.append(Attempt(event["id"], event["type"], status))
        return status

    def release(self) -> list[int]:
        """Sends what was held, in order, and ends the holding; the answers' statuses."""
        held, self.held, self.plan.hold = self.held, [], False
        return [self.send(event) for event in held]

    def body(self, event: Thing) -> bytes:
        """An event as it is written for the webhook."""
        return json.dumps(event, indent=2).encode()

    def headers(self, body: bytes, *, secrets: Sequence[str] = (), age: int = 0) -> dict[str, str]:
        """With Stripe's signature, one for each secret, made `age` seconds ago."""
        signed_at = int(time.time()) - age
        made = [
            WebhookSignature.generate_signature_header(body.decode(), secret, signed_at)
            for secret in secrets or self.secrets
        ]
        signatures = [header.split(",", 1)[1] for header in made]
        return {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
            "Stripe-Signature": ",".join([f"t={signed_at}", *signatures]),
        }

    def settled(self, seconds: float = 30) -> bool:
        """Waits until nothing is on its way any more; False when time is up first."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._due and not self._busy, seconds)

    def forget(self) -> None:
        """Loses what waits and the log, and goes back to a plain plan."""
        with self._changed:
            self._due.clear()
            self.held, self.log, self.plan, self.post = [], [], Plan(), self._post

    def _queue(self, event: Thing, attempt: int, delay: float) -> None:
        with self._changed:
            heapq.heappush(self._due, (time.monotonic() + delay, next(self._numbers), attempt, event))
            self._changed.notify_all()

    def _work(self) -> None:
        while True:
            event, attempt = self._next()
            status = self.send(event)
            if not 200 <= status < 300 and attempt < len(self.plan.retries):
                self._queue(event, attempt + 1, self.plan.retries[attempt])
            with self._changed:
                self._busy -= 1
                self._changed.notify_all()

    def _next(self) -> tuple[Thing, int]:
        with self._changed:
            while not self._due or self._due[0][0] > time.monotonic():
                self._changed.wait(self._due[0][0] - time.monotonic() if self._due else None)
            _, _, attempt, event = heapq.heappop(self._due)
            self._busy += 1
            return event, attempt

    def _post(self, body: bytes, headers: dict[str, str]) -> int:
        return requests.post(self.url, body, headers=headers, timeout=30, allow_redirects=False).status_code
