"""What /api answers with about the history, and what it takes to look in it and to change it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema_field
from rest_framework import serializers

from tools.api.serializers import GenerationSerializer
from tools.history import search
from tools.history.entries import Filters, Place
from tools.history.entry import NAME_LENGTH, Entry
from tools.history.forms import LONGEST_QUERY
from tools.http.problems import Problem
from tools.toolbox import InvalidInput, fields


class GenerationsSerializer(serializers.Serializer):
    """Some runs, the newest first."""

    generations = GenerationSerializer(many=True)
    next = serializers.CharField(allow_null=True, help_text="Where the older ones are; null when there are none.")


class ConversationSerializer(serializers.Serializer):
    """A conversation of yours, without its runs."""

    id = serializers.UUIDField(source="row.pk")
    name = serializers.CharField(allow_blank=True, source="row.title")
    saved = serializers.BooleanField(source="is_saved", help_text="Kept until you delete it.")
    runs = serializers.IntegerField(help_text="How many runs it has, tries of the same question counted each.")
    charged = serializers.IntegerField(help_text="The price of all of them, in Rewind's tokens.")
    created_at = serializers.DateTimeField(source="row.created_at")
    updated_at = serializers.DateTimeField(source="row.updated_at", help_text="When its newest run was started.")
    url = serializers.SerializerMethodField()

    def get_url(self, entry: Entry) -> str:
        return reverse("api:conversation", args=[entry.row.pk])


class ConversationsSerializer(serializers.Serializer):
    """Some conversations, those with the newest run first."""

    conversations = ConversationSerializer(many=True)
    next = serializers.CharField(allow_null=True, help_text="Where the older ones are; null when there are none.")


class WholeConversationSerializer(ConversationSerializer):
    """A conversation of yours, with its runs from the first one on."""

    generations = serializers.SerializerMethodField()

    @extend_schema_field(GenerationSerializer(many=True))
    def get_generations(self, entry: Entry) -> list[dict[str, Any]]:
        runs = entry.row.generations.order_by("position", "created_at")
        return [dict(one) for one in GenerationSerializer(runs, many=True).data]


class ChangeSerializer(serializers.Serializer):
    """What shall be otherwise; what is left out stays."""

    name = serializers.CharField(
        required=False, allow_blank=True, max_length=NAME_LENGTH, help_text='"" takes a run\'s name away.'
    )
    saved = serializers.BooleanField(required=False, help_text="Keep it until you delete it.")


PARAMETERS = [
    OpenApiParameter("q", str, description="Words; each must begin a word of the inputs, the output or the name."),
    OpenApiParameter("tool", str, description="A tool's slug."),
    OpenApiParameter("kind", str, description="The kind of model, such as `text`."),
    OpenApiParameter("since", str, description="From this moment on: ISO 8601, or a day in UTC."),
    OpenApiParameter("until", str, description="Before this moment: ISO 8601, or a day in UTC."),
    OpenApiParameter("saved", bool, description="`true` for saved ones only."),
    OpenApiParameter("cursor", str, description="Where to go on: `next` has it."),
]


class QueryForm(forms.Form):
    """The parameters of a list."""

    q = forms.CharField(required=False, max_length=LONGEST_QUERY)
    tool = forms.CharField(required=False, max_length=60)
    kind = forms.CharField(required=False, max_length=20)
    since = forms.DateTimeField(required=False)
    until = forms.DateTimeField(required=False)
    saved = forms.ChoiceField(required=False, choices=[("true", "true"), ("false", "false")])
    cursor = forms.CharField(required=False, max_length=100)

    def read(self) -> tuple[Filters, Place | None]:
        """What is looked for, and after which place. Raises Problem, which names the parameter."""
        if not self.is_valid():
            field, errors = next(iter(self.errors.items()))
            raise Problem(400, "invalid_value", str(errors[0]), field=field)
        data = self.cleaned_data
        asked = {name: data[name] for name in ("tool", "kind", "since", "until")}
        filters = Filters(words=search.asked(data["q"]), saved=data["saved"] == "true", **asked)
        try:
            return filters, Place.read(data["cursor"]) if data["cursor"] else None
        except ValueError as error:
            message = "cursor must be taken from the `next` of an answer."
            raise Problem(400, "invalid_value", message, field="cursor") from error


def read_change(data: Any) -> dict[str, Any]:
    """The checked `name` and `saved`, those that are there. Raises InvalidInput."""
    fields.only(data, ("name", "saved"))
    change: dict[str, Any] = {}
    if "name" in data:
        change["name"] = fields.text(data["name"], "name")
        if len(change["name"]) > NAME_LENGTH:
            raise InvalidInput("name", f"name may have at most {NAME_LENGTH} characters.", "too_long")
    if "saved" in data:
        if not isinstance(data["saved"], bool):
            raise InvalidInput("saved", "saved must be true or false.", "invalid_type")
        change["saved"] = data["saved"]
    return change
