"""GET /api/ledger/: the lines of the account's ledger for programs."""

from __future__ import annotations

from django.urls import reverse
from django.utils.http import urlencode
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.scopes import READ
from tools.api import schema
from tools.http.asker import require
from tools.http.problems import Problem
from tools.overview.forms import SpanForm
from tools.overview.lines import POTS
from tools.overview.paging import Page, page
from tools.overview.receipts import told

_NO_ACCOUNT = "A visitor has no ledger, as neighbours share an address's tokens. Use the API key of an account."


class LineSerializer(serializers.Serializer):
    """One line: what an account's free, bought or frozen tokens got or gave."""

    time = serializers.DateTimeField(source="line.transfer.created_at")
    what = serializers.CharField(source="words", help_text="In plain words.")
    kind = serializers.CharField(source="line.transfer.kind", help_text="Such as settle, grant, buy or close.")
    tokens = serializers.IntegerField(source="line.amount", help_text="Below 0 where they went.")
    pot = serializers.ChoiceField(source="line.pot", choices=list(POTS.values()), help_text="Which tokens.")
    balance_after = serializers.IntegerField(source="line.after", help_text="What was there of these tokens then.")
    generation = serializers.UUIDField(
        source="run", allow_null=True, help_text="The run that was paid for, while it is there."
    )


class LedgerSerializer(serializers.Serializer):
    """Lines, the newest first; all that one transfer moved is on one page."""

    lines = LineSerializer(many=True)
    next = serializers.CharField(allow_null=True, help_text="Where the older lines are; null when there are none.")


def _day(name: str, description: str) -> OpenApiParameter:
    return OpenApiParameter(name, {"type": "string", "format": "date"}, description=description)


PARAMETERS = [
    _day("start", "The first UTC day."),
    _day("end", "The last UTC day."),
    OpenApiParameter("before", int, description="Where to go on: `next` has it."),
]


class Ledger(APIView):
    """Every token that the account got and used, fifty transfers a page."""

    @extend_schema(
        operation_id="ledger",
        parameters=PARAMETERS,
        responses={200: LedgerSerializer, **schema.errors(400, 401, 403)},
    )
    def get(self, request: Request) -> Response:
        require(request.user, READ)
        if not request.user.is_user:
            raise Problem(403, "account_required", _NO_ACCOUNT)
        form = SpanForm(request.query_params)
        if not form.is_valid():
            field, errors = next(iter(form.errors.items()))
            raise Problem(400, "invalid_value", str(errors[0]), field=field)
        found = page(request.user.purse, form.span, before=form.cleaned_data["before"])
        body = {"lines": told(request.user, found.lines), "next": _next(form, found)}
        return Response(LedgerSerializer(body).data)


def _next(form: SpanForm, found: Page) -> str | None:
    if found.older is None:
        return None
    return f"{reverse('api:ledger')}?{urlencode({'before': found.older})}{form.query}"
