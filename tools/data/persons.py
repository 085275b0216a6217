"""What this room has of a person, to be taken along: the history with its files, shared links, the ledger in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from django.db.models import Max, Model, QuerySet

from accounts.export import File, json_list
from accounts.principal import Principal
from tools.data import readable
from tools.models import Conversation, Generation, Share, StoredFile
from tools.overview.lines import Line, Lines, Span

BATCH = 100  # rows in memory; no query stays open while a slow reader takes its time


def export(principal: Principal, **kwargs: Any) -> Iterator[File]:
    """Each list as JSON, each conversation and each single result to be read, as Markdown, and each file."""
    conversations = Conversation.objects.of(principal)
    generations = Generation.objects.of(principal)
    yield json_list("history/conversations.json", map(_conversation, _each(conversations)))
    yield json_list("history/generations.json", map(_generation, _each(generations)))
    for conversation in _each(conversations):
        path = f"history/conversations/{conversation.created_at:%Y-%m-%d} {conversation.pk}.md"
        yield File(path, readable.conversation(conversation))
    for generation in _each(generations.filter(conversation=None)):
        path = f"history/results/{generation.created_at:%Y-%m-%d} {generation.tool} {generation.pk}.md"
        yield File(path, readable.generation(generation))
    files = StoredFile.objects.of(principal)
    yield json_list("history/files.json", map(_file, _each(files)))
    for file in _each(files):
        yield File(f"history/{readable.path(file)}", _content(file))
    yield json_list("shared-links.json", map(_share, _each(Share.objects.of(principal))))
    yield json_list("ledger.json", map(_line, _lines(principal)))


def _each(rows: QuerySet[Any]) -> Iterator[Any]:
    """The rows, oldest first, read in batches."""
    ids = list(rows.order_by("created_at", "pk").values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        found: dict[Any, Model] = rows.in_bulk(batch)
        yield from (found[pk] for pk in batch if pk in found)


def _conversation(conversation: Conversation) -> dict[str, Any]:
    return {
        "id": conversation.pk,
        "title": conversation.title,
        "created": conversation.created_at,
        "last_used": conversation.updated_at,
        "saved": conversation.saved_at,
    }


def _generation(generation: Generation) -> dict[str, Any]:
    return {
        "id": generation.pk,
        "conversation": generation.conversation_id,
        "name": generation.name,
        "tool": generation.tool,
        "model": generation.model,
        "asked_by": generation.source,
        "state": generation.state,
        "inputs": generation.inputs,
        "output": generation.output,
        "error": generation.error_message or None,
        "usage": generation.usage,
        "receipt": generation.receipt,
        "created": generation.created_at,
        "finished": generation.finished_at,
        "saved": generation.saved_at,
    }


def _file(file: StoredFile) -> dict[str, Any]:
    return {
        "id": file.pk,
        "path": f"history/{readable.path(file)}",
        "kind": file.kind,
        "name": file.name,
        "size": file.size,
        "seconds": file.seconds,
        "width": file.width,
        "height": file.height,
        "created": file.created_at,
    }


def _content(file: StoredFile) -> Iterator[bytes]:
    """Its bytes; nothing where it was deleted while the archive was made."""
    with suppress(FileNotFoundError):
        yield file.content()


def _share(share: Share) -> dict[str, Any]:
    return {
        "link": f"/s/{share.token}/",
        "of": share.conversation_id or share.generation_id,
        "created": share.created_at,
        "expires": share.expires_at,
        "shows": share.snapshot,
    }


def _lines(principal: Principal) -> Iterator[Line]:
    lines = Lines(principal.purse)
    last = lines.transfers(Span()).aggregate(last=Max("pk"))["last"]
    return lines.told(0, last, Span()) if last else iter(())


def _line(line: Line) -> dict[str, Any]:
    return {
        "time": line.transfer.created_at,
        "what": line.words,
        "tokens": line.amount,
        "kind": line.pot,
        "balance_after": line.after,
        "reference": line.transfer.reference,
    }
