"""Reads a request's multipart form, within limits: the way in which files come."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from accounts.principal import Principal
from tools.http.problems import Problem
from tools.toolbox import InvalidInput, fields

CONTENT_TYPE = "multipart/form-data"
_NUMBER = re.compile(r"-?(0|[1-9]\d{0,40})(\.\d{1,40})?([eE][+-]?\d{1,3})?")


@dataclass(frozen=True, slots=True)
class Form:
    """Text fields, and files by the names of their fields. A name of a list is without its "[]"."""

    fields: dict[str, Any]
    files: dict[str, UploadedFile]


def read_form(request: HttpRequest, principal: Principal, lists: Collection[str] = ()) -> Form:
    """The form. Fields of `lists` may come several times, named with or without "[]"; any other comes once.

    Raises InvalidInput, and Problem: 415 for another content type, 403 where a foreign page sends it, 413 where its
    text is too large, else 400.
    """
    if request.content_type != CONTENT_TYPE:
        message = f"Send a form with the file in it, as {CONTENT_TYPE}; this was {request.content_type!r}."
        raise Problem(415, "unsupported_media_type", message)
    refuse_foreign_page(request, principal)
    texts: dict[str, Any] = {}
    for sent, values in request.POST.lists():
        name = sent.removesuffix("[]")
        if name in lists:
            texts[name] = [*texts.get(name, []), *values]
        else:
            texts[sent] = _single(sent, values)
    return Form(texts, {name: _single(name, values) for name, values in request.FILES.lists()})


def refuse_foreign_page(request: HttpRequest, principal: Principal) -> None:
    """Raise a Problem where a page of another site sends this.

    A browser lets any page send a form anywhere, unlike JSON, and such a page would spend its visitors' tokens. It
    can't add a key, and a browser always says where a form is from.
    """
    origin = request.headers.get("Origin")
    if principal.key is None and origin is not None and urlsplit(origin).netloc != request.get_host():
        message = "Pages of other sites can't send forms here. Send it from your server, or with an API key."
        raise Problem(403, "csrf_failed", message)


def typed(texts: Mapping[str, Any], properties: Mapping[str, Any]) -> dict[str, Any]:
    """A form's texts as the types that a JSON Schema's `properties` ask for.

    What can't be read as its type stays as it is, for the tool to refuse by name; an empty text means null where that
    is allowed.
    """
    return {name: _typed(value, set(_types(properties.get(name, {})))) for name, value in texts.items()}


def _single(name: str, values: list[Any]) -> Any:
    if len(values) != 1:
        raise InvalidInput(fields.shown(name), f"{fields.shown(name)} comes {len(values)} times. Send it once.")
    return values[0]


def _types(schema: Mapping[str, Any]) -> Iterator[str]:
    """Every type that a value of this schema may have."""
    stated = schema.get("type", [])
    yield from [stated] if isinstance(stated, str) else stated
    if None in schema.get("enum", ()):
        yield "null"
    for one in (*schema.get("oneOf", ()), *schema.get("anyOf", ())):
        yield from _types(one)


def _typed(value: Any, types: set[str]) -> Any:
    if not isinstance(value, str):
        return value
    if value == "" and "null" in types:
        return None
    if "boolean" in types and value.lower() in ("true", "false"):
        return value.lower() == "true"
    if types & {"integer", "number"} and _NUMBER.fullmatch(value):
        return json.loads(value)
    return value
