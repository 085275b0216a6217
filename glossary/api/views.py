"""The terms: all of them, those that a search finds, one."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from glossary import content
from glossary.api.serializers import FoundSerializer, TermSerializer, WholeTermSerializer
from glossary.search import search
from tools.api import schema
from tools.http.problems import Problem

MOST = 50
_TOPIC = OpenApiParameter("topic", str, description="Only the terms of this topic: its slug or its name.")
_QUERY = OpenApiParameter("q", str, required=True, description="A name, an acronym, a question in plain words.")
_LIMIT = OpenApiParameter("limit", int, description=f"How many at most, 1 to {MOST}; 20 if left out.")


class Terms(APIView):
    """Every term, by title, without its sections."""

    @extend_schema(
        operation_id="terms", parameters=[_TOPIC], responses={200: TermSerializer(many=True), **schema.errors(400, 401)}
    )
    def get(self, request: Request) -> Response:
        name = request.query_params.get("topic")
        terms = content.terms() if name is None else content.on_topic(_topic(name))
        return Response(TermSerializer(terms, many=True).data)


class Search(APIView):
    """The terms that answer a query, the best first."""

    @extend_schema(
        operation_id="search",
        parameters=[_QUERY, _LIMIT],
        responses={200: FoundSerializer(many=True), **schema.errors(400, 401)},
    )
    def get(self, request: Request) -> Response:
        query = request.query_params.get("q", "").strip()
        if not query:
            raise Problem(400, "invalid_input", "Say what to look for, as in ?q=temperature.", field="q")
        hits = search(query, _limit(request.query_params.get("limit")))
        return Response([FoundSerializer(hit.term, context={"found_by": hit.why}).data for hit in hits])


class OneTerm(APIView):
    """One term, whole; any of its names will do."""

    @extend_schema(operation_id="term", responses={200: WholeTermSerializer, **schema.errors(401, 404)})
    def get(self, request: Request, slug: str) -> Response:
        term = content.term(slug) or content.named(slug)
        if term is None:
            raise Problem(404, "not_found", f"There is no term {slug!r}; /api/glossary/ lists what there is.")
        return Response(WholeTermSerializer(term).data)


def _topic(said: str) -> str:
    """The topic's name. Raises Problem."""
    for topic in content.TOPICS:
        if said in (topic.slug, topic.name):
            return topic.name
    known = ", ".join(topic.slug for topic in content.TOPICS)
    raise Problem(400, "invalid_input", f"There is no topic {said[:100]!r}; there are {known}.", field="topic")


def _limit(said: str | None) -> int:
    if said is None:
        return 20
    if said.isascii() and said.isdigit() and 1 <= int(said[:9]) <= MOST:
        return int(said)
    raise Problem(400, "invalid_input", f"limit must be a number from 1 to {MOST}.", field="limit")
