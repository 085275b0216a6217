"""A Word document, made from the Markdown's own structure."""

from __future__ import annotations

import io

from docx import Document
from docx.document import Document as WordDocument

from tools.downloads.format import Format
from tools.downloads.telling import WARNING, facts
from tools.downloads.word import Writer, clean
from tools.sharing.snapshot import Snapshot

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def write(snapshot: Snapshot) -> bytes:
    """The .docx file's bytes."""
    document = Document()
    _say_what_it_is(document, snapshot)
    writer = Writer(document)
    writer.heading(snapshot.title, 1)
    for part in snapshot.parts:
        if part.prompt is not None:
            writer.heading("Question", 2)
            writer.lines(part.prompt)
            writer.heading("Answer", 2)
        for answer in part.answers:
            writer.markdown(answer)
    writer.heading("How it was made", 2)
    writer.rows([*facts(snapshot), ("Note", WARNING)])
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _say_what_it_is(document: WordDocument, snapshot: Snapshot) -> None:
    """The document's properties; python-docx's own template names its maker, and nobody's name belongs there."""
    properties = document.core_properties
    made = snapshot.parts[0].made.replace(tzinfo=None)
    properties.title = clean(snapshot.title)[:255]
    properties.author = properties.last_modified_by = ""
    properties.comments = WARNING
    properties.created = properties.modified = made


FORMAT = Format("docx", "Word", CONTENT_TYPE, frozenset({"text"}), write, order=30)
