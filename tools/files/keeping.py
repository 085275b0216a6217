"""The files of a run: what it was given is noted when it starts, what it made is kept when it ends."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable

from django.core.files.storage import default_storage
from django.utils.text import slugify

from accounts.principal import Principal
from tools.engines.base import Choice
from tools.files.small import small
from tools.models import FileUse, Generation, StoredFile
from tools.toolbox.base import InvalidInput

LONGEST_NAME = 60  # characters of a prompt in a file's name

Files = list[StoredFile | None]  # one for each choice


def note_input(principal: Principal, generation: Generation) -> None:
    """Note that the run uses the file that its inputs name, which thereby stays. Raises InvalidInput.

    Within the transaction that starts the run; the row is locked, for the purge may be at it.
    """
    token = generation.inputs.get("file")
    if token is None:
        return
    if not StoredFile.objects.of(principal).select_for_update().filter(pk=token).exists():
        raise InvalidInput("file", "This file isn't there any more. Send it again.")
    FileUse.objects.create(generation=generation, file_id=token, role="input")


def keep_outputs(generation: Generation, choices: Iterable[Choice]) -> Files:
    """Store the files that a run made. Raises OSError, and leaves none of them then."""
    files: Files = []
    try:
        for choice in choices:
            files.append(_kept(generation, choice))
    except BaseException:
        discard(files)
        raise
    return files


def discard(files: Files) -> None:
    """Delete files that nothing uses; what can't be deleted now, the purge takes."""
    for file in files:
        if file is not None:
            with contextlib.suppress(OSError):
                default_storage.delete(file.blob)
                file.delete()


def _kept(generation: Generation, choice: Choice) -> StoredFile | None:
    if choice.file is None:
        return None
    facts = {name: choice.data[name] for name in ("width", "height", "seconds") if name in choice.data}
    kind = choice.file.content_type.partition("/")[0]
    return StoredFile.objects.store(
        choice.file.content,
        choice.file.content_type,
        owner=generation.owner,
        kind=kind,
        name=_name(generation, choice),
        small=small(choice.file.content) if kind == "image" else b"",
        **facts,
    )


def _name(generation: Generation, choice: Choice) -> str:
    """What it is called when it is saved: by its prompt and its seed, such as "red-apple-7"."""
    prompt = slugify(generation.inputs.get("prompt") or "")[:LONGEST_NAME].strip("-")
    seed = choice.data.get("seed")
    return f"{prompt or generation.tool}-{seed}" if seed is not None else prompt or generation.tool
