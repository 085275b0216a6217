"""A form's one file, taken in for a run; it goes again where the run can't start."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.files.uploadedfile import UploadedFile

from accounts.principal import Principal
from tools.files.keeping import discard
from tools.files.receiving import receive
from tools.http.form import Form
from tools.models import StoredFile
from tools.toolbox import InvalidInput, fields

KINDS = {"speech": "audio", "image": "image"}  # by the kind of a tool: of the files that it takes


@contextmanager
def received(principal: Principal, form: Form, kind: str, name: str = "file") -> Iterator[StoredFile]:
    """The clean copy of the form's only file, of `kind` "audio" or "image", deleted when the block fails.

    Errors about the file, the block's too, are told of `name`, as the form calls it. Raises what `receive` raises,
    and InvalidInput where that file is missing or isn't the only one.
    """
    kept: list[StoredFile | None] = []
    try:
        file = receive(principal, _only(form, name), kind)
        kept.append(file)
        yield file
    except BaseException as error:
        discard(kept)
        if isinstance(error, InvalidInput) and error.field == "file":
            raise InvalidInput(name, error.message, error.code) from error
        raise


def _only(form: Form, name: str) -> UploadedFile:
    for other in form.files:
        if other != name:
            raise InvalidInput(fields.shown(other), f"Only the field {name} takes a file.", "unknown_field")
    if name in form.files:
        return form.files[name]
    if name in form.fields:
        raise InvalidInput(name, f"{name} must be a file and not text: with curl, -F {name}=@path.", "invalid_type")
    raise InvalidInput(name, f"{name} is missing: send a file in a form's field of this name.", "required")
