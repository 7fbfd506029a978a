"""Two sweeps point by point: the difference at each point with its interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..experiments.analysis.comparison.finding import Comparison
from ..experiments.analysis.words import value_words
from ..findings.numbers import is_share, minus, signed, tick, unit_words
from ..findings.words import capital
from ..scenario.problems import shortened
from .comparison import COLOURS, HIGH, colour_of, forest, numbers
from .labels import wrapped
from .narrow import stacked
from .style import BLACK, GREY, Drawing, panels, styled, title

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from ..experiments.analysis.comparison.sweeps_finding import PointComparison

WIDTH, ROW, TOP, BOTTOM, LINE = 7.4, 0.24, 0.9, 0.6, 0.13  # inches
LEFT, RIGHT = 0.36, 0.72  # of the width, where the axis begins and ends
MOST, FEW = 48, 16
"""Points that are drawn, and on a narrow screen; of more, those with the largest differences."""
LETTERS = 52  # of a point's levels on a narrow screen
HEADING = 18  # letters of a line of what was varied


def figures(found: Sequence[Comparison | PointComparison]) -> list[Drawing]:
    """All figures of comparisons: of scenarios in one, of sweeps one for each outcome."""
    return [drawing for one in found for drawing in _drawings(one)]


def _drawings(one: Comparison | PointComparison) -> list[Drawing]:
    return [forest(one)] if isinstance(one, Comparison) else [points(one, outcome) for outcome in one.outcomes]


def points(found: PointComparison, outcome: str) -> Drawing:
    """Draw an outcome's difference at each point.

    Parameters
    ----------
    found : PointComparison
        Two sweeps.
    outcome : str
        Name of the outcome.

    Returns
    -------
    Drawing
        Named ``points_`` and the outcome; its data are the rows that are drawn.
    """
    rows = found.effects[found.effects["outcome"] == outcome]
    shown, few = (_largest(rows, most) for most in (MOST, FEW))
    return Drawing(f"points_{outcome}", _drawn(found, rows, shown), {"": shown}, lambda: stacked(_drawn(found, rows, few, beside=False)))


def _largest(rows: pd.DataFrame, most: int) -> pd.DataFrame:
    """The points with the largest differences, in their order."""
    return rows if len(rows) <= most else rows.loc[rows["difference"].abs().nlargest(most).index].sort_index()


def _drawn(found: PointComparison, rows: pd.DataFrame, shown: pd.DataFrame, beside: bool = True) -> Figure:
    """The points, with their levels and numbers beside the intervals, or above and below them where the screen is narrow."""
    top = TOP + LINE * max(text.count("\n") + 1 for text in _headings(found))
    height = top + BOTTOM + (ROW if beside else HIGH) * len(shown)
    left, right = (LEFT, RIGHT) if beside else (0.02, 0.98)
    first = rows.iloc[0]
    with styled():
        figure, axes = panels(WIDTH, height, 1, 1, left=left, right=right, top=1 - top / height, bottom=BOTTOM / height)
        _axis(axes[0], shown, f"difference in {first['title']}{_unit(str(first['unit']))}")
        for y, row in enumerate(shown.to_dict("records")):
            _point(axes[0], y, {str(key): value for key, value in row.items()}, found.levels, beside)
        if beside:
            _levels(axes[0], _headings(found))
        title(figure, f"{capital(first['title'])}: {found.reform} against {found.baseline}", _note(len(shown), len(rows)))
        _key(axes[0], height)
    return figure


def _unit(unit: str) -> str:
    told = "percentage points" if is_share(unit) else unit_words(unit)
    return f", {told}" if told else ""


def _note(shown: int, all_of_them: int) -> str:
    which = "At each point" if shown == all_of_them else f"At the {shown} of {all_of_them:,} points with the largest differences"
    return f"{which}, the mean difference of paired runs with the 95 % interval"


def _axis(axis: Axes, rows: pd.DataFrame, label: str) -> None:
    """The axis of differences, with zero and all intervals on it."""
    from matplotlib.ticker import MaxNLocator

    low, high = min(0.0, float(rows["low"].min())), max(0.0, float(rows["high"].max()))
    room = 0.06 * (high - low) or 1.0
    axis.set_xlim(low - room, high + room)
    axis.set_ylim(len(rows) - 0.4, -0.6)
    axis.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 2.5, 5, 10]))
    scale = 100.0 if is_share(str(rows["unit"].iloc[0])) else 1.0
    axis.xaxis.set_major_formatter(lambda value, _: minus(signed(value, tick(scale * value))) if value else "0")
    axis.set_yticks([])
    axis.grid(visible=True, axis="x")
    axis.grid(visible=False, axis="y")
    axis.spines["left"].set_visible(False)
    axis.axvline(0.0, color=BLACK, lw=0.8, zorder=3)
    axis.set_xlabel(label)


def _point(axis: Axes, y: int, row: dict[str, Any], levels: Mapping[str, str], beside: bool) -> None:
    """One point: what was varied, the interval, and the numbers."""
    colour = colour_of(row)
    words: dict[str, Any] = {"va": "center", "annotation_clip": False, "color": GREY if row["below"] else BLACK, "fontsize": 8.0}
    at: tuple[Any, str] = (("axes fraction", "data"), "offset points")
    if beside:
        for x, name in zip(_places(len(levels)), levels, strict=True):
            axis.annotate(value_words(row[name]), (0, y), (x, 0), *at, ha="right", **words)
        axis.annotate(numbers(row), (1, y), (8, 0), *at, ha="left", **words)
    else:
        told = ", ".join(f"{label} {value_words(row[name])}" for name, label in levels.items())
        axis.annotate(shortened(told, LETTERS), (0, y), (0, 12), *at, ha="left", **words)
        axis.annotate(numbers(row), (1, y), (0, -11), *at, ha="right", **words)
    axis.plot([row["low"], row["high"]], [y, y], color=colour, lw=2.0, solid_capstyle="butt", zorder=4)
    axis.plot([row["difference"]], [y], "o", color=colour, mfc="white" if row["below"] else colour, ms=5.0, mew=1.3, zorder=5)


def _headings(found: PointComparison) -> list[str]:
    """What was varied, in as many lines as its column needs."""
    return [wrapped(label, max(HEADING // len(found.levels) + 6, 8)) for label in found.levels.values()]


def _levels(axis: Axes, headings: list[str]) -> None:
    """What was varied, above its values."""
    for x, heading in zip(_places(len(headings)), headings, strict=True):
        axis.annotate(heading, (0, 1), (x, 4), "axes fraction", "offset points", ha="right",
                      va="bottom", fontsize=7.5, color=GREY, annotation_clip=False)  # fmt: skip


def _places(count: int) -> list[float]:
    """Where the columns of what was varied end, in points to the left of the axis."""
    width = LEFT * WIDTH * 72 - 16
    return [-8.0 - width * (count - 1 - k) / count for k in range(count)]


def _key(axis: Axes, height: float) -> None:
    """What colours mean, in one line above the axis."""
    from matplotlib.lines import Line2D

    point: dict[str, Any] = {"marker": "o", "ls": "none", "ms": 5.0, "mew": 1.3}
    handles = [Line2D([], [], color=colour, label=text, **point) for colour, text in COLOURS.items()]
    handles.append(Line2D([], [], color=GREY, mfc="white", label="no clear difference", **point))
    axis.figure.legend(handles=handles, ncols=len(handles), loc="center left", bbox_to_anchor=(0.0, 1 - 0.66 / height), frameon=False,
                       fontsize=8.0, labelcolor=GREY, handletextpad=0.2, columnspacing=1.4, handlelength=1.4, borderaxespad=0)  # fmt: skip
