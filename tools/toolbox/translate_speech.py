"""Translate speech: what is said in a recording, in English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from accounts.principal import Principal
from tools import catalogue
from tools.catalogue import Model
from tools.toolbox import fields
from tools.toolbox.base import InvalidInput
from tools.toolbox.speech import INPUTS, SpeechTool, clean_listening, heard_by


class TranslateSpeech(SpeechTool):
    """A recording in any language in, English out."""

    slug = "translate-speech"
    task = "translate"
    name = "Translate speech"
    summary = "Get what is said in a recording in English, whatever language is spoken."
    order = 50
    example = {"file": "the id of a recording that you sent"}

    def models(self) -> list[Model]:
        """Only those that were trained to translate."""
        return [model for model in super().models() if heard_by(model).translates]

    def model(self, inputs: Mapping[str, Any]) -> Model:
        for model in catalogue.available(self.kind):
            if model.slug == inputs.get("model") and not heard_by(model).translates:
                raise InvalidInput("model", f"{model.name} wasn't trained to translate. {self._others()}")
        if not self.models():
            raise InvalidInput("model", f"No model here translates speech. {self._others()}", "model_not_found")
        return super().model(inputs)

    def _others(self) -> str:
        names = ", ".join(model.slug for model in self.models())
        return f"Use one of: {names}." if names else "Use transcribe instead."

    def schema(self) -> dict[str, Any]:
        return {
            "type": "object",
            "properties": self.properties(),
            "required": ["file"],
            "additionalProperties": False,
        }

    def clean(self, data: Mapping[str, Any], principal: Principal | None = None) -> dict[str, Any]:
        fields.only(data, INPUTS)
        model = self.model(data)
        return clean_listening(data, fields.stored(data.get("file"), "file", "audio", principal), model)


TOOL = TranslateSpeech()
