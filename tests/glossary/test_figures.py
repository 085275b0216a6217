"""Figures: what is asked for is drawn; a mistake is told by the name of its field."""

import copy
import re

import pytest
import yaml

from glossary import content, prose
from glossary.figures import KINDS, BrokenFigure, draw
from tests.glossary.drawn import parse, texts
from tests.glossary.figured import LARGEST, assert_tidy, example


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
        ("grid", ["values", 1, 0], 123e12, "values has 123 trillion, which is too long for its cell"),
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


@pytest.mark.parametrize("term", content.terms(), ids=lambda term: term.slug)
def test_the_figures_of_the_terms_are_tidy(term):
    for spec in prose.figure_specs(f"{term.explanation}\n{term.example}"):
        figure = draw(spec)
        assert_tidy(figure)
        assert len(figure) < LARGEST
