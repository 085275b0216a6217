"""The formats of files in templates."""

from django import template

from tools import downloads
from tools.downloads import Format

register = template.Library()


@register.simple_tag
def formats_for(kind: str) -> list[Format]:
    """The formats in which a result of that kind of model can be had."""
    return downloads.formats_for(kind)
