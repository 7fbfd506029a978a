"""The runs of a forecast: each has a parameter set, a seed and facts of its own; they are done, kept, and gone on with one by one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ...errors import LinkageError
from ..design.declared import Design
from ..design.sampling import unit_points
from ..engines.base import Engine
from ..manifest import run_id
from ..study.folder import LEDGER
from ..study.gathering import forget_lost, gather_tables
from ..study.ledger import PENDING, SUCCEEDED, Ledger
from ..study.parts import FOLDER as PARTS
from ..study.plan import MOST_HOUSEHOLDS, PlannedPoint, household_count
from ..study.runner import do_pending
from ..study.work import Batch, PlannedRun, Tick
from ..summary import TABLES
from ..tables import read_table

if TYPE_CHECKING:
    import pandas as pd

    from ...scenario import Scenario
    from ..ensemble.ensemble import Ensemble
    from .declared import ForecastData


class Drawn(NamedTuple):
    """The runs of a scenario before they are run: which member each has, its seed, and its facts by path."""

    members: list[int]
    seeds: list[int]
    facts: list[dict[str, Any]]


def draw(ensemble: Ensemble, data: ForecastData, name: str, members: int, replicates: int, seed: int) -> Drawn:
    """Draw the runs of a scenario: members in turn, seeds one after the other, facts from a Latin hypercube over all runs."""
    factors = [fact.factor(path) for path, fact in data.scenarios[name].uncertain.items()]
    count = members * replicates
    places = unit_points(Design(kind="lhs", points=count, seed=seed), len(factors)).tolist() if factors else [[]] * count
    facts = [{factor.path: factor.at(place) for factor, place in zip(factors, row, strict=True)} for row in places]
    return Drawn(ensemble.draws(members) * replicates, [seed + number for number in range(count)], facts)


class DrawnRuns:
    """The work of a forecast in one scenario; each run is a point of its own.

    Parameters
    ----------
    scenario : Scenario
        What is run.
    drawn : Drawn
        The runs.
    behaviour : sequence of dict
        What each member of the ensemble changes.
    tables : tuple of str
        Tables of months that are kept.
    workers : int
        Runs that are done side by side; a huge run gets the idle ones as threads.
    """

    def __init__(
        self, scenario: Scenario, drawn: Drawn, behaviour: Sequence[dict[str, Any]], tables: tuple[str, ...], workers: int
    ) -> None:
        households, count = household_count(scenario), len(drawn.seeds)
        self.scenario, self.drawn, self.tables, self.even = scenario, drawn, tables, False
        self.points = [PlannedPoint(scenario.hash, scenario.start, scenario.months, households)] * count
        self.threads = max(1, workers // count) if households > MOST_HOUSEHOLDS else 1
        self._changes = [behaviour[member] | facts for member, facts in zip(drawn.members, drawn.facts, strict=True)]

    def runs(self, version: str) -> Iterator[PlannedRun]:
        """All runs in their order."""
        for number, seed in enumerate(self.drawn.seeds):
            yield PlannedRun(run_id(f"{self.scenario.hash} {number}", seed, self.scenario.months, version), number, number, 0, seed)

    def cost(self, runs: Sequence[PlannedRun]) -> int:
        """Household-months of runs."""
        return sum(self.points[run.design].households * self.points[run.design].months for run in runs)

    def batch(self, runs: Sequence[PlannedRun]) -> Batch:
        """Put runs into a batch."""
        points = {run.design: (self.scenario.name, self._changes[run.design]) for run in runs}
        return Batch(tuple(runs), points, {self.scenario.name: self.scenario}, tables=self.tables, threads=self.threads)


def months_of(plan: DrawnRuns, folder: Path, engine: Engine, tick: Tick | None) -> dict[str, pd.DataFrame]:
    """Do the runs that the folder does not hold yet; give the months of all of them, by table.

    Raises
    ------
    LinkageError
        Where a run has failed.
    """
    from ...model import MODEL_VERSION

    (folder / PARTS).mkdir(parents=True, exist_ok=True)
    with closing(Ledger(folder / LEDGER)) as ledger:
        ledger.plan(plan.runs(MODEL_VERSION), reset=True)
        forget_lost(folder, ledger, plan)
        if ledger.counts()[PENDING]:
            do_pending(plan, folder, ledger, engine, tick)
        _refuse_failed(plan.scenario.name, ledger)
        gather_tables(folder, ledger, plan.tables)
    return {name: read_table(folder / f"{name}.parquet", TABLES[name].columns) for name in plan.tables}


def _refuse_failed(name: str, ledger: Ledger) -> None:
    failed = [entry for entry in ledger.entries() if entry.state != SUCCEEDED]
    if failed:
        runs = sum(ledger.counts().values())
        raise LinkageError(f"{len(failed)} of {runs} runs of {name} failed; the first: {failed[0].message}.", 1)
