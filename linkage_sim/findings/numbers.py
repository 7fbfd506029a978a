"""Numbers as people read them: the one place where they are written, for terminal, page, figures, reports and documents.

The rules: four digits at most; people, households and other counts as whole numbers; shares in per cent and their differences in
percentage points; no exponents; two numbers that differ never look equal. Languages are English and Chinese.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from .words import one_of

POINTS = "percentage points"
NO_DIFFERENCE = "no difference"
LEAST_DIFFERENCE = 1e-9
"""Two numbers that are nearer than this, relative to the larger one, differ by rounding only."""
MOST_PLACES = 12
"""Decimal places that are ever written."""
COUNTS = ("persons", "people", "households", "stores", "villages", "pieces", "parcels", "branches", "firms")
"""Beginnings of units of which there is no half."""
PARTS = (
    "share of people", "share of the persons", "share of households", "share of the households", "share of stores", "share of the poor",
    "share of the registered",
)  # fmt: skip
"""Shares that people tell in per cent."""
LARGE = {
    "en": ((1e9, " billion"), (1e6, " million")),
    "zh": ((1e8, "亿"), (1e4, "万")),
    "en short": ((1e9, " bn"), (1e6, " M"), (1e3, " k")),
    "zh short": ((1e8, "亿"), (1e4, "万")),
}
FULL = 1e4
"""Short numbers below this are written in full."""
WORDS = {"en": ("less than", "more than", "unknown", "endless"), "zh": ("不到", "超过", "未知", "无穷")}


def is_share(unit: str) -> bool:
    """Whether a unit is a share of people, households or the like, which people tell in per cent."""
    return unit == "share" or unit.startswith(PARTS)


def is_count(unit: str) -> bool:
    """Whether there is no half of what a unit counts."""
    return unit.startswith(COUNTS) and " per " not in unit


def number(value: float, language: str = "en", digits: int = 3) -> str:
    """Three digits, four from a thousand on, large ones with a word: 0.123, 12.3, 1,234, 12,350, 1.23 million, 12.3万."""
    if not math.isfinite(value):
        return _endless(value, language)
    scaled, word = _scaled(value, LARGE[language], digits)
    return _digits(scaled, digits) + word


def short(value: float, language: str = "en", digits: int = 3) -> str:
    """A number that fits into a tile: 1,311 in full, 12,345 as 12.3 k."""
    if not math.isfinite(value):
        return _endless(value, language)
    if abs(value) < FULL - 0.5:
        return _digits(value, digits)
    scaled, letter = _scaled(value, LARGE[f"{language} short"], digits)
    return _digits(scaled, digits) + letter


def tick(value: float, unit: str = "") -> str:
    """A number on an axis, with the digits that tell it from its neighbours; shares in per cent."""
    return f"{short(100 * value, digits=6)} %" if is_share(unit) else short(value, digits=6)


def given(value: object) -> str:
    """A value that somebody has set, as it is: switches as on and off, numbers with all their digits, series as key and value."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, float):
        text = f"{value:,.10g}"
        return f"{value:,.0f}" if "e+" in text else text
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {given(item)}" for key, item in value.items())
    return ", ".join(map(given, value)) if isinstance(value, (list, tuple)) else "none" if value is None else str(value)


def percent(share: float, beside: float = math.nan, language: str = "en") -> str:
    """0.824 as 82 %, 0.004 as 0.4 %; what is neither nothing nor all is never told as such, nor what differs from ``beside`` as equal."""
    less, more, unknown, _ = WORDS[language]
    if not math.isfinite(share):
        return unknown
    whole, exact = f"{100 * share:,.0f}", share in (0.0, 1.0)
    equal = share != beside and whole == f"{100 * beside:,.0f}"
    text = f"{100 * share:,.1f}" if equal or (not exact and (whole == "100" or abs(share) < 0.01)) else whole
    if not exact and text in ("0.0", "-0.0", "100.0"):
        return f"{more} 99.9 %" if share > 0.5 else f"{less} 0.1 %"
    return f"{text} %"


def level(value: float, unit: str, language: str = "en") -> str:
    """A measure's value without its unit: shares in per cent, counts as whole numbers."""
    if is_share(unit):
        return f"{number(100 * value, language)} %"
    if is_count(unit) and math.isfinite(value):
        return f"{WORDS[language][0]} 1" if 0.0 < value < 1.0 else number(round(value), language)
    return number(value, language)


def quantity(value: float, unit: str) -> str:
    """A measure's value with its unit."""
    return level(value, unit) if is_share(unit) else with_unit(level(value, unit), unit)


def with_unit(text: str, unit: str) -> str:
    """A written number with its unit, which of one alone is a singular: 1 person, -1 month, less than 1 household, 2 persons."""
    alone = text.removeprefix(f"{WORDS['en'][0]} ").lstrip("+-") == "1"
    return f"{text} {one_of(unit) if alone else unit}".rstrip()


def difference(value: float, unit: str, sign: bool = False, named: bool = True) -> str:
    """A difference with its unit, which may go unnamed; of shares in percentage points."""
    text = number(100 * value if is_share(unit) else value)
    text = signed(value, text) if sign else text
    return with_unit(text, POINTS if is_share(unit) else unit) if named else text


def about(value: float, unit: str, sign: bool = False, named: bool = True) -> str:
    """A difference that is told roughly: of people and other counts two digits, and no parts of them from ten on."""
    if is_count(unit) and math.isfinite(value):
        value = float(round(value)) if abs(value) >= 10.0 else float(f"{value:.2g}")
    return difference(value, unit, sign, named)


def way(value: float, unit: str) -> str:
    """Which way a difference goes: 12 persons fewer, 3 RMB less, 4 more."""
    return "more" if value > 0.0 else "fewer" if is_count(unit) or unit == "months" else "less"


def signed(value: float, text: str) -> str:
    """Add a plus sign to the text of a number above zero."""
    return f"+{text}" if value > 0.0 else text


def change(value: float) -> str:
    """A relative difference, 0.083 as +8.3 %."""
    return signed(value, f"{number(100 * value)} %")


def apart(first: float, last: float, unit: str) -> tuple[str, str]:
    """Two values with their unit, with as many digits as tell them from each other; for two that are the same, that there is none."""
    words = (quantity(first, unit), quantity(last, unit))
    if abs(first - last) <= LEAST_DIFFERENCE * max(abs(first), abs(last)):
        return words[0], NO_DIFFERENCE
    factor, after = (100.0, "%") if is_share(unit) else (1.0, unit)
    places = max(0, -math.floor(math.log10(abs(factor * (first - last)))))
    while words[0] == words[1]:
        words = (with_unit(f"{factor * first:,.{places}f}", after), with_unit(f"{factor * last:,.{places}f}", after))
        places += 1
    return words


def estimated(one: Sequence[float], unit: str = "") -> tuple[str, str]:
    """An estimate and the ends of its interval, with as many digits as the interval's length is worth, four at most.

    Parameters
    ----------
    one : sequence of float
        Estimate and ends.
    unit : str
        Its unit; shares are told in percentage points.

    Returns
    -------
    tuple of str
        The estimate with its unit, ``-580,000 RMB``, and the ends without it, ``-599,000 to -561,000``; the word million or billion stands
        with both.
    """
    estimate, low, high = one
    if math.isfinite(estimate) and not (math.isfinite(low) and math.isfinite(high)):
        return difference(estimate, unit), "no interval"  # one pair alone has none
    largest = max((estimate, low, high), key=_size)
    scale, word = next(((size, word) for size, word in LARGE["en"] if _size(largest) >= size), (1.0, ""))
    factor = 100.0 if is_share(unit) else 1.0 / scale
    values = [factor * value for value in one]
    half = (values[2] - values[1]) / 2.0
    places = min(_places(half, values[0]), _places(math.nan, factor * largest) + 1)
    whole = half >= 1.0 or low <= 0.0 <= high or min(abs(low), abs(high)) >= 1.0
    places = min(places, 0) if is_count(unit) and scale == 1.0 and whole else places
    while places < MOST_PLACES and low < high and _fixed(values[1], places) == _fixed(values[2], places):
        places += 1
    written = [_fixed(value, places) for value in values]
    return with_unit(f"{written[0]}{word}", POINTS if is_share(unit) else unit), f"{written[1]} to {written[2]}{word}"


def spoken(one: Sequence[float], unit: str = "") -> tuple[str, str]:
    """An estimate and the ends of its interval for a sentence, where no parts are told of what there is no half.

    Parameters
    ----------
    one : sequence of float
        Estimate and ends; of what is clear, as so much more or less, so that both ends are above zero.
    unit : str
        Its unit.

    Returns
    -------
    tuple of str
        As :func:`estimated`, but of people and other counts ``less than 1 person`` for what is below one, else whole numbers, the ends
        rounded outwards: an interval that leaves out zero does not seem to hold it, ``less than 1 to 2``.
    """
    size, ends = estimated(one, unit)
    estimate, low, high = one
    if not is_count(unit) or not all(map(math.isfinite, one)) or max(map(abs, one)) >= LARGE["en"][-1][0]:
        return size, ends
    if abs(estimate) < 1.0 or "." in size:
        size = with_unit(f"{WORDS['en'][0]} 1" if 0.0 < abs(estimate) < 1.0 else number(round(estimate)), unit)
    if "." in ends or 0.0 < low < 1.0 or (0.0 < high < 1.0 and low >= 0.0):
        below = f"{WORDS['en'][0]} 1"
        first = below if 0.0 < low < 1.0 else number(math.floor(low))
        ends = below if 0.0 < low <= high < 1.0 else f"{first} to {number(math.ceil(high))}"
    return size, ends


def spoken_size(value: float, unit: str) -> str:
    """A difference without an interval for a sentence, rounded up: 3 persons, less than 1 person; others as :func:`about` tells them."""
    if not is_count(unit) or not math.isfinite(value) or not value:
        return about(value, unit)
    return with_unit(f"{WORDS['en'][0]} 1" if abs(value) < 1.0 else number(math.ceil(value)), unit)


def chance(p: float) -> str:
    """A p-value."""
    return "" if math.isnan(p) else "< 0.001" if p < 0.001 else f"{p:.3f}"


def minus(text: str) -> str:
    """Hyphens before digits as minus signs."""
    return "".join(
        "\N{MINUS SIGN}" if letter == "-" and following.isdigit() and not before.isalnum() else letter
        for before, letter, following in zip(f" {text}", text, f"{text[1:]} ", strict=False)
    )


def unit_words(unit: str) -> str:
    """The unit in which :func:`level` writes."""
    return "per cent" if is_share(unit) else unit


def finite(value: Any) -> bool:
    """Whether a cell holds a number that can be written."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _endless(value: float, language: str) -> str:
    unknown, endless = WORDS[language][2:]
    return unknown if math.isnan(value) else endless if value > 0 else f"-{endless}"


def _size(value: float) -> float:
    return abs(value) if math.isfinite(value) else 0.0


def _scaled(value: float, steps: Sequence[tuple[float, str]], digits: int) -> tuple[float, str]:
    """A large number in thousands, millions or more; one that is rounded up to a step stands on that step."""
    rounded = abs(_rounded(value, max(digits, 4)))
    return next(((value / size, word) for size, word in steps if rounded >= size), (value, ""))


def _digits(value: float, digits: int) -> str:
    """So many digits, but four from a thousand on, and all before the point below that; never an exponent."""
    if not value:
        return "0"
    before = math.floor(math.log10(abs(value))) + 1
    digits = max(digits, min(before, 4))
    value, places = round(value, digits - before), max(0, digits - before)
    text = f"{value:,.{min(places, 15)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _rounded(value: float, digits: int) -> float:
    return round(value, digits - 1 - math.floor(math.log10(abs(value)))) if value else value


def _places(half: float, estimate: float) -> int:
    """Decimal places (negative: zeros before the point) that keep two digits of an interval's half-width, or three of the estimate."""
    if math.isfinite(half) and half > 0.0:
        return 1 - math.floor(math.log10(half))
    return 2 - math.floor(math.log10(abs(estimate))) if math.isfinite(estimate) and estimate != 0.0 else 0


def _fixed(value: float, places: int) -> str:
    return f"{round(value, places) + 0.0:,.{min(max(places, 0), MOST_PLACES)}f}" if math.isfinite(value) else _endless(value, "en")
