"""What every tool has, whatever kind of model it runs."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

from accounts.principal import Principal
from tools import catalogue
from tools.catalogue import Model
from tools.engines.base import Result
from tools.quotes import Quote


class InvalidInput(ValueError):
    """The caller's input can't be used. `message` says what the limit is and what to do; it is fit to be shown.

    `field` names the input ("messages[2].content"), or is None where the whole request is meant. `code` is for
    programs: "required", "invalid_type", "invalid_value", "too_long", "unknown_field", "model_not_found",
    "context_length_exceeded", or of a file "file_not_found", "unsupported_type", "damaged_file", "empty_file",
    "too_large", "too_short", "no_audio".
    """

    def __init__(self, field: str | None, message: str, code: str = "invalid_value") -> None:
        super().__init__(message)
        self.field = field
        self.message = message
        self.code = code


class Tool(ABC):
    """One thing that people can run. Each tool is a module of this folder with its one instance, named TOOL."""

    slug: ClassVar[str]
    name: ClassVar[str]
    kind: ClassVar[str]  # the kind of model that it runs: "text"
    summary: ClassVar[str]  # one sentence
    price_note: ClassVar[str]  # how the price is made, in words
    order: ClassVar[int] = 100  # where it stands in lists, lowest first
    example: ClassVar[dict[str, Any]]  # inputs that run as they are

    @abstractmethod
    def schema(self) -> dict[str, Any]:
        """The JSON Schema of what `clean` accepts; /api/schema/ and the tool's page show it."""

    @abstractmethod
    def clean(self, data: Mapping[str, Any], principal: Principal | None = None) -> dict[str, Any]:
        """The checked inputs, complete, with every default filled in and every cap applied.

        The page, /api and /v1 all come through here, so the same request means the same everywhere. With a principal,
        defaults also keep to what its balance affords. Raises InvalidInput, and InsufficientTokens where the balance
        can't pay even the least that this input costs.
        """

    @abstractmethod
    def quote(self, inputs: dict[str, Any], model: Model) -> Quote:
        """The most that cleaned `inputs` can cost."""

    @abstractmethod
    def price(self, result: Result, model: Model) -> int:
        """What a run that used this much costs: never more than its quote, and 0 where nothing was made."""

    @abstractmethod
    def job_inputs(self, inputs: dict[str, Any]) -> dict[str, Any]:
        """Cleaned inputs as the engine takes them (see `Job`)."""

    def models(self) -> list[Model]:
        """The models that this tool can run here, the default one first."""
        return catalogue.available(self.kind)

    def model(self, inputs: Mapping[str, Any]) -> Model:
        """The model that `inputs` name, or the default one. Raises InvalidInput."""
        models = self.models()
        slug = inputs.get("model")
        if slug is None:
            return models[0]
        for model in models:
            if model.slug == slug:
                return model
        names = ", ".join(model.slug for model in models)
        raise InvalidInput(
            "model", f"There is no model named {str(slug)[:100]!r} here. Use one of: {names}.", "model_not_found"
        )
