"""Values and limits of factors as sentences need them."""

from __future__ import annotations

from math import ceil, floor, isfinite
from typing import Any

from ...findings.numbers import number
from ...findings.numbers import with_unit as unit_added
from ...findings.words import listing
from ..design.factors import Factor

SILENT_UNITS = ("", "share", "on or off", "index", "rule")
"""Units of factors that a sentence is better off without."""


def with_unit(text: str, unit: str, label: str = "") -> str:
    """Add a unit to a number, unless it goes without saying or the label says it."""
    silent = unit in SILENT_UNITS or unit.startswith("share of ") or unit.lower() in label.lower()
    return text if silent else unit_added(text, unit)


def value_words(value: Any) -> str:
    """A factor's value: switches as on and off, numbers briefly."""
    value = value.item() if hasattr(value, "item") else value
    if isinstance(value, bool):
        return "on" if value else "off"
    return number(value) if isinstance(value, (int, float)) else str(value)


def limit_words(factor: Factor, low: float, high: float, whole: bool) -> str:
    """What limits say of a numeric factor: "founders at least 6", "broadband share above 0.45".

    Parameters
    ----------
    factor : Factor
        The factor.
    low, high : float
        Its limits; infinite where there is none.
    whole : bool
        Whether it takes whole numbers only: limits between two of them are moved to the next inside.
    """
    if whole:
        low, high = (ceil(low) if isfinite(low) else low), (floor(high) if isfinite(high) else high)
        below, above = "at most", "at least"
    else:
        below, above = "below", "above"
    if isfinite(low) and isfinite(high):
        one = (
            number(low)
            if low == high
            else f"from {number(low)} to {number(high)}"
            if whole
            else f"between {number(low)} and {number(high)}"
        )
    else:
        one = f"{above} {number(low)}" if isfinite(low) else f"{below} {number(high)}"
    return f"{factor.label} {with_unit(one, factor.unit, factor.label)}"


def kept_words(factor: Factor, kept: list[Any]) -> str:
    """What a choice of values says of a categorical factor: "platform on", "matching one or many"."""
    return f"{factor.label} {listing([value_words(value) for value in kept], 'or')}"
