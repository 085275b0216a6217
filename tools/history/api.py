"""/api/generations/ and /api/conversations/: the history for programs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import urlencode
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.scopes import READ
from tools.api import schema
from tools.api.serializers import GenerationSerializer
from tools.history import deleting, entries
from tools.history.entries import PAGE, Place
from tools.history.entry import Entry
from tools.history.serializers import (
    PARAMETERS,
    ChangeSerializer,
    ConversationSerializer,
    ConversationsSerializer,
    GenerationsSerializer,
    QueryForm,
    WholeConversationSerializer,
    read_change,
)
from tools.http.asker import require, require_changes
from tools.http.problems import Problem
from tools.models import Generation

CHANGED = schema.errors(400, 401, 403, 404, 409, 413, 415)


class Generations(APIView):
    """Your runs, those of conversations too, thirty at a time. Without an account or our cookie, none are listed."""

    @extend_schema(
        operation_id="generations",
        parameters=PARAMETERS,
        responses={200: GenerationsSerializer, **schema.errors(400, 401, 403)},
    )
    def get(self, request: Request) -> Response:
        require(request.user, READ)
        filters, after = QueryForm(request.query_params).read()
        rows = entries.generations(request.user, filters)
        rows = entries.between(rows, "created_at", filters, after) if request.user.has_history else rows.none()
        found = list(rows.select_related("conversation")[: PAGE + 1])
        last = Place(found[PAGE - 1].created_at, found[PAGE - 1].pk) if len(found) > PAGE else None
        body = {"generations": found[:PAGE], "next": _next(request, "api:generations", last)}
        return Response(GenerationsSerializer(body).data)


class OneGeneration(APIView):
    """A run of yours."""

    @extend_schema(operation_id="generation", responses={200: GenerationSerializer, **schema.errors(401, 403, 404)})
    def get(self, request: Request, generation_id: UUID) -> Response:
        """Its state, output, usage and receipt."""
        generation = _generation(request, generation_id)
        require(request.user, generation.kind, READ)
        return Response(GenerationSerializer(generation).data)

    @extend_schema(
        operation_id="change_generation", request=ChangeSerializer, responses={200: GenerationSerializer, **CHANGED}
    )
    def patch(self, request: Request, generation_id: UUID) -> Response:
        """Name it, or save it. A turn of a conversation is named and saved with that."""
        _change(_single(request, generation_id), read_change(request.data))
        return Response(GenerationSerializer(_generation(request, generation_id)).data)

    @extend_schema(operation_id="delete_generation", responses={204: None, **schema.errors(401, 403, 404, 409)})
    def delete(self, request: Request, generation_id: UUID) -> Response:
        """Delete it for good, with its shared links. What runs is stopped first. A turn goes with its conversation."""
        return _delete(_single(request, generation_id))


class Conversations(APIView):
    """Your conversations, thirty at a time."""

    @extend_schema(
        operation_id="conversations",
        parameters=PARAMETERS,
        responses={200: ConversationsSerializer, **schema.errors(400, 401, 403)},
    )
    def get(self, request: Request) -> Response:
        require(request.user, READ)
        filters, after = QueryForm(request.query_params).read()
        rows = entries.conversations(request.user, filters)
        rows = entries.between(rows, "updated_at", filters, after) if request.user.has_history else rows.none()
        found = list(rows.values_list("pk", flat=True)[: PAGE + 1])
        listed = entries.read(found[:PAGE])
        last = Place(listed[-1].at, listed[-1].row.pk) if len(found) > PAGE else None
        body = {"conversations": listed, "next": _next(request, "api:conversations", last)}
        return Response(ConversationsSerializer(body).data)


class OneConversation(APIView):
    """A conversation of yours."""

    @extend_schema(
        operation_id="conversation", responses={200: WholeConversationSerializer, **schema.errors(401, 403, 404)}
    )
    def get(self, request: Request, conversation_id: UUID) -> Response:
        """All of it, with its runs."""
        entry = entries.find(request.user, "conversation", conversation_id)
        require(request.user, entry.last.kind, READ)
        return Response(WholeConversationSerializer(entry).data)

    @extend_schema(
        operation_id="change_conversation", request=ChangeSerializer, responses={200: ConversationSerializer, **CHANGED}
    )
    def patch(self, request: Request, conversation_id: UUID) -> Response:
        """Name it, or save it."""
        entry = entries.find(request.user, "conversation", conversation_id)
        require_changes(request.user)
        _change(entry, read_change(request.data))
        return Response(ConversationSerializer(entries.find(request.user, "conversation", conversation_id)).data)

    @extend_schema(operation_id="delete_conversation", responses={204: None, **schema.errors(401, 403, 404, 409)})
    def delete(self, request: Request, conversation_id: UUID) -> Response:
        """Delete it for good, with its runs and its shared links. What runs in it is stopped first."""
        entry = entries.find(request.user, "conversation", conversation_id)
        require_changes(request.user)
        return _delete(entry)


def _generation(request: Request, pk: UUID) -> Generation:
    return get_object_or_404(Generation.objects.of(request.user).select_related("conversation"), pk=pk)


def _single(request: Request, pk: UUID) -> Entry:
    """A run of one's own that is an entry itself, to be changed."""
    generation = _generation(request, pk)
    require_changes(request.user)
    if generation.conversation_id:
        address = reverse("api:conversation", args=[generation.conversation_id])
        message = f"This run is a turn of a conversation. Change or delete that, at {address}."
        raise Problem(409, "part_of_conversation", message)
    (entry,) = entries.read([pk])
    return entry


def _change(entry: Entry, change: dict[str, Any]) -> None:
    if "name" in change:
        entry.rename(change["name"])
    if "saved" in change:
        entry.save(change["saved"])


def _delete(entry: Entry) -> Response:
    if deleting.delete([entry]).left:
        message = "It is still being stopped, and nothing was deleted. Delete it again in a few seconds."
        raise Problem(409, "still_running", message, headers={"Retry-After": "5"})
    return Response(status=204)


def _next(request: Request, name: str, last: Place | None) -> str | None:
    if last is None:
        return None
    asked = {key: value for key, value in request.query_params.items() if key != "cursor"}
    return f"{reverse(name)}?{urlencode({**asked, 'cursor': str(last)})}"
