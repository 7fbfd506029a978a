"""The ensemble's course: measures month by month over parameter sets and seeds, and the targets as boxes to be drawn over it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..calibration.simulating import whole_months
from ..calibration.targets import Target
from ..ensemble.weighted import quantiles
from .fit import TargetRow

if TYPE_CHECKING:
    import pandas as pd

    from ..ensemble.ensemble import Ensemble
    from ..study.study import Study

MEASURES = ("stores", "online_households", "people_engaged", "sales", "pieces")
LEVELS = {"p05": 0.05, "p25": 0.25, "median": 0.5, "p75": 0.75, "p95": 0.95}
"""The median, and the ends of the 50 and the 90 % band."""


@dataclass(frozen=True)
class Box:
    """A target as a box: its months, and what is asked of the median in them.

    Attributes
    ----------
    id, measure, grade, bound : str
        Entry of the evidence base, recorded column, grade, and empty, ``at most`` or ``at least``.
    first, last : str
        Months of its window, YYYY-MM.
    value, low, high : float
        What was observed, and between which values the median must lie; ``high`` is infinite for a least value.
    read : float
        The ensemble's median of what is read of a run: the mean over the window.
    holds : bool
        Whether the target is met.
    """

    id: str
    measure: str
    grade: str
    bound: str
    first: str
    last: str
    value: float
    low: float
    high: float
    read: float
    holds: bool


def boxes(targets: Sequence[Target], rows: Sequence[TargetRow]) -> list[Box]:
    """Make a box of every target that was held against the ensemble; a share of another column, or a year's total, has no curve."""
    found = {row.id: row for row in rows}
    drawn = [target for target in targets if target.column in MEASURES and not target.per and target.over == "mean"]
    return [_box(target, found[target.id]) for target in drawn if target.id in found]


def _box(target: Target, row: TargetRow) -> Box:
    low, high = (times * row.value for times in row.asked)
    facts = (row.id, target.column, row.grade, row.bound, target.first, target.last)
    return Box(*facts, row.value, low, high, row.median, row.holds)


def course(study: Study, ensemble: Ensemble) -> pd.DataFrame:
    """Read the course of an ensemble off the study of its runs; a point of the study per member.

    Returns
    -------
    DataFrame
        A row per measure and month: ``measure``, ``month``, ``p05``, ``p25``, ``median``, ``p75``, ``p95``, ``runs``.
    """
    months = whole_months(study, list(MEASURES))
    return course_of(months.assign(weight=ensemble.weights.to_numpy()[months["design"]]))


def course_of(months: pd.DataFrame) -> pd.DataFrame:
    """Weighted quantiles of each measure in each month.

    Parameters
    ----------
    months : DataFrame
        A row per run and month: ``month``, ``weight``, and the measures.
    """
    import pandas as pd

    months = months.assign(month=pd.to_datetime(months["month"]))
    rows = []
    for month, runs in months.groupby("month", sort=True):
        weights = runs["weight"].to_numpy(dtype=float)
        for name in MEASURES:
            rows.append([name, month, *quantiles(runs[name].to_numpy(dtype=float), weights, list(LEVELS.values())), len(runs)])
    frame = pd.DataFrame(rows, columns=["measure", "month", *LEVELS, "runs"])
    order = frame["measure"].map(MEASURES.index)
    return frame.iloc[order.argsort(kind="stable")].reset_index(drop=True)
