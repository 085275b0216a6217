"""Terms in templates: pages of lower rooms point up to them here, by slug."""

from collections.abc import Iterable

from django import template

from glossary import content
from glossary.content import Term

register = template.Library()


@register.simple_tag
def terms_of(slugs: Iterable[str]) -> list[Term]:
    """The terms of these slugs, those that there are."""
    return [term for slug in slugs if (term := content.term(slug))]
