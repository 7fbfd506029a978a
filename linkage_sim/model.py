"""The model: villages, actors and the loop input -> integration -> implementation -> feedback, month by month."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import mesa
import networkx as nx
import numpy as np

from linkage_sim.actors import month
from linkage_sim.actors.agents import BUILT_IN, Actor, registered
from linkage_sim.economy.ledger import ACCOUNTS, FLOW_COUNT
from linkage_sim.errors import LinkageError
from linkage_sim.measures.columns import ACTORS, COLUMNS, STAGES
from linkage_sim.measures.grouping import GROUPS
from linkage_sim.measures.linkage import village_graph
from linkage_sim.measures.observe import ROW
from linkage_sim.measures.record import Record
from linkage_sim.platform.archive import CardArchive
from linkage_sim.population.views import HouseholdView, Rows, VillageView
from linkage_sim.population.world import Run, Shape, build_world, spots_of
from linkage_sim.scenario.scenario import Scenario

MODEL_VERSION = "0.4.0"
_AT_ONCE = 1_000_000  # household-months, a fraction of a second: after it an interrupt is heard
_SHAPE = Shape(FLOW_COUNT, len(ACCOUNTS), len(COLUMNS), ROW, GROUPS)
_ACCOUNTS_WITH_PURSES = {name: k for k, name in enumerate(ACCOUNTS[:4])}


class LinkageModel(mesa.Model):  # type: ignore[misc]
    """Villages in which government, market, society, community and households overcome poverty together, or fail to.

    Parameters
    ----------
    scenario : Scenario
        What is simulated.
    seed : int
        Seed of the run, 0 to 2**32 - 1.
    seeds : sequence of int, optional
        Seeds of several runs that are calculated side by side; replaces ``seed``.
    scenarios : sequence of Scenario, optional
        Scenario of each of these runs, where they differ; all of one start and length. The first one is the model's ``scenario``.
    actors : sequence of str or Actor classes
        Actors beside the built-in ones; see :func:`linkage_sim.actors.agents.register`.
    by_village : bool
        Whether to record every village beside every run.
    journal : bool
        Whether to keep every household's money flows of the month, in ``world.journal``.
    threads : int
        Ranges of villages calculated side by side; pays from about 50,000 households. Results do not depend on it.
    """

    def __init__(
        self,
        scenario: Scenario,
        seed: int = 1,
        *,
        seeds: Sequence[int] | None = None,
        scenarios: Sequence[Scenario] | None = None,
        actors: Sequence[str | type[Actor]] = (),
        by_village: bool = False,
        journal: bool = False,
        threads: int = 1,
    ) -> None:
        super().__init__(rng=seed)
        self._scenario = scenario
        self.seeds = tuple(seeds) if seeds is not None else (seed,)
        designs, runs = _runs(scenarios or [scenario] * len(self.seeds), self.seeds)
        months = scenario.data.months
        self.world = build_world(designs, runs, months, _SHAPE, parts=threads, journal=journal, by_village=by_village)
        spots = [spot for k, run in enumerate(runs) for spot in spots_of(k, designs[run.design].data.places)]
        self.village_names = tuple(spot.name for spot in spots)
        self.record = Record(
            scenario.data.start, self.seeds, self.world.record, self.world.village_record, self.village_names, [spot.run for spot in spots]
        )
        self.archive = CardArchive()
        self.households = Rows(HouseholdView, self.world, len(self.world.households.cash))
        self.villages = Rows(VillageView, self.world, len(self.world.villages))
        self.built_in = tuple(kind(self) for kind in BUILT_IN)
        self.added = tuple((registered(kind) if isinstance(kind, str) else kind)(self) for kind in actors)
        self._ranges = _ranges(self.world.villages["part"], threads)
        self._pool = ThreadPoolExecutor(threads) if threads > 1 else None

    @property
    def scenario(self) -> Scenario:
        """What is simulated."""
        return self._scenario

    @scenario.setter
    def scenario(self, scenario: Any) -> None:
        """Take no note of Mesa's own idea of a scenario, which from 3.5 on would hold on to the model and keep it alive."""

    @property
    def month(self) -> int:
        """Months simulated so far."""
        return self.record.months

    def step(self) -> None:
        """Simulate one month: input, integration, implementation, feedback.

        Raises
        ------
        LinkageError
            If all months of the scenario are over.
        """
        if self.month >= self.scenario.data.months:
            raise LinkageError(f"all {self.month} months of scenario {self.scenario.name} are over; set a larger months to go on.")
        if self.added:
            self._step_by_stage()
        elif self._pool is not None:
            self._step_side_by_side()
        else:
            self._play_until(self.month + 1)

    def _play_until(self, until: int) -> None:
        """Play months in one go."""
        self.archive.add(month.play(self.world, until))
        self.record.months = until

    def _step_side_by_side(self) -> None:
        """Play the month on several threads."""
        month.counties_month(self.world)
        self._play(month.villages_month)
        month.books(self.world)
        self._keep_month()

    def _step_by_stage(self) -> None:
        """Play the month stage by stage: at each, built-in actors first, then those that were added."""
        month.counties_month(self.world)
        for stage, rules in zip(STAGES, month.VILLAGE_STAGES, strict=True):
            self._play(rules)
            for actor in self.added:
                getattr(actor, stage)()
        month.books(self.world)
        self._keep_month()

    def _keep_month(self) -> None:
        """Keep what must be kept of a month."""
        self.archive.add(month.changed_cards(self.world))
        self.record.months += 1

    def run(self) -> LinkageModel:
        """Simulate all months that the scenario has left; return the model.

        Where nobody acts or looks between two months (no actors were added, :meth:`step` is this class's own) they are played in one go,
        and Mesa's own count of steps stays behind: :attr:`month` is the model's clock.
        """
        months = self.scenario.data.months
        if not self.added and self._pool is None and type(self).step is _OWN_STEP:
            at_once = max(_AT_ONCE // len(self.households), 1)
            for first in range(self.month, months, at_once):
                self._play_until(min(first + at_once, months))
        while self.month < months:
            self.step()
        return self

    def _play(self, rules: Any) -> None:
        """Play rules in all villages, on as many threads as asked for."""
        if self._pool is None:
            rules(self.world, 0, len(self.world.villages))
            return
        for done in [self._pool.submit(rules, self.world, first, last) for first, last in self._ranges]:
            done.result()

    def balance(self, account: str) -> float:
        """Return the balance of an account over all counties, with the purses that it has filled, RMB."""
        total = float(self.world.accounts[:, ACCOUNTS.index(account)].sum())
        if account in _ACCOUNTS_WITH_PURSES:
            payers = self.world.programmes["payer"][self.world.villages["design"]]
            exists = self.world.programmes["exists"][self.world.villages["design"]] == 1
            total += float(self.world.purse[(payers == _ACCOUNTS_WITH_PURSES[account]) & exists].sum())
        return total

    def acts(self, subject: str) -> dict[str, float]:
        """Return how much a subject did at each stage last month, over all runs."""
        latest = [self.record.latest(run) for run in range(len(self.seeds))]
        return {stage: sum(row[f"{stage}_{subject}"] for row in latest) for stage in STAGES if subject in ACTORS}

    def graph(self, village: int = 0) -> nx.Graph:
        """Return a village's ties and the month's assistance as a graph; see :func:`linkage_sim.measures.linkage.village_graph`."""
        return village_graph(self.world, village)


_OWN_STEP = LinkageModel.step


def _runs(scenarios: Sequence[Scenario], seeds: Sequence[int]) -> tuple[list[Scenario], list[Run]]:
    """Return the scenarios that differ, and each run's scenario and seed."""
    first = scenarios[0].data
    if len(scenarios) != len(seeds) or any((one.data.start, one.data.months) != (first.start, first.months) for one in scenarios):
        raise LinkageError("runs side by side need a scenario for each seed, all of one start and length; run the others in another model.")
    number = {id(one): one for one in scenarios}
    places = {key: k for k, key in enumerate(number)}
    return list(number.values()), [Run(places[id(one)], seed) for one, seed in zip(scenarios, seeds, strict=True)]


def _ranges(parts: Any, threads: int) -> list[tuple[int, int]]:
    """Return the range of villages of each part."""
    edges = np.searchsorted(parts, np.arange(threads + 1))
    return [(int(first), int(last)) for first, last in pairwise(edges) if last > first]
