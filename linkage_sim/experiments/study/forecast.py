"""What a sweep would take, and what it could see: told from a few runs, before the rest is asked for."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..engines import open_engine
from ..engines.side_by_side import all_done
from .plan import Plan
from .work import Part, PlannedRun, calculate

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from ..design.experiment import Experiment

PILOT_SEEDS, PILOT_POINTS = 8, 4
CLOSING = 2.8
"""The first imports, tables, figures and what is printed take so many times as long as the rules take to load, as measured."""
KEEPING = 0.0027
"""And so does each run, to be gathered and kept beside the workers."""
POWER, LEVEL = 0.8, 0.05


@dataclass(frozen=True)
class Forecast:
    """What a sweep would take.

    Attributes
    ----------
    points, replicates, runs : int
        Its size; points that simulate the same share their runs.
    run_seconds : float
        Time that a worker takes for a run while the others work too, measured.
    other_seconds : float
        Time until the workers have begun, measured, from the last run to the end, and in which runs are kept.
    seconds : float
        Time of the whole sweep on so many workers.
    workers : int
        Tasks that are worked on side by side.
    bytes : int
        Size of its tables on the disk.
    visible : dict of str to float
        By outcome: smallest difference between two points that it will see with a power of 80 % at the 5 % level, from the spread of
        the paired differences between the first point and the last.
    """

    points: int
    replicates: int
    runs: int
    run_seconds: float
    other_seconds: float
    seconds: float
    workers: int
    bytes: int
    visible: dict[str, float]


def forecast(experiment: Experiment, replicates: int, workers: int, engine: str = "processes", loading: float | None = 0.0) -> Forecast:
    """Run a few replicates of a few points as the sweep would, and tell what it would take.

    Parameters
    ----------
    experiment : Experiment
        What is to be swept.
    replicates : int
        Runs of each point.
    workers : int
        Tasks that are worked on side by side.
    engine : str
        ``processes``, or ``inprocess``.
    loading : float, optional
        Seconds that this process has taken to load the rules, as the sweep does before its workers begin; as long as a worker takes to
        begin if that is not known.
    """
    from ...model import MODEL_VERSION

    plan = Plan(experiment, MODEL_VERSION)
    pair = list(dict.fromkeys((0, len(plan.points) - 1)))
    some = sorted({*pair, *(plan.distinct[k * len(plan.distinct) // PILOT_POINTS] for k in range(1, PILOT_POINTS))})
    starting, parts = _tried(plan, [_runs(plan, (design,), PILOT_SEEDS) for design in some], workers, engine)
    done = sum(len(part.outcomes) for part in parts)
    each = sum(part.seconds for part in parts) / max(done, 1)
    # The points that are tried stand for the others by their size and length.
    scale = plan.cost(_runs(plan, plan.distinct, 1)) / len(plan.distinct) / (plan.cost(_runs(plan, some, 1)) / len(some))
    runs = len(experiment.data.draws) or len(plan.distinct) * replicates
    size = sum(len(table) for part in parts for table in part.tables.values()) / max(done, 1)
    other = starting + (1 + CLOSING + KEEPING * runs) * (starting if loading is None else loading)
    seconds = other + each * scale * math.ceil(runs / workers)
    by_point = dict(zip(some, parts, strict=True))
    return Forecast(
        len(plan.points), replicates, runs, each * scale, other, seconds, workers, round(size * scale * runs),
        _visible(experiment, [list(by_point[design].outcomes.values()) for design in pair], replicates),
    )  # fmt: skip


def _tried(plan: Plan, batches: list[list[PlannedRun]], workers: int, engine: str) -> tuple[float, list[Part]]:
    """Do batches where the sweep would do them; tell how long the workers took to begin, and what came of the batches, in their order."""
    began = time.perf_counter()
    with open_engine(engine, calculate, jobs=workers) as at_work:
        # Each worker has something to do at once: it starts, loads the rules, and is ready.
        all_done(at_work, [plan.batch(batches[0][:1])] * at_work.workers)
        starting = time.perf_counter() - began
        return starting, all_done(at_work, [plan.batch(runs) for runs in batches])


def _runs(plan: Plan, designs: Sequence[int], seeds: int) -> list[PlannedRun]:
    seed = plan.experiment.data.seed
    return [PlannedRun(plan.run_of(d, k), k, d, k, seed + k) for k in range(seeds) for d in designs]


def _visible(experiment: Experiment, values: list[list[tuple[float, ...]]], replicates: int) -> dict[str, float]:
    import numpy as np

    if len(values) < 2 or len(values[0]) != len(values[1]) or replicates < 2:
        return {}
    spread = np.std(np.array(values[0]) - np.array(values[1]), axis=0, ddof=1)
    return dict(zip(experiment.outcomes, smallest_effect(spread, replicates).tolist(), strict=True))


def smallest_effect(spread: npt.NDArray[np.float64], pairs: int) -> npt.NDArray[np.float64]:
    """Smallest mean difference that so many pairs show with a power of 80 % at the 5 % level, from the pairs' standard deviation."""
    from scipy.stats import t

    factor = t.ppf(1 - LEVEL / 2, pairs - 1) + t.ppf(POWER, pairs - 1)
    return spread * float(factor) / math.sqrt(pairs)
