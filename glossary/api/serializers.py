"""What /api/glossary/ answers with."""

from __future__ import annotations

from django.urls import reverse
from rest_framework import serializers

from glossary import content
from glossary.content import Term


class TermSerializer(serializers.Serializer):
    """A term as lists have it."""

    slug = serializers.CharField()
    title = serializers.CharField()
    acronym = serializers.CharField(help_text="What the title stands for; may be empty.")
    short = serializers.CharField(help_text="The acronym of a title that is the long name; may be empty.")
    aliases = serializers.ListField(child=serializers.CharField())
    covers = serializers.ListField(child=serializers.CharField(), help_text="What its page explains too.")
    topic = serializers.CharField()
    definition = serializers.CharField(help_text="One line of plain text.")
    reviewed = serializers.DateField()
    url = serializers.SerializerMethodField(help_text="The term here, whole.")
    page = serializers.SerializerMethodField(help_text="Its page for people.")

    def get_url(self, term: Term) -> str:
        return reverse("glossary_api:term", args=[term.slug])

    def get_page(self, term: Term) -> str:
        return reverse("glossary:term", args=[term.slug])


class FoundSerializer(TermSerializer):
    """A term that a search found."""

    found_by = serializers.SerializerMethodField(help_text="What spoke for it most: name, words or meaning.")

    def get_found_by(self, term: Term) -> str:
        return self.context["found_by"]


class ReferenceSerializer(serializers.Serializer):
    """A source of a term's facts."""

    title = serializers.CharField()
    author = serializers.CharField()
    year = serializers.IntegerField()
    url = serializers.URLField()


class QuestionSerializer(serializers.Serializer):
    """One question of a term's FAQ."""

    question = serializers.CharField()
    answer = serializers.CharField(help_text="Markdown.")


class WholeTermSerializer(TermSerializer):
    """A term with all its sections, in Markdown as they are written."""

    explanation = serializers.CharField()
    why = serializers.CharField()
    points = serializers.ListField(child=serializers.CharField())
    example = serializers.CharField()
    misconception = serializers.CharField()
    here = serializers.CharField(help_text="How it shows on this site.")
    faq = QuestionSerializer(many=True)
    related = serializers.SerializerMethodField()
    references = ReferenceSerializer(many=True)
    tools = serializers.ListField(child=serializers.CharField(), help_text="Slugs of the tools that show it.")
    markdown = serializers.SerializerMethodField(help_text="The whole page as Markdown.")

    def get_related(self, term: Term) -> list[str]:
        return [slug for slug in term.related if content.term(slug)]

    def get_markdown(self, term: Term) -> str:
        return reverse("glossary:markdown", args=[term.slug])
