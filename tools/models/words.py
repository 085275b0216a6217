"""What a generation is found by in the history's search."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from tools.history import search

if TYPE_CHECKING:
    from tools.models.generation import Generation


class WordsManager(models.Manager["Words"]):
    """Writes the words of a generation."""

    def write(self, generation: Generation) -> None:
        """The words of a generation that has just ended: one insert."""
        Words.of(generation).save(force_insert=True)

    def rewrite(self, generation: Generation) -> None:
        """The same after its name, or its conversation's title, has changed; one that isn't over gets them then."""
        self.filter(pk=generation.pk).update(text=_text(generation))


class Words(models.Model):
    """The words of a generation's name, inputs, sent file's name and output, as `tools/history/search.py` keeps them.

    A table of its own, so that a worker that reads a generation doesn't read its text twice; goes with its row.
    """

    generation = models.OneToOneField("tools.Generation", models.CASCADE, primary_key=True, related_name="words")
    text = models.TextField()

    objects = WordsManager()

    def __str__(self) -> str:
        return self.text[:60]

    @classmethod
    def of(cls, generation: Generation) -> Words:
        """The words of a generation, not saved yet."""
        return cls(generation_id=generation.pk, text=_text(generation))


def _text(generation: Generation) -> str:
    """The title stands with the conversation's first turn, which also has what was said before it.

    A later turn has only its own question: the ones before are in their own rows.
    """
    inputs, title = generation.inputs, generation.name
    if generation.conversation_id and generation.position:
        inputs = inputs["messages"][-1]
    elif generation.conversation is not None:
        title = generation.conversation.title
    sent = generation.file_uses.filter(role="input").values_list("file__name", flat=True) if "file" in inputs else ()
    choices = (generation.output or {}).get("choices", [])
    return search.kept(title, *sent, *search.texts(inputs), *(choice["text"] for choice in choices))
