"""What tiles mean: the scale, those that are hatched or grey, and the letters of provinces."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any

from ..findings.numbers import short
from .shades import ABSENT, NOTHING, Shades

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.patches import Rectangle

SMALL = 8.0  # points: the smallest letters
HATCH, EDGE = "#9A9A9A", "#BDBDBD"
SWATCH, LINE, SHEET = 0.17, 0.155, 1.75  # inches: a square of the legend, a line of the key, the height of both
KEY_LEFT, KEY_WIDE, KEY_COLUMNS = 3.3, 1.3, 4  # inches: where the key begins, how wide a column is


def square(x: float, y: float, side: float, **look: Any) -> Rectangle:
    """A square around a point."""
    from matplotlib.patches import Rectangle

    edge = HATCH if "hatch" in look else EDGE  # a hatching takes the colour of its edge
    return Rectangle((x - side / 2, y - side / 2), side, side, edgecolor=edge, lw=0.6, zorder=1, **look)


def legend(
    figure: Figure, places: pd.DataFrame, scale: Shades, texts: tuple[str, str, dict[str, str], str], where: tuple[float, float, bool]
) -> None:
    """The scale with its label, and below it what has no amount.

    Parameters
    ----------
    figure : Figure
        Gets the legend.
    places : DataFrame
        The units.
    scale : Shades
        Of all maps.
    texts : tuple
        The scale's label and unit, the words of the language, and the language.
    where : tuple
        Left and upper end in inches, and whether some provinces are not in the run.
    """
    label, unit, words, language = texts
    left, top, absent = where
    axis = _sheet(figure)
    axis.text(left, top, label, va="top", fontsize=SMALL, fontweight="bold")
    axis.text(left, top - LINE, unit, va="top", fontsize=SMALL)
    bar = top - 0.52
    _scale(figure, scale, (left + 0.6, bar), language)
    axis.add_patch(square(left + 0.15, bar + SWATCH / 2, SWATCH, facecolor=NOTHING))
    axis.text(left + 0.15, bar - 0.03, words["none"], ha="center", va="top", fontsize=SMALL)
    names = words["and"].join(places.loc[~places["simulated"], "province_zh" if language == "zh" else "province"])
    rows: list[tuple[str, dict[str, str]]] = [(words["not_simulated"].format(names=names), {"facecolor": "none", "hatch": "//////"})]
    rows += [(words["absent"], {"facecolor": ABSENT})] if absent else []
    for place, (text, look) in enumerate(rows):
        y = bar - 0.4 - 0.24 * place
        axis.add_patch(square(left + 0.15, y, SWATCH, **look))
        axis.text(left + 0.32, y, text, va="center_baseline", fontsize=SMALL)


def _sheet(figure: Figure) -> Axes:
    """The lower end of a figure, measured in inches, below everything else."""
    width, height = figure.get_size_inches()
    axis = figure.add_axes((0, 0, 1, SHEET / height), zorder=-1)
    axis.set_xlim(0, width)
    axis.set_ylim(0, SHEET)
    axis.set_axis_off()
    return axis


def _scale(figure: Figure, scale: Shades, corner: tuple[float, float], language: str) -> None:
    """The colours with a few amounts."""
    from matplotlib.cm import ScalarMappable

    width, height = figure.get_size_inches()
    box = figure.add_axes((corner[0] / width, corner[1] / height, 2.1 / width, SWATCH / height))
    bar = figure.colorbar(ScalarMappable(scale.norm, scale.colours), cax=box, orientation="horizontal")
    bar.outline.set_linewidth(0.5)
    bar.ax.minorticks_off()
    marks = ticks(scale)
    bar.set_ticks(marks, labels=[short(mark, language) for mark in marks])
    bar.ax.tick_params(labelsize=SMALL, length=2, pad=2)


def ticks(scale: Shades) -> list[float]:
    """Few round amounts on a scale."""
    from matplotlib.ticker import LogLocator, MaxNLocator

    low, high = float(scale.norm.vmin or 0.0), float(scale.norm.vmax or 1.0)
    locator = LogLocator(numticks=5) if scale.logarithmic else MaxNLocator(4, steps=[1, 2, 2.5, 5, 10])
    return [float(tick) for tick in locator.tick_values(low, high) if low <= tick <= high and (tick > 0 or not scale.logarithmic)]


def key(figure: Figure, places: pd.DataFrame, top: float) -> None:
    """What the letters in small tiles mean, in columns to the right of the legend."""
    axis = _sheet(figure)
    rows = ceil(len(places) / KEY_COLUMNS)
    for place, (_, unit) in enumerate(places.sort_values("code").iterrows()):
        column, row = divmod(place, rows)
        x, y = KEY_LEFT + KEY_WIDE * column, top - LINE * row
        axis.text(x, y, unit["code"], va="top", fontsize=SMALL, fontweight="bold")
        axis.text(x + 0.27, y, unit["province"], va="top", fontsize=SMALL)
