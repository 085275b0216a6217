"""LaTeX to MathML that is safe to put into a page."""

from functools import lru_cache
from html import escape
from xml.etree import ElementTree

from latex2mathml.converter import convert

LONGEST = 2_000  # characters; the converter's time grows faster than the formula

_ELEMENTS = (
    "math mrow mi mn mo ms mspace mtext mfrac msqrt mroot mstyle merror mpadded mphantom menclose msub msup msubsup "
    "munder mover munderover mmultiscripts mprescripts mtable mtr mtd"
)
_NAMES = (
    "display mathvariant stretchy fence separator form accent accentunder lspace rspace linethickness columnalign "
    "rowspacing columnspacing minsize maxsize symmetric largeop movablelimits notation displaystyle scriptlevel "
    "width height depth columnlines rowlines"
)
TAGS = frozenset(_ELEMENTS.split())
ATTRIBUTES = frozenset(_NAMES.split())
_NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"


@lru_cache(maxsize=512)
def mathml(latex: str, *, block: bool) -> str:
    """The formula as a `<math>` element, or its source in `<code>` where it isn't (yet) a formula.

    The converter copies some of its input unescaped into its output (`\\text{<img …>}`) and can be made to
    write any attribute, so its output is parsed as XML and written anew from lists of what is allowed.
    """
    source = latex.strip()
    if len(source) > LONGEST:
        return _as_source(source)
    try:
        xml = convert(source, display="block" if block else "inline")
        return _write(ElementTree.fromstring(xml))  # noqa: S314 (the converter writes no DTD, so no entities)
    except Exception:  # half a formula fails in many ways, and none of them matters
        return _as_source(source)


def readable(latex: str) -> bool:
    """Whether `mathml` makes a formula of it."""
    return mathml(latex, block=True).startswith("<math")


def _as_source(latex: str) -> str:
    return f"<code>{escape(latex)}</code>"


def _write(element: ElementTree.Element) -> str:
    """`element` as HTML text: unknown elements become `mrow`, unknown attributes go."""
    tag = element.tag.removeprefix(_NAMESPACE)
    tag = tag if tag in TAGS else "mrow"
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in element.attrib.items() if name in ATTRIBUTES)
    children = "".join(_write(child) + escape(child.tail or "", quote=False) for child in element)
    return f"<{tag}{attributes}>{escape(element.text or '', quote=False)}{children}</{tag}>"
