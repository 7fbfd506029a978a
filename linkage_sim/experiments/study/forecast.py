"""What a sweep would take, and what it could see: told from a few runs, before the rest is asked for."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .plan import Plan
from .work import PlannedRun, calculate

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from ..design.experiment import Experiment

PILOT_SEEDS = 8
POWER, LEVEL = 0.8, 0.05


@dataclass(frozen=True)
class Forecast:
    """What a sweep would take.

    Attributes
    ----------
    points, replicates, runs : int
        Its size; points that simulate the same share their runs.
    run_seconds : float
        Processor time of a run, measured.
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
    seconds: float
    workers: int
    bytes: int
    visible: dict[str, float]


def forecast(experiment: Experiment, replicates: int, workers: int) -> Forecast:
    """Run a few replicates of two points in this process and tell what the sweep would take."""
    from ...model import MODEL_VERSION

    plan = Plan(experiment, MODEL_VERSION)
    pair = (0, len(plan.points) - 1)
    calculate(plan.batch(_runs(plan, (0,), 1)))  # the rules are loaded first, which is no part of a run's time
    parts = [calculate(plan.batch(_runs(plan, (design,), PILOT_SEEDS))) for design in dict.fromkeys(pair)]
    done = sum(len(part.outcomes) for part in parts)
    each = sum(part.seconds for part in parts) / max(done, 1)
    # The pilot runs the first and the last point; other points may be larger or longer.
    pilot = sum(plan.cost(_runs(plan, (design,), 1)) for design in pair) / 2
    mean = plan.cost(_runs(plan, plan.distinct, 1)) / len(plan.distinct)
    runs = len(experiment.data.draws) or len(plan.distinct) * replicates
    size = sum(len(table) for part in parts for table in part.tables.values()) / max(done, 1)
    scale = mean / pilot
    return Forecast(
        len(plan.points), replicates, runs, each * scale, each * scale * runs / workers, workers, round(size * scale * runs),
        _visible(experiment, [list(part.outcomes.values()) for part in parts], replicates),
    )  # fmt: skip


def _runs(plan: Plan, designs: tuple[int, ...] | list[int], seeds: int) -> list[PlannedRun]:
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
