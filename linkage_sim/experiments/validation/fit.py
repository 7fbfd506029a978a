"""Observed figures against the ensemble: where the model's median and its 90 % of runs lie, and whether that is near enough."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..calibration.takeoff import SCALE
from ..calibration.targets import Target
from ..ensemble.weighted import INTERVAL, quantiles, share

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    Floats = npt.NDArray[np.float64]

MOST = 0.5  # of the runs that reach scale sell more than the festival's floor
FINE = 1.2  # factors below it are meant in per cent to either side


@dataclass(frozen=True)
class TargetRow:
    """One target against the ensemble.

    Attributes
    ----------
    id, label, unit, date, grade : str
        Of the target.
    value : float
        What was observed; ``bound`` says if it is an upper end or a least value.
    bound : str
        Empty, ``at most`` or ``at least``.
    median, low, high, half_low, half_high : float
        The ensemble's median, 90 % and 50 % interval over parameter sets and seeds.
    inside : bool
        Whether the interval holds a value that the evidence allows.
    within : bool
        Whether the median is as near as it must be.
    factor : float
        How far off the median may be: 1.15 is 15 % to either side, larger ones are factors.
    must : str
        What is asked of it, in words.
    least : float
        Lower end of a range, of which ``value`` is the upper; the value itself of all others.
    scenario : str
        Whose runs were read.
    """

    id: str
    label: str
    unit: str
    date: str
    grade: str
    value: float
    bound: str
    median: float
    low: float
    high: float
    half_low: float
    half_high: float
    inside: bool
    within: bool
    factor: float
    must: str
    least: float
    scenario: str

    @property
    def asked(self) -> tuple[float, float]:
        """Between which multiples of the observed value the median must lie."""
        if self.bound == "at least":
            return 1.0, math.inf
        if self.bound == "at most":
            return self.least / self.value, 1.0
        return (2.0 - self.factor if self.factor < FINE else 1.0 / self.factor), self.factor

    @property
    def holds(self) -> bool:
        """Whether the target is met."""
        return self.inside and self.within

    def observed(self, write: Callable[[float], str]) -> str:
        """What was observed, with numbers written by a function: a figure, a range, or a least value."""
        return f"{write(self.least)} to {write(self.value)}" if self.bound == "at most" else f"{self.bound} {write(self.value)}".strip()


def target_rows(read: pd.DataFrame, weights: Floats, targets: list[Target]) -> list[TargetRow]:
    """Hold runs against targets.

    Parameters
    ----------
    read : DataFrame
        A row per run, a column per target's id.
    weights : array
        Weight of each run.
    targets : list of Target
        The targets.
    """
    reached = reached_scale(read, targets)
    return [_target_row(read, weights, target, reached) for target in targets]


def reached_scale(read: pd.DataFrame, targets: list[Target]) -> npt.NDArray[np.bool_]:
    """Which runs reach scale: at least half of the stores that were observed last; all, where stores were not observed."""
    import numpy as np

    counts = [target for target in targets if target.column == "stores" and not target.per]
    if not counts:
        return np.ones(len(read), dtype=bool)
    last = max(counts, key=lambda target: target.last)
    return np.asarray(read[last.id] >= SCALE * last.value)


def _target_row(read: pd.DataFrame, weights: Floats, target: Target, reached: npt.NDArray[np.bool_]) -> TargetRow:
    values = read[target.id].to_numpy(dtype=float)
    of = reached if target.kind == "floor" and reached.any() else values == values
    low, half_low, middle, half_high, high = quantiles(values[of], weights[of], (INTERVAL[0], 0.25, 0.5, 0.75, INTERVAL[1]))
    bound = {"near": "", "range": "at most", "floor": "at least"}[target.kind]
    least, most = target.bounds
    facts = (target.id, target.label, target.unit, target.date, target.grade, target.value, bound, middle, low, high, half_low, half_high)
    found = TargetRow(*facts, low <= most and high >= least, False, target.factor, "", target.least, target.scenario)
    if target.kind == "floor":
        above, _ = share((values[of] > target.value).astype(float), weights[of])
        within, must = bool(reached.any()) and above > MOST, f"above it in most runs that reach scale ({above:.0%} are)"
    else:
        within = found.asked[0] <= middle / target.value <= found.asked[1]
        must = _must(target)
    return replace(found, within=within, must=must)


def _must(target: Target) -> str:
    if target.kind == "range":
        return "median within the range"
    return f"median within {target.factor - 1:.0%}" if target.factor < FINE else f"median within a factor {target.factor:g}"
