"""What the chat page's form sends, read into a tool's inputs; the tool itself checks them."""

from typing import Any

from django import forms

from tools.models import Generation
from tools.toolbox import Tool

LENGTHS = (64, 256, 1024, 2048)
NAMES = ("Very short", "Short", "Long", "Very long")
AUTOMATIC = ("", "Automatic: up to 512 tokens")


class ChatForm(forms.Form):
    """A message and how it is to be answered; everything but the message may be left out."""

    text = forms.CharField(
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": "Ask something", "enterkeyhint": "send"}),
    )
    model = forms.ChoiceField(required=False)
    temperature = forms.FloatField(
        required=False,
        min_value=0,
        max_value=2,
        widget=forms.NumberInput(attrs={"type": "range", "step": "0.1"}),
    )
    max_tokens = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)
    seed = forms.IntegerField(required=False, widget=forms.NumberInput(attrs={"placeholder": "random"}))

    def __init__(self, tool: Tool, data: Any = None, *, last: Generation | None = None) -> None:
        super().__init__(data, initial=_settings(last), auto_id="chat-%s")
        models = tool.models()
        longest = max(model.context_length for model in models)
        lengths = [(n, f"{name}: up to {n:,} tokens") for n, name in zip(LENGTHS, NAMES, strict=True) if n < longest]
        self._offer("model", [(model.slug, model.name) for model in models])
        self._offer("max_tokens", [AUTOMATIC, *lengths])

    def _offer(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 (tells the type checker)
        field.choices = choices

    def inputs(self, messages: list[dict[str, str]]) -> dict[str, Any]:
        """The tool's inputs for those messages with this form's settings."""
        settings = {name: self.cleaned_data[name] for name in ("model", "temperature", "max_tokens", "seed")}
        settings["model"] = settings["model"] or None
        return {"messages": messages, **settings}


def _settings(last: Generation | None) -> dict[str, Any]:
    """The settings that the conversation was last run with, or the defaults."""
    if last is None:
        return {"temperature": 0.7}
    return {name: last.inputs.get(name) for name in ("model", "temperature", "max_tokens", "seed")}
