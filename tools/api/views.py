"""/api: the tools, their runs and the balance. Each answer is the same that the pages show."""

from __future__ import annotations

from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from accounts.principal import Principal
from accounts.scopes import READ
from billing import ledger
from tools import conversations, generations, toolbox
from tools.api import schema
from tools.api.inputs import inputs_of
from tools.api.serializers import (
    BalanceSerializer,
    GenerationSerializer,
    IndexSerializer,
    QuoteSerializer,
    ToolSerializer,
)
from tools.http.asker import require
from tools.http.headers import headers_of, token_headers
from tools.http.ready import require_worker
from tools.models import Conversation, Generation
from tools.toolbox import InvalidInput, Tool


class Index(APIView):
    """Where things are."""

    @extend_schema(operation_id="index", responses={200: IndexSerializer, **schema.errors(401)})
    def get(self, request: Request) -> Response:
        names = {
            "tools": "api:tools",
            "glossary": "glossary_api:terms",
            "files": "api:files",
            "generations": "api:generations",
            "conversations": "api:conversations",
            "balance": "api:balance",
            "ledger": "api:ledger",
            "shares": "api:shares",
            "schema": "api:schema",
            "docs": "api:docs",
        }
        return Response({key: reverse(name) for key, name in names.items()})


class Tools(APIView):
    """Every tool, with its models, its price and what it takes."""

    @extend_schema(operation_id="tools", responses={200: ToolSerializer(many=True), **schema.errors(401)})
    def get(self, request: Request) -> Response:
        return Response(ToolSerializer(toolbox.ALL, many=True).data)


class OneTool(APIView):
    """One tool."""

    @extend_schema(operation_id="tool", responses={200: ToolSerializer, **schema.errors(401, 404)})
    def get(self, request: Request, slug: str) -> Response:
        return Response(ToolSerializer(toolbox.get(slug)).data)


class Quotes(APIView):
    """What a run of these inputs would cost at most, before anything is held.

    A file that comes along is kept for a day: the run can name its id, which `inputs.file` has.
    """

    @extend_schema(
        operation_id="quote",
        request=schema.INPUTS,
        examples=schema.EXAMPLES,
        responses={200: QuoteSerializer, **schema.errors(400, 401, 403, 404, 413, 415, 429)},
    )
    def post(self, request: Request, slug: str) -> Response:
        tool = toolbox.get(slug)
        require(request.user, tool.kind, READ)
        with inputs_of(request, tool) as data:
            inputs = tool.clean(data, request.user)
            quote = tool.quote(inputs, tool.model(inputs))
        body = {"tokens": quote.tokens, "prompt_tokens": quote.prompt_tokens, "inputs": inputs}
        return Response(QuoteSerializer(body).data, headers=headers_of(request.user))


class Runs(APIView):
    """Run a tool. The answer comes at once; follow `events_url`, or ask for `url` until it is over."""

    @extend_schema(
        operation_id="run",
        request=schema.INPUTS,
        examples=schema.EXAMPLES,
        parameters=[schema.CONVERSATION, *schema.TOKEN_HEADERS],
        responses={201: GenerationSerializer, **schema.errors(400, 401, 403, 404, 413, 415, 429, 503)},
    )
    def post(self, request: Request, slug: str) -> Response:
        tool = toolbox.get(slug)
        require(request.user, tool.kind)
        conversation = _conversation(request, tool)
        with inputs_of(request, tool) as data:
            inputs = tool.clean(data, request.user)
            require_worker(tool.kind)
            source = _source(request.user)
            generation = conversations.start(request.user, tool, inputs, source=source, conversation=conversation)
        body = GenerationSerializer(generation).data
        return Response(body, status=201, headers={"Location": body["url"], **headers_of(request.user)})


def _conversation(request: Request, tool: Tool) -> Conversation | None:
    wanted = request.query_params.get("conversation")
    if wanted and "messages" not in tool.schema()["properties"]:
        raise InvalidInput("conversation", "Only chats have conversations. Leave conversation out.")
    return conversations.find(request.user, wanted) if wanted else None


def _source(principal: Principal) -> str:
    """Our pages' scripts run tools by this address too, known by a cookie; programs send a key, or nothing."""
    return "page" if principal.key is None and principal.has_history else "api"


class Cancel(APIView):
    """Stop a run. What it has made is kept and charged, the rest of the hold goes back. Asking again does no harm."""

    @extend_schema(
        operation_id="cancel",
        request=None,
        responses={200: GenerationSerializer, 202: GenerationSerializer, **schema.errors(401, 403, 404, 503)},
    )
    def post(self, request: Request, generation_id: UUID) -> Response:
        generation = get_object_or_404(Generation.objects.of(request.user), pk=generation_id)
        require(request.user, generation.kind)
        if not generation.is_final:
            generations.cancel(generation)
            generation.refresh_from_db()
        return Response(GenerationSerializer(generation).data, status=200 if generation.is_final else 202)


class Balance(APIView):
    """The tokens you have, and when the free ones come back."""

    @extend_schema(
        operation_id="balance",
        parameters=schema.TOKEN_HEADERS,
        responses={200: BalanceSerializer, **schema.errors(401, 403)},
    )
    def get(self, request: Request) -> Response:
        require(request.user, READ)
        balance = ledger.balance(request.user)
        return Response(BalanceSerializer(balance).data, headers=token_headers(balance))
