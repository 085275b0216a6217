"""What was asked and what came of it. The row is the truth: the broker only rings, the stream only shows."""

from tools.models.conversation import Conversation
from tools.models.file import FileUse, StoredFile
from tools.models.generation import FINAL, MAX_ATTEMPTS, Generation, State
from tools.models.owned import OwnedQuerySet
from tools.models.share import Share
from tools.models.words import Words

__all__ = [
    "FINAL",
    "MAX_ATTEMPTS",
    "Conversation",
    "FileUse",
    "Generation",
    "OwnedQuerySet",
    "Share",
    "State",
    "StoredFile",
    "Words",
]
