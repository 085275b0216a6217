"""Whether packs can be bought, for templates that point to them."""

from django import template

from billing.shop import gateway

register = template.Library()


@register.simple_tag
def buying_is_on() -> bool:
    """Whether this site sells packs."""
    return gateway.is_on()
