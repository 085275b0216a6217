"""Markdown as plain text, for titles, link previews and text files."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from markdown_it.tree import SyntaxTreeNode

from tools.markdown import parse

TITLE = 70  # characters
INDENT = "    "
_BREAKS = {"softbreak": "\n", "hardbreak": "\n", "hr": "* * *"}
# Sets the direction of what follows it: the end of a name could be made to look like its beginning.
_TURNING = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def plain(text: str) -> str:
    """The text that the Markdown `text` stands for, without its marks."""
    return "\n\n".join(_blocks(SyntaxTreeNode(parse(text))))


def one_line(text: str, most: int) -> str:
    """The plain text on one line of at most `most` characters, ended at a word where it is cut."""
    line = " ".join(printable(" ".join(_words(SyntaxTreeNode(parse(text))))).split())
    if len(line) <= most:
        return line
    cut = line[: most - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut[most // 2 :] else cut).rstrip(" ,;:.-") + "…"


def first_words(text: str) -> str:
    """What a result may be called by; never empty."""
    return one_line(text, TITLE) or "A result"


def _words(node: SyntaxTreeNode) -> Iterator[str]:
    """What is read aloud of it: no addresses, no list marks. One string for each block."""
    if node.type == "inline" or not node.children:
        yield _read(node)
    else:
        for child in node.children:
            yield from _words(child)


def _read(node: SyntaxTreeNode) -> str:
    if node.type in _BREAKS:
        return " "
    return "".join(map(_read, node.children)) or (node.content if node.token else "")


def printable(text: str) -> str:
    """Without control characters, and without those that turn the direction of writing."""
    return "".join(c for c in _TURNING.sub("", text) if c in "\n\t" or unicodedata.category(c)[0] != "C")


def inline(node: SyntaxTreeNode) -> str:
    """The text of a paragraph's or a cell's content."""
    match node.type:
        case "text" | "code_inline" | "math_inline" | "math_inline_double":
            return node.content
        case "softbreak" | "hardbreak":
            return _BREAKS[node.type]
        case "link" | "image":
            address = str(node.attrs.get("href") or node.attrs.get("src") or "")
            shown = "".join(map(inline, node.children)) or node.content
            return shown if shown == address else f"{shown} ({address})"
        case _:
            return "".join(map(inline, node.children))


def _blocks(parent: SyntaxTreeNode) -> Iterator[str]:
    for node in parent.children:
        match node.type:
            case "fence" | "code_block" | "math_block":
                yield node.content.rstrip("\n")
            case "bullet_list" | "ordered_list":
                yield "\n".join(_items(node))
            case "blockquote":
                yield _indented(INDENT, "\n\n".join(_blocks(node)))
            case "table":
                yield "\n".join("\t".join(map(inline, row.children)) for part in node.children for row in part.children)
            case "hr":
                yield _BREAKS["hr"]
            case _:
                yield inline(node)


def _items(node: SyntaxTreeNode) -> Iterator[str]:
    first = int(node.attrs.get("start", 1))
    for number, item in enumerate(node.children, first):
        mark = f"{number}. " if node.type == "ordered_list" else "- "
        text = "\n".join(_blocks(item))
        yield mark + _indented(" " * len(mark), text).lstrip(" ")


def _indented(margin: str, text: str) -> str:
    return "\n".join(margin + line if line else line for line in text.split("\n"))
