"""Transcribe: what is said in a recording, in its own language, with times."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from accounts.principal import Principal
from tools.toolbox import fields
from tools.toolbox.speech import INPUTS, SpeechTool, clean_language, clean_listening, languages


class Transcribe(SpeechTool):
    """A recording in, its words out."""

    slug = "transcribe"
    task = "transcribe"
    name = "Transcribe"
    summary = "Turn a recording into text, with the time of every word, and subtitles if you like."
    order = 40
    example = {"file": "the id of a recording that you sent", "language": "en"}

    def schema(self) -> dict[str, Any]:
        language = {
            "enum": [*languages(self.models()), None],
            "description": "The language that is spoken, by its code; found by the model where it is left out.",
        }
        return {
            "type": "object",
            "properties": {**self.properties(), "language": language},
            "required": ["file"],
            "additionalProperties": False,
        }

    def clean(self, data: Mapping[str, Any], principal: Principal | None = None) -> dict[str, Any]:
        fields.only(data, (*INPUTS, "language"))
        model = self.model(data)
        file = fields.stored(data.get("file"), "file", "audio", principal)
        return {**clean_listening(data, file, model), "language": clean_language(data.get("language"), model)}


TOOL = Transcribe()
