"""What the speech pages' form sends, read into a tool's inputs; the tool itself checks them."""

from __future__ import annotations

from typing import Any

from django import forms

from tools.languages import LANGUAGES
from tools.models import StoredFile
from tools.toolbox import Tool
from tools.toolbox.speech import LONGEST_PROMPT, languages

AUTOMATIC = ("", "Found automatically")
# What file choosers offer; what a file really is, its content says.
ACCEPT = "audio/*,video/mp4,video/webm,.wav,.mp3,.m4a,.ogg,.oga,.opus,.flac,.webm,.mp4"


class SpeechForm(forms.Form):
    """A recording, sent now or chosen before (`stored`, its token), and how it is to be heard."""

    file = forms.FileField(
        label="A recording", required=False, allow_empty_file=True, widget=forms.FileInput(attrs={"accept": ACCEPT})
    )
    stored = forms.CharField(required=False, widget=forms.HiddenInput)
    sample = forms.BooleanField(required=False)
    language = forms.ChoiceField(label="Language", required=False)
    prompt = forms.CharField(
        label="Words it may hear",
        required=False,
        widget=forms.Textarea(
            attrs={"rows": 2, "maxlength": LONGEST_PROMPT, "placeholder": "Ada Lovelace, Kubernetes"}
        ),
    )
    model = forms.ChoiceField(label="Model", required=False)

    def __init__(self, tool: Tool, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, auto_id="speech-%s", use_required_attribute=False)
        self._offer("model", [(model.slug, model.name) for model in tool.models()])
        known = languages(tool.models())
        by_name = sorted(((code, LANGUAGES[code]) for code in known), key=lambda language: language[1])
        self._offer("language", [AUTOMATIC, *by_name])
        for name in set(self.fields) - {"file", "stored", "sample"} - set(tool.schema()["properties"]):
            del self.fields[name]

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 (tells the type checker)
        field.choices = choices

    def inputs(self, file: StoredFile) -> dict[str, Any]:
        """The tool's inputs for that recording with this form's settings."""
        given = {name: self.cleaned_data[name] for name in ("model", "language", "prompt") if name in self.fields}
        return {"file": file.pk, **{name: value for name, value in given.items() if value}}
