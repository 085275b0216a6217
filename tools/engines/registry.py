"""From a model of the catalogue to the engine that runs it."""

from __future__ import annotations

from importlib import import_module

from tools.catalogue import Model
from tools.engines.base import Engine


def build(model: Model) -> Engine:
    """A new engine for the model, not yet loaded.

    The engine's module is imported by its name here, not at the top: torch is large, and a web process that only asks
    about models must not load it.
    """
    return import_module(f"tools.engines.{model.engine}").build(model)
