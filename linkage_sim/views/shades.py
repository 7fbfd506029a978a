"""Shades of one colour for amounts: the more, the darker; nothing is white, so that none is not taken for little."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite
from typing import TYPE_CHECKING, NamedTuple

from ..errors import LinkageError
from .style import BLUE, SKY

if TYPE_CHECKING:
    from matplotlib.colors import Colormap, Normalize

NOTHING, ABSENT = "#FFFFFF", "#E4E4E4"
PALEST, DARKEST = "#D3EAF8", "#062B4A"
SPAN = 30.0  # largest over smallest amount from which the scale is logarithmic


class Shades(NamedTuple):
    """A scale of colours that all panels of a figure share.

    Attributes
    ----------
    norm : Normalize
        From amounts to 0 to 1.
    colours : Colormap
        From there to colours.
    logarithmic : bool
        Whether equal steps of colour are equal ratios.
    """

    norm: Normalize
    colours: Colormap
    logarithmic: bool

    def of(self, value: float) -> str:
        """The colour of an amount; grey where there is none to show."""
        from matplotlib.colors import to_hex

        if not isfinite(value):
            return ABSENT
        return to_hex(self.colours(self.norm(value))) if value > 0 else NOTHING


def shades(values: Iterable[float]) -> Shades:
    """A scale for amounts, logarithmic where they span decades.

    Raises
    ------
    LinkageError
        Where an amount is negative.
    """
    from matplotlib.colors import LinearSegmentedColormap, LogNorm, Normalize

    known = [value for value in values if isfinite(value)]
    if any(value < 0 for value in known):
        raise LinkageError("A map of amounts cannot show numbers below zero. Draw the two sides of a difference as two maps.")
    positive = [value for value in known if value > 0] or [1.0]
    low, high = min(positive), max(positive)
    logarithmic = high / low >= SPAN
    norm = LogNorm(low, high) if logarithmic else Normalize(0.0, high)
    return Shades(norm, LinearSegmentedColormap.from_list("amount", [PALEST, SKY, BLUE, DARKEST]), logarithmic)


def ink_on(colour: str) -> str:
    """Black or white, whichever is easier to read on a colour (contrast as WCAG defines it)."""
    light = luminance(colour)
    return "#000000" if (light + 0.05) / 0.05 >= 1.05 / (light + 0.05) else "#FFFFFF"


def luminance(colour: str) -> float:
    """How light a colour is, from 0 for black to 1 for white."""
    from matplotlib.colors import to_rgb

    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
