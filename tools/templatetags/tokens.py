"""How amounts of tokens are written on pages."""

from django import template

register = template.Library()


@register.filter
def tokens(amount: int) -> str:
    """2500 as "2,500"."""
    return f"{amount:,}"
