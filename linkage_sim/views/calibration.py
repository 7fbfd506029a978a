"""The figures of a calibration: prior against posterior, parameter by parameter; of one by an emulator what is left of each range."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ..experiments.calibration.emulated_finding import Emulated
from ..experiments.calibration.finding import Calibration, label, prior
from ..experiments.calibration.identified import identified
from ..experiments.ensemble.ensemble import Ensemble
from ..findings.answer import Record, records
from ..findings.numbers import number
from .labels import wrapped
from .style import BLUE, GREEN, GREY, ORANGE, PALE, Drawing, panels, styled, title

if TYPE_CHECKING:
    from matplotlib.axes import Axes

NARROWED_NOTE = "Pale: what was tried. Line: 90 % of the weight of what fits; dot and number: its median"
COLUMNS = 6
LETTERS = 26  # of a line above a panel
BINS = 10
COLOURS = {"yes": BLUE, "partly": GREEN, "edge": ORANGE, "no": PALE}
POSTERIOR_NOTE = (
    "Bars: posterior over the range of the prior (dashed line). Blue: identified, green: partly, "
    "orange: most of it at an end of the range, grey: not told from chance"
)


def figures(found: Sequence[Calibration | Emulated]) -> list[Drawing]:
    """The figure of each calibration."""
    return [narrowed(one) if isinstance(one, Emulated) else posterior(one.ensemble) for one in found]


def narrowed(found: Emulated) -> Drawing:
    """Draw what is left of the range of each parameter of a calibration by an emulator."""
    table = found.posterior
    height = 0.42 * len(table) + 1.35
    with styled():
        figure, (axis,) = panels(7.4, height, 1, 1, left=0.3, right=0.85, top=1 - 0.62 / height, bottom=0.55 / height)
        for place, row in enumerate(records(table)):
            log = found.ensemble.data.factors[row["factor"]].scale == "log"
            at = {name: _place(row, name, log) for name in ("low", "median", "high")}
            axis.barh(-place, 1.0, 0.5, 0.0, color="#EFEFEF", zorder=1)
            axis.plot([at["low"], at["high"]], [-place, -place], color=BLUE, lw=2.6, zorder=3, solid_capstyle="butt")
            axis.plot([at["median"]], [-place], color=BLUE, marker="o", ms=6, zorder=4)
            axis.annotate(number(row["median"]), (1.02, -place), fontsize=8.5, va="center", annotation_clip=False)
        names = [f"{label(found.ensemble, row['factor'])} ({prior(row)})" for row in records(table)]
        axis.set_yticks([-place for place in range(len(table))], names)
        axis.set_xticks([0.0, 0.5, 1.0], ["lowest", "", "highest"])
        axis.set_xlim(0.0, 1.0)
        axis.set_xlabel("of what was tried")
        title(figure, f"What the evidence leaves of each range: {found.ensemble.data.scenario}", NARROWED_NOTE)
    return Drawing("posterior", figure, {"": table})


def _place(row: Record, name: str, log: bool) -> float:
    """Where a value lies in what was tried, on the scale on which it was."""
    low, high, value = (float(row[key]) for key in ("prior_low", "prior_high", name))
    return math.log(value / low) / math.log(high / low) if log else (value - low) / (high - low)


def posterior(ensemble: Ensemble) -> Drawing:
    """Draw a small histogram for each parameter, the most identified first."""
    table = identified(ensemble)
    at, weights = ensemble.places, ensemble.weights.to_numpy()
    rows = -(-len(table) // COLUMNS)
    height = 1.15 * rows + 0.75
    space = {"left": 0.02, "right": 0.985, "top": 1 - 0.72 / height, "bottom": max(0.045, 0.22 / height), "wspace": 0.16, "hspace": 0.75}
    with styled():
        figure, axes = panels(8.2, height, rows, COLUMNS, **space)
        for axis, line in zip(axes, table.itertuples(index=False), strict=False):
            _histogram(axis, at[line.factor].to_numpy(), weights, line)
            axis.set_title(wrapped(label(ensemble, str(line.factor)), LETTERS), fontsize=7.0, pad=3)
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
    axis.set_xticks([0, 1], [number(line.prior_low), number(line.prior_high)], fontsize=7)  # type: ignore[attr-defined]
    left, right = axis.get_xticklabels()
    left.set_horizontalalignment("left")
    right.set_horizontalalignment("right")
    axis.spines["left"].set_visible(False)
    axis.grid(visible=False)
