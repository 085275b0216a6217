"""Markdown's blocks into a Word document."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Inches, Pt, RGBColor
from docx.text.paragraph import Paragraph
from markdown_it.tree import SyntaxTreeNode

from tools.markdown import parse
from tools.sharing.plain import printable

MONO = "Consolas"
DEEPEST_LIST = 3  # Word's own styles have no more levels
DEEPEST_HEADING = 9
WEB = ("http://", "https://", "mailto:")
STEP = 0.25  # inches, for each list or quote that something stands in
LINK_COLOUR = RGBColor(0x0B, 0x5C, 0x4D)
_MARKS: dict[str, Any] = {"strong": {"bold": True}, "em": {"italic": True}, "s": {"strike": True}}
_SHIFT = 2  # a heading in an answer stands below the title and "Answer"


@dataclass(frozen=True, slots=True)
class _Look:
    """How a run of letters looks."""

    bold: bool = False
    italic: bool = False
    strike: bool = False
    code: bool = False
    link: str = ""  # where it leads to


PLAIN = _Look()


def clean(text: str) -> str:
    """What XML can hold: it knows no control characters."""
    return printable(text)


class Writer:
    """Writes at the end of a document."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def heading(self, text: str, level: int) -> None:
        """A heading of plain text."""
        self._document.add_heading(clean(text), min(level, DEEPEST_HEADING))

    def lines(self, text: str) -> None:
        """Plain text as it was typed, its line breaks kept."""
        self._document.add_paragraph(clean(text))

    def rows(self, rows: Iterable[tuple[str, str]]) -> None:
        """A table of names and values."""
        table = self._document.add_table(rows=0, cols=2, style="Table Grid")
        for name, value in rows:
            cells = table.add_row().cells
            cells[0].text, cells[1].text = clean(name), clean(value)

    def markdown(self, text: str) -> None:
        """An answer."""
        for node in SyntaxTreeNode(parse(text)).children:
            self._block(node, 0)

    def _block(self, node: SyntaxTreeNode, depth: int) -> None:
        """`depth` is how many lists or quotes it stands in."""
        match node.type:
            case "heading":
                level = min(int(node.tag[1]) + _SHIFT, DEEPEST_HEADING)
                _fill(self._document.add_heading(level=level), node)
            case "fence" | "code_block" | "math_block":
                self._code(node.content.rstrip("\n"), depth)
            case "bullet_list" | "ordered_list":
                self._list(node, depth)
            case "blockquote":
                self._quote(node, depth)
            case "table":
                self._table(node)
            case "hr":
                self._document.add_paragraph("* * *")
            case _:
                _fill(self._paragraph("Normal", depth), node)

    def _list(self, node: SyntaxTreeNode, depth: int) -> None:
        first = int(node.attrs.get("start", 1))
        for number, item in enumerate(node.children, first):
            paragraph = self._numbered(number, depth) if node.type == "ordered_list" else self._bullet(depth)
            rest = list(item.children)
            if rest and rest[0].type == "paragraph":
                _fill(paragraph, rest.pop(0))
            for child in rest:
                self._block(child, depth + 1)

    def _bullet(self, depth: int) -> Paragraph:
        level = min(depth + 1, DEEPEST_LIST)
        return self._document.add_paragraph(style="List Bullet" if level == 1 else f"List Bullet {level}")

    def _numbered(self, number: int, depth: int) -> Paragraph:
        """Its number is written out: Word's own would count on from the list before."""
        paragraph = self._paragraph("Normal", depth + 1)
        paragraph.paragraph_format.first_line_indent = Inches(-STEP)
        paragraph.add_run(f"{number}. ")
        return paragraph

    def _quote(self, node: SyntaxTreeNode, depth: int) -> None:
        for child in node.children:
            if child.type == "paragraph":
                _fill(self._paragraph("Quote", depth + 1), child)
            else:
                self._block(child, depth + 1)

    def _code(self, code: str, depth: int) -> None:
        paragraph = self._paragraph("No Spacing", depth)
        paragraph.paragraph_format.space_after = Pt(8)
        _write(paragraph, code, _Look(code=True))

    def _table(self, node: SyntaxTreeNode) -> None:
        rows = [row for part in node.children for row in part.children]
        table = self._document.add_table(rows=0, cols=len(rows[0].children), style="Table Grid")
        for row in rows:
            for cell, content in zip(table.add_row().cells, row.children, strict=False):
                _fill(cell.paragraphs[0], content, _Look(bold=content.type == "th"))
        self._document.add_paragraph()

    def _paragraph(self, style: str, depth: int) -> Paragraph:
        paragraph = self._document.add_paragraph(style=style)
        if depth:
            paragraph.paragraph_format.left_indent = Inches(STEP * depth)
        return paragraph


def _fill(paragraph: Paragraph, node: SyntaxTreeNode, look: _Look = PLAIN) -> None:
    """Write what stands in the node, which is a block's or a mark's content."""
    for child in node.children:
        match child.type:
            case "text" | "math_inline" | "math_inline_double":
                _write(paragraph, child.content, look)
            case "code_inline":
                _write(paragraph, child.content, replace(look, code=True))
            case "strong" | "em" | "s":
                _fill(paragraph, child, replace(look, **_MARKS[child.type]))
            case "softbreak":
                _write(paragraph, " ", look)
            case "hardbreak":
                paragraph.add_run().add_break()
            case "link":
                _fill(paragraph, child, replace(look, link=str(child.attrs.get("href", ""))))
            case "image":
                # A link, as on the page: a picture from elsewhere would tell its host who reads this, and when.
                _write(paragraph, child.content or "image", replace(look, link=str(child.attrs.get("src", ""))))
            case _:
                _fill(paragraph, child, look)


def _write(paragraph: Paragraph, text: str, look: _Look) -> None:
    run = paragraph.add_run(clean(text))
    run.bold, run.italic, run.font.strike = look.bold or None, look.italic or None, look.strike or None
    if look.code:
        run.font.name = MONO
    if look.link.lower().startswith(WEB):
        run.font.underline, run.font.color.rgb = True, LINK_COLOUR
        link = OxmlElement("w:hyperlink")
        link.set(qn("r:id"), paragraph.part.relate_to(clean(look.link), RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        paragraph._p.append(link)
        link.append(run._r)
