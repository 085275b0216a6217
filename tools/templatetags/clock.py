"""Times in a recording in templates."""

from django import template

from tools import outcome

register = template.Library()


@register.filter
def clock(seconds: float) -> str:
    """Seconds as "0:04"."""
    return outcome.clock(seconds)
