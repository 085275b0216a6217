"""The form of a report."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.http import HttpRequest

from glossary.feedback import proof_of_work
from glossary.feedback.proof_of_work import WrongProof
from glossary.models import LONGEST_PAGE, Report


class ReportForm(forms.ModelForm):
    """What is wrong or missing, and where."""

    altcha = forms.CharField(required=False, max_length=2_000, widget=forms.HiddenInput)

    class Meta:
        model = Report
        fields = ("kind", "page", "message", "email")
        labels = {
            "kind": "What is it?",
            "page": "Page",
            "message": "Tell us",
            "email": "Your e-mail address, if you want an answer",
        }
        widgets = {
            "kind": forms.RadioSelect,
            "message": forms.Textarea(attrs={"rows": 6}),
            "page": forms.TextInput(attrs={"inputmode": "url"}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
        }
        help_texts = {"page": "The address of the page that it is about; filled in where we know it.", "email": ""}

    def __init__(self, request: HttpRequest, data: Any = None) -> None:
        asked = request.GET
        kind = asked.get("kind") if asked.get("kind") in Report.Kind.values else Report.Kind.BUG
        super().__init__(data, initial={"kind": kind, "page": own_path(request, asked.get("page", ""))}, auto_id="r-%s")
        self.request = request
        self.fields["email"].help_text = "Used for this answer and nothing else."

    def clean_page(self) -> str:
        """The address without our own name."""
        return own_path(self.request, self.cleaned_data["page"])

    def clean_altcha(self) -> str | None:
        """The proof that the report keeps, or None where there is none. One that was used is refused."""
        payload = self.cleaned_data["altcha"]
        if not payload:
            return None
        try:
            proof = proof_of_work.check(payload)
        except WrongProof as error:
            raise forms.ValidationError("The computation of this form took too long ago. Send it once more.") from error
        if Report.objects.filter(proof=proof).exists():
            raise forms.ValidationError("This was sent already.")
        return proof


def own_path(request: HttpRequest, address: str) -> str:
    """The path of an address of this site, cut to what fits; "" for what isn't one."""
    parts = urlsplit(address.strip())
    if parts.netloc and parts.netloc != request.get_host():
        return ""
    return parts.path[:LONGEST_PAGE] if parts.path.startswith("/") else ""
