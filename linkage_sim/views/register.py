"""The register of the poor over the years: its two errors, in two or more cases side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from .bands import fan, from_zero, number_axis
from .style import BLUE, ORANGE, PURPLE, VERMILLION, Drawing, label_ends, panels, styled, title

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLOURS = (BLUE, VERMILLION, PURPLE, ORANGE)
ERRORS = (
    ("inclusion_error", "Cards held by households that are not poor", "share of the carded"),
    ("exclusion_error", "Poor households without a card", "share of the poor"),
)


def register(cases: Mapping[str, pd.DataFrame], heading: str, look_back: tuple[str, str]) -> Drawing:
    """Draw both errors of the register for each case, and shade the months of the look-back.

    Parameters
    ----------
    cases : mapping
        By name, a row per run and month; up to four.
    heading : str
        The scenario's title.
    look_back : tuple of str
        First and last month of the look-back, YYYY-MM.
    """
    known = {name: monthly.assign(month=pd.to_datetime(monthly["month"])) for name, monthly in cases.items()}
    runs = max(monthly["run"].nunique() for monthly in known.values())
    with styled():
        figure, axes = panels(9.4, 3.4, rows=1, left=0.08, right=0.86, top=0.74, bottom=0.1, wspace=0.78)
        frames = [frame for axis, spec in zip(axes, ERRORS, strict=True) for frame in _panel(axis, known, *spec, look_back)]
        title(figure, heading, f"Median of {runs} runs (line), 5-95 % of runs (band); grey: the look-back")
    return Drawing("register", figure, {"": pd.concat(frames, ignore_index=True)})


def _panel(
    axis: Axes, cases: Mapping[str, pd.DataFrame], column: str, name: str, unit: str, look_back: tuple[str, str]
) -> list[pd.DataFrame]:
    first, last = (pd.Timestamp(month) for month in look_back)
    axis.axvspan(first, last + pd.offsets.MonthEnd(), color="0.9", lw=0, zorder=0)  # type: ignore[arg-type]
    frames, ends = [], []
    for (case, monthly), colour in zip(cases.items(), COLOURS, strict=False):
        frame = fan(axis, monthly, column, colour, thin=False)
        frames.append(frame.assign(case=case))
        ends.append((float(frame["median"].iloc[-1]), case, colour))
    from_zero(axis, max(float(frame["p95"].max()) for frame in frames))
    number_axis(axis, "share")
    axis.set_title(name)
    axis.set_ylabel(unit)
    label_ends(axis, ends, gap=2.2)
    return frames
