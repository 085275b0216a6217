"""The formulas of plots: arithmetic, a few functions, and nothing else."""

import pytest

from glossary.figures import BrokenFigure
from glossary.figures.formulas import function


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
