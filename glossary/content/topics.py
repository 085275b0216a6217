"""The topics, in the order in which one would read them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.text import slugify


@dataclass(frozen=True, slots=True)
class Topic:
    """A shelf of the glossary; `intro` is one line of plain text."""

    name: str
    intro: str

    @property
    def slug(self) -> str:
        """Its part of an address: "agents-and-retrieval"."""
        return slugify(self.name)


TOPICS = (
    Topic("Foundations", "What learning machines are, and the kinds of them that everything else is built from."),
    Topic("Language models", "How a machine that predicts the next token comes to hold a conversation."),
    Topic("Training", "How weights get their values, and what keeps them from learning the wrong thing."),
    Topic("Inference and serving", "What happens between a question and its answer, and what makes it quick."),
    Topic("Prompting", "How to ask, and why the same question in other words gets another answer."),
    Topic("Agents and retrieval", "Models that look things up, use tools and act on what they find."),
    Topic("Images and video", "How machines see pictures, and how they make them out of noise."),
    Topic("Speech and audio", "From sound to text and back."),
    Topic("Data and evaluation", "What models learn from, and how one finds out what they learned."),
    Topic("Hardware and efficiency", "The chips, the memory and the arithmetic behind the price of an answer."),
    Topic("Safety and law", "What can go wrong, who tries to make it go wrong, and what the rules say."),
    Topic("Open source and licences", "Who may use a model for what, and where models come from."),
    Topic("API and engineering", "How programs talk to models, and what makes that dependable."),
)


def topic(slug: str) -> Topic | None:
    """The topic of that slug, or None."""
    return next((entry for entry in TOPICS if entry.slug == slug), None)
