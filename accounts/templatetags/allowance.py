"""What an account gives, on pages that speak of having one."""

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def daily_tokens(kind: str) -> str:
    """The day's free tokens of a "visitor" or a "user", as "5,000"."""
    return f"{settings.DAILY_TOKENS[kind]:,}"


@register.simple_tag
def history_days() -> int:
    """For how many days the history is kept."""
    days: int = settings.HISTORY_DAYS
    return days
