"""How a cluster of shops emerges: stores, households, people and sales over time, with the evidence on top."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.dates import date2num

from ..findings.numbers import tick
from .bands import fan, from_zero, number_axis
from .labels import Mark, covered, place_beside
from .narrow import stackable
from .style import BLACK, BLUE, GREY, Drawing, panels, styled, title
from .targets import Target, target_table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PANELS = (
    ("stores", "Online stores", "stores"),
    ("online_households", "Households with a store", "households"),
    ("people_engaged", "People engaged", "persons"),
    ("sales", "Monthly sales", "RMB in the month"),
)
NOTE = "Median of {runs} (line), 5-95 % of runs (band), single runs (thin)"
EVIDENCE_NOTE = "; evidence with its dates and grade (black)"
ONE_NOTE = "One run"
GHOST_NOTE = "; ghost (dashed)"


@stackable
def emergence(
    monthly: pd.DataFrame, heading: str, targets: Sequence[Target] = (), ghost: pd.DataFrame | None = None, about: str = ""
) -> Drawing:
    """Draw four panels of take-off.

    Parameters
    ----------
    monthly : pandas.DataFrame
        A row per run and month.
    heading : str
        The scenario's title.
    targets : sequence of Target
        Evidence to draw over the runs; only where it belongs to the scenario's village.
    ghost : pandas.DataFrame, optional
        Runs to compare with, of the same months; their median is drawn as a dashed line.
    about : str
        What the runs are, for who sees the figure alone: told in the line below the title.
    """
    months = pd.to_datetime(monthly["month"])
    monthly = monthly.assign(month=months)
    shown = [target for target in targets if months.min() <= target.start and target.end <= months.max()]
    with styled():
        figure, axes = panels(7.4, 5.4, left=0.105, right=0.98, top=0.84, bottom=0.07, wspace=0.3, hspace=0.36)
        frames = [_panel(axis, monthly, spec, shown, ghost) for axis, spec in zip(axes, PANELS, strict=True)]
        runs = monthly["run"].nunique()
        note = (f"{about}. " if about else "") + (NOTE.format(runs=f"{runs} runs") if runs > 1 else ONE_NOTE)
        note += GHOST_NOTE if ghost is not None else ""
        title(figure, heading, note + (EVIDENCE_NOTE if shown else ""))
    data = {"": pd.concat(frames, ignore_index=True)} | ({"evidence": target_table(shown)} if shown else {})
    return Drawing("emergence", figure, data)


def _panel(
    axis: Axes, monthly: pd.DataFrame, spec: tuple[str, str, str], targets: Sequence[Target], ghost: pd.DataFrame | None
) -> pd.DataFrame:
    column, name, unit = spec
    scale = 1e6 if monthly[column].max() >= 1e6 else 1.0
    unit = f"million {unit}" if scale > 1 else unit
    frame = fan(axis, monthly.assign(**{column: monthly[column] / scale}), column, BLUE).assign(unit=unit)
    mine = [target for target in targets if target.measure == column]
    line = _ghost(axis, ghost, column, scale) if ghost is not None else pd.Series(dtype=float)
    highest = max([monthly[column].max() / scale, *line, *(target.value / scale for target in mine)])
    from_zero(axis, highest)
    number_axis(axis)
    axis.set_title(name)
    axis.set_ylabel(unit)
    runs = monthly.groupby("month", sort=True)[column].agg(["min", "max"]) / scale
    if len(line):
        runs = runs.assign(min=runs["min"].combine(line, min), max=runs["max"].combine(line, max))
    beside(axis, mine, scale, runs)
    return frame


def beside(axis: Axes, targets: Sequence[Target], scale: float, runs: pd.DataFrame) -> None:
    """Draw evidence into a panel, with labels where the runs are not: from ``min`` to ``max`` in each month."""
    marks = [_evidence(axis, target, scale) for target in targets]
    place_beside(axis, marks, covered(date2num(runs.index), runs["min"], runs["max"]))


def _ghost(axis: Axes, ghost: pd.DataFrame, column: str, scale: float) -> pd.Series[float]:
    """A dashed line in the unit of the panel; return its values by month."""
    line = ghost.groupby(pd.to_datetime(ghost["month"]))[column].median() / scale
    axis.plot(line.index, line, color=GREY, lw=1.4, ls=(0, (4, 2)), zorder=4)
    return line


def _evidence(axis: Axes, target: Target, scale: float) -> Mark:
    """A point in the middle of its dates and a bar over them, a box where it is a range; return them with their label."""
    low, value = target.low / scale, target.value / scale
    start, end = date2num(target.start), date2num(target.end)
    if low < value:
        axis.plot([start, end, end, start, start], [low, low, value, value, low], color=BLACK, lw=1.2, zorder=6)
    else:
        axis.plot([start, end], [value, value], color=BLACK, lw=1.2, marker="|", ms=5, zorder=6)
        axis.plot([(start + end) / 2], [value], color=BLACK, marker=target.marker, ms=5.5, zorder=7)
    return Mark((start, low, end, value), value, f"{target.told(lambda number: tick(number / scale))} [{target.grade}]")
