"""Markdown in templates."""

from collections.abc import Mapping

from django import template
from django.utils.safestring import SafeString, mark_safe

from tools.markdown import render

register = template.Library()


@register.filter
def answer(text: str) -> SafeString:
    """What a model wrote, as HTML."""
    return mark_safe(render(text))  # noqa: S308 (render cleans by an allow-list)


@register.filter
def prose(text: str, names: Mapping[str, str] | None = None) -> SafeString:
    """What we wrote ourselves, as HTML; `{name}` is replaced by the name's value."""
    for name, value in (names or {}).items():
        text = text.replace(f"{{{name}}}", value)
    return mark_safe(render(text, own=True))  # noqa: S308 (as above)
