"""The inputs of a run as /api takes them: JSON, or for a tool that takes a file also a form with the file in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from rest_framework.request import Request

from tools.http.form import CONTENT_TYPE, read_form, typed
from tools.http.uploads import KINDS, received
from tools.toolbox import InvalidInput, Tool


@contextmanager
def inputs_of(request: Request, tool: Tool) -> Iterator[Mapping[str, Any]]:
    """What was sent, still to be cleaned by the tool; a file is kept under the token that the inputs then name.

    It is deleted again when the block fails. Raises what reading a body and a file raises.
    """
    properties = tool.schema()["properties"]
    if "file" not in properties or request._request.content_type != CONTENT_TYPE:
        yield request.data
        return
    form = read_form(request._request, request.user)
    texts = typed(form.fields, properties)
    if not form.files:
        yield texts
        return
    if "file" in texts:
        raise InvalidInput("file", "Send file once: as a file, or as the id of one.")
    with received(request.user, form, KINDS[tool.kind]) as file:
        yield texts | {"file": file.pk}
