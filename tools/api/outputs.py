"""What runs are given and what they make, as /api tells it: files, texts, transcripts, images."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from tools.models import StoredFile
from tools.models.file import UNUSED_HOURS


def file_url(token: str) -> str:
    """Where its owner reads the content of a file."""
    return reverse("files:file", args=[token])


class FileSerializer(serializers.Serializer):
    """A file that you sent, in the clean copy that is kept, or that a run of yours made."""

    id = serializers.CharField(source="pk", help_text="What a tool's `file` takes.")
    kind = serializers.ChoiceField(choices=["audio", "image"])
    name = serializers.CharField(allow_blank=True)
    content_type = serializers.CharField()
    size = serializers.IntegerField(help_text="Bytes.")
    seconds = serializers.FloatField(allow_null=True, help_text="Of a recording.")
    width = serializers.IntegerField(allow_null=True, help_text="Of a picture, in pixels.")
    height = serializers.IntegerField(allow_null=True, help_text="Of a picture, in pixels.")
    url = serializers.SerializerMethodField(help_text="Where its content is, for you alone.")
    created_at = serializers.DateTimeField()
    expires_at = serializers.SerializerMethodField(
        help_text="When it goes, if no run uses it until then; null for one that goes with its run."
    )

    def get_url(self, file: StoredFile) -> str:
        return file_url(file.pk)

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_expires_at(self, file: StoredFile) -> str | None:
        if file.uses.exists():
            return None
        moment = file.created_at + timedelta(hours=UNUSED_HOURS)
        return serializers.DateTimeField().to_representation(moment)


class FilesSerializer(serializers.Serializer):
    """Some files, the newest first."""

    files = FileSerializer(many=True)


class WordSerializer(serializers.Serializer):
    """A word that was heard, in seconds from the beginning."""

    start = serializers.FloatField()
    end = serializers.FloatField()
    word = serializers.CharField(trim_whitespace=False, help_text="With the space before it, where it has one.")
    probability = serializers.FloatField(required=False)


class SegmentSerializer(serializers.Serializer):
    """A stretch of a recording that was heard, in seconds from the beginning."""

    id = serializers.IntegerField()
    start = serializers.FloatField()
    end = serializers.FloatField()
    text = serializers.CharField(trim_whitespace=False)
    words = WordSerializer(many=True)
    avg_logprob = serializers.FloatField(required=False)
    compression_ratio = serializers.FloatField(required=False)
    no_speech_prob = serializers.FloatField(required=False)
    temperature = serializers.FloatField(required=False)


class FileUrl(serializers.CharField):
    """A file's id, told as the address of its content."""

    def to_representation(self, value: str) -> str:
        return file_url(value)


class ChoiceSerializer(serializers.Serializer):
    """One answer: a text, a transcript with its segments, or an image with its file."""

    text = serializers.CharField(allow_blank=True, trim_whitespace=False, help_text="Empty for an image.")
    finish_reason = serializers.ChoiceField(choices=["stop", "length", "cancelled"])
    language = serializers.CharField(required=False, allow_null=True, help_text="Of a transcript: what was spoken.")
    duration = serializers.FloatField(required=False, help_text="Of a transcript: the recording's seconds.")
    segments = SegmentSerializer(many=True, required=False)
    file = serializers.CharField(required=False, help_text="The id of an image's file.")
    url = FileUrl(source="file", required=False, help_text="Where an image is, for you alone.")
    width = serializers.IntegerField(required=False, help_text="Of an image, in pixels.")
    height = serializers.IntegerField(required=False, help_text="Of an image, in pixels.")
    seed = serializers.IntegerField(required=False, help_text="Draws this image again, with the same inputs.")
    steps = serializers.IntegerField(required=False)
    guidance = serializers.FloatField(required=False, allow_null=True)

    def to_representation(self, choice: dict[str, Any]) -> dict[str, Any]:
        """Only what this kind of answer has."""
        told = super().to_representation(choice)
        return {name: value for name, value in told.items() if name in choice or name == "url"}


class OutputSerializer(serializers.Serializer):
    """All answers."""

    choices = ChoiceSerializer(many=True)
