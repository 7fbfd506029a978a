"""The figure of the fit: each observed figure beside what the ensemble makes of it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from ..experiments.validation.fit import TargetRow
from .style import BLACK, BLUE, ORANGE, VERMILLION, Drawing, panels, styled, title

if TYPE_CHECKING:
    from matplotlib.axes import Axes

TICKS = (0.01, 0.1, 0.25, 0.5, 0.67, 1, 1.5, 2, 3, 5, 10, 30)
FIT_NOTE = "Dot: median of the ensemble, line: 90 % of parameter sets and seeds. Pale: what is asked of the median; black: the evidence"


def fit(rows: Sequence[TargetRow], heading: str) -> Drawing:
    """Draw each target's figure in the ensemble as a multiple of what was observed."""
    height = 0.42 * len(rows) + 1.35
    least = min(0.45, *(0.9 * max(row.low / row.value, 1e-3) for row in rows))
    most = max(4.0, *(1.1 * row.high / row.value for row in rows))
    with styled():
        figure, axes = panels(7.4, height, 1, 1, left=0.385, right=0.97, top=1 - 0.62 / height, bottom=0.55 / height)
        axis = axes[0]
        axis.set_xscale("log")
        axis.set_xlim(least, most)
        for place, row in enumerate(rows):
            _target(axis, -place, row, most)
        axis.axvline(1.0, color=BLACK, lw=1.0, zorder=2)
        ticks = [tick for tick in TICKS if least <= tick <= most]
        axis.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
        axis.minorticks_off()
        axis.set_yticks([-place for place in range(len(rows))], [_name(row) for row in rows])
        axis.set_ylim(-len(rows) + 0.4, 0.6)
        axis.grid(visible=True, axis="x")
        axis.set_xlabel("times the observed figure")
        title(figure, f"The ensemble against the evidence: {heading}", FIT_NOTE)
    return Drawing("fit", figure, {"": pd.DataFrame([vars(row) | {"holds": row.holds} for row in rows])})


def _name(row: TargetRow) -> str:
    """A target's name, with its bound: against a ceiling or a least value the black line is no value to be met."""
    return " ".join([row.label, *([f"({row.bound})"] if row.bound else []), f"[{row.grade}]"])


def _target(axis: Axes, place: float, row: TargetRow, most: float) -> None:
    """One line: median and interval over the observed value; what is asked of the median is pale."""
    colour = BLUE if row.holds else VERMILLION if not row.within else ORANGE
    low, high = row.asked
    axis.barh(place, (high if math.isfinite(high) else most) - low, 0.5, low, color="#EFEFEF", zorder=1)
    axis.plot([row.low / row.value, row.high / row.value], [place, place], color=colour, lw=2.2, zorder=3, solid_capstyle="butt")
    axis.plot([row.median / row.value], [place], color=colour, marker="o", ms=5.5, zorder=4)
