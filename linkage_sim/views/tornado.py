"""The tornado: factors from the strongest to the weakest, their bars coloured by the grade of the evidence behind each."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any

from ..experiments.analysis.sensitivity.effects import MORRIS, OAT, REGIONAL, SOBOL
from ..experiments.analysis.sensitivity.finding import Sensitivity
from ..experiments.analysis.words import SILENT_UNITS
from ..findings.numbers import POINTS, is_share, number, signed, tick
from ..scenario.problems import shortened
from .grades import GRADE_COLOURS, SHORT, grade_key
from .labels import wrapped
from .narrow import stacked
from .style import BLACK, GREY, Drawing, panels, styled, title

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH, TOP, BOTTOM, RIGHT, ROW, LINE = 7.4, 0.66, 1.02, 0.2, 0.42, 0.14  # inches
MOST = 20
"""Factors in a figure; its table holds all."""
BAR = 0.6  # height of a bar, in rows
HIGH, LETTERS = 0.56, 50  # inches: a row that has its words above and below the bar, and how many letters a line has
ROOM = 1.3  # of the axis, in lengths of the longest bar, so that numbers stand beside the bars
TITLES = {
    MORRIS: "What moves {outcome}",
    SOBOL: "What is behind the variance of {outcome}",
    OAT: "What moves {outcome}, one at a time",
    REGIONAL: "What tells runs with {condition} from others",
}
NOTES = {
    MORRIS: "Mean size of the change when a parameter crosses its range, wherever the others are (mu* of Morris)",
    SOBOL: "Share of the variance that would go if the parameter were known (total index of Sobol')",
    OAT: "Change from the scenario as it is: full at the highest value (of choices: the highest rise), pale at the lowest",
    REGIONAL: "Distance between points that meet the condition and others (Kolmogorov-Smirnov); pale: not told from chance",
}
WHISKERS = "; whiskers: 95 % intervals"


def tornado(one: Sensitivity, heading: str) -> Drawing:
    """Draw one bar for each factor.

    Parameters
    ----------
    one : Sensitivity
        The numbers, with at least one row.
    heading : str
        What was simulated.
    """
    return Drawing(
        f"tornado_{one.outcome.name}", _drawn(one, heading), {"": one.table}, lambda: stacked(_drawn(one, heading, beside=False))
    )


def _drawn(one: Sensitivity, heading: str, beside: bool = True) -> Figure:
    """The bars, with the names of the factors beside them, or above them where the screen is narrow."""
    rows = one.table.head(MOST)
    with styled():
        figure, axis = _canvas(rows) if beside else _high(rows)
        for place, (_, row) in enumerate(rows.iterrows()):
            _bars(axis, one, row, place, BAR if beside else BAR / 2)
        _limits(axis, one, rows)
        for place, (_, row) in enumerate(rows.iterrows()):
            _number(axis, one, row, place)
        _names(axis, rows) if beside else _names_above(axis, rows)
        _scale(axis, one)
        whiskers = WHISKERS if f"{one.main}_high" in rows and bool(rows[f"{one.main}_high"].notna().any()) and one.method != OAT else ""
        more = len(one.table) - len(rows)
        rest = f"; {more} weaker ones are in the table" if more else ""
        title(figure, f"{heading_of(one)}: {heading}", f"{NOTES[one.method]}{whiskers}{rest}")
        grade_key(figure)
    return figure


def heading_of(one: Sensitivity) -> str:
    """The figure's question."""
    return TITLES[one.method].format(outcome=one.outcome.label, condition=one.condition)


def scaled(value: float, one: Sensitivity) -> float:
    """A value in the unit of the axis: per cent, percentage points, or the outcome's own."""
    return 100.0 * value if one.method == SOBOL or (one.method != REGIONAL and is_share(one.outcome.unit)) else value


def unit_of(one: Sensitivity) -> str:
    """Unit of the axis."""
    if one.method in (SOBOL, REGIONAL):
        return {SOBOL: "% of the variance", REGIONAL: "distance"}[one.method]
    return f"change in {one.outcome.label}{in_brackets(one)}"


def in_brackets(one: Sensitivity) -> str:
    """The outcome's unit behind its name, unless the name says it."""
    unit = POINTS if is_share(one.outcome.unit) else one.outcome.unit
    return "" if unit in one.outcome.label else f" ({unit})"


def _canvas(rows: pd.DataFrame) -> tuple[Figure, Axes]:
    """A figure that is as high as its rows and as wide on the left as its names need."""
    labels = _labels(rows)
    lines = max(name.count("\n") for name, _ in labels)
    height = TOP + max(len(rows), 2) * (ROW + LINE * lines) + BOTTOM
    letters = max(max(len(line), 0.85 * len(below)) for name, below in labels for line in name.split("\n"))
    edges = {"left": min(max(0.073 * letters + 0.2, 1.2), 3.2) / WIDTH, "right": 1 - RIGHT / WIDTH}
    figure, axes = panels(WIDTH, height, 1, 1, top=1 - TOP / height, bottom=BOTTOM / height, **edges)
    return figure, axes[0]


def _high(rows: pd.DataFrame) -> tuple[Figure, Axes]:
    """A figure with rows so high that their names stand above the bars."""
    height = TOP + len(rows) * HIGH + BOTTOM
    figure, axes = panels(WIDTH, height, 1, 1, left=0.02, right=0.98, top=1 - TOP / height, bottom=BOTTOM / height)
    return figure, axes[0]


def _labels(rows: pd.DataFrame) -> list[tuple[str, str]]:
    """Names, and what the factors were varied over."""
    units = ["" if unit in SILENT_UNITS else f" {unit}" for unit in rows["unit"]]
    ranges = [shortened(f"{text}{unit}", 48) for text, unit in zip(rows["range"], units, strict=True)]
    return [(wrapped(label, 40), text) for label, text in zip(rows["label"], ranges, strict=True)]


def _bars(axis: Axes, one: Sensitivity, row: pd.Series, place: int, high: float) -> None:
    colour = GRADE_COLOURS[row["grade"]]
    if one.method == OAT:
        for side, alpha in (("up", 1.0), ("down", 0.4)):
            axis.barh(place, scaled(row[side], one), high, color=colour, alpha=alpha, lw=0, zorder=2)
        return
    pale = one.method == REGIONAL and not row["p_holm"] < 0.05
    axis.barh(place, scaled(row[one.main], one), high, color=colour, alpha=0.35 if pale else 1.0, lw=0, zorder=2)
    if f"{one.main}_high" in row and isfinite(row[f"{one.main}_high"]):
        ends = [scaled(row[f"{one.main}_{end}"], one) for end in ("low", "high")]
        axis.plot(ends, [place, place], color=BLACK, lw=1.0, zorder=4, solid_capstyle="butt")


def _limits(axis: Axes, one: Sensitivity, rows: pd.DataFrame) -> None:
    """Room on both sides for the numbers beside the bars."""
    columns = [name for name in ((one.main, f"{one.main}_high") if one.method != OAT else ("up", "down")) if name in rows]
    values = [scaled(float(value), one) for name in columns for value in rows[name] if isfinite(value)]
    low, high = min(0.0, *values), max(0.0, *values)
    room = (ROOM - 1.0) * ((high - low) or 1.0)
    axis.set_xlim(low - 0.5 * room if low < 0 and one.method == OAT else low, high + room)
    axis.set_ylim(len(rows) - 0.45, -0.55)


def _number(axis: Axes, one: Sensitivity, row: pd.Series, place: int) -> None:
    """The value with the grade behind the bar, so that nothing is told by colour alone."""
    how: dict[str, Any] = {"textcoords": "offset points", "va": "center", "fontsize": 8.5, "zorder": 6}
    grade = f"  [{SHORT.get(row['grade'], row['grade'])}]"
    if one.method == OAT:
        low, high = sorted(scaled(float(row[side]), one) for side in ("down", "up"))
        axis.annotate(f"{signed(high, number(high)) if high > 0 else ''}{grade}".strip(), (max(high, 0.0), place), (5, 0), ha="left", **how)
        if low < 0:
            axis.annotate(number(low), (low, place), (-5, 0), ha="right", **how)
        return
    high = float(row.get(f"{one.main}_high", row[one.main]))
    end = scaled(high if isfinite(high) else float(row[one.main]), one)
    axis.annotate(f"{_value(one, row)}{grade}", (end, place), (5, 0), ha="left", **how)


def _value(one: Sensitivity, row: pd.Series) -> str:
    if one.method == REGIONAL:
        return f"{row[one.main]:.2f}"
    return f"{number(scaled(row[one.main], one))}{' %' if one.method == SOBOL else ''}"


def _names(axis: Axes, rows: pd.DataFrame) -> None:
    axis.set_yticks(range(len(rows)), [""] * len(rows))
    axis.tick_params(axis="y", length=0)
    how: dict[str, Any] = {"xycoords": axis.get_yaxis_transform(), "textcoords": "offset points", "ha": "right"}
    for place, (name, below) in enumerate(_labels(rows)):
        lines = name.count("\n")
        axis.annotate(name, (0, place), (-7, 0.5 - 5.5 * lines), va="bottom", fontsize=9.0, linespacing=1.05, **how)
        axis.annotate(below, (0, place), (-7, -1 - 5.5 * lines), va="top", fontsize=7.5, color=GREY, **how)


def _names_above(axis: Axes, rows: pd.DataFrame) -> None:
    """Names above the bars, and what the factors were varied over below them."""
    axis.set_yticks([])
    how: dict[str, Any] = {"xycoords": axis.get_yaxis_transform(), "textcoords": "offset points", "annotation_clip": False, "zorder": 6}
    for place, (name, below) in enumerate(_labels(rows)):
        axis.annotate(shortened(name.replace("\n", " "), LETTERS), (0, place), (2, 8), va="bottom", fontsize=8.5, **how)
        axis.annotate(below, (0, place), (2, -8), va="top", fontsize=7.5, color=GREY, **how)


def _scale(axis: Axes, one: Sensitivity) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axis.grid(visible=False)
    axis.grid(visible=True, axis="x")
    axis.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 2.5, 5, 10]))
    axis.xaxis.set_major_formatter(FuncFormatter(lambda value, _: tick(value)))
    axis.spines["left"].set_visible(False)
    axis.axvline(0.0, color=BLACK, lw=0.8, zorder=3)
    axis.set_xlabel(unit_of(one))
