"""Poverty over time: by income, by several dimensions, and how well the register of the poor hits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from .bands import fan, from_zero, number_axis
from .narrow import stackable
from .style import BLUE, GREEN, PURPLE, VERMILLION, Drawing, label_ends, panels, styled, title

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PANELS = (
    ("headcount", "Headcount of income poverty", "share of people", VERMILLION),
    ("poverty_gap", "Poverty gap", "share of the line", VERMILLION),
    ("mpi", "Multidimensional poverty (MPI)", "adjusted headcount ratio", PURPLE),
)
REGISTER = (
    ("registered_share", "carded\n(of households)", GREEN),
    ("inclusion_error", "inclusion error\n(of the carded)", BLUE),
    ("exclusion_error", "exclusion error\n(of the poor)", VERMILLION),
)
COUNTED = {"inclusion_error": "registered_households", "exclusion_error": "poor_households"}
FEW = 5.0  # households: a share of fewer says nothing; it jumps with each of them


@stackable
def poverty(monthly: pd.DataFrame, heading: str) -> Drawing:
    """Draw headcount, gap, multidimensional poverty and the register with its two errors.

    Parameters
    ----------
    monthly : pandas.DataFrame
        A row per run and month.
    heading : str
        The scenario's title.
    """
    monthly = monthly.assign(month=pd.to_datetime(monthly["month"]))
    runs = monthly["run"].nunique()
    with styled():
        figure, axes = panels(7.4, 5.4, left=0.09, right=0.84, top=0.84, bottom=0.07, wspace=0.3, hspace=0.36)
        frames = [_panel(axis, monthly, *spec) for axis, spec in zip(axes[:3], PANELS, strict=True)]
        frames += _register(axes[3], monthly)
        title(figure, heading, f"Median of {runs} runs (line), 5-95 % of runs (band), single runs (thin)" if runs > 1 else "One run")
    return Drawing("poverty", figure, {"": pd.concat(frames, ignore_index=True)})


def _panel(axis: Axes, monthly: pd.DataFrame, column: str, name: str, unit: str, colour: str) -> pd.DataFrame:
    frame = fan(axis, monthly, column, colour)
    from_zero(axis, float(monthly[column].max()))
    number_axis(axis, "" if column == "mpi" else "share")
    axis.set_title(name)
    axis.set_ylabel(unit)
    return frame


def _register(axis: Axes, monthly: pd.DataFrame) -> list[pd.DataFrame]:
    """The register's size and its errors, from the month in which a register exists."""
    share = monthly["registered_households"] / monthly["households"]
    kept = monthly.assign(registered_share=share)[share > 0]
    axis.set_title("Register of the poor")
    if kept.empty:
        axis.text(0.5, 0.5, "no register", transform=axis.transAxes, ha="center", va="center")
        axis.set_axis_off()
        return []
    shown = [(_counted(kept, column), column, text, colour) for column, text, colour in REGISTER]
    shown = [line for line in shown if len(line[0])]
    frames = [fan(axis, counted, column, colour, thin=False) for counted, column, _, colour in shown]
    axis.set_xlim(monthly["month"].min(), monthly["month"].max())
    from_zero(axis, min(1.0, max(float(frame["p95"].max()) for frame in frames)))
    axis.set_ylabel("share")
    number_axis(axis, "share")
    ends = [(frame["median"].iloc[-1], text, colour) for frame, (*_, text, colour) in zip(frames, shown, strict=True)]
    label_ends(axis, ends, gap=2.75)
    return frames


def _counted(monthly: pd.DataFrame, column: str) -> pd.DataFrame:
    """Months in which an error is a share of more than a few households, at the median of the runs."""
    if column not in COUNTED:
        return monthly
    return monthly[monthly.groupby("month")[COUNTED[column]].transform("median") >= FEW]
