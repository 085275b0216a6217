"""Figures keep within their room, whatever is written in them, and are small."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.figures import draw
from tests.glossary.drawn import parse
from tests.glossary.figured import LARGEST, SAID, assert_tidy, example

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
        "rows": st.lists(LABEL, min_size=2, max_size=2),
        "columns": st.lists(LABEL, min_size=8, max_size=8),
        "values": st.lists(st.lists(st.floats(-99, 99), min_size=8, max_size=8), min_size=2, max_size=2),
        "x": LABEL,
        "y": LABEL,
    },
    "tokens": {"rows": st.lists(labelled(pieces=st.lists(LABEL, min_size=1, max_size=9)), min_size=1, max_size=3)},
    "graph": {
        "nodes": st.tuples(
            *(
                labelled(id=st.just(i), x=st.just(x), y=st.just(y))
                for i, x, y in ((1, 0, 0), (2, 5, 0), (3, 10, 0), (4, 5, 6))
            )
        ).map(list),
        "edges": st.just(
            [
                {"from": 1, "to": 4},
                {"from": 1, "to": 2, "label": "between both"},
                {"from": 4, "to": 4, "label": "again"},
                {"from": 2, "to": 4, "label": "yes"},
            ]
        ),
        "directed": st.booleans(),
    },
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
                spans=st.tuples(
                    labelled(**{"from": st.integers(-50, 0), "to": st.integers(1, 5)}),
                    labelled(**{"from": st.just(5), "to": st.integers(6, 90)}),
                ).map(list)
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


def test_a_curve_breaks_where_it_has_no_value_and_keeps_few_points():
    spec = example("plot") | {"series": [{"label": "tan", "formula": "sin(30*x)/cos(30*x)"}]}
    d = next(
        path.get("d")
        for path in parse(draw(spec)).iter("path")
        if "thick" in path.get("class") and len(path.get("d")) > 60
    )
    assert d.count("M") > 15
    spec = example("plot") | {"series": [{"label": "wild", "formula": "0.5+sin(200*x)/2"}]}
    assert len(draw(spec)) < LARGEST


def test_large_figures_stay_small():
    noise = ["".join(str((x * y * 7 + x) % 10) for x in range(16)) for y in range(16)]
    assert len(draw({"kind": "pixels", "frames": [{"label": "noise", "rows": noise}] * 2} | SAID)) < LARGEST
    names = [f"n{i}" for i in range(10)]
    values = [[(x * y % 10) / 10 for x in range(10)] for y in range(10)]
    assert len(draw({"kind": "grid", "rows": names, "columns": names, "values": values, "show": True} | SAID)) < LARGEST
