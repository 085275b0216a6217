"""The site's questions in templates: pages of lower rooms point up to them here, by name."""

from django import template

from glossary import faq
from glossary.faq import SiteQuestion

register = template.Library()


@register.simple_tag
def questions_for(page: str) -> tuple[SiteQuestion, ...]:
    """The questions that a kind of page leads to."""
    return faq.shown_on(page)
