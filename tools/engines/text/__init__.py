"""The text engine: transformers with continuous batching, one model in a process, fed by many threads."""

from tools.catalogue import Model
from tools.engines.text.engine import TextEngine


def build(model: Model) -> TextEngine:
    """A text engine for the model, not yet loaded."""
    return TextEngine(model)
