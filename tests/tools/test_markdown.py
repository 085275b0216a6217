"""What a model writes becomes a page: pretty where it is Markdown, harmless whatever it is."""

import time
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools import formulas
from tools.markdown import render

PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox(1))",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    '![x](https://e.org/a.png"onerror="alert(1))',
    '[x](https://e.org "a\\" onmouseover=\\"alert(1)")',
    '```python" onload="alert(1)\nx\n```',
    "```<script>alert(1)</script>\nx\n```",
    "```html\n</code></pre><script>alert(1)</script>\n```",
    r"$\text{<img src=x onerror=alert(1)>}$",
    r"$\href{javascript:alert(1)}{x}$",
    r"$$\text{</math><script>alert(1)</script>}$$",
    r"\[ \text{<mi><style><img src=x onerror=alert(1)></style></mi>} \]",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<a href='x' style='position:fixed'>x</a>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<form action=//e.org><button>x",
    "<!--<img src='--><img src=x onerror=alert(1)//'>",
    "<base href=//e.org>",
    "<meta http-equiv=refresh content='0;url=//e.org'>",
]
HARMLESS_SCHEMES = ("https://", "http://", "mailto:")
KNOWN_ATTRIBUTES = {"href", "rel", "start", "tabindex", "class", *formulas.ATTRIBUTES}
FORMATTING = "p br hr strong em s code pre span div a ul ol li blockquote h3 h4 h5 h6 table thead tbody tr th td"
KNOWN_TAGS = {*FORMATTING.split(), *formulas.TAGS}


class Inspector(HTMLParser):
    """Reads HTML as a browser would and complains of anything that isn't plain text formatting."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag not in KNOWN_TAGS:
            self.faults.append(f"<{tag}>")
        for name, value in attrs:
            if name not in KNOWN_ATTRIBUTES:
                self.faults.append(f"{tag} {name}={value}")
            if name == "href" and not (value or "").lower().startswith(HARMLESS_SCHEMES):
                self.faults.append(f"href={value}")

    def handle_comment(self, data):
        self.faults.append(f"comment {data}")


def faults(html: str) -> list[str]:
    inspector = Inspector()
    inspector.feed(html)
    inspector.close()
    return inspector.faults


@pytest.mark.parametrize("payload", PAYLOADS)
def test_an_attack_becomes_plain_text(payload):
    assert faults(render(payload)) == []


@pytest.mark.parametrize("payload", PAYLOADS)
def test_an_attack_is_harmless_at_every_step_of_its_streaming(payload):
    text = f"Look: **{payload}** and\n\n> {payload}\n\n| a |\n|---|\n| {payload} |\n"
    assert [faults(render(text[:end])) for end in range(len(text))] == [[]] * len(text)


pieces = st.one_of(st.sampled_from(PAYLOADS), st.text(max_size=20), st.sampled_from(list("`*_$[]()<>\\|#-\n&\"'")))


@given(st.lists(pieces, max_size=12).map("".join))
def test_no_text_becomes_anything_but_formatting(text):
    assert faults(render(text)) == []


@given(st.text(alphabet="\\{}^_&<>abfrctexhi ()[]", max_size=60), st.booleans())
def test_no_formula_breaks_out_of_its_element(latex, block):
    assert faults(formulas.mathml(latex, block=block)) == []


def test_formatting_lists_and_links():
    html = render("# Title\n\n**bold** and *soft*\n\n1. one\n2. two\n\n[site](https://example.org)")
    assert "<h3>Title</h3>" in html
    assert "<strong>bold</strong>" in html
    assert "<li>two</li>" in html
    assert 'href="https://example.org" rel="nofollow noopener noreferrer"' in html


def test_code_is_coloured_by_classes_and_can_be_reached_by_keyboard():
    html = render("```python\ndef f(): pass\n```")
    assert '<span class="k-k">def</span>' in html
    assert '<div class="code-head">python</div><pre tabindex="0"><code>' in html
    assert "style=" not in html


def test_code_in_an_unknown_language_stays_plain():
    assert "a &lt; b" in render("```nonsense\na < b\n```")


def test_a_code_block_that_is_still_being_written_is_code_already():
    assert "<pre" in render("Here:\n\n```python\nprint(1")


@pytest.mark.parametrize("text", ["$x^2$", "$$x^2$$", r"\(x^2\)", "\\[\nx^2\n\\]", "$$\nx^2\n$$"])
def test_each_way_to_write_a_formula(text):
    assert "<msup><mi>x</mi><mn>2</mn></msup>" in render(text)


def test_money_is_not_a_formula():
    assert "<math" not in render("It costs $5, or $10 with the book; $ 3 and 4 $ too.")


@pytest.mark.parametrize("latex", [r"\frac{1", r"\begin{matrix}", "{", "^", r"\left("])
def test_half_a_formula_never_fails(latex):
    assert render(f"${latex}$")


def test_a_picture_becomes_a_link_so_that_no_other_host_learns_of_the_reader():
    html = render("![a cat](https://elsewhere.example/cat.png)")
    assert "<img" not in html
    assert ">a cat</a>" in html


def test_a_table_can_be_scrolled_and_keeps_its_alignment_without_styles():
    html = render("| a | b |\n|---|--:|\n| 1 | 2 |")
    assert '<div class="table" tabindex="0"><table>' in html
    assert '<td class="align-right">2</td>' in html


HOSTILE = {
    **{sign: sign * 5_000 for sign in ["[", "*", "`", "$", "<", "_", "![", "\\("]},
    "quotes": "> " * 2_000,
    "lists": "- " * 2_000,
    "braces": "$" + "{" * 1_900 + "$",
    "table": "|a" * 2_000 + "\n" + "|-" * 2_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_nesting_takes_no_long_time(name):
    started = time.process_time()
    render(HOSTILE[name])
    assert time.process_time() - started < 2
