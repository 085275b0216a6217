"""The tools: one module each, found by its TOOL, so that adding one touches no other file."""

from importlib import import_module
from pkgutil import iter_modules

from tools.toolbox.base import InvalidInput, Tool

__all__ = ["ALL", "InvalidInput", "Tool", "UnknownTool", "get"]


class UnknownTool(KeyError):
    """No tool has this slug."""

    def __str__(self) -> str:
        return f"There is no tool named {self.args[0]!r}."


_modules = [import_module(f"{__name__}.{info.name}") for info in iter_modules(__path__)]
ALL: tuple[Tool, ...] = tuple(
    sorted((module.TOOL for module in _modules if hasattr(module, "TOOL")), key=lambda tool: (tool.order, tool.slug))
)
_BY_SLUG = {tool.slug: tool for tool in ALL}


def get(slug: str) -> Tool:
    """The tool of that slug. Raises UnknownTool."""
    try:
        return _BY_SLUG[slug]
    except KeyError:
        raise UnknownTool(slug) from None
