"""What a generation is found by in the history's search."""

from __future__ import annotations

from django.db import models

from tools.models.generation import Generation


class Words(models.Model):
    """The words of a generation's inputs and output, as `tools/history/search.py` writes and looks for them.

    A table of its own, so that a worker that reads a generation doesn't read its text twice; goes with its row.
    """

    generation = models.OneToOneField(Generation, models.CASCADE, primary_key=True, related_name="words")
    text = models.TextField()

    def __str__(self) -> str:
        return self.text[:60]
