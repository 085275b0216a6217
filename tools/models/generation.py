"""One run of a tool, and how its row goes from state to state."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Sequence
from typing import Any, ClassVar

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from accounts.principal import Principal
from billing import ledger
from billing.errors import HoldResolved
from tools.engines.base import Result
from tools.models.conversation import Conversation
from tools.models.owned import OwnedQuerySet
from tools.models.words import Words

MAX_ATTEMPTS = 3


class State(models.TextChoices):
    """queued -> running -> one of the last three; back to queued when an attempt is lost that had shown nothing."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


FINAL = (State.SUCCEEDED, State.FAILED, State.CANCELLED)


class GenerationQuerySet(OwnedQuerySet["Generation"]):
    """The lookups and the one way in which a row becomes a worker's."""

    def claim(self, generation_id: uuid.UUID | str, worker: str) -> Generation | None:
        """Take a queued row for `worker` under the next attempt number; None when another was faster or it is over.

        One conditional UPDATE: however often a doorbell is delivered, one claim wins.
        """
        now = timezone.now()
        won = self.filter(pk=generation_id, state=State.QUEUED).update(
            state=State.RUNNING,
            attempt=models.F("attempt") + 1,
            worker=worker,
            started_at=now,
            lease_until=lease_end(now),
        )
        return self.get(pk=generation_id) if won else None

    def lapsed(self) -> GenerationQuerySet:
        """Running rows whose worker has stopped renewing its lease."""
        return self.filter(state=State.RUNNING, lease_until__lt=timezone.now())

    def waiting(self) -> GenerationQuerySet:
        """Rows that no worker has taken yet."""
        return self.filter(state=State.QUEUED)


class Generation(models.Model):
    """One run of a tool: its inputs, where it stands, its output and its receipt.

    Every verb below is one conditional UPDATE on the state and the attempt number that this object was read with, and
    returns whether it won: a worker that has lost its lease can't write over the one that took its place.
    """

    State = State

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.CharField(max_length=120)
    tool = models.CharField(max_length=60)
    kind = models.CharField(max_length=20)  # the queue, and which workers can run it: "text", "image", "speech"
    model = models.CharField(max_length=100)
    source = models.CharField(max_length=10)  # "page", "api" or "v1"
    inputs = models.JSONField()
    conversation = models.ForeignKey(Conversation, null=True, on_delete=models.CASCADE, related_name="generations")
    position = models.PositiveIntegerField(default=0)  # in the conversation, from 0
    name = models.CharField(max_length=200, blank=True, default="")  # given by its owner; a conversation has a title
    saved_at = models.DateTimeField(null=True)  # kept until its owner deletes it; a conversation has its own

    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    attempt = models.PositiveSmallIntegerField(default=0)
    worker = models.CharField(max_length=120, blank=True, default="")
    lease_until = models.DateTimeField(null=True)
    reader_seconds = models.PositiveIntegerField(default=60)  # how long it may run with nobody reading
    rung_at = models.DateTimeField(default=timezone.now)
    shown_at = models.DateTimeField(null=True)

    held = models.PositiveIntegerField()
    charged = models.PositiveIntegerField(default=0)
    charged_free = models.PositiveIntegerField(default=0)
    charged_bought = models.PositiveIntegerField(default=0)
    prompt_tokens = models.PositiveIntegerField(default=0)
    completion_tokens = models.PositiveIntegerField(default=0)
    output = models.JSONField(null=True)  # {"choices": [{"text", "finish_reason", …}]}, see `told`
    error_code = models.CharField(max_length=60, blank=True, default="")
    error_message = models.CharField(max_length=500, blank=True, default="")

    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = GenerationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["owner", "-created_at"]),
            models.Index(fields=["conversation", "position"]),
            models.Index(fields=["state", "lease_until"]),
            models.Index(fields=["state", "rung_at"]),
            models.Index(fields=["created_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.tool} {self.id} ({self.state})"

    @property
    def is_final(self) -> bool:
        return self.state in FINAL

    @property
    def usage(self) -> dict[str, int]:
        """Tokens in and out, by the model's own tokenizer."""
        total = self.prompt_tokens + self.completion_tokens
        return {
            "prompt_tokens": self.prompt_tokens,
            "completion_tokens": self.completion_tokens,
            "total_tokens": total,
        }

    @property
    def receipt(self) -> dict[str, int]:
        """What was held and what of it was charged, in Rewind's tokens; all but `held` are 0 until it is over."""
        return {
            "held": self.held,
            "charged": self.charged,
            "free": self.charged_free,
            "bought": self.charged_bought,
        }

    def heartbeat(self) -> bool:
        """Renew the lease."""
        return self._write(lease_until=lease_end(timezone.now()))

    def show(self) -> bool:
        """Note that part of the answer may have been seen: a lost worker now means an error, not a fresh start."""
        return self._write(shown_at=timezone.now())

    def requeue(self) -> bool:
        """Give the row back for a fresh start; the caller rings."""
        return self._seen(self._write(state=State.QUEUED, lease_until=None, worker="", rung_at=timezone.now()))

    def finish(self, result: Result, price: int, files: Sequence[Any] = ()) -> bool:
        """Keep the result and settle `price` tokens of the hold, in one transaction.

        `files` has the StoredFile of each choice, or None, where the run made some. A result that comes after its
        hold has expired is delivered and costs nothing.
        """
        cancelled = any(choice.finish_reason == "cancelled" for choice in result.choices)
        with transaction.atomic():
            won = self._write(
                state=State.CANCELLED if cancelled else State.SUCCEEDED,
                output={"choices": told(result, files)},
                prompt_tokens=result.prompt_tokens,
                completion_tokens=result.completion_tokens,
                lease_until=None,
                finished_at=timezone.now(),
            )
            if won:
                self._keep_files([file for file in files if file is not None])
                self._settle(min(price, self.held))
                self._carry()
                self._keep_words()
        return self._seen(won)

    def fail(self, code: str, message: str) -> bool:
        """End in an error that is fit to be shown, and release the hold, in one transaction."""
        return self._end_unpaid(state=State.FAILED, error_code=code, error_message=message[:500])

    def cancel(self) -> bool:
        """End a row that no worker has taken, and release the hold; for one that runs see `generations.cancel`."""
        return self.state == State.QUEUED and self._end_unpaid(state=State.CANCELLED)

    def abandon(self) -> bool:
        """End it wherever it stands, for it is to be deleted, and release the hold: nothing of it will be read."""
        return not self.is_final and self._end_unpaid(state=State.CANCELLED)

    def _end_unpaid(self, **values: Any) -> bool:
        with transaction.atomic():
            won = self._write(lease_until=None, finished_at=timezone.now(), **values)
            if won:
                ledger.release(str(self.pk))
                self._carry()
                self._keep_words()
        return self._seen(won)

    def _keep_files(self, files: Sequence[Any]) -> None:
        """They belong to whoever the run belongs to by now."""
        for file in files:
            self.file_uses.create(file=file, role="output")
            type(file).objects.filter(pk=file.pk).update(owner=Generation.objects.filter(pk=self.pk).values("owner"))

    def _keep_words(self) -> None:
        # As the row is now: its owner may have named it since it was claimed.
        Words.objects.write(Generation.objects.select_related("conversation").get(pk=self.pk))

    def _settle(self, amount: int) -> None:
        if amount == 0:
            ledger.release(str(self.pk))
            return
        try:
            receipt = ledger.settle(str(self.pk), amount, note=f"{self.tool} {self.model}")
        except HoldResolved:
            return
        Generation.objects.filter(pk=self.pk).update(
            charged=receipt.charged, charged_free=receipt.free, charged_bought=receipt.bought
        )

    def _carry(self) -> None:
        """Where its visitor has signed in since, what it charged the address counts against the account's allowance."""
        owner = Generation.objects.values_list("owner", flat=True).get(pk=self.pk)
        if owner.startswith("user:"):
            ledger.carry_hold(Principal("user", owner=owner, purse=owner), str(self.pk))

    def _write(self, **values: Any) -> bool:
        same = Generation.objects.filter(pk=self.pk, state=self.state, attempt=self.attempt)
        return same.update(**values) == 1

    def _seen(self, won: bool) -> bool:
        # Only after the commit: a verb that met a busy database must be able to run again with the state it began with.
        if won:
            self.refresh_from_db()
        return won


def told(result: Result, files: Sequence[Any] = ()) -> list[dict[str, Any]]:
    """A result's choices as JSON-ready data, each with its text, its end, its other data and the token of its file."""
    choices = []
    for index, choice in enumerate(result.choices):
        file = files[index] if index < len(files) else None
        own = {"file": file.pk} if file is not None else {}
        choices.append({"text": choice.text, "finish_reason": choice.finish_reason, **choice.data, **own})
    return choices


def lease_end(now: datetime.datetime) -> datetime.datetime:
    """When a lease renewed at `now` lapses."""
    return now + datetime.timedelta(seconds=settings.LEASE_SECONDS)
