"""Figures: what is asked for is drawn, within the drawing and legibly; a mistake is told by the name of its field."""

import copy
import re

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary import content, prose
from glossary.figures import KINDS, BrokenFigure, draw
from glossary.figures.formulas import function
from glossary.figures.svg import WIDE
from tests.glossary.drawn import colliding, frames, parse, texts

LARGEST = 6_500  # bytes of a figure; ten by ten printed numbers need them
SAID = {"caption": "What to see.", "alt": "The same in words."}


def example(kind):
    """The example of a kind's docstring."""
    code = re.search(r"```yaml\n(.*?)```", KINDS[kind].__doc__, re.DOTALL)[1]
    return yaml.safe_load(code) | SAID


def changed(kind, way, value):
    """The example with the value at `way` replaced, or removed if it is Ellipsis."""
    spec = copy.deepcopy(example(kind))
    *before, last = way
    place = spec
    for step in before:
        place = place[step]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return spec


def relabelled(spec, label):
    """The same with another label wherever there is one."""
    if isinstance(spec, dict):
        return {name: label if name == "label" else relabelled(value, label) for name, value in spec.items()}
    return [relabelled(value, label) for value in spec] if isinstance(spec, list) else spec


def assert_tidy(figure):
    svg = parse(figure)
    wide, high = (float(n) for n in svg.get("viewBox").split()[2:])
    assert (wide, svg.get("width"), svg.get("height")) == (WIDE, "400", f"{high:.0f}")
    for name, (left, top, right, bottom) in frames(svg):
        assert left >= -0.2, (name, left)
        assert top >= -0.2, (name, top)
        assert right <= wide + 0.2, (name, right)
        assert bottom <= high + 0.2, (name, bottom)
    assert not colliding(svg)


@pytest.mark.parametrize("kind", KINDS)
def test_the_example_of_each_kind_is_drawn_with_its_words(kind):
    spec = example(kind)
    figure = draw(spec)
    assert_tidy(figure)
    assert figure.startswith(f'<figure class="figure figure-{kind}"><svg ')
    assert "<figcaption>What to see.</figcaption>" in figure
    assert 'role="img" aria-label="The same in words."' in figure
    written = " ".join(texts(parse(figure)))
    labels = re.findall(r"label: ([^,}\n]+)", yaml.safe_dump(spec, default_flow_style=True, width=1000))
    assert all(word in written for label in labels for word in label.strip("'\"").split())


@pytest.mark.parametrize("kind", KINDS)
def test_a_figure_needs_nothing_but_classes(kind):
    figure = draw(example(kind))
    assert "style=" not in figure
    assert " id=" not in figure  # a page may hold the same figure twice
    assert not re.search(r"\d\.\d\d", re.sub(r' (transform|stroke-opacity)="[^"]*"|>[^<]*<', "", figure))
    assert draw(example(kind)) == figure


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_may_not_be_a_wrong_thing(kind):
    for name in example(kind).keys() - {"kind"}:
        with pytest.raises(BrokenFigure, match=rf"\b{name} "):
            draw(changed(kind, [name], {"wrong": []}))


@pytest.mark.parametrize("kind", KINDS)
def test_a_field_that_is_unknown_or_missing_is_named(kind):
    with pytest.raises(BrokenFigure, match=r"colour is unknown; allowed are .*caption"):
        draw(example(kind) | {"colour": "red"})
    for name in ("caption", "alt"):
        with pytest.raises(BrokenFigure, match=f"{name} is missing"):
            draw(changed(kind, [name], ...))


@pytest.mark.parametrize("spec", [{}, {"kind": "pie"}, {"kind": ["bars"]}, [], "bars"])
def test_a_figure_has_a_kind(spec):
    with pytest.raises(BrokenFigure, match=r"flow.*years|name: value"):
        draw(spec)


@pytest.mark.parametrize(
    ("kind", "way", "value", "message"),
    [
        ("flow", ["steps"], ["One"], "steps has 1 entries; 2 to 8 are allowed"),
        ("flow", ["steps", 0, "note"], "x" * 45, "note of steps no. 1 has 45 characters; at most 44"),
        ("flow", ["steps", 1], True, "label of steps no. 2 must be text; it is True"),
        ("flow", ["loop", "from"], 4, "from of loop is 4, but there are 3 steps"),
        ("flow", ["loop", "to"], 3, "to of loop must be a step before no. 3"),
        ("bars", ["bars", 1, "value"], "3", "value of bars no. 2 must be a number; it is '3'"),
        ("bars", ["bars", 1, "value"], 0, "value of bars no. 2 must be above 0"),
        ("bars", ["bars", 1, "value"], float("nan"), "value of bars no. 2 must be a number"),
        ("bars", ["bars", 1, "group"], 7, "group of bars no. 2 must be a whole number from 1 to 6"),
        ("plot", ["x", "to"], 0, "to of x must be more than from"),
        ("plot", ["x", "log"], True, "from of x must be above 0"),
        ("plot", ["series", 0, "formula"], "exp(3/x", "formula of series no. 1 can't be read"),
        ("plot", ["series", 0, "formula"], "open('x')", "formula of series no. 1 can't be read.*erf"),
        ("plot", ["series", 0, "formula"], "y + 1", "formula of series no. 1 can't be read.*'y'"),
        ("plot", ["series", 0, "formula"], "log(-x-1)", "formula of series no. 1 has no value"),
        ("plot", ["series", 0, "points"], [[0, 1], [1, 1]], "series no. 1 must have one of formula, points and dots"),
        ("plot", ["series", 1, "points", 1], [3, 0.5], r"x of points no. 2 of series no. 2 is 3, outside .*0 to 2"),
        ("plot", ["series", 2, "dots", 0], [1], "dots of series no. 3 no. 1 must be a list of x, y, name"),
        ("grid", ["values"], [[1, 2]], "values has 1 rows, but rows has 2 names"),
        ("grid", ["values", 1], [1], "values no. 2 has 1 numbers, but columns has 2 names"),
        ("grid", ["values", 1, 0], "a", "values no. 2 no. 1 must be a number"),
        ("tokens", ["rows", 0, "numbers"], [1], "numbers of rows no. 1 has 1 entries, but there are 3 pieces"),
        ("tokens", ["rows", 0, "pieces", 0], "", "pieces of rows no. 1 no. 1 must be one line of text"),
        ("graph", ["nodes", 1, "id"], "a", "id of nodes no. 2 is 'a', and so is another's"),
        ("graph", ["nodes", 1, "x"], 11, "x of nodes no. 2 must be a number from 0 to 10"),
        ("graph", ["edges", 0, "to"], "c", "to of edges no. 1 must be the id of a node; it is 'c'"),
        ("network", ["layers", 0, "units"], 7, "units of layers no. 1 must be a whole number from 1 to 6"),
        ("sequence", ["messages", 0, "to"], "Tool", "to of messages no. 1 must be one of the actors"),
        ("sequence", ["actors"], ["Model", "Model"], "actors has an entry twice"),
        ("lanes", ["lanes", 0, "spans", 0, "to"], 0, "to of spans no. 1 of lanes no. 1 must be more than from"),
        ("lanes", ["lanes", 0, "spans", 1, "from"], 2, "from of spans no. 2 of lanes no. 1 is 2, before"),
        ("lanes", ["lanes", 0, "spans"], [], "lanes must have a span"),
        ("nested", ["boxes"], list("abcdef"), "boxes has 6 entries; 2 to 5"),
        ("years", ["events", 0, "year"], "1958", "year of events no. 1 must be a whole number"),
        ("pixels", ["frames", 0, "rows", 1], "9", "rows no. 2 of frames no. 1 has 1 cells, the first row 4"),
        ("pixels", ["frames", 0, "rows", 1], "00a0", "rows no. 2 of frames no. 1 may hold the digits"),
        ("pixels", ["frames", 0, "rows", 1], 1234, "rows of frames no. 1 no. 2 must be text.*quotes"),
    ],
)
def test_a_mistake_is_told_by_the_name_of_its_field(kind, way, value, message):
    with pytest.raises(BrokenFigure, match=message):
        draw(changed(kind, way, value))


@pytest.mark.parametrize("kind", KINDS)
def test_text_is_never_markup(kind):
    evil = "\"><b>&'x"
    figure = draw(relabelled(example(kind) | {"caption": evil, "alt": evil}, evil))
    svg = parse(figure)
    assert svg.get("aria-label") == evil
    assert "<b>" not in figure


LABEL = st.text(st.characters(exclude_categories=["C", "Z"]) | st.sampled_from(" eWi-"), min_size=1, max_size=22)
NUMBER = st.floats(-1e9, 1e9, allow_nan=False)


def labelled(**fields):
    return st.fixed_dictionaries({"label": LABEL, **fields})


FILLED = {
    "flow": {"steps": st.lists(labelled(note=LABEL), min_size=2, max_size=8)},
    "bars": {
        "unit": LABEL.filter(lambda unit: len(unit) <= 12),
        "bars": st.lists(labelled(value=NUMBER), min_size=2, max_size=12),
    },
    "grid": {
        "rows": st.just(["a", "b"]),
        "columns": st.lists(LABEL, min_size=2, max_size=2),
        "values": st.lists(st.lists(NUMBER, min_size=2, max_size=2), min_size=2, max_size=2),
        "x": LABEL,
        "y": LABEL,
    },
    "tokens": {"rows": st.lists(labelled(pieces=st.lists(LABEL, min_size=1, max_size=9)), min_size=1, max_size=3)},
    "network": {"layers": st.lists(labelled(units=st.integers(1, 6)), min_size=2, max_size=5)},
    "nested": {"boxes": st.lists(LABEL, min_size=2, max_size=5)},
    "years": {"events": st.lists(labelled(year=st.integers(-500, 2100)), min_size=3, max_size=10)},
    "pixels": {"frames": st.lists(labelled(rows=st.just(["0123", "9876"])), min_size=1, max_size=4)},
    "plot": {
        "x": labelled(**{"from": st.just(0), "to": st.integers(1, 1000)}),
        "y": labelled(),
        "series": st.lists(
            labelled(formula=st.sampled_from(["x", "1/x", "exp(x)", "-3", "sin(x)*1e6"])), min_size=1, max_size=6
        ),
    },
    "lanes": {
        "unit": LABEL,
        "lanes": st.lists(
            labelled(
                spans=st.lists(labelled(**{"from": st.just(1), "to": st.integers(2, 30)}), min_size=1, max_size=1)
            ),
            min_size=1,
            max_size=8,
        ),
    },
    "sequence": {
        "actors": st.just(["One", "Two", "Three", "Four"]),
        "messages": st.lists(
            st.fixed_dictionaries(
                {name: st.sampled_from(["One", "Two", "Three", "Four"]) for name in ("from", "to")} | {"text": LABEL}
            ),
            min_size=1,
            max_size=10,
        ),
    },
}


@pytest.mark.parametrize("kind", FILLED)
def test_whatever_is_written_stays_within_the_drawing_and_apart(kind):
    @settings(max_examples=40, deadline=None, derandomize=True, database=None)
    @given(st.fixed_dictionaries({"kind": st.just(kind), **FILLED[kind]}))
    def check(spec):
        assert_tidy(draw(spec | SAID))

    check()


def test_a_formula_knows_its_functions_and_conditions():
    assert function("1 if x > 0 else -1", "it")(3) == 1
    assert function("max(0, x) + log2(8) + abs(-pi) * 0", "it")(2) == 5
    assert function("1/x", "it")(0) is None
    assert function("x ** 0.5", "it")(-1) is None
    assert function("9.0 ** 9 ** 9 ** x", "it")(9) is None


@pytest.mark.parametrize(
    "formula", ["x.__class__", "'a' * 9", "[x]", "x if y", "rand()", "lambda: 1", "x; x", "__import__('os')"]
)
def test_a_formula_knows_nothing_else(formula):
    with pytest.raises(BrokenFigure, match="can't be read"):
        function(formula, "formula")(1.0)


def test_a_curve_breaks_where_it_has_no_value_and_keeps_few_points():
    spec = changed("plot", ["series"], [{"label": "tan", "formula": "sin(30*x)/cos(30*x)"}])
    d = next(
        path.get("d")
        for path in parse(draw(spec)).iter("path")
        if "thick" in path.get("class") and len(path.get("d")) > 60
    )
    assert d.count("M") > 15
    spec = changed("plot", ["series"], [{"label": "wild", "formula": "0.5+sin(200*x)/2"}])
    assert len(draw(spec)) < LARGEST


def test_large_figures_stay_small():
    noise = ["".join(str((x * y * 7 + x) % 10) for x in range(16)) for y in range(16)]
    assert len(draw({"kind": "pixels", "frames": [{"label": "noise", "rows": noise}] * 2} | SAID)) < LARGEST
    names = [f"n{i}" for i in range(10)]
    values = [[(x * y % 10) / 10 for x in range(10)] for y in range(10)]
    assert len(draw({"kind": "grid", "rows": names, "columns": names, "values": values, "show": True} | SAID)) < LARGEST


@pytest.mark.parametrize("term", content.terms(), ids=lambda term: term.slug)
def test_the_figures_of_the_terms_are_tidy(term):
    for spec in prose.figure_specs(f"{term.explanation}\n{term.example}"):
        figure = draw(spec)
        assert_tidy(figure)
        assert len(figure) < LARGEST
