"""The figure of a forecast: what is expected of each quantity over time, with the ranges of half and of 90 % of the runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from ..experiments.calibration.targets import window
from ..experiments.forecasting.finding import Forecast, time
from ..experiments.forecasting.readings import Foretold
from ..findings.numbers import is_count, is_share
from ..findings.words import counted
from .bands import from_zero, number_axis
from .narrow import stackable
from .style import BLUE, Drawing, panels, styled, title

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLUMNS, MOST = 3, 12
WIDTHS = {1: 6.4, 2: 6.4, 3: 9.2}  # inches, by panels in a line
ROW, TOP, BOTTOM, LEFT, RIGHT = 2.3, 0.62, 0.48, 0.69, 0.2
MOST_TIMES = 4  # that are told on an axis
OUTER, INNER = 0.16, 0.3  # how dense the ranges of 90 and 50 % are
NOTE = "Dots and line: median of the runs; dark: half of the runs; pale: 90 % of them"


def figures(found: Sequence[Forecast]) -> list[Drawing]:
    """A drawing for each scenario; names tell them apart where there are several."""
    made = [(name, forecast(one, name), len(one.draws) > 1) for one in found for name in one.draws]
    return [drawing._replace(name=f"{drawing.name}_{name}") if several else drawing for name, drawing, several in made]


@stackable
def forecast(found: Forecast, scenario: str) -> Drawing:
    """Draw all quantities of a scenario, a panel each; of a country the whole of it."""
    rows = [row for row in found.rows if row.scenario == scenario and not row.province]
    groups: dict[tuple[str, str], list[Foretold]] = {}
    for row in rows:
        groups.setdefault((row.name, row.village), []).append(row)
    shown = list(groups.values())[:MOST]
    columns = min(len(shown), COLUMNS)
    lines = -(-len(shown) // columns)
    width, height = WIDTHS[columns], ROW * lines + TOP
    edges = {"left": LEFT / width, "right": 1 - RIGHT / width, "top": 1 - (TOP + 0.25) / height, "bottom": BOTTOM / height}
    with styled():
        figure, axes = panels(width, height, lines, columns, **edges, wspace=0.36, hspace=0.58)
        for axis, group in zip(axes, shown, strict=False):
            _panel(axis, group)
        for axis in axes[len(shown) :]:
            axis.set_axis_off()
        title(figure, f"What the model expects: {scenario}", f"{NOTE}; {counted(found.members * found.replicates, 'run')}")
    return Drawing("forecast", figure, {"": pd.DataFrame([vars(row) for row in rows])})


def _panel(axis: Axes, group: Sequence[Foretold]) -> None:
    """One quantity: its median and both ranges at each time, joined by lines."""
    times, unit = _scale(group)
    years = [_year(row.when) for row in group]
    low, half_low, middle, half_high, high = (
        [times * getattr(row, name) for row in group] for name in ("low", "half_low", "median", "half_high", "high")
    )
    if len(group) > 1:
        axis.fill_between(years, low, high, color=BLUE, alpha=OUTER, lw=0)
        axis.fill_between(years, half_low, half_high, color=BLUE, alpha=INNER, lw=0)
    axis.vlines(years, low, high, color=BLUE, alpha=2 * OUTER, lw=2.0)
    axis.vlines(years, half_low, half_high, color=BLUE, alpha=2 * INNER, lw=4.0)
    axis.plot(years, middle, color=BLUE, marker="o", ms=4.0)
    from_zero(axis, max(high))
    number_axis(axis, whole=is_count(unit))
    _tell_times(axis, group)
    axis.set_xlim(min(years) - 0.5, max(years) + 0.5)
    axis.set_title(" ".join(filter(None, (group[0].name, f"of {group[0].village}" if group[0].village else ""))))
    axis.set_ylabel(unit)


def _tell_times(axis: Axes, group: Sequence[Foretold]) -> None:
    """Tell times where they lie, as the table does: a December is the end of its year, not the beginning of the next. The last is told."""
    step = -(-len(group) // MOST_TIMES)
    told = group[::-1][::step]
    axis.set_xticks([_year(row.when) for row in told], ["\n".join(time(row.when).rsplit(" ", 1)) for row in told])


def _scale(group: Sequence[Foretold]) -> tuple[float, str]:
    """What numbers are multiplied by, and their unit then."""
    unit = group[0].unit
    if is_share(unit):
        return 100.0, "%"
    most = max(row.high for row in group)
    return next(((1.0 / size, f"{word} {unit}") for size, word in ((1e9, "billion"), (1e6, "million")) if most >= size), (1.0, unit))


def _year(when: str) -> float:
    """Where a time lies on the axis: windows by their middle, months by their own."""
    first, last = (int(month[:4]) + (int(month[5:]) - 0.5) / 12 for month in window(when))
    return (first + last) / 2
