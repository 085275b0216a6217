"""Formulas of plots: a function of x, read by simpleeval, which knows arithmetic and the functions given here alone."""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable

import simpleeval

from glossary.figures.fields import BrokenFigure

FUNCTIONS: dict[str, Callable[..., float]] = {
    "exp": math.exp,
    "log": math.log,
    "log2": math.log2,
    "log10": math.log10,
    "sqrt": math.sqrt,
    "sin": math.sin,
    "cos": math.cos,
    "tanh": math.tanh,
    "erf": math.erf,
    "abs": abs,
    "min": min,
    "max": max,
}
NAMES = {"pi": math.pi}


def _power(base: float, exponent: float) -> float:
    """In floats, so that a tower of powers overflows at once and doesn't fill the memory."""
    return math.pow(float(base), float(exponent))


_OPERATORS: dict[type[ast.AST], Callable[..., float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: _power,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
    ast.Gt: operator.gt,
    ast.Lt: operator.lt,
    ast.GtE: operator.ge,
    ast.LtE: operator.le,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}


def function(formula: str, where: str) -> Callable[[float], float | None]:
    """The formula as a function of x, None where it has no value. Raises BrokenFigure if it can't be read."""
    allowed = f"allowed are x, + - * / **, `a if x > 0 else b`, {', '.join([*NAMES, *FUNCTIONS])}"
    names = dict(NAMES)
    evaluator = simpleeval.SimpleEval(operators=_OPERATORS, functions=FUNCTIONS, names=names)
    try:
        tree = ast.parse(
            formula.strip(), mode="eval"
        ).body  # simpleeval's own parser overlooks what follows a semicolon
    except (SyntaxError, ValueError, RecursionError) as error:
        raise BrokenFigure(f"{where} can't be read: {error}; {allowed}. It is {formula!r}.") from error

    def value(x: float) -> float | None:
        names["x"] = x
        try:
            found = float(evaluator.eval(formula, previously_parsed=tree))
        except (ZeroDivisionError, OverflowError):
            return None
        except ValueError as error:
            if "math domain" in str(error) or "expected a" in str(error):  # log(-1), (-1) ** 0.5
                return None
            raise BrokenFigure(f"{where} can't be read: {error}; {allowed}. It is {formula!r}.") from error
        except (simpleeval.InvalidExpression, TypeError, RecursionError) as error:
            raise BrokenFigure(f"{where} can't be read: {error}; {allowed}. It is {formula!r}.") from error
        return found if math.isfinite(found) else None

    return value
