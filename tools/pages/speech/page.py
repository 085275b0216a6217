"""What the speech pages show: the form with or without a recording, a run that goes on, its transcript."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse

from accounts.principal import Principal
from billing import ledger
from tools import generations, outcome
from tools.files.decoding.limits import MEBIBYTE, MOST_BYTES
from tools.files.waveform import waveform
from tools.http.problems import Problem, problem_of
from tools.languages import LANGUAGES
from tools.models import Generation, StoredFile
from tools.pages.addresses import addresses
from tools.pages.away import away
from tools.pages.speech import recording
from tools.pages.speech.form import SpeechForm
from tools.pages.speech.transcript import heard
from tools.pages.speech.words import TERMS, WORDS
from tools.quotes import LONGEST_RECORDING, speech_price
from tools.toolbox import InvalidInput, Tool

A_MINUTE = 60


class SpeechPage:
    """One look at one tool's page by one principal."""

    def __init__(self, tool: Tool, principal: Principal, file: StoredFile | None = None) -> None:
        self.tool = tool
        self.principal = principal
        self.file = file
        self.words = WORDS[tool.slug]
        self.problem: Problem | None = None

    def start(self, form: SpeechForm) -> Generation | None:
        """The run that the form asks for; None, and the form or `problem` says why, where it can't be."""
        try:
            self.file = recording.chosen(self.principal, form.cleaned_data, self.words.sample)
            inputs = self.tool.clean(form.inputs(self.file), self.principal)
            return generations.start(self.principal, self.tool, self.tool.model(inputs), inputs, source="page")
        except Exception as error:
            self.problem = problem_of(error)
            if self.problem.field in form.fields:
                form.add_error(self.problem.field, self.problem.message)
            return None

    def status(self, form: SpeechForm) -> int:
        """Of the answer that shows the form."""
        return self.problem.status if self.problem else 400 if form.errors else 200

    def form_context(self, form: SpeechForm) -> dict[str, Any]:
        """What the template needs to show the form."""
        in_form = self.problem is not None and self.problem.field in form.fields
        return self._context() | {
            "form": form,
            "problem": None if in_form else self.problem,
            "price": self._price(),
            "minute": speech_price(A_MINUTE, self.tool.models()[0].factor),
            "longest": LONGEST_RECORDING // A_MINUTE,
            "most_bytes": MOST_BYTES // MEBIBYTE,
            "away": away(self.tool.kind),
        }

    def run_context(self, run: Generation, *, editing: bool) -> dict[str, Any]:
        """What the template needs to show a run; `editing` shows the text in fields."""
        self.file = recording.stored(self.principal, run.inputs["file"])
        context = self._context() | {"run": run, "editing": editing}
        if not run.is_final:
            segments, progress = heard(run)
            return context | {"segments": segments, "progress": progress}
        found = outcome.transcript(run)
        spoken = found.language if found and found.language else ""
        return context | {
            "transcript": found,
            "segments": found.segments if found else [],
            "spoken": LANGUAGES.get(spoken, spoken),
            "written": self.words.written or spoken,
        }

    def _price(self) -> int | None:
        """What listening to the chosen recording costs with the default model."""
        if self.file is None:
            return None
        try:
            inputs = self.tool.clean({"file": self.file.pk}, self.principal)
        except InvalidInput:
            return None
        return self.tool.quote(inputs, self.tool.model(inputs)).tokens

    def _context(self) -> dict[str, Any]:
        return {
            "section": "tools",
            "tool": self.tool,
            "words": self.words,
            "models": self.tool.models(),
            "terms": TERMS,
            "url": reverse(f"tools:{self.tool.slug}"),
            "file": self.file,
            "waveform": waveform(self.file.peaks, f"Waveform of {self.file.name}") if self.file else "",
            "balance": ledger.balance(self.principal),
            "is_user": self.principal.is_user,
            "visitor_hours": settings.VISITOR_HOURS,
            "history_days": settings.HISTORY_DAYS,
            "page_data": addresses(self.tool) | {"longest": LONGEST_RECORDING, "most_bytes": MOST_BYTES},
        }
