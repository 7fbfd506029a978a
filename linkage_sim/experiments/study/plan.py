"""The plan of a study: its runs in the order of work, and how they are put into batches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, Protocol

from ...errors import LinkageError
from ...population.spots import households_played
from ..manifest import run_id
from ..summary import tables_asked
from .work import Batch, PlannedRun

if TYPE_CHECKING:
    from ...scenario import Scenario
    from ..design.experiment import Experiment

BATCH_SECONDS = 0.5  # work in a batch: an engine's overhead of a few milliseconds vanishes in it, and little is lost with a worker
FIRST_BATCH = 4  # runs, before it is known how long one takes
MOST_HOUSEHOLDS = 50_000  # side by side in one model; more gains nothing and costs memory


class PlannedPoint(NamedTuple):
    """What the plan knows of a design point: the hash of its scenario, its start and length, its households."""

    hash: str
    start: str
    months: int
    households: int


class Workload(Protocol):
    """What a runner must know of the runs that it does: their points, what they cost, and how they become a batch."""

    @property
    def points(self) -> Sequence[PlannedPoint]:
        """What is known of each design point."""

    @property
    def tables(self) -> tuple[str, ...]:
        """Tables of months that are kept."""

    @property
    def even(self) -> bool:
        """Whether all runs take alike, so that they are dealt out evenly, without a trial."""

    def cost(self, runs: Sequence[PlannedRun]) -> int:
        """Household-months of runs, by which their time is estimated."""

    def batch(self, runs: Sequence[PlannedRun]) -> Batch:
        """Put runs of one start and length into a batch."""


class Plan:
    """The runs of an experiment: every point with the same seeds, or those that it names one by one.

    Replicates come one after the other, each for all points, so that an interrupted study is balanced. Points that simulate the same
    share their runs.

    Parameters
    ----------
    experiment : Experiment
        What is to be run.
    model_version : str
        Version of the model's rules, a part of every run's identity.
    threads : int
        Ranges of villages calculated side by side in each run; for huge runs.
    """

    def __init__(self, experiment: Experiment, model_version: str, threads: int = 1) -> None:
        self.experiment = experiment
        self.model_version = model_version
        self.threads = threads
        self.even = experiment.single
        places = any(scenario.nation is not None for scenario in experiment.scenarios.values())
        self.tables = tables_asked(experiment.data.villages, experiment.data.stores, places)
        self.points = [_planned(experiment, number) for number in range(len(experiment.points))]
        first = {point.hash: number for number, point in reversed(list(enumerate(self.points)))}
        self._drawn = _drawn(experiment.data.draws)
        self.owner = list(range(len(self.points))) if self._drawn else [first[point.hash] for point in self.points]
        self.distinct = sorted({design for design, _ in self._drawn} or set(self.owner))

    def run_of(self, design: int, replicate: int) -> str:
        """Identity of a point's replicate."""
        point = self.points[design]
        return run_id(point.hash, self.seed_of(design, replicate), point.months, self.model_version)

    def seed_of(self, design: int, replicate: int) -> int:
        """Seed of a point's replicate."""
        return self._drawn.get((design, replicate), self.experiment.data.seed + replicate)

    def wanted(self, replicates: int) -> Iterator[tuple[int, int]]:
        """Yield the point and the replicate of all that is asked for; points that simulate the same are each asked for."""
        yield from self._drawn or ((design, replicate) for replicate in range(replicates) for design in range(len(self.points)))

    def runs(self, replicates: int) -> Iterator[PlannedRun]:
        """Yield all runs in the order of work."""
        for position, (design, replicate) in enumerate(self.wanted(replicates)):
            if self.owner[design] == design:
                yield PlannedRun(self.run_of(design, replicate), position, design, replicate, self.seed_of(design, replicate))

    def cost(self, runs: Sequence[PlannedRun]) -> int:
        """Household-months of runs, by which their time is estimated."""
        return sum(self.points[run.design].households * self.points[run.design].months for run in runs)

    def batch(self, runs: Sequence[PlannedRun]) -> Batch:
        """Put runs of one start and length into a batch."""
        points = {run.design: self.experiment.points[run.design] for run in runs}
        return Batch(
            tuple(runs),
            {number: (point.scenario, point.overrides) for number, point in points.items()},
            {point.scenario: self.experiment.scenarios[point.scenario] for point in points.values()},
            tuple(self.experiment.outcomes.values()),
            self.tables,
            self.threads,
        )


class Batches:
    """Takes runs in the order of work and deals them out in batches of a suitable size.

    Parameters
    ----------
    plan : Workload
        Knows the points.
    runs : iterable of PlannedRun
        What is to be done.
    count : int
        How many these are.
    workers : int
        Tasks that are worked on side by side: towards the end, each gets its share.
    """

    def __init__(self, plan: Workload, runs: Iterable[PlannedRun], count: int, workers: int) -> None:
        self.plan, self.count, self.left, self.workers = plan, count, count, workers
        self._runs = iter(runs)
        self._next: PlannedRun | None = next(self._runs, None)
        self._seconds, self._cost = 0.0, 0

    def learn(self, runs: Sequence[PlannedRun], seconds: float) -> None:
        """Take note of how long runs took."""
        self._seconds += seconds
        self._cost += self.plan.cost(runs)

    def __iter__(self) -> Iterator[Batch]:
        return self

    def __next__(self) -> Batch:
        if self._next is None:
            raise StopIteration
        first = self.plan.points[self._next.design]
        runs = list(islice(self._alike(first), self._size(first)))
        self.left -= len(runs)
        return self.plan.batch(runs)

    def _alike(self, first: PlannedPoint) -> Iterator[PlannedRun]:
        """Take runs as long as they have the start and length of the first."""
        while self._next is not None:
            point = self.plan.points[self._next.design]
            if (point.start, point.months) != (first.start, first.months):
                return
            taken, self._next = self._next, next(self._runs, None)
            yield taken

    def _size(self, point: PlannedPoint) -> int:
        if self.plan.even:
            return even_size(self.count, self.workers, point.households)
        wanted = FIRST_BATCH
        if self._cost and self._seconds:
            wanted = int(BATCH_SECONDS * self._cost / self._seconds / (point.households * point.months))
        share = -(-self.left // (2 * self.workers))
        return max(1, min(wanted, share, MOST_HOUSEHOLDS // point.households))


def _drawn(draws: Sequence[tuple[int, int]]) -> dict[tuple[int, int], int]:
    """Seeds of runs that are named one by one, by point and replicate, in their order."""
    before: Counter[int] = Counter()
    found: dict[tuple[int, int], int] = {}
    for design, seed in draws:
        found[design, before[design]] = seed
        before[design] += 1
    return found


def even_size(count: int, workers: int, households: int) -> int:
    """Runs of a batch where all take alike: to each worker its share, and never too many households at once."""
    return max(1, min(-(-count // workers), MOST_HOUSEHOLDS // max(1, households)))


def household_count(scenario: Scenario) -> int:
    """Households of one run; of a country, on average."""
    return households_played(scenario)


def _planned(experiment: Experiment, number: int) -> PlannedPoint:
    point = experiment.points[number]
    try:
        scenario = experiment.scenario_at(point)
    except LinkageError as error:
        levels = ", ".join(f"{name} {value}" for name, value in point.levels.items())
        raise LinkageError(f"Point {number} of experiment {experiment.name} ({levels}) cannot be run: {error}", error.exit_code) from error
    return PlannedPoint(scenario.hash, scenario.start, scenario.months, household_count(scenario))
