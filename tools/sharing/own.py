"""Of one's own results: finding them, sharing them, the links that there are."""

from __future__ import annotations

from datetime import timedelta
from pathlib import PurePath
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils import timezone

from accounts.principal import Principal
from tools import outcome
from tools.models import Conversation, Generation, Share
from tools.models.share import ShareQuerySet
from tools.sharing.snapshot import Snapshot

Shareable = Generation | Conversation
MOST = 200  # links that an owner may have at a time
DAYS = (1, 7, 30)
LONGEST = 3_650
LONGEST_FOR_VISITORS = 30  # days: without its cookie a visitor couldn't take a link back


class TooManyShares(ValueError):
    """The owner has as many links as one may have."""

    def __init__(self) -> None:
        super().__init__(f"You have {MOST} shared links, which is the most. Take one back first.")


def generation(principal: Principal, generation_id: UUID | str) -> Generation:
    """The principal's own run. Raises Http404."""
    try:
        return Generation.objects.of(principal).get(pk=generation_id)
    except (Generation.DoesNotExist, ValidationError) as error:
        raise Http404("You have no such result.") from error


def conversation(principal: Principal, conversation_id: UUID | str) -> Conversation:
    """The principal's own conversation. Raises Http404."""
    try:
        return Conversation.objects.of(principal).get(pk=conversation_id)
    except (Conversation.DoesNotExist, ValidationError) as error:
        raise Http404("You have no such conversation.") from error


def shares(principal: Principal) -> ShareQuerySet:
    """The principal's links that work, newest first; none for an address, which neighbours may have too."""
    found = Share.objects.of(principal).live().order_by("-created_at")
    return found if principal.has_history else found.none()


def preview(thing: Shareable, *, prompt: bool) -> Snapshot:
    """What others would see. Its title isn't the owner's name for it, which may be private. Raises NothingFinished."""
    if isinstance(thing, Conversation):
        return Snapshot.of_conversation(thing, prompt=prompt)
    return Snapshot.of_generation(thing, prompt=prompt)


def kept_copy(thing: Shareable) -> Snapshot:
    """All of it under the owner's own name for it, for the owner. Raises NothingFinished."""
    if isinstance(thing, Conversation):
        return Snapshot.of_conversation(thing, prompt=True, title=thing.title)
    called = PurePath(outcome.called(thing)).stem if thing.kind == "speech" else ""
    return Snapshot.of_generation(thing, prompt=True, title=thing.name or called)


def days_allowed(principal: Principal, days: int | None) -> bool:
    """Whether a link may work for so many days; None is until it is taken back."""
    if days is None:
        return principal.is_user
    return 1 <= days <= (LONGEST if principal.is_user else LONGEST_FOR_VISITORS)


def share(principal: Principal, thing: Shareable, *, prompt: bool, days: int | None) -> Share:
    """A link to a copy of `thing`, made now. Raises NothingFinished and TooManyShares."""
    snapshot = preview(thing, prompt=prompt)
    if shares(principal).count() >= MOST:
        raise TooManyShares
    return Share.objects.create(
        owner=principal.owner,
        generation=thing if isinstance(thing, Generation) else None,
        conversation=thing if isinstance(thing, Conversation) else None,
        snapshot=snapshot.to_json(),
        expires_at=timezone.now() + timedelta(days=days) if days is not None else None,
    )


def revoke(principal: Principal, token: str) -> None:
    """Take the link back: from now on it leads nowhere. Raises Http404."""
    deleted, _ = Share.objects.of(principal).filter(pk=token).delete()
    if not deleted:
        raise Http404("You have no such link.")
