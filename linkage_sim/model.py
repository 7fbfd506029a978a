"""The model: villages, actors and the loop input -> integration -> implementation -> feedback, month by month."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import mesa
import networkx as nx
import numpy as np

from linkage_sim.actors import month
from linkage_sim.actors.agents import BUILT_IN, Actor, named
from linkage_sim.actors.own import extensions_of, replaced_by
from linkage_sim.errors import LinkageError
from linkage_sim.for_mesa import MonthlyCollector, described, one_scenario
from linkage_sim.kernel.memory import room
from linkage_sim.kernel.random import LARGEST_SEED
from linkage_sim.kernel.rules import AS_BUILT, Replaced
from linkage_sim.kernel.state import Table
from linkage_sim.kernel.warming import warm_up
from linkage_sim.measures.linkage import village_graph
from linkage_sim.measures.own import OwnMeasures
from linkage_sim.measures.places import PlaceRecord
from linkage_sim.measures.record import Record
from linkage_sim.measures.stores import shopkeepers_of_runs, stores_now
from linkage_sim.nation.country import country_of
from linkage_sim.population.initialise import initialise_villages
from linkage_sim.population.network import tie_villages
from linkage_sim.population.policy import Policy
from linkage_sim.population.spots import households_played, villages_played
from linkage_sim.population.world import Run, build_world, spots_of_runs
from linkage_sim.register.archive import CardArchive
from linkage_sim.scenario.programmes import PROVIDERS
from linkage_sim.scenario.scenario import Scenario
from linkage_sim.state.household import Household
from linkage_sim.state.ledger import ACCOUNTS
from linkage_sim.state.month import ACTORS, STAGES
from linkage_sim.state.village import Village
from linkage_sim.state.weights import for_all
from linkage_sim.state.world import World, households_of, tenants_of

if TYPE_CHECKING:
    import pandas as pd

MODEL_VERSION = "0.6.0"
DECEMBER = 12
HOUSEHOLD_BYTES, VILLAGE_BYTES = 110, 3000
"""What each of them takes at the least."""
ALL_STAGES = (tie_villages, initialise_villages, *month.ALL_STAGES)


def compile_rules(replaced: Replaced = AS_BUILT) -> int:
    """Compile the rules ahead of time, telling it on a terminal or in a notebook; what is compiled already is left alone.

    Parameters
    ----------
    replaced : Replaced
        Rules in place of built-in ones.

    Returns
    -------
    int
        How many stages had to be compiled.
    """
    return warm_up(ALL_STAGES, World, replaced)


class LinkageModel(mesa.Model):  # type: ignore[misc]
    """Villages in which government, market, society, community and households overcome poverty together, or fail to.

    Parameters
    ----------
    scenario : Scenario or str
        What is simulated; also by its name or file.
    seed : int, optional
        Seed of the run, 0 to 2**32 - 1; with None, as Mesa's tools may give it, one is drawn.
    seeds : sequence of int, optional
        Seeds of several runs that are calculated side by side; replaces ``seed``.
    scenarios : sequence of Scenario, optional
        Scenario of each of these runs, where they differ; all of one start and length. The first one is the model's ``scenario``.
    actors : sequence of str or Actor classes
        Actors beside the built-in ones; see :func:`linkage_sim.actors.agents.register`.
    by_village : bool
        Whether to record every village beside every run.
    by_store : bool
        Whether to record every store in each December and in the last month.
    journal : bool
        Whether to keep every household's money flows of the month, in ``world.journal``.
    threads : int
        Ranges of villages calculated side by side; pays from about 50,000 households. Results do not depend on it.
    **kwargs
        Parameters that differ from the scenario, by path: ``LinkageModel("junpu", **{"platform.accuracy": 0.6})``.

    Attributes
    ----------
    datacollector : MonthlyCollector
        The monthly columns of the first run, for Mesa's tools; those of all runs are in ``record``.
    running : bool
        Whether months are left.
    """

    def __init__(
        self,
        scenario: Scenario | str,
        seed: int | None = 1,
        *,
        seeds: Sequence[int] | None = None,
        scenarios: Sequence[Scenario] | None = None,
        actors: Sequence[str | type[Actor]] = (),
        by_village: bool = False,
        by_store: bool = False,
        journal: bool = False,
        threads: int = 1,
        **kwargs: Any,
    ) -> None:
        super().__init__(rng=seed)
        self._scenario = scenario = one_scenario(scenario, kwargs, scenarios)
        self.seeds = tuple(seeds) if seeds is not None else (int(self.rng.integers(2**32)) if seed is None else seed,)
        variants, runs = _runs(scenarios or [scenario] * len(self.seeds), self.seeds)
        months = scenario.data.months
        _refuse_what_does_not_fit(variants, runs)
        extensions = extensions_of(variants)
        replaced = replaced_by(extensions)
        compile_rules(replaced)
        spots = spots_of_runs(variants, runs)
        self.world = build_world(variants, runs, months, threads, journal, by_village, replaced, spots)
        self.village_names = tuple(spot.name for spot in spots)
        self.record = Record(
            scenario.data.start, self.seeds, self.world.record, self.world.village_record, self.village_names, [spot.run for spot in spots],
            self.world.villages.weight, self.world.cohorts, shopkeepers_of_runs(self.world),
        )  # fmt: skip
        nations = [variants[run.variant].data.nation for run in runs]
        self.places = PlaceRecord(spots, self.world, [country_of(one) if one else None for one in nations], months)
        self._by_store = by_store
        self._policy = Policy(variants, self.world)
        self.archive = CardArchive()
        self.households: Table[Household] = self.world.households
        self.villages: Table[Village] = self.world.villages
        self.built_in = tuple(kind(self) for kind in BUILT_IN)
        kinds = [kind for extension in extensions for kind in extension.actors]
        self.added = tuple(kind(self) for kind in (*kinds, *(named(kind, kinds) if isinstance(kind, str) else kind for kind in actors)))
        self.own = OwnMeasures([own for extension in extensions for own in extension.measures.values()], self.world, months)
        self.record.own = self.own.values
        self.datacollector = MonthlyCollector(self.record)
        self._ranges = _ranges(self.world.villages.array["part"], threads)
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
        self._policy.begin(self.month)
        month.open_month(self.world, 0, 1)
        if self.added:
            self._act_by_stage()
        else:
            self._act()
        month.close_month(self.world, 0, 1)
        self.archive.note(self.world, self.month)
        self.own.measure(self.record.months)
        self.places.note(self.record.months)
        self.record.months += 1
        if self._by_store and (self.record.dates[-1].item().month == DECEMBER or self.month == self.scenario.data.months):
            self.record.censuses.append((self.month - 1, stores_now(self.world)))
        self.running = self.month < self.scenario.data.months

    def __repr__(self) -> str:
        return described(type(self).__name__, self.scenario, self.seeds, self.month)

    def _act(self) -> None:
        """Let the built-in actors act, in all villages: on one thread or on several."""
        if self._pool is None:
            _act_in(self.world, 0, len(self.villages))
            return
        for done in [self._pool.submit(_act_in, self.world, first, last) for first, last in self._ranges]:
            done.result()

    def _act_by_stage(self) -> None:
        """Let all actors act, stage by stage: at each, built-in actors first, then those that were added."""
        for stage, parts in month.VILLAGE_STAGES.items():
            for part in parts:
                part(self.world, 0, len(self.villages))
            for actor in self.added:
                getattr(actor, stage)()

    def run(self) -> LinkageModel:
        """Simulate all months that the scenario has left; return the model."""
        while self.month < self.scenario.data.months:
            self.step()
        return self

    def balance(self, account: str) -> float:
        """Return the balance of an account over all counties, with what it has allocated and not yet spent, RMB, for all it pays for."""
        total = float(self.world.accounts[:, ACCOUNTS.index(account)].sum())
        if account in PROVIDERS:
            catalogue = self.world.programmes.array.reshape(-1, self.villages[0].programmes)[self.world.villages.variant]
            own = (catalogue["payer"] == PROVIDERS.index(account)) & (catalogue["exists"] == 1)
            allocated: Any = self.world.offers.allocation
            weights: Any = np.repeat(self.world.villages.account_weight, catalogue.shape[1])
            total += float(for_all(allocated[own.ravel()], weights[own.ravel()]).sum())  # type: ignore[attr-defined]
        return total

    def households_of(self, village: str | int, run: int = 0) -> Table[Household]:
        """Return the households of a village.

        Parameters
        ----------
        village : str or int
            The village's name, or its row in ``villages``.
        run : int
            Where a name is given, and runs are calculated side by side: the number of the run.

        Returns
        -------
        Table of Household
            A view: its columns are those of the model, and change with it.

        Raises
        ------
        LinkageError
            If there is no such village.
        """
        return households_of(self.villages[self._row_of(village, run)], self.world)

    def tenants_of(self, village: str | int, run: int = 0) -> Table[Household]:
        """Return the rooms of a village for shopkeepers from outside.

        Parameters, view and refusal are those of :meth:`households_of`.

        Returns
        -------
        Table of Household
            A row per room; those with ``stores`` above zero are let.
        """
        return tenants_of(self.villages[self._row_of(village, run)], self.world)

    def stores(self) -> pd.DataFrame:
        """Return all stores as they stand at the end of the last month.

        Returns
        -------
        pandas.DataFrame
            A row per store: ``seed``, ``month``, ``village``, ``weight`` (real villages for which the village stands, and so stores for
            which this one does), ``shopkeeper`` (number of the household in its village, or of the room that a shopkeeper from outside
            rents), ``origin`` (resident, returned, founder or tenant), ``opened`` (first month of the quarter in which the shopkeeper
            opened a first store), ``rank`` (place among the shopkeeper's stores, from 1) and ``sales_year`` (RMB a year at the month's
            pace, with the season taken out).
        """
        return self.record.with_seed(self.record.store_rows([(max(self.month - 1, 0), stores_now(self.world))]))

    def _row_of(self, village: str | int, run: int) -> int:
        """Return the row of a village that is given by its name or its row."""
        if isinstance(village, str):
            rows = [k for k, name in enumerate(self.village_names) if name == village and self.record.village_runs[k] == run]
            if rows:
                return rows[0]
            names = ", ".join(dict.fromkeys(self.village_names))
            raise LinkageError(
                f"run {run} of the model has no village {village!r}; its villages are {names}, its runs 0 to {len(self.seeds) - 1}."
            )
        if not 0 <= village < len(self.villages):
            raise LinkageError(f"the model has no village {village}; its villages are 0 to {len(self.villages) - 1}.")
        return village

    def acts(self, subject: str) -> dict[str, float]:
        """Return how much a subject did at each stage last month, over all runs."""
        latest = [self.record.latest(run) for run in range(len(self.seeds))]
        return {stage: sum(row[f"{stage}_{subject}"] for row in latest) for stage in STAGES if subject in ACTORS}

    def graph(self, village: int = 0) -> nx.Graph:
        """Return a village's ties and the month's assistance as a graph; see :func:`linkage_sim.measures.linkage.village_graph`."""
        return village_graph(self.world, village)


def _act_in(world: World, first: int, last: int) -> None:
    """Let the built-in actors act in a range of villages, a few villages at a time."""
    for some in range(first, last, month.CACHED_VILLAGES):
        until = min(some + month.CACHED_VILLAGES, last)
        for part in month.STAGES_IN_ORDER:
            part(world, some, until)


def _runs(scenarios: Sequence[Scenario], seeds: Sequence[int]) -> tuple[list[Scenario], list[Run]]:
    """Return the scenarios that differ, and each run's scenario and seed."""
    first = scenarios[0].data
    if len(scenarios) != len(seeds) or any((one.data.start, one.data.months) != (first.start, first.months) for one in scenarios):
        raise LinkageError("runs side by side need a scenario for each seed, all of one start and length; run the others in another model.")
    wrong = [seed for seed in seeds if not 0 <= seed <= LARGEST_SEED]
    if wrong:
        raise LinkageError(f"The seed {wrong[0]} cannot be used; give a whole number from 0 to {LARGEST_SEED}.")
    number = {id(one): one for one in scenarios}
    places = {key: k for k, key in enumerate(number)}
    return list(number.values()), [Run(places[id(one)], seed) for one, seed in zip(scenarios, seeds, strict=True)]


def _refuse_what_does_not_fit(variants: Sequence[Scenario], runs: Sequence[Run]) -> None:
    """Refuse villages that cannot be held in memory."""
    sizes = [households_played(one) * HOUSEHOLD_BYTES + villages_played(one) * VILLAGE_BYTES for one in variants]
    needed, there = sum(sizes[run.variant] for run in runs), room()
    if there is not None and needed > there:
        raise LinkageError(
            f"Scenario {variants[0].name} needs at least {needed / 1e9:,.0f} GB of memory for its households, and there are "
            f"{there / 1e9:,.0f}; choose a smaller count or part (nation.only, nation.thin), fewer households, or fewer runs side by side."
        )


def _ranges(parts: Any, threads: int) -> list[tuple[int, int]]:
    """Return the range of villages of each part."""
    edges = np.searchsorted(parts, np.arange(threads + 1))
    return [(int(first), int(last)) for first, last in pairwise(edges) if last > first]
