"""Effects of reforms at a glance: a forest plot in per cent of the baseline, over the band of what luck alone does."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from ..experiments.analysis.comparison.tables import UNCHANGED
from ..experiments.analysis.statistics import Interval
from ..findings.numbers import POINTS, estimated, minus, signed, tick
from .narrow import stacked
from .style import BLACK, BLUE, GREY, PALE, VERMILLION, Drawing, panels, styled, title

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from ..experiments.analysis.comparison.finding import Comparison

WIDTH, ROW, TOP, BOTTOM = 7.4, 0.27, 0.88, 0.55  # inches
HIGH = 0.56  # inches: a row that has its words above and below the interval
LEFT, RIGHT = 0.27, 0.66  # of the width, where the axis begins and ends
SPREAD = 12.0  # times the middle row's reach, from which the axis bends
COLOURS = {BLUE: "better", VERMILLION: "worse", BLACK: "neither good nor bad"}
SHORT = {"adjusted headcount ratio": "", "RMB per head and year": "RMB"}
BEND = 10.0  # per cent, up to which a bent axis is straight
ROOM, FAR = 1.12, 1.35  # times the reach: where the axis ends, and how much further where it is bent
SHOWN = ("reform", "outcome", "title", "unit", "better", "pairs", "baseline", "value", "difference", "low", "high", "percent",
         "percent_low", "percent_high", "luck", "luck_percent", "detectable", "detectable_percent", "below")  # fmt: skip


class Line(NamedTuple):
    """A line of the plot: a reform's name, or an effect."""

    y: float
    heading: str
    row: dict[str, Any]


def forest(comparison: Comparison) -> Drawing:
    """Draw every effect with its interval.

    Parameters
    ----------
    comparison : Comparison
        Of one reform or several, which are drawn one below the other.

    Returns
    -------
    Drawing
        Named ``comparison``; its data are the rows of the table of effects, in their order.
    """
    data = {"": comparison.effects[list(SHOWN)]}
    return Drawing("comparison", _forest(comparison, ROW), data, lambda: stacked(_forest(comparison, HIGH)))


def _forest(comparison: Comparison, row: float) -> Figure:
    """Draw the effects in rows of a height; in high ones, names and numbers stand above and below the intervals in place of beside them."""
    lines = list(_lines(comparison))
    height = TOP + BOTTOM + row * (lines[-1].y + 1)
    beside = row < HIGH
    with styled():
        left, right = (LEFT, RIGHT) if beside else (0.02, 0.98)
        figure, axes = panels(WIDTH, height, 1, 1, left=left, right=right, top=1 - TOP / height, bottom=BOTTOM / height)
        axis = axes[0]
        _percent_axis(axis, comparison, lines[-1].y)
        for line in lines:
            _heading(axis, line, beside) if line.heading else _effect(axis, line, beside)
        title(figure, _title(comparison), _note(comparison))
        _key(axis, height)
    return figure


def _lines(comparison: Comparison) -> Iterator[Line]:
    """Lines from top to bottom; reforms have headings where there are several."""
    y = 0.0
    for reform in comparison.reforms:
        if len(comparison.reforms) > 1:
            y += 0.4 if y else 0.0
            yield Line(y, reform, {})
            y += 1.0
        for row in comparison.effects[comparison.effects["reform"] == reform].to_dict("records"):
            yield Line(y, "", {str(key): value for key, value in row.items()})
            y += 1.0


def _percent_axis(axis: Axes, comparison: Comparison, last: float) -> None:
    """The axis in per cent: straight where rows are of one size, bent where a few are many times larger than the others."""
    from matplotlib.ticker import MaxNLocator

    effects = comparison.effects
    reach = effects[["percent_low", "percent_high", "luck_percent"]].abs().max(axis=1).dropna()
    largest = float(reach.max()) if len(reach) and reach.max() > 0 else 1.0
    low, high = _limits(effects, 0.08 * largest)
    if len(reach) and largest > SPREAD * max(float(reach.median()), BEND / SPREAD):
        axis.set_xscale("symlog", linthresh=BEND, linscale=0.9)
        axis.set_xticks(_bent_ticks(low, high), minor=False)
        axis.set_xticks([], minor=True)
        low, high = (FAR * end for end in (low, high))
    else:
        axis.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
    axis.set_xlim(low, high)
    axis.set_ylim(last + 0.75, -0.75)
    axis.xaxis.set_major_formatter(lambda value, _: minus(f"{signed(value, tick(value))} %") if value else "0")
    axis.set_yticks([])
    axis.grid(visible=True, axis="x")
    axis.grid(visible=False, axis="y")
    axis.spines["left"].set_visible(False)
    axis.axvline(0.0, color=BLACK, lw=0.8, zorder=3)
    bent = f", bent beyond {BEND:.0f} %" if axis.get_xscale() == "symlog" else ""
    axis.set_xlabel(f"difference from {comparison.baseline}, per cent of its mean{bent}")


def _limits(effects: pd.DataFrame, least: float) -> tuple[float, float]:
    """Ends of the axis: all intervals and bands with some room, and a little on either side of zero."""
    bands = effects["luck_percent"].fillna(0.0)
    low = min(float(effects["percent_low"].min()), -float(bands.max()), -least)
    high = max(float(effects["percent_high"].max()), float(bands.max()), least)
    return (ROOM * low if math.isfinite(low) else -1.0, ROOM * high if math.isfinite(high) else 1.0)


def _bent_ticks(low: float, high: float) -> list[float]:
    """Zero, and powers of ten on both sides as far as the axis goes; every other one where they are many."""
    sides = [[sign * 10.0**k for k in range(1, 12) if 10.0**k <= end] for sign, end in ((-1.0, -low), (1.0, high))]
    step = 1 if sum(map(len, sides)) < 4 else 2
    return [*sides[0][::step][::-1], 0.0, *sides[1][::step]]


def _heading(axis: Axes, line: Line, beside: bool) -> None:
    offset = (-LEFT * WIDTH * 72 + 6 if beside else 0, 0)
    axis.annotate(line.heading, (0, line.y), offset, ("axes fraction", "data"), "offset points", va="center", fontweight="bold",
                  annotation_clip=False, bbox={"fc": "white", "ec": "none", "pad": 1.5})  # fmt: skip


def _effect(axis: Axes, line: Line, beside: bool) -> None:
    """One effect: its name, the band of luck, the interval, and the numbers."""
    row, y = line.row, line.y
    colour = colour_of(row)
    words: dict[str, Any] = {"va": "center", "annotation_clip": False, "color": GREY if row["below"] else BLACK, "fontsize": 8.5}
    at: tuple[Any, str] = (("axes fraction", "data"), "offset points")
    if beside:
        axis.annotate(row["title"], (0, y), (-8, 0), *at, ha="right", **words)
        axis.annotate(numbers(row), (1, y), (8, 0), *at, ha="left", **(words | {"fontsize": 8.0}))
    else:
        words["bbox"] = {"fc": "white", "ec": "none", "pad": 0.6, "alpha": 0.8}
        axis.annotate(row["title"], (0, y), (0, 12), *at, ha="left", **words)
        axis.annotate(numbers(row), (1, y), (0, -11), *at, ha="right", **(words | {"fontsize": 8.0}))
    if math.isnan(row["percent"]):
        axis.text(0.0, y, " no per cent of about nothing", va="center", fontsize=7.5, color=GREY, style="italic", zorder=4)
        return
    if math.isfinite(row["luck_percent"]):
        axis.barh(y, 2 * row["luck_percent"], 0.78 if beside else 0.3, -row["luck_percent"], color=PALE, alpha=0.75, lw=0, zorder=1)
    axis.plot([row["percent_low"], row["percent_high"]], [y, y], color=colour, lw=2.0, solid_capstyle="butt", zorder=4)
    axis.plot([row["percent"]], [y], "o", color=colour, mfc="white" if row["below"] else colour, ms=5.0, mew=1.3, zorder=5)


def colour_of(row: dict[str, Any]) -> str:
    """Blue for better, vermillion for worse, black where neither direction is, grey below the noise floor."""
    if row["below"]:
        return GREY
    if not row["better"]:
        return BLACK
    return BLUE if (row["difference"] > 0) == (row["better"] == "more") else VERMILLION


def numbers(row: dict[str, Any]) -> str:
    """The difference in its unit, with the interval."""
    if row["below"] == UNCHANGED:
        return "exactly nothing"
    effect = Interval(row["difference"], row["low"], row["high"])
    size, ends = estimated(effect, SHORT.get(row["unit"], row["unit"]))
    size, ends = size.replace(POINTS, "points"), ends.removesuffix(" million").removesuffix(" billion")
    return minus(f"{signed(effect.estimate, size)} ({ends})")


def _title(comparison: Comparison) -> str:
    one = comparison.reforms[0] if len(comparison.reforms) == 1 else f"{len(comparison.reforms)} reforms"
    return f"{one} against {comparison.baseline}"


def _note(comparison: Comparison) -> str:
    pairs = sorted(set(comparison.effects["pairs"]))
    count = f"{pairs[0]:,}" if len(pairs) == 1 else f"{pairs[0]:,} to {pairs[-1]:,}"
    return f"Mean difference of {count} pairs of runs that share all their luck, with the 95 % interval"


def _key(axis: Axes, height: float) -> None:
    """What colours and band mean, in one line above the axis, and the heading of the numbers."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    point: dict[str, Any] = {"marker": "o", "ls": "none", "ms": 5.0, "mew": 1.3}
    handles: list[Any] = [Line2D([], [], color=colour, label=text, **point) for colour, text in COLOURS.items()]
    handles.append(Line2D([], [], color=GREY, mfc="white", label="below the noise floor", **point))
    handles.append(Patch(color=PALE, alpha=0.75, lw=0, label="as far as luck alone goes"))
    axis.figure.legend(handles=handles, ncols=len(handles), loc="center left", bbox_to_anchor=(0.0, 1 - 0.66 / height), frameon=False,
                       fontsize=8.0, labelcolor=GREY, handletextpad=0.2, columnspacing=1.4, handlelength=1.4, borderaxespad=0)  # fmt: skip
