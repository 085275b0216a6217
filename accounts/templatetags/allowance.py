"""How many tokens a day are free, on pages that speak of having an account."""

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def daily_tokens(kind: str) -> str:
    """The day's free tokens of a "visitor" or a "user", as "5,000"."""
    return f"{settings.DAILY_TOKENS[kind]:,}"
