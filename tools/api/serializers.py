"""What /api answers with. Each field here is in the schema, and the schema is true: a test holds real answers to it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from tools.api.outputs import OutputSerializer
from tools.catalogue import ImageLimits
from tools.models import Generation, State
from tools.toolbox import Tool


class IndexSerializer(serializers.Serializer):
    """Where things are."""

    tools = serializers.CharField()
    glossary = serializers.CharField()
    files = serializers.CharField()
    generations = serializers.CharField()
    conversations = serializers.CharField()
    balance = serializers.CharField()
    ledger = serializers.CharField()
    shares = serializers.CharField()
    schema = serializers.CharField()
    docs = serializers.CharField()


class RangeSerializer(serializers.Serializer):
    """What a number may be."""

    default = serializers.FloatField()
    least = serializers.FloatField()
    most = serializers.FloatField()

    def to_representation(self, values: tuple[float, float, float]) -> dict[str, float]:
        return super().to_representation(dict(zip(("default", "least", "most"), values, strict=True)))


class ImageLimitsSerializer(serializers.Serializer):
    """What an image model can draw."""

    sizes = serializers.SerializerMethodField(help_text="Width and height in pixels; the default one first.")
    steps = RangeSerializer()
    guidance = RangeSerializer(allow_null=True, help_text="Null where the model has none.")
    longest_prompt = serializers.IntegerField(source="longest", help_text="In characters.")

    def get_sizes(self, limits: ImageLimits) -> list[str]:
        return [f"{width}x{height}" for width, height in limits.sizes]


class ModelSerializer(serializers.Serializer):
    """A model that a tool can run."""

    slug = serializers.CharField()
    name = serializers.CharField()
    licence = serializers.CharField()
    context_length = serializers.IntegerField(help_text="Tokens of prompt and answer; 0 for images.")
    factor = serializers.FloatField(help_text="Prices are multiplied by it.")
    url = serializers.CharField(help_text="The model's card; may be empty.")
    image = ImageLimitsSerializer(allow_null=True, help_text="What it can draw, where it draws.")


class ToolSerializer(serializers.Serializer):
    """A tool, the models it runs here and the JSON Schema of its inputs."""

    slug = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.CharField()
    summary = serializers.CharField()
    price = serializers.CharField(source="price_note", help_text="How the price is made, in words.")
    models = ModelSerializer(many=True, help_text="The default one first.")
    inputs = serializers.SerializerMethodField(help_text="JSON Schema of the body of a run.")
    example = serializers.DictField(help_text="Inputs that run as they are.")
    runs_url = serializers.SerializerMethodField(help_text="POST inputs here to run the tool.")

    @extend_schema_field({"type": "object", "additionalProperties": {}})
    def get_inputs(self, tool: Tool) -> dict[str, Any]:
        return tool.schema()

    def get_runs_url(self, tool: Tool) -> str:
        return reverse("api:runs", args=[tool.slug])


class QuoteSerializer(serializers.Serializer):
    """The most that a run would cost; nothing is held."""

    tokens = serializers.IntegerField(help_text="Rewind's tokens that a run would hold.")
    prompt_tokens = serializers.IntegerField(allow_null=True, help_text="The prompt in the model's own tokens.")
    inputs = serializers.DictField(help_text="The inputs as they would run: defaults filled in, caps applied.")


class UsageSerializer(serializers.Serializer):
    """The model's own tokens. The prompt is counted at the start, the completion at the end."""

    prompt_tokens = serializers.IntegerField()
    completion_tokens = serializers.IntegerField()
    total_tokens = serializers.IntegerField()


class ReceiptSerializer(serializers.Serializer):
    """Rewind's tokens: what was held and what of it was charged; all but `held` are 0 until the run is over."""

    held = serializers.IntegerField()
    charged = serializers.IntegerField()
    free = serializers.IntegerField(help_text="Of the charged tokens, those out of the day's free ones.")
    bought = serializers.IntegerField(help_text="Of the charged tokens, those out of the bought ones.")


class FailureSerializer(serializers.Serializer):
    """Why a run failed."""

    code = serializers.CharField()
    message = serializers.CharField()


class GenerationSerializer(serializers.Serializer):
    """A run of a tool: what was asked, where it stands and what came of it."""

    id = serializers.UUIDField()
    tool = serializers.CharField()
    model = serializers.CharField()
    source = serializers.ChoiceField(choices=["page", "api", "v1"])
    conversation = serializers.UUIDField(
        source="conversation_id", allow_null=True, help_text="The conversation that it belongs to, if any."
    )
    name = serializers.CharField(allow_blank=True, help_text="Given by you; a conversation has its own.")
    saved = serializers.SerializerMethodField(help_text="Kept until you delete it, by itself or with its conversation.")
    state = serializers.ChoiceField(choices=State.values)
    inputs = serializers.DictField()
    output = OutputSerializer(allow_null=True)
    usage = UsageSerializer()
    receipt = ReceiptSerializer()
    error = serializers.SerializerMethodField(help_text="Why it failed; null unless it did.")
    created_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)
    url = serializers.SerializerMethodField()
    events_url = serializers.SerializerMethodField()
    cancel_url = serializers.SerializerMethodField()

    def get_saved(self, generation: Generation) -> bool:
        return (generation.conversation or generation).saved_at is not None

    @extend_schema_field(FailureSerializer(allow_null=True))
    def get_error(self, generation: Generation) -> dict[str, str] | None:
        if generation.state != State.FAILED:
            return None
        return {"code": generation.error_code, "message": generation.error_message}

    def get_url(self, generation: Generation) -> str:
        return reverse("api:generation", args=[generation.pk])

    def get_events_url(self, generation: Generation) -> str:
        return reverse("api:events", args=[generation.pk])

    def get_cancel_url(self, generation: Generation) -> str:
        return reverse("api:cancel", args=[generation.pk])


class BalanceSerializer(serializers.Serializer):
    """What the caller may spend."""

    daily = serializers.IntegerField(help_text="Free tokens a day.")
    free = serializers.IntegerField(help_text="Of those, what is left today.")
    bought = serializers.IntegerField(help_text="Bought tokens left; they don't expire.")
    frozen = serializers.IntegerField(help_text="Bought tokens whose payment is disputed; they can't be spent now.")
    held = serializers.IntegerField(help_text="Held for runs that aren't over; not in the numbers above.")
    available = serializers.IntegerField(help_text="free + bought, or what the key's own limit leaves of it.")
    resets_at = serializers.DateTimeField(help_text="When the free tokens come back.")


class ErrorBodySerializer(serializers.Serializer):
    """What went wrong and what to do. A 429 also has `needed`, `available` and `resets_at`."""

    code = serializers.CharField()
    message = serializers.CharField()
    field = serializers.CharField(required=False, help_text="The input at fault, where it is one.")
    needed = serializers.IntegerField(required=False)
    limit = serializers.IntegerField(required=False, help_text="The API key's own limit a day, where that is reached.")
    available = serializers.IntegerField(required=False)
    resets_at = serializers.DateTimeField(required=False)


class ErrorSerializer(serializers.Serializer):
    """The one error shape."""

    error = ErrorBodySerializer()
