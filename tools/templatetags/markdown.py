"""Markdown in templates."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from tools.markdown import render

register = template.Library()


@register.filter
def answer(text: str) -> SafeString:
    """What a model wrote, as HTML."""
    return mark_safe(render(text))  # noqa: S308 (render cleans by an allow-list)
