"""What all tools that listen to a recording share: what is asked, what it costs, what the engine gets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tools.catalogue import Model, SpeechLimits
from tools.engines.base import Result
from tools.languages import LANGUAGES, code
from tools.models import StoredFile
from tools.quotes import A_RECORDING, A_SECOND, Quote, speech_price
from tools.toolbox import fields
from tools.toolbox.base import InvalidInput, Tool

LONGEST_PROMPT = 1_000  # characters; the model looks at the last 223 tokens of them
INPUTS = ("model", "file", "prompt", "temperature")


class SpeechTool(Tool):
    """A tool whose input is a recording and whose output is what is said in it."""

    kind = "speech"
    task: str  # Whisper's own name for what is to be done
    price_note = f"{A_RECORDING} tokens and {A_SECOND} more for each second of the recording."

    def quote(self, inputs: dict[str, Any], model: Model) -> Quote:
        return Quote(speech_price(StoredFile.objects.get(pk=inputs["file"]).seconds or 0.0, model.factor))

    def price(self, result: Result, model: Model) -> int:
        return speech_price(result.seconds, model.factor) if result.seconds else 0

    def job_inputs(self, inputs: dict[str, Any]) -> dict[str, Any]:
        return {
            "audio": StoredFile.objects.get(pk=inputs["file"]).content(),
            "task": self.task,
            "language": inputs.get("language"),
            "prompt": inputs["prompt"],
            "temperature": inputs["temperature"],
        }

    def properties(self) -> dict[str, Any]:
        """The JSON Schema of INPUTS."""
        return {
            "model": {"type": ["string", "null"], "description": "A model's slug; the default one where left out."},
            "file": {"type": "string", "description": "The recording: a file, or the id of one that you sent."},
            "prompt": {
                "type": ["string", "null"],
                "maxLength": LONGEST_PROMPT,
                "description": "Names and words that occur, or what was said before, in the recording's language.",
            },
            "temperature": {
                "type": ["number", "null"],
                "minimum": 0,
                "maximum": 1,
                "default": 0,
                "description": "0 takes the likeliest words; more lets chance choose.",
            },
        }


def heard_by(model: Model) -> SpeechLimits:
    """What a speech model can do."""
    if model.speech is None:
        raise ValueError(f"{model.slug} has no speech limits in the catalogue.")
    return model.speech


def languages(models: list[Model]) -> list[str]:
    """The codes of the languages that one of the models knows."""
    return list(LANGUAGES)[: max((heard_by(model).languages for model in models), default=0)]


def clean_listening(data: Mapping[str, Any], file: StoredFile, model: Model) -> dict[str, Any]:
    """All of INPUTS, defaults filled in; null means left out."""
    prompt, temperature = data.get("prompt"), data.get("temperature")
    return {
        "model": model.slug,
        "file": file.pk,
        "prompt": clean_prompt("" if prompt is None else prompt),
        "temperature": 0.0 if temperature is None else fields.number(temperature, "temperature", 0, 1),
    }


def clean_prompt(value: Any) -> str:
    """The prompt without space around it; may be empty."""
    prompt = fields.text(value, "prompt").strip()
    if len(prompt) > LONGEST_PROMPT:
        raise InvalidInput(
            "prompt", f"prompt has {len(prompt):,} characters; at most {LONGEST_PROMPT:,} are taken.", "too_long"
        )
    return prompt


def clean_language(value: Any, model: Model) -> str | None:
    """The language's code, or None where the model is to find it. A name in English does as well."""
    if value is None:
        return None
    found = code(fields.text(value, "language"))
    if found is None:
        raise InvalidInput(
            "language",
            f'There is no language {fields.shown(value)!r}. Use a code such as "en" or "de", or leave it out to have '
            "the language found.",
        )
    if found not in languages([model]):
        raise InvalidInput("language", f"{model.name} doesn't know {LANGUAGES[found]}. Leave it out, or use another.")
    return found
