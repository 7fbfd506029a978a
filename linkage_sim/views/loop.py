"""The loop of the paper at work: how much each actor did in each stage, month by month."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ..findings.numbers import tick
from ..state.month import ACTORS, STAGES
from .narrow import stackable
from .style import ACTOR_COLOURS, Drawing, label_ends, panels, styled, time_axis, title

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SMOOTH = 3  # months
NOTE = f"Acts in the month by actor and stage: mean of {SMOOTH} months, mean over runs; scale linear near 0, then logarithmic"
TICKS = [value * ten for ten in (1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000) for value in (1, 3)]
DONE = {
    "input": ("needs voiced", "needs gathered", "units affordable", "units affordable", "units affordable"),
    "integration": ("cards changed", "units matched", "units matched", "units matched", "units matched"),
    "implementation": ("openings, closures", "units delivered", "units delivered", "units, branches", "units delivered"),
    "feedback": ("heard of shops", "complaints, findings", "errors corrected", "loans on record", "exposure, publicity"),
}
TITLES = {"input": "1 Input", "integration": "2 Integration", "implementation": "3 Implementation", "feedback": "4 Feedback"}


@stackable
def loop(monthly: pd.DataFrame, heading: str) -> Drawing:
    """Draw what flowed through the four stages, by actor.

    Parameters
    ----------
    monthly : pandas.DataFrame
        A row per run and month.
    heading : str
        The scenario's title.
    """
    flows = smoothed_flows(monthly.assign(month=pd.to_datetime(monthly["month"])))
    with styled():
        figure, axes = panels(8.6, 6.4, left=0.09, right=0.82, top=0.865, bottom=0.06, wspace=0.82, hspace=0.3)
        for axis, stage in zip(axes, STAGES, strict=True):
            _panel(axis, flows[flows["stage"] == stage], stage)
        title(figure, heading, NOTE)
    return Drawing("loop", figure, {"": flows})


def smoothed_flows(monthly: pd.DataFrame) -> pd.DataFrame:
    """Acts by stage, actor and month: a trailing mean in each run, then the mean over the runs, for rare acts have a median of zero."""
    names = [f"{stage}_{actor}" for stage in STAGES for actor in ACTORS]
    runs = monthly.groupby("run", sort=False)[names]
    smooth = runs.transform(lambda values: values.rolling(SMOOTH, min_periods=1).mean()).groupby(monthly["month"]).mean()
    parts = [pd.DataFrame({"stage": stage, "actor": actor, "month": smooth.index, "acts": smooth[f"{stage}_{actor}"].to_numpy()})
             for stage in STAGES for actor in ACTORS]  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def _panel(axis: Axes, flows: pd.DataFrame, stage: str) -> None:
    axis.set_title(TITLES[stage])
    axis.set_yscale("asinh", linear_width=1.0)
    labels = []
    for actor, done in zip(ACTORS, DONE[stage], strict=True):
        mine = flows[flows["actor"] == actor]
        axis.plot(mine["month"], mine["acts"], color=ACTOR_COLOURS[actor], lw=1.4)
        labels.append((float(mine["acts"].iloc[-1]), f"{actor}:\n{done}", ACTOR_COLOURS[actor]))
    _ticks(axis, float(flows["acts"].max()))
    time_axis(axis, flows["month"])
    axis.set_ylabel("acts in the month")
    label_ends(axis, labels, size=8.0, gap=2.75)


def _ticks(axis: Axes, top: float) -> None:
    """Zero, and as many round numbers as fit, upward to the highest value."""
    axis.set_ylim(0, max(1.0, top) * 1.15)
    fitting = [tick for tick in TICKS if tick <= max(1.0, top) * 1.1]
    axis.set_yticks([0, *fitting[:: int(np.ceil(len(fitting) / 7))]])
    axis.set_yticks([], minor=True)
    axis.yaxis.set_major_formatter(lambda value, _: tick(value))
