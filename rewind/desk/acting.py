"""An act of the staff: a page that says what will happen and asks for what it needs, then does it and logs it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import quote
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from unfold.widgets import UnfoldAdminTextInputWidget

from rewind.desk.base import Desk, note


class ActForm(forms.Form):
    """What every act asks for. `once` is new for each page that is opened: sent twice, the act happens once."""

    reason = forms.CharField(
        max_length=200,
        widget=UnfoldAdminTextInputWidget,
        help_text="Goes into the log. Name tickets and events, not people.",
    )
    once = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"once": uuid.uuid4()})


# Does it to the thing, with the form's cleaned data, and returns what to write to the log; "" when there was nothing to
# do. Raises ValidationError for what the form couldn't know.
Deed = Callable[[HttpRequest, Any, dict[str, Any]], str]


@dataclass(frozen=True, slots=True)
class Act:
    """`title` is also the button's; `words` say what will happen.

    The deed and its entry in the log are one transaction, but for a `slow` one, which asks other machines.
    """

    title: str
    words: str
    deed: Deed
    form: type[ActForm] = ActForm
    slow: bool = False

    def page(self, desk: Desk, request: HttpRequest, object_id: str) -> HttpResponse:
        """The page of this act on one thing; POST acts."""
        thing = desk.get_object(request, object_id)
        if thing is None:
            raise Http404("There is no such thing.")
        form = self.form(request.POST if request.method == "POST" else None)
        if form.is_valid():
            try:
                said = self._do(request, thing, form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, said or "It had been done already; nothing was changed.")
                return redirect(_address(desk, thing))
        return self._render(desk, request, thing, form)

    def _do(self, request: HttpRequest, thing: Model, data: dict[str, Any]) -> str:
        with nullcontext() if self.slow else transaction.atomic():
            said = self.deed(request, thing, data)
            if said:
                note(request, thing, f"{said} Reason: {data['reason']}")
        return said

    def _render(self, desk: Desk, request: HttpRequest, thing: Model, form: ActForm) -> HttpResponse:
        context = {
            **desk.admin_site.each_context(request),
            "title": self.title,
            "subtitle": str(thing),
            "words": self.words,
            "form": form,
            "opts": desk.opts,
            "thing": thing,
            "back": _address(desk, thing),
        }
        return TemplateResponse(request, "desk/act.html", context, status=400 if form.errors else 200)


def _address(desk: Desk, thing: Model) -> str:
    return reverse(f"admin:{desk.opts.app_label}_{desk.opts.model_name}_change", args=[quote(thing.pk)])
