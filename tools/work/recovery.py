"""What becomes of a row whose worker is gone."""

from __future__ import annotations

from tools import generations
from tools.models import MAX_ATTEMPTS, Generation
from tools.streams import stream
from tools.work import identity

LOST = "The server stopped while it was writing this answer. Nothing was charged; please try again."
POISON = "This request stopped the server each time it ran. Nothing was charged; please change it or try later."


def recover(generation: Generation) -> bool:
    """End or restart a running row that has lost its worker; False when somebody else did, or nobody can say.

    If anybody may have seen text of it, it ends in an error: a second answer after half of a first would confuse.
    Otherwise it starts afresh, until its attempts are used up. Raises redis.RedisError when the broker is away.
    """
    if generation.shown_at is not None or stream.has_text(generation):
        won = generation.fail("worker_lost", LOST)
    elif generation.attempt >= MAX_ATTEMPTS:
        won = generation.fail("worker_lost", POISON)
    else:
        won = generation.requeue()
        if won:
            generations.ring(generation.pk, generation.kind)
        return won
    if won:
        stream.end(generation)
    return won


def recover_left_behind(kind: str) -> None:
    """Recover at once what runs of `kind` in name only: its process was this machine's and has ended.

    Raises redis.RedisError and what databases raise; the sweeper does the same when the lease has lapsed.
    """
    for generation in Generation.objects.filter(kind=kind, state=Generation.State.RUNNING):
        if identity.is_gone(generation.worker):
            recover(generation)
