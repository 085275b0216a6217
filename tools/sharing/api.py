"""/api/shares/: links to results for programs; and results as files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from accounts.scopes import READ
from tools import downloads
from tools.api import schema
from tools.downloads.sending import send
from tools.http.asker import require, require_changes
from tools.http.problems import Problem
from tools.models import Share
from tools.sharing import own
from tools.sharing.forms import DEFAULT_DAYS
from tools.sharing.snapshot import NothingFinished, Snapshot

FORMAT = OpenApiParameter(
    "format_slug",
    str,
    OpenApiParameter.PATH,
    enum=sorted({one.slug for one in downloads.ALL}),
    description="The format.",
)
NUMBER = OpenApiParameter("n", int, description="Of several pictures the one to have as `png`, counted from 1.")

FILE: dict[Any, Any] = {
    (200, "application/octet-stream"): OpenApiTypes.BINARY,
    **schema.errors(401, 403, 404),
}


class NewShareSerializer(serializers.Serializer):
    """What is to be shared: `generation` or `conversation`, the id of one of yours that is over."""

    generation = serializers.UUIDField(required=False)
    conversation = serializers.UUIDField(required=False)
    prompt = serializers.BooleanField(default=False, help_text="Whether what was asked is shown too.")
    expires_in_days = serializers.IntegerField(
        default=DEFAULT_DAYS,
        allow_null=True,
        min_value=1,
        max_value=own.LONGEST,
        help_text=f"Null for a link without an end; a visitor's ends after at most {own.LONGEST_FOR_VISITORS} days.",
    )

    def checked(self) -> dict[str, Any]:
        """The values. Raises Problem for the first that can't be used."""
        for field in set(self.initial_data) - set(self.fields):
            raise Problem(400, "unknown_field", f"There is no field named {field[:100]!r} here.", field=field[:100])
        if not self.is_valid():
            field, errors = next(iter(self.errors.items()))
            raise Problem(400, "invalid_value", str(errors[0]), field=field)
        if ("generation" in self.validated_data) == ("conversation" in self.validated_data):
            raise Problem(400, "required", "Give the id of a generation or of a conversation, one of them.")
        return dict(self.validated_data)


class ShareSerializer(serializers.Serializer):
    """A link, and what it is of. The snapshot under it never changes."""

    token = serializers.CharField(source="pk")
    url = serializers.SerializerMethodField(help_text="What you send to others.")
    title = serializers.SerializerMethodField(help_text="The first words of what is shown.")
    generation = serializers.UUIDField(source="generation_id", allow_null=True)
    conversation = serializers.UUIDField(source="conversation_id", allow_null=True)
    prompt = serializers.SerializerMethodField(help_text="Whether what was asked is shown.")
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(allow_null=True, help_text="Null for a link without an end.")

    def get_url(self, share: Share) -> str:
        return reverse("shared:page", args=[share.pk], request=self.context["request"])

    def get_title(self, share: Share) -> str:
        return Snapshot.from_json(share.snapshot).title

    @extend_schema_field(OpenApiTypes.BOOL)
    def get_prompt(self, share: Share) -> bool:
        return Snapshot.from_json(share.snapshot).has_prompt


class Shares(APIView):
    """Your links that work, the newest first; POST makes one. None are listed for a visitor without a cookie."""

    @extend_schema(operation_id="shares", responses={200: ShareSerializer(many=True), **schema.errors(401, 403)})
    def get(self, request: Request) -> Response:
        require(request.user, READ)
        return Response(ShareSerializer(own.shares(request.user), many=True, context={"request": request}).data)

    @extend_schema(
        operation_id="share",
        request=NewShareSerializer,
        responses={201: ShareSerializer, **schema.errors(400, 401, 403, 404, 413, 415)},
    )
    def post(self, request: Request) -> Response:
        require_changes(request.user)
        asked = NewShareSerializer(data=request.data).checked()
        share = _shared(request, asked)
        return Response(ShareSerializer(share, context={"request": request}).data, status=201)


class Unshare(APIView):
    """Take a link back: it leads nowhere from then on."""

    @extend_schema(operation_id="unshare", responses={204: None, **schema.errors(401, 403, 404)})
    def delete(self, request: Request, token: str) -> Response:
        require_changes(request.user)
        own.revoke(request.user, token)
        return Response(status=204)


class Download(APIView):
    """A run of yours as a file, with what was asked."""

    @extend_schema(
        operation_id="download",
        parameters=[FORMAT, NUMBER],
        responses=FILE,
    )
    def get(self, request: Request, generation_id: UUID, format_slug: str) -> HttpResponse:
        number = request.query_params.get("n", "")
        return _file(request, own.generation(request.user, generation_id), format_slug, number)


class ConversationDownload(APIView):
    """A conversation of yours as a file, with what was asked."""

    @extend_schema(
        operation_id="download_conversation",
        parameters=[FORMAT],
        responses=FILE,
    )
    def get(self, request: Request, conversation_id: UUID, format_slug: str) -> HttpResponse:
        return _file(request, own.conversation(request.user, conversation_id), format_slug)


def _shared(request: Request, asked: dict[str, Any]) -> Share:
    finders: dict[str, Callable[..., own.Shareable]] = {
        "generation": own.generation,
        "conversation": own.conversation,
    }
    name = "generation" if "generation" in asked else "conversation"
    thing = finders[name](request.user, asked[name])
    days = asked["expires_in_days"]
    if not own.days_allowed(request.user, days):
        message = f"Without an account a link works for at most {own.LONGEST_FOR_VISITORS} days."
        raise Problem(400, "invalid_value", message, field="expires_in_days")
    try:
        require(request.user, own.preview(thing, prompt=False).kind)
        return own.share(request.user, thing, prompt=asked["prompt"], days=days)
    except NothingFinished as error:
        raise Problem(400, "not_finished", str(error), field=name) from error
    except own.TooManyShares as error:
        raise Problem(400, "too_many_shares", str(error)) from error


def _file(request: Request, thing: own.Shareable, format_slug: str, number: str = "") -> HttpResponse:
    try:
        snapshot = own.kept_copy(thing)
    except NothingFinished as error:
        raise Problem(404, "not_finished", str(error)) from error
    require(request.user, snapshot.kind, READ)
    return send(snapshot, format_slug, number)
