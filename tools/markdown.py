"""Markdown, as a model writes it (often half finished), to HTML that is safe to put into a page."""

from collections.abc import Sequence
from contextlib import suppress
from html import escape
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.texmath import texmath_plugin
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from tools import formulas

LONGEST_COLOURED = 20_000  # characters of one code block; a longer one stays plain
_FORMULAS = ("math_inline", "math_inline_double", "math_block")
_HEADINGS = 2  # a heading in an answer stands below the page's h1 and the turn's h2

_FORMATTING = "p br hr strong em s code pre span div a ul ol li blockquote h3 h4 h5 h6 table thead tbody tr th td"
TAGS = {*_FORMATTING.split(), *formulas.TAGS}
_ATTRIBUTES = {
    "*": set(),
    "a": {"href"},
    "ol": {"start"},
    "pre": {"tabindex"},
    "span": {"class", "tabindex"},
    "div": {"class", "tabindex"},
    "th": {"class"},
    "td": {"class"},
    **{tag: set(formulas.ATTRIBUTES) for tag in formulas.TAGS},
}


def _cleaner(*, url_relative: str, link_rel: str | None) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        url_relative=url_relative,
        link_rel=link_rel,
    )


_foreign = _cleaner(url_relative="deny", link_rel="nofollow noopener noreferrer")
_own = _cleaner(url_relative="pass_through", link_rel=None)


class _Renderer(RendererHTML):
    """Markdown-it's HTML with our headings, code colours, formulas, and links in place of images."""

    def heading_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return f"<{_lowered(tokens[idx].tag)}>"

    def heading_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return f"</{_lowered(tokens[idx].tag)}>\n"

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """A link: a picture from elsewhere would tell its host who reads this page, and when."""
        address = escape(str(tokens[idx].attrs.get("src", "")))
        return f'<a href="{address}">{escape(tokens[idx].content or "image")}</a>'

    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        language = tokens[idx].info.strip().split(maxsplit=1)
        return _code_block(tokens[idx].content, language[0] if language else "")

    def code_block(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return _code_block(tokens[idx].content, "")

    def table_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return '<div class="table" tabindex="0"><table>\n'

    def table_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return "</table></div>\n"

    def th_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return _cell(tokens[idx])

    td_open = th_open


def _lowered(tag: str) -> str:
    return f"h{min(6, int(tag[1]) + _HEADINGS)}"


def _cell(token: Token) -> str:
    """Alignment as a class, for the page's policy forbids style attributes."""
    align = str(token.attrs.get("style", "")).removeprefix("text-align:")
    return f'<{token.tag} class="align-{align}">' if align in {"left", "center", "right"} else f"<{token.tag}>"


def _code_block(code: str, language: str) -> str:
    """A block that can be reached and scrolled by keyboard, coloured where Pygments knows the language."""
    name = escape("".join(c for c in language.lower() if c.isalnum() or c in "+-#.")[:30])
    body = escape(code)
    if name and len(code) <= LONGEST_COLOURED:
        with suppress(ClassNotFound):
            lexer = get_lexer_by_name(name, stripnl=False)
            body = highlight(code, lexer, HtmlFormatter(nowrap=True, classprefix="k-"))
    head = f'<div class="code-head">{name or "text"}</div>'
    return f'<div class="code">{head}<pre tabindex="0"><code>{body}</code></pre></div>\n'


def _formula(self: Any, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
    token = tokens[idx]
    if token.type == "math_inline":
        return formulas.mathml(token.content, block=False)
    tag = "div" if token.type == "math_block" else "span"  # a paragraph can't hold a div
    return f'<{tag} class="formula" tabindex="0">{formulas.mathml(token.content, block=True)}</{tag}>'


def _build() -> MarkdownIt:
    md = MarkdownIt("commonmark", {"html": False}, renderer_cls=_Renderer).enable(["table", "strikethrough"])
    # "$5 or $10" is money: no space inside the signs, no digit after the last one.
    dollarmath_plugin(md, allow_labels=False, allow_space=False, allow_digits=False, double_inline=True)
    texmath_plugin(md, delimiters="brackets")
    for kind in _FORMULAS:
        md.add_render_rule(kind, _formula)
    return md


_markdown = _build()


def render(text: str, *, own: bool = False) -> str:
    """HTML of the Markdown `text`: formatting, coloured code, formulas as MathML; never a script, style or image.

    Works on any beginning of a text, so that a growing answer can be shown again and again. The result is cleaned
    by an allow-list whatever the steps before it did. `own` is for text that we wrote: its links may lead to our own
    pages, and search engines may follow them.
    """
    return (_own if own else _foreign).clean(_markdown.render(text))


def parse(text: str) -> list[Token]:
    """The Markdown as tokens, for what isn't HTML."""
    return _markdown.parse(text)


def broken_formulas(text: str) -> list[str]:
    """The formulas of `text` that can't be read, as they are written."""
    tokens = [token for block in parse(text) for token in (block, *(block.children or []))]
    return [t.content for t in tokens if t.type in _FORMULAS and not formulas.readable(t.content)]
