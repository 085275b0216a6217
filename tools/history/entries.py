"""The history: conversations, and generations without one, of one principal, those with the newest activity first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum, prefetch_related_objects
from django.http import Http404

from accounts.principal import Principal
from tools.history.entry import Entry
from tools.models import Conversation, Generation, Share, StoredFile

PAGE = 30


@dataclass(frozen=True, slots=True)
class Filters:
    """What is looked for. `words` are folded (`search.asked`); each must begin a word of the entry."""

    words: tuple[str, ...] = ()
    tool: str = ""
    kind: str = ""
    since: datetime | None = None
    until: datetime | None = None  # the first moment that is too late
    saved: bool = False

    def __bool__(self) -> bool:
        return self != Filters()


class Place(NamedTuple):
    """Where an entry stands in the history: a page begins after the last one's place, whatever has come meanwhile."""

    at: datetime
    pk: UUID

    def __str__(self) -> str:
        return f"{self.at.isoformat()}_{self.pk.hex}"

    @classmethod
    def read(cls, cursor: str) -> Place:
        """The place that `str` wrote. Raises ValueError."""
        at, _, pk = cursor.partition("_")
        place = cls(datetime.fromisoformat(at), UUID(pk))
        if place.at.tzinfo is None:
            raise ValueError("The time has no zone.")
        return place


class Page(NamedTuple):
    """Some entries, and the cursor of those after them; "" where there are none."""

    entries: list[Entry]
    older: str


def page(principal: Principal, filters: Filters, after: Place | None = None, size: int = PAGE) -> Page:
    """The entries after a place. Nothing is ever listed for an address, which neighbours may share.

    Two queries find which entries, one by an index each; two more read them, whatever their number.
    """
    if not principal.has_history:
        return Page([], "")
    places = [
        *_places(conversations(principal, filters), "updated_at", filters, after, size + 1),
        *_places(single(principal, filters), "created_at", filters, after, size + 1),
    ]
    places = sorted(places, reverse=True)[: size + 1]
    entries = read([place.pk for place in places[:size]], filters.words)
    return Page(entries, str(places[size - 1]) if len(places) > size else "")


def find(principal: Principal, kind: str, pk: UUID) -> Entry:
    """The principal's entry. Raises Http404."""
    rows = Conversation.objects if kind == "conversation" else Generation.objects.filter(conversation=None)
    if not principal.has_history or not rows.of(principal).filter(pk=pk).exists():
        raise Http404("You have no such entry.")
    (entry,) = read([pk])
    return entry


def whole(principal: Principal, pk: UUID) -> UUID | None:
    """The conversation of which that generation of the principal is a turn, if it is one."""
    if not principal.has_history:
        return None
    return Generation.objects.of(principal).filter(pk=pk).values_list("conversation", flat=True).first()


def chosen(principal: Principal, pks: Iterable[UUID]) -> list[Entry]:
    """Those of the entries that are the principal's."""
    if not principal.has_history:
        return []
    pks = list(pks)
    conversations = Conversation.objects.of(principal).filter(pk__in=pks).values_list("pk", flat=True)
    singles = Generation.objects.of(principal).filter(pk__in=pks, conversation=None).values_list("pk", flat=True)
    return read([*conversations, *singles])


def conversations(principal: Principal, filters: Filters) -> QuerySet[Conversation]:
    """The conversations with all of the words anywhere in them, and a turn of the tool and kind."""
    rows = Conversation.objects.of(principal)
    runs = Generation.objects.filter(conversation=OuterRef("pk"))
    if wanted := {name: value for name in ("tool", "kind") if (value := getattr(filters, name))}:
        rows = rows.filter(Exists(runs.filter(**wanted)))
    for word in filters.words:
        rows = rows.filter(Exists(runs.filter(words__text__contains=f" {word}")))
    return rows.exclude(saved_at=None) if filters.saved else rows


def generations(principal: Principal, filters: Filters) -> QuerySet[Generation]:
    """The generations with all of the words, also those of conversations."""
    rows = Generation.objects.of(principal)
    for name in ("tool", "kind"):
        if value := getattr(filters, name):
            rows = rows.filter(**{name: value})
    for word in filters.words:
        rows = rows.filter(words__text__contains=f" {word}")
    if filters.saved:
        kept = Q(conversation=None, saved_at__isnull=False) | Q(conversation__saved_at__isnull=False)
        rows = rows.filter(kept)
    return rows


def single(principal: Principal, filters: Filters) -> QuerySet[Generation]:
    """Those of them that are entries themselves."""
    return generations(principal, filters).filter(conversation=None)


def between(rows: QuerySet[Any], field: str, filters: Filters, after: Place | None) -> QuerySet[Any]:
    """Those of `rows` in the filters' time and after the place, newest `field` first."""
    if filters.since:
        rows = rows.filter(**{f"{field}__gte": filters.since})
    if filters.until:
        rows = rows.filter(**{f"{field}__lt": filters.until})
    if after:
        same = Q(**{field: after.at, "pk__lt": after.pk})
        # The first condition is the one that an index serves.
        rows = rows.filter(Q(**{f"{field}__lte": after.at}) & (Q(**{f"{field}__lt": after.at}) | same))
    return rows.order_by(f"-{field}", "-pk")


def _places(rows: QuerySet[Any], field: str, filters: Filters, after: Place | None, most: int) -> list[Place]:
    found = between(rows, field, filters, after)[:most]
    return [Place(at, pk) for at, pk in found.values_list(field, "pk")]


def read(pks: list[UUID], words: tuple[str, ...] = ()) -> list[Entry]:
    """The entries of these ids, whosever they are, newest activity first."""
    runs = Generation.objects.filter(conversation=OuterRef("pk")).order_by("-position", "-created_at")
    found = runs
    for word in words:
        found = found.filter(words__text__contains=f" {word}")
    some = runs.filter(words__text__contains=f" {max(words, key=len)}") if words else runs.none()
    totals = runs.order_by().values("conversation")
    conversations: dict[UUID, Any] = Conversation.objects.annotate(  # with what is annotated
        last=Subquery(runs.values("pk")[:1]),
        found=Subquery(found.values("pk")[:1]),
        some=Subquery(some.values("pk")[:1]),
        charged=Subquery(totals.annotate(sum=Sum("charged")).values("sum")),
        runs=Subquery(totals.annotate(count=Count("pk")).values("count")),
        is_shared=Exists(Share.objects.live().filter(_shares_of_conversation())),
    ).in_bulk(pks)
    wanted = [pk for row in conversations.values() for pk in (row.last, row.found, row.some) if pk]
    generations = Generation.objects.annotate(
        is_shared=Exists(Share.objects.live().filter(generation=OuterRef("pk")))
    ).in_bulk([*pks, *wanted])
    files = Prefetch("file_uses__file", StoredFile.objects.defer("small"))
    prefetch_related_objects([run for run in generations.values() if "file" in run.inputs], "file_uses", files)
    entries = [Entry.of_conversation(row, generations) for row in conversations.values()]
    entries += [Entry.of_generation(generations[pk]) for pk in pks if pk in generations]
    return sorted(entries, key=lambda entry: (entry.at, entry.row.pk), reverse=True)


def _shares_of_conversation() -> Q:
    return Q(conversation=OuterRef("pk")) | Q(generation__conversation=OuterRef("pk"))
