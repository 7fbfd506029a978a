"""Runs beside the one that is watched: a ghost kept for comparison, and a crowd of seeds whose band narrows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from ...experiments.analysis.statistics import Interval, mean_interval
from ...model import LinkageModel
from ...population.spots import households_played
from .frame import SERIES
from .mesa_parts import forget
from .setting import Setting

BATCH_HOUSEHOLDS = 20_000
MOST_RUNS = 400


@dataclass(frozen=True)
class Ghost:
    """A whole run that was kept: its setting, its series to the end, and up to which month it had been seen."""

    setting: Setting
    series: Mapping[str, tuple[float, ...]]
    seen: int

    def upto(self, column: str, month: int) -> tuple[float, ...]:
        """Its series up to a month, or to where it had been seen."""
        return self.series[column][: max(month, self.seen)]


def ghost_of(setting: Setting, seen: int) -> Ghost:
    """Run a setting to its end, to be kept as a ghost."""
    model = LinkageModel(setting.scenario, seed=setting.seed).run()
    forget(model)
    return Ghost(setting, {name: tuple(model.record.series(name).tolist()) for name in SERIES}, seen)


@dataclass(frozen=True)
class Band:
    """Mean of many runs month by month, its 95 % interval, and where nine in ten single runs lie."""

    mean: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    lowest: tuple[float, ...]
    highest: tuple[float, ...]


@dataclass(frozen=True)
class Crowd:
    """Runs of one setting with seeds that follow each other: a row per run, column by column.

    Attributes
    ----------
    setting : Setting
        Its seed is the first run's.
    runs : mapping of str to array of shape (runs, months)
        What was recorded.
    """

    setting: Setting
    runs: Mapping[str, npt.NDArray[np.float64]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(next(iter(self.runs.values()))) if self.runs else 0

    def batch(self, wanted: int) -> int:
        """How many runs to add at once, so that a batch takes about a second."""
        households = households_played(self.setting.scenario)
        return max(1, min(wanted, BATCH_HOUSEHOLDS // max(households, 1), MOST_RUNS - len(self)))

    def grown(self, count: int) -> Crowd:
        """The crowd with so many more runs."""
        first = self.setting.seed + len(self)
        model = LinkageModel(self.setting.scenario, seeds=range(first, first + count)).run()
        forget(model)
        more = {name: np.stack([model.record.series(name, run) for run in range(count)]) for name in SERIES}
        return Crowd(self.setting, {name: np.concatenate([self.runs[name], rows]) if self.runs else rows for name, rows in more.items()})

    def band(self, column: str) -> Band:
        """The band of a column; without an interval's width for a single run."""
        rows = self.runs[column]
        mean, half = rows.mean(axis=0), _half_widths(rows)
        lowest, highest = np.quantile(rows, [0.05, 0.95], axis=0)
        return Band(*(tuple(line.tolist()) for line in (mean, mean - half, mean + half, lowest, highest)))

    def interval(self, column: str, month: int) -> Interval:
        """Mean of a column in a month (from 1) with its 95 % interval; without ends for a single run."""
        return mean_interval(self.runs[column][:, month - 1])

    def difference(self, other: Crowd, column: str, month: int) -> Interval:
        """Mean of the differences of runs that share a seed, with its 95 % interval."""
        pairs = min(len(self), len(other))
        return mean_interval(self.runs[column][:pairs, month - 1] - other.runs[column][:pairs, month - 1])


def _half_widths(rows: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Half of the 95 % interval of the mean, month by month."""
    from scipy.stats import t

    count = len(rows)
    if count < 2:
        return np.zeros(rows.shape[1])
    return np.asarray(t.ppf(0.975, count - 1) * rows.std(axis=0, ddof=1) / np.sqrt(count))
