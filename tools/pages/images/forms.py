"""What the image tools' form sends, read into a tool's inputs; the tool itself checks them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from tools.catalogue import Model
from tools.http.problems import Problem
from tools.toolbox import Tool
from tools.toolbox.image import MOST_PICTURES, MOST_SEED, drawn_by, named

TIMES = " \N{MULTIPLICATION SIGN} "
MISSING = {"upload": "Choose a picture first.", "prompt": "Say in a few words what to draw."}


class ImageForm(forms.Form):
    """A description and how it is to be drawn; a tool that starts from a picture takes one too.

    `upload` is a file that has just been chosen, `file` the token of one that is here already.
    """

    upload = forms.FileField(label="Your picture", required=False)
    file = forms.CharField(required=False, widget=forms.HiddenInput)
    prompt = forms.CharField(label="What shall it show?", required=False, strip=True)
    strength = forms.FloatField(label="How far it may go from your picture", required=False)
    size = forms.ChoiceField(label="Size", required=False)
    n = forms.TypedChoiceField(label="How many", required=False, coerce=int, empty_value=None)
    seed = forms.IntegerField(
        label="Seed", required=False, help_text="The same seed with the same settings gives the same picture."
    )
    steps = forms.IntegerField(label="Steps", required=False, help_text="More steps take longer and may look cleaner.")
    guidance = forms.FloatField(
        label="Guidance", required=False, help_text="How closely it keeps to your words; too much makes it garish."
    )
    model = forms.ChoiceField(label="Model", required=False)

    def __init__(self, tool: Tool, data: Any = None, files: Any = None, *, initial: Any = None) -> None:
        super().__init__(data, files, initial=initial, auto_id="image-%s")
        self.tool = tool
        properties = tool.schema()["properties"]
        models = tool.models()
        for name in [name for name in self.fields if name != "upload" and name not in properties]:
            del self.fields[name]
        if "file" in self.fields:
            self.fields["upload"].widget.attrs["accept"] = (
                "image/png,image/jpeg,image/webp,image/gif,image/bmp,image/avif"
            )
        else:
            del self.fields["upload"]
        if not any(drawn_by(model).guidance for model in models):
            self.fields.pop("guidance", None)
        self._offer("size", [(size, size.replace("x", TIMES)) for size in _sizes(models)])
        self._offer("n", [(n, "1 picture" if n == 1 else f"{n} pictures") for n in range(1, MOST_PICTURES + 1)])
        self._offer("model", [(model.slug, model.name) for model in models])
        self._bound(properties, models[0])

    def inputs(self) -> dict[str, Any]:
        """The tool's inputs; what was left empty is left to the tool."""
        cleaned = self.cleaned_data
        names = (name for name in self.fields if name != "upload")
        inputs = {name: cleaned[name] for name in names if cleaned.get(name) not in (None, "")}
        return {"prompt": "", **inputs}

    @property
    def upload_sent(self) -> UploadedFile | None:
        """The file that was chosen, if any."""
        return self.cleaned_data.get("upload") if "upload" in self.fields else None

    def keep(self, token: str) -> None:
        """The chosen file is here now, under that token: the form goes on with it, whatever else may be wrong."""
        self.cleaned_data["file"] = token
        self.data = {**{name: self.data[name] for name in self.data}, "file": token}

    def refuse(self, problem: Problem) -> bool:
        """Put the problem beside the field that it is about; False where it is about none of them."""
        name = "upload" if problem.field == "file" and "upload" in self.fields else problem.field
        if name not in self.fields:
            return False
        message = MISSING.get(name) if problem.code == "required" else None
        self.add_error(name, message or problem.message[:1].upper() + problem.message[1:])
        return True

    def _offer(self, name: str, choices: list[tuple[Any, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 (tells the type checker)
        field.choices = choices

    def _bound(self, properties: dict[str, Any], model: Model) -> None:
        """The limits in the browser too, so that most mistakes are told before anything is sent."""
        limits = drawn_by(model)
        prompt = {"rows": 2, "maxlength": limits.longest, "placeholder": "red apple", "enterkeyhint": "go"}
        self.fields["prompt"].widget = forms.Textarea(attrs=prompt)
        self._attrs("steps", {"min": limits.steps[1], "max": limits.steps[2], "placeholder": limits.steps[0]})
        self._attrs("seed", {"placeholder": "random", "min": 0, "max": MOST_SEED})
        if limits.guidance:
            default, least, greatest = limits.guidance
            self._attrs("guidance", {"min": least, "max": greatest, "step": 0.1, "placeholder": default})
        if "strength" in self.fields:
            strength = properties["strength"]
            attrs = {"type": "range", "min": strength["minimum"], "max": strength["maximum"], "step": 0.05}
            self._attrs("strength", attrs)
            self.fields["strength"].initial = strength.get("default")

    def _attrs(self, name: str, attrs: dict[str, Any]) -> None:
        if name in self.fields:
            widget = self.fields[name].widget
            widget.attrs |= attrs
            if "type" in attrs and isinstance(widget, forms.NumberInput):
                widget.input_type = attrs["type"]


def _sizes(models: list[Model]) -> list[str]:
    """Every size that one of the models draws, the default one first."""
    return list(dict.fromkeys(named(size) for model in models for size in drawn_by(model).sizes))
