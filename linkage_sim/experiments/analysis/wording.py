"""Numbers as people write them, for sentences and figures."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .statistics import Interval

POINTS = "percentage points"
MANY = 1e6


def number(value: float) -> str:
    """Three digits, or all those before the point; large numbers in millions: 0.123, 12.3, 1,234, 1.23 million."""
    if not math.isfinite(value):
        return "unknown" if math.isnan(value) else "endless" if value > 0 else "-endless"
    if abs(value) >= MANY:
        scale, word = (1e9, "billion") if abs(value) >= 1e9 else (MANY, "million")
        return f"{value / scale:.3g} {word}".replace("e+03 million", " billion")
    return f"{value:,.0f}" if abs(value) >= 100 or value == round(value) else f"{value:.3g}"


def amount(value: float, unit: str) -> str:
    """A number with its unit, as briefly as its three digits; differences of shares in percentage points."""
    return f"{number(_rounded(100 * value))} {POINTS}" if is_share(unit) else f"{number(_rounded(value))} {unit}".rstrip()


def in_words(one: Interval, unit: str = "") -> tuple[str, str]:
    """An estimate and the ends of its interval, with as many digits as the interval's length is worth, four at most.

    Parameters
    ----------
    one : Interval
        Estimate and ends.
    unit : str
        Its unit; shares are told in percentage points.

    Returns
    -------
    tuple of str
        The estimate with its unit, ``-580,000 RMB``, and the ends without it, ``-599,000 to -561,000``; the word million or billion stands
        with both.
    """
    if not all(map(math.isfinite, one[1:])) and math.isfinite(one[0]):
        return amount(one[0], unit), "no interval"  # one pair alone has none
    scale, word = _scale(max(map(_size, one)))
    factor = 100.0 if is_share(unit) else 1.0 / scale
    estimate, low, high = (factor * value for value in one)
    places = min(_places((high - low) / 2.0, estimate), _places(math.nan, max((estimate, low, high), key=_size)) + 1)
    written = [_fixed(value, places) for value in (estimate, low, high)]
    return f"{written[0]}{word} {POINTS if is_share(unit) else unit}".rstrip(), f"{written[1]} to {written[2]}{word}"


def _size(value: float) -> float:
    return abs(value) if math.isfinite(value) else 0.0


def _scale(largest: float) -> tuple[float, str]:
    if largest >= 1e9:
        return 1e9, " billion"
    return (MANY, " million") if largest >= MANY else (1.0, "")


def _places(half: float, estimate: float) -> int:
    """Decimal places (negative: zeros before the point) that keep two digits of an interval's half-width, or three of the estimate."""
    if math.isfinite(half) and half > 0.0:
        return 1 - math.floor(math.log10(half))
    return 2 - math.floor(math.log10(abs(estimate))) if math.isfinite(estimate) and estimate != 0.0 else 0


def _fixed(value: float, places: int) -> str:
    if not math.isfinite(value):
        return number(value)
    rounded = round(value, places) + 0.0
    return f"{rounded:,.{min(max(places, 0), 12)}f}"


def _rounded(value: float) -> float:
    return round(value, _places(math.nan, value)) if math.isfinite(value) else value


def percent(value: float) -> str:
    """0.083 as +8.3 %."""
    return f"{100 * value:+.3g} %" if abs(value) < 9.995 else f"{100 * value:+,.0f} %"


def is_share(unit: str) -> bool:
    """Whether a unit is a share of people, households or the like, which people tell in per cent."""
    return unit == "share" or unit.startswith(("share of people", "share of households", "share of the poor", "share of the registered"))


def listing(words: Sequence[str]) -> str:
    """Words as a list: a, b and c."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else list(words))
