"""Runs beside the one that is watched: a ghost kept for comparison, and a crowd of seeds whose band narrows."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from ...experiments.analysis.statistics import Interval, mean_interval
from ...model import LinkageModel
from ...population.spots import households_played
from .frame import SERIES
from .mesa_parts import forget
from .setting import LARGEST_SEED, Setting

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
    """Runs of one setting with several seeds: a row per run, column by column.

    Attributes
    ----------
    setting : Setting
        Its seed is the one from which the next seeds are looked for.
    runs : mapping of str to array of shape (runs, months)
        What was recorded.
    seeds : tuple of int
        Seed of each run.
    """

    setting: Setting
    runs: Mapping[str, npt.NDArray[np.float64]] = field(default_factory=dict)
    seeds: tuple[int, ...] = ()

    def __len__(self) -> int:
        return len(self.seeds)

    def at(self, seed: int) -> Crowd:
        """The crowd as it goes on from another seed."""
        return replace(self, setting=replace(self.setting, seed=seed))

    def next_seeds(self, count: int) -> tuple[int, ...]:
        """The setting's seed and those after it, as many as are asked for, without those that are there."""
        there, seeds = set(self.seeds), (seed % (LARGEST_SEED + 1) for seed in itertools.count(self.setting.seed))
        return tuple(itertools.islice((seed for seed in seeds if seed not in there), count))

    def batch(self, wanted: int) -> int:
        """How many runs to add at once, so that a batch takes about a second."""
        households = households_played(self.setting.scenario)
        return max(1, min(wanted, BATCH_HOUSEHOLDS // max(households, 1), MOST_RUNS - len(self)))

    def grown(self, count: int) -> Crowd:
        """The crowd with so many more runs."""
        return self.joined(self.next_seeds(count))

    def joined(self, seeds: Sequence[int]) -> Crowd:
        """The crowd with runs of these seeds."""
        model = LinkageModel(self.setting.scenario, seeds=seeds).run()
        forget(model)
        more = {name: np.stack([model.record.series(name, run) for run in range(len(seeds))]) for name in SERIES}
        runs = {name: np.concatenate([self.runs[name], rows]) if self.runs else rows for name, rows in more.items()}
        return Crowd(self.setting, runs, (*self.seeds, *seeds))

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
        there = {seed: row for row, seed in enumerate(other.seeds)}
        pairs = [(row, there[seed]) for row, seed in enumerate(self.seeds) if seed in there]
        mine, others = (list(rows) for rows in zip(*pairs, strict=True))
        return mean_interval(self.runs[column][mine, month - 1] - other.runs[column][others, month - 1])


def _half_widths(rows: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Half of the 95 % interval of the mean, month by month."""
    from scipy.stats import t

    count = len(rows)
    if count < 2:
        return np.zeros(rows.shape[1])
    return np.asarray(t.ppf(0.975, count - 1) * rows.std(axis=0, ddof=1) / np.sqrt(count))
