"""Figures of a calibration: prior against posterior, parameter by parameter, and the fit, target by target."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ..experiments.calibration.ensemble import Ensemble
from ..experiments.calibration.identified import identified, places
from ..experiments.validation.reproduction import TargetRow
from .style import BLACK, BLUE, GREEN, GREY, ORANGE, PALE, VERMILLION, Drawing, panels, save, styled, title

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

COLUMNS = 6
BINS = 10
TICKS = (0.01, 0.1, 0.25, 0.5, 0.67, 1, 1.5, 2, 3, 5, 10, 30)
COLOURS = {"yes": BLUE, "partly": GREEN, "edge": ORANGE, "no": PALE}
POSTERIOR_NOTE = (
    "Bars: posterior over the range of the prior (dashed line). Blue: identified, green: partly, "
    "orange: most of it at an end of the range, grey: not told from chance"
)
FIT_NOTE = "Dot: median of the ensemble, line: 90 % of parameter sets and seeds. Pale: what is asked of the median; black: the evidence"


def draw_posterior(folder: Path, ensemble: Ensemble) -> list[Path]:
    """Draw prior against posterior into an existing folder, as PNG and SVG with its numbers as CSV; return the picture."""
    drawing = posterior(ensemble)
    save(drawing, folder)
    return [folder / f"{drawing.name}.png"]


def draw_fit(folder: Path, rows: Sequence[TargetRow], heading: str) -> list[Path]:
    """Draw the fit likewise."""
    drawing = fit(rows, heading)
    save(drawing, folder)
    return [folder / f"{drawing.name}.png"]


def posterior(ensemble: Ensemble) -> Drawing:
    """Draw a small histogram for each parameter, the most identified first."""
    table = identified(ensemble)
    at, weights = places(ensemble), ensemble.weights.to_numpy()
    rows = -(-len(table) // COLUMNS)
    space = {"left": 0.02, "right": 0.985, "top": 1 - 0.72 / (1.15 * rows + 0.75), "bottom": 0.045, "wspace": 0.16, "hspace": 0.75}
    with styled():
        figure, axes = panels(8.2, 1.15 * rows + 0.75, rows, COLUMNS, **space)
        for axis, line in zip(axes, table.itertuples(index=False), strict=False):
            _histogram(axis, at[line.factor].to_numpy(), weights, line)
        for axis in axes[len(table) :]:
            axis.set_axis_off()
        title(figure, f"What the targets tell of each parameter: {ensemble.data.title}", POSTERIOR_NOTE)
    return Drawing("posterior", figure, {"": table})


def _histogram(axis: Axes, at: np.ndarray, weights: np.ndarray, line: object) -> None:
    """One parameter: its bars, the level of the prior, the ends of its range and the median."""
    heights, edges = np.histogram(at, BINS, (0.0, 1.0), weights=weights)
    axis.bar(edges[:-1], heights * BINS, 1.0 / BINS, align="edge", color=COLOURS[line.told], ec="white", lw=0.4)  # type: ignore[attr-defined]
    axis.axhline(1.0, color=GREY, lw=0.8, ls=(0, (3, 2)))
    axis.set_xlim(0, 1)
    axis.set_yticks([])
    axis.set_xticks([0, 1], [f"{line.prior_low:g}", f"{line.prior_high:g}"], fontsize=7)  # type: ignore[attr-defined]
    left, right = axis.get_xticklabels()
    left.set_horizontalalignment("left")
    right.set_horizontalalignment("right")
    axis.spines["left"].set_visible(False)
    axis.grid(visible=False)
    axis.set_title(f"{line.factor}", fontsize=7.5)  # type: ignore[attr-defined]


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
