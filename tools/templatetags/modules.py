"""Our JavaScript modules in templates."""

from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def module(context: dict[str, Any], path: str) -> SafeString:
    """The script element that loads a module of `static/`, with the nonce where the page's policy asks for one."""
    request = context.get("request")
    if getattr(request, "is_public_page", False):
        return format_html('<script type="module" src="{}"></script>', static(path))
    nonce = getattr(request, "csp_nonce", "")
    return format_html('<script type="module" src="{}" nonce="{}"></script>', static(path), nonce)
