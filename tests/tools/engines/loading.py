"""An engine as its tests want it: loaded once, closed at the end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tools.catalogue import Model
from tools.engines import registry


@contextmanager
def loaded(model: Model, *, warm: bool = True) -> Iterator[Any]:
    """The model's engine, loaded and warm."""
    engine = registry.build(model)
    engine.load()
    if warm:
        engine.warm_up()
    yield engine
    engine.close()
