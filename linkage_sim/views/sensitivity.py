"""Figures of a sensitivity analysis: the tornado of every method, mu* against sigma of Morris, and the indices of Sobol'."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ..experiments.analysis.sensitivity.effects import MORRIS, SOBOL
from ..experiments.analysis.sensitivity.finding import Sensitivity
from ..findings.numbers import tick
from .bands import number_axis
from .grades import GRADE_COLOURS, grade_key
from .labels import distinct, place_labels, wrapped
from .narrow import stacked
from .style import BLACK, GREY, PALE, Drawing, panels, styled, title
from .tornado import MOST, in_brackets, scaled, tornado

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NAMED = 0.1
"""Factors below this share of the largest mu* are drawn without their names."""
SCREENING_NOTE = "To the right: moves it more. Upwards: what it does depends on the others or on the place in the range. Whiskers: 95 %"
INDICES_NOTE = "Full: the parameter by itself (first order). Pale: with all its interactions (total). Whiskers: 95 % intervals"


def figures(found: Sequence[Sensitivity]) -> list[Drawing]:
    """All figures; none of outcomes that nothing moves. Names tell scenarios apart where there are several."""
    several = len({one.scenario for one in found}) > 1
    made = []
    for one in found:
        for drawing in () if one.nothing else _of(one, f"{one.heading}, {one.scenario}" if several else one.heading):
            made.append(drawing._replace(name=f"{drawing.name}_{one.scenario}") if several else drawing)
    return distinct(made)


def _of(one: Sensitivity, heading: str) -> Iterator[Drawing]:
    yield tornado(one, heading)
    if one.method == MORRIS:
        yield screening(one, heading)
    if one.method == SOBOL:
        yield indices(one, heading)


def screening(one: Sensitivity, heading: str) -> Drawing:
    """Draw Morris's chart: how much a factor moves the outcome, against how much that depends on where."""
    figure = _screening(one, heading)
    with styled():
        _named(figure.axes[0], one, 30)
    return Drawing(f"morris_{one.outcome.name}", figure, {"": one.table}, lambda: _narrow_screening(one, heading))


def _narrow_screening(one: Sensitivity, heading: str) -> Figure:
    """The same for a narrow screen: names are put where they touch nothing once its size is known."""
    figure = stacked(_screening(one, heading))
    with styled():
        _named(figure.axes[0], one, 18)
    return figure


def _screening(one: Sensitivity, heading: str) -> Figure:
    """The chart without the names of the factors."""
    with styled():
        figure, axes = panels(7.4, 5.0, 1, 1, left=0.1, right=0.97, top=0.865, bottom=0.205)
        _cloud(axes[0], one)
        axes[0].set_xlabel(f"mu*: mean size of the change in {one.outcome.label}{in_brackets(one)}")
        axes[0].set_ylabel("sigma: spread of that change")
        title(figure, f"How parameters move {one.outcome.label}: {heading}", SCREENING_NOTE)
        grade_key(figure)
    return figure


def _places(one: Sensitivity) -> tuple[list[float], ...]:
    """Where the factors lie: mu* with its interval, and sigma."""
    return tuple([scaled(float(value), one) for value in one.table[name]] for name in ("mu_star", "mu_star_low", "mu_star_high", "sigma"))


def _named(axis: Axes, one: Sensitivity, letters: int) -> None:
    """Write the names of the factors that matter into the chart, in lines of so many letters."""
    x, low, high, y = _places(one)
    named = [(a, b, wrapped(label, letters)) for a, b, label in zip(x, y, one.table["label"], strict=True) if a >= NAMED * max(x)]
    place_labels(axis, named, obstacles=[(start, b, end, b) for start, end, b in zip(low, high, y, strict=True)])


def _cloud(axis: Axes, one: Sensitivity) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    x, low, high, y = _places(one)
    right, top = 1.12 * max(high), 1.15 * max(*y, 0.2 * max(high))
    axis.set_xlim(0, right)
    axis.set_ylim(-0.02 * top, top)
    for slope, words in ((1.0, "sigma = mu*"), (0.5, "half of it"), (0.1, "a tenth")):
        _ray(axis, slope, words, right, top)
    axis.hlines(y, low, high, color=GREY, lw=0.8, zorder=3)
    axis.scatter(x, y, s=46, color=[GRADE_COLOURS[grade] for grade in one.table["grade"]], edgecolor="white", lw=0.6, zorder=5)
    axis.grid(visible=True, axis="both")
    for scale in (axis.xaxis, axis.yaxis):
        scale.set_major_locator(MaxNLocator(6, steps=[1, 2, 2.5, 5, 10]))
        scale.set_major_formatter(FuncFormatter(lambda value, _: tick(value)))


def _ray(axis: Axes, slope: float, words: str, right: float, top: float) -> None:
    """A line from the origin on which sigma is a given part of mu*, named where it leaves the panel."""
    end = min(right, top / slope)
    axis.plot([0, end], [0, slope * end], color=PALE, lw=0.9, zorder=1)
    how: dict[str, Any] = {"textcoords": "offset points", "ha": "right", "fontsize": 7.5, "color": GREY, "zorder": 1}
    axis.annotate(words, (end, slope * end), (-3, -3 if end < right else 3), va="top" if end < right else "bottom", **how)


def indices(one: Sensitivity, heading: str) -> Drawing:
    """Draw Sobol' indices, first order and total side by side."""
    rows = one.table.head(MOST)
    width = min(max(2.2 + 0.8 * len(rows), 7.4), 12.0)
    with styled():
        figure, axes = panels(width, 4.4, 1, 1, left=0.6 / width, right=1 - 0.1 / width, top=0.85, bottom=0.3)
        axis = axes[0]
        for place, (_, row) in enumerate(rows.iterrows()):
            _pair(axis, row, place)
        axis.axhline(0.0, color=BLACK, lw=0.8, zorder=3)
        axis.set_xticks(range(len(rows)), [wrapped(label, 14) for label in rows["label"]], fontsize=8.5)
        axis.set_xlim(-0.6, len(rows) - 0.4)
        axis.set_ylim(
            min(0.0, 100 * float(rows[["first_low", "total_low"]].min().min())) - 1, 100 * float(rows["total_high"].max()) * 1.05 + 1
        )
        number_axis(axis)
        axis.set_ylabel("% of the variance")
        title(figure, f"What is behind the variance of {one.outcome.label}: {heading}", INDICES_NOTE)
        grade_key(figure)
    return Drawing(f"sobol_{one.outcome.name}", figure, {"": one.table} | ({"pairs": one.pairs} if one.pairs is not None else {}))


def _pair(axis: Axes, row: pd.Series, place: int) -> None:
    for name, side, alpha in (("first", -0.19, 1.0), ("total", 0.19, 0.45)):
        axis.bar(place + side, 100 * row[name], 0.36, color=GRADE_COLOURS[row["grade"]], alpha=alpha, lw=0, zorder=2)
        axis.plot([place + side] * 2, [100 * row[f"{name}_low"], 100 * row[f"{name}_high"]], color=BLACK, lw=1.0, zorder=4)
