"""What the chat page shows: a conversation's turns, the models, the prices, and what stands in the way."""

from __future__ import annotations

from typing import Any

from accounts.principal import Principal
from billing import ledger
from tools import conversations
from tools.catalogue import Model
from tools.conversations import Turn
from tools.engines.tokens import count_prompt
from tools.http.problems import Problem
from tools.models import Conversation, Generation
from tools.pages.addresses import addresses
from tools.pages.away import away
from tools.pages.forms import ChatForm
from tools.quotes import MINIMUM_TEXT
from tools.toolbox.base import Tool
from tools.toolbox.text import DEFAULT_MAX_TOKENS
from tools.weights import BrokenWeights

SMALL = 3_000_000_000  # weights; a model below this gets facts wrong often enough to say so
STARTERS = (
    "What is an API? Explain it to a ten-year-old.",
    "Give me three tips for a good night's sleep.",
    "Write a Python function that reverses a string.",
    "Write a short story about a robot who learns to paint.",
)


class ChatPage:
    """One look at one conversation (which may be new) of one principal."""

    def __init__(self, tool: Tool, principal: Principal, conversation: Conversation) -> None:
        self.tool = tool
        self.principal = principal
        self.conversation = conversation
        self.is_new = conversation._state.adding
        self.turns: list[Turn] = [] if self.is_new else conversations.turns(conversation)

    @property
    def last(self) -> Generation | None:
        """The newest try of the newest turn."""
        return self.turns[-1].generation if self.turns else None

    @property
    def last_messages(self) -> list[dict[str, str]]:
        """The messages of the last turn, to ask them again."""
        return self.last.inputs["messages"] if self.last else []

    def next_messages(self, text: str) -> list[dict[str, str]]:
        """The messages of the next turn, which asks `text`."""
        return [*self._history, {"role": "user", "content": text}]

    @property
    def _history(self) -> list[dict[str, str]]:
        return self.turns[-1].messages if self.turns else []

    @property
    def is_running(self) -> bool:
        """Whether the last answer is still to come."""
        return self.last is not None and not self.last.is_final

    def renew(self) -> None:
        """Somebody looks: what runs may go on."""
        if self.last is not None and self.is_running:
            conversations.renew(self.last)

    def context(self, form: ChatForm, problem: Problem | None) -> dict[str, Any]:
        """What the template needs."""
        models = self.tool.models()
        chosen = next((model for model in models if model.slug == form["model"].value()), models[0])
        return {
            "section": "chat",
            "tool": self.tool,
            "models": models,
            "small": models[0].parameters < SMALL,
            "starters": STARTERS,
            "turns": self.turns,
            "running": self.is_running,
            "finished": any(turn.answer and turn.generation.is_final for turn in self.turns),
            "conversation": None if self.is_new else self.conversation,
            "form": form,
            "problem": problem,
            "context_length": chosen.context_length,
            "away": away(self.tool.kind),
            "balance": ledger.balance(self.principal),
            "least": MINIMUM_TEXT,
            "most": MINIMUM_TEXT + DEFAULT_MAX_TOKENS,
            "page_data": self._page_data(models),
        }

    def _page_data(self, models: list[Model]) -> dict[str, Any]:
        """What the page's script needs, as JSON."""
        return addresses(self.tool) | {
            "conversation": None if self.is_new else str(self.conversation.pk),
            "answers": {str(turn.generation.pk): turn.answer for turn in self.turns},
            "questions": {str(turn.generation.pk): turn.question for turn in self.turns},
            "least": MINIMUM_TEXT,
            "default_length": DEFAULT_MAX_TOKENS,
            "models": {
                model.slug: {"factor": model.factor, "context": model.context_length, "empty": _empty_prompt(model)}
                for model in models
            },
        }


def _empty_prompt(model: Model) -> int:
    """The tokens of a prompt in which nothing is asked: what the chat template itself costs."""
    try:
        return count_prompt(model, [{"role": "user", "content": ""}])
    except BrokenWeights:
        return 0
