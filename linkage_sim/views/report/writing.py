"""Numbers as a report writes them."""

from __future__ import annotations

import math

from ...experiments.analysis.wording import is_share, number
from ...experiments.analysis.words import capital

MINUS = "\N{MINUS SIGN}"


def written(value: float) -> str:
    """Three digits, or all those before the point; never with an exponent: 0.000038, not 3.8e-05."""
    text = number(value)
    if "e-" in text:
        digits, _, power = text.partition("e-")
        text = f"{value:.{int(power) + len(digits.replace('-', '').replace('.', '')) - 1}f}"
    return text.replace("-", MINUS)


def per_cent(share: float) -> str:
    """0.125 as 12.5 %."""
    return f"{written(100 * share)} %"


def level(value: float, unit: str) -> str:
    """A measure's value without its unit; shares of people and the like in per cent."""
    return per_cent(value) if is_share(unit) else written(value)


def started(text: str) -> str:
    """Begin a sentence; paths of parameters stay as they are."""
    return text if "." in text.partition(" ")[0] else capital(text)


def apart(first: float, last: float, unit: str) -> tuple[str, str]:
    """Two values with their unit, with as many digits as tell them from each other."""
    words = (level(first, unit), level(last, unit))
    if words[0] == words[1] and first != last:
        factor, sign = (100.0, " %") if is_share(unit) else (1.0, "")
        places = max(0, 1 - math.floor(math.log10(abs(factor * (first - last)))))
        words = (f"{factor * first:,.{places}f}{sign}", f"{factor * last:,.{places}f}{sign}")
    shown = "" if is_share(unit) else f" {unit}"
    return f"{words[0]}{shown}", f"{words[1]}{shown}"


def unit_words(unit: str) -> str:
    """The unit in which :func:`level` writes."""
    return "per cent" if is_share(unit) else unit
