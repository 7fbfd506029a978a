"""How fast months follow each other on the page."""

from __future__ import annotations

from .given import number

SPEEDS = (1, 2, 4, 8, 15, 30)
"""Months a second."""


def speed_of(place: object) -> int:
    """The place of a speed, kept within them."""
    return min(max(round(number(place) or 0), 0), len(SPEEDS) - 1)
