"""Many runs in one panel: thin single runs, the band of 5 to 95 % and the median line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..findings.numbers import tick
from ..state.month import COLUMNS
from .style import PALE, time_axis

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

UNITS = {column.name: column.unit for column in COLUMNS} | {"registered_share": "share of households"}
MAX_THIN_LINES = 25


def quantiles(monthly: pd.DataFrame, column: str) -> pd.DataFrame:
    """Median and the 5 and 95 % quantiles over runs, a row per month.

    Parameters
    ----------
    monthly : pandas.DataFrame
        A row per run and month.
    column : str
        A measure.

    Returns
    -------
    pandas.DataFrame
        Columns measure, unit, month, median, p05, p95, runs.
    """
    months = monthly.groupby("month", sort=True)[column]
    frame = months.quantile(np.array([0.5, 0.05, 0.95])).unstack()
    frame.columns = ["median", "p05", "p95"]
    frame = frame.assign(runs=months.count()).reset_index()
    frame.insert(0, "measure", column)
    frame.insert(1, "unit", UNITS[column])
    return frame


def fan(axis: Axes, monthly: pd.DataFrame, column: str, colour: str, thin: bool = True) -> pd.DataFrame:
    """Draw a measure over time and return what was drawn."""
    frame = quantiles(monthly, column)
    if thin:
        _thin_lines(axis, monthly, column)
    axis.fill_between(frame["month"], frame["p05"], frame["p95"], color=colour, alpha=0.2, lw=0, zorder=2)
    axis.plot(frame["month"], frame["median"], color=colour, zorder=4)
    time_axis(axis, frame["month"])
    return frame


def from_zero(axis: Axes, top: float, room: float = 1.08) -> None:
    """Let an axis begin at zero and leave some room above the highest value."""
    axis.set_ylim(0, top * room if top > 0 else 1.0)


def number_axis(axis: Axes, unit: str = "", whole: bool = False) -> None:
    """Few ticks; those of shares in per cent, those of what has no halves ``whole``."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axis.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10], integer=whole))
    axis.yaxis.set_major_formatter(FuncFormatter(lambda value, _: tick(value, unit)))


def _thin_lines(axis: Axes, monthly: pd.DataFrame, column: str) -> None:
    for _, run in list(monthly.groupby("run", sort=False))[:MAX_THIN_LINES]:
        axis.plot(run["month"], run[column], color=PALE, lw=0.6, zorder=1)
