"""Numbers on axes: where ticks stand, how values are written."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

_MINUS, _TIMES = "\N{MINUS SIGN}", "\N{MULTIPLICATION SIGN}"
_NICE = (1, 2, 2.5, 5, 10)
MOST_PLAIN = 1e5  # on a logarithmic axis
_HUGE, _TINY = 1e15, 1e-4  # from here on powers of ten
_WORDS = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def said(value: float) -> str:
    """A value as people read it: 1,234 or 3.5 or 7 billion; at most four figures where it isn't whole."""
    if abs(value) >= _HUGE:
        return _scientific(value)
    for size, word in _WORDS:
        if abs(value) >= size:
            return f"{_plain(value / size)} {word}"
    return _scientific(value) if value and abs(value) < _TINY else _plain(value)


def _scientific(value: float) -> str:
    digits, power = f"{value:.1e}".split("e")
    return f"{_plain(float(digits))}{_TIMES}10{str(int(power)).translate(_RAISED)}"


def _plain(value: float) -> str:
    value = float(f"{value:.4g}") + 0.0 if abs(value) < 1000 else value  # adding nothing makes -0 a 0
    if value == int(value) or abs(value) >= 1000:
        return f"{value:,.0f}".replace("-", _MINUS)
    return f"{value:.4g}".replace("-", _MINUS)


@dataclass(frozen=True)
class Axis:
    """Places the values from `start` to `end` on the units from `at` to `to`."""

    start: float
    end: float
    at: float
    to: float
    log: bool = False

    def place(self, value: float) -> float:
        """Where `value` stands. On a logarithmic axis it must be above 0."""
        turn: Callable[[float], float] = math.log10 if self.log else float
        low, high = turn(self.start), turn(self.end)
        return self.at + (turn(value) - low) / (high - low) * (self.to - self.at)

    def ticks(self, most: int = 6) -> list[tuple[float, str]]:
        """At most about `most` values on nice numbers, and how they are written."""
        if self.log:
            values = log_ticks(self.start, self.end, most)
            return [(v, power_said(v, values[-1] > MOST_PLAIN)) for v in values]
        values = ticks(self.start, self.end, most)
        step = values[1] - values[0] if len(values) > 1 else 0.0
        return [(value, tick_said(value, step)) for value in values]


def ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Multiples of 1, 2, 2.5 or 5 times a power of ten between low and high."""
    rough = (high - low) / max(1, most - 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(nice * power for nice in _NICE if nice * power >= rough * 0.999)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [round(i * step, 12) for i in range(first, last + 1)]


def log_ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Powers of ten between low and high, not all of them if there are many; their 2s and 5s if there are few."""
    first, last = math.ceil(math.log10(low) - 1e-9), math.floor(math.log10(high) + 1e-9)
    powers = [10.0**i for i in range(first, last + 1)]
    if len(powers) > most:
        return powers[:: math.ceil(len(powers) / most)]
    if len(powers) < 3:
        some = [m * 10.0**i for i in range(first - 1, last + 1) for m in (1, 2, 5)]
        return [v for v in some if low * 0.999 <= v <= high * 1.001]
    return powers


def tick_said(value: float, step: float) -> str:
    """All ticks of an axis with as many decimals as their step has."""
    if abs(value) >= _HUGE:
        return _scientific(value)
    for size, letter in ((1e12, "T"), (1e9, "bn"), (1e6, "M")):
        if abs(value) >= size:
            return f"{_plain(value / size)} {letter}"
    if value and abs(value) < _TINY:
        return _scientific(value)
    decimals = next((n for n in range(7) if abs(round(step, n) - step) < 1e-9), 6)
    return f"{value:,.{decimals}f}".replace("-", _MINUS)


def power_said(value: float, powers: bool) -> str:
    """A tick of a logarithmic axis; with `powers`, as on a long one, thousands and more are powers of ten."""
    if 1e-3 <= value < (1e3 if powers else 1e6):
        return _plain(value)
    power = math.floor(math.log10(value) + 1e-9)
    factor = round(value / 10.0**power)
    return ("" if factor == 1 else f"{factor}{_TIMES}") + f"10{str(power).translate(_RAISED)}"


def around(values: Sequence[float], log: bool = False) -> tuple[float, float]:
    """Nice ends for an axis that shows `values`."""
    low, high = min(values), max(values)
    if log:
        start, end = 10.0 ** math.floor(math.log10(low) + 1e-9), 10.0 ** math.ceil(math.log10(high) - 1e-9)
        return (start, end) if start < end else (start / 10, end * 10)
    if 0 <= low < high * 0.5:
        low = 0.0
    if low == high:
        low, high = low - (abs(low) or 1) / 2, high + (abs(high) or 1) / 2
    between = ticks(low, high)
    step = between[1] - between[0] if len(between) > 1 else high - low
    return math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step
