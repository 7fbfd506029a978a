"""The model: its village, its schedule (3.1), and what it measures (7.8)."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

import mesa
import networkx as nx
import pandas as pd

from linkage_sim import Scenario

from .household import Household
from .keeper import Keeper, Tenant
from .measures import COLUMNS, measure, remember, stage
from .subjects import Community, Government, Market, Society
from .surroundings import Programme, Village, environments, in_force, running


class PlainModel(mesa.Model):
    """One village, read from docs/ODD.md.

    >>> PlainModel(Scenario.load("junpu"), seed=1).run()  # doctest: +SKIP
    """

    def __init__(self, scenario: Scenario, seed: int | None = None) -> None:
        super().__init__(rng=seed)
        if len(scenario.places) > 1 or scenario.places[0].count > 1 or scenario.places[0].weight != 1:
            raise ValueError("a plain model has one village, which stands for itself")
        self.place = place = scenario.places[0]
        self.population, self.economy, self.platform, self.definitions = (
            scenario.population,
            scenario.economy,
            scenario.platform,
            scenario.measures,
        )
        self.scenario_platform, self.platform = self.platform, in_force(self.platform, running(scenario.start))
        self.rules = scenario.actors.household
        self.months = environments(scenario)
        self.month = 0
        first = running(scenario.start)
        self.platform_start = running(scenario.platform.start) - first
        self.register_start = running(scenario.platform.register_start) - first
        self.look_back_start = running(scenario.platform.look_back_start) - first
        self.look_back_end = running(scenario.platform.look_back_end) - first
        self.update_start = running(scenario.platform.update_start) - first
        self.calendar = first
        self.programmes = [Programme(name, scenario) for name in scenario.programmes]
        self.village = Village(
            n=place.households,
            clans=max(round(place.households / self.population.clan_size), 1),
            market_depth=place.market_depth,
            broadband=place.broadband,
            network=place.network,
            roads=place.roads / 6,
            goods=place.goods,
            tourism=place.tourism,
            couriers=place.couriers,
            integrity=scenario.actors.community.integrity,
        )
        self.community = Community(self, scenario.actors.community)
        self.government = Government(self, scenario.actors.government)
        self.market = Market(self, scenario.actors.market)
        self.society = Society(self, scenario.actors.society)
        self.subjects = [self.community, self.government, self.market, self.society]
        self.rows = [Household(self, row) for row in range(place.households)]
        self.households = self.agents_by_type[Household]
        self.rooms: list[Tenant | None] = [None] * round(place.households * self.population.rooms)
        self.note_lines()
        self.choose_founders(place.founders)
        self.ties = self.tie()
        self.count: Counter[str] = Counter()
        self.measures: dict[str, float] = {}
        reporters = {name: (lambda model, name=name: model.measures[name]) for name in COLUMNS}
        self.datacollector = mesa.DataCollector(model_reporters=reporters)

    # ---- birth

    def choose_founders(self, founders: int) -> None:
        """The young first, among households with a worker (5.4)."""
        order = sorted(self.rows, key=lambda household: self.random.random() + household.age + 10 * (household.workers == 0))
        for household in order[:founders]:
            household.found()

    def tie(self) -> nx.Graph:
        """Tie households to kin and neighbours (5.5)."""
        p, v, graph = self.population, self.village, nx.Graph()
        graph.add_nodes_from(range(v.n))
        for row in range(v.n):
            clan = row * v.clans // v.n
            first, end = math.ceil(clan * v.n / v.clans), math.ceil((clan + 1) * v.n / v.clans)
            for k in range(1, p.kin_ties + 1):
                self.try_tie(graph, row, first, end, k, kin=True)
            for k in range(1, p.neighbour_ties + 1):
                self.try_tie(graph, row, 0, v.n, p.kin_ties + k, kin=False)
        for row, household in enumerate(self.rows):
            for other, tie in graph.adj[row].items():
                (household.kin if tie["kin"] else household.neighbours).append(self.rows[other])
        kin = nx.Graph((row, other) for row, other, begun_as_kin in graph.edges(data="kin") if begun_as_kin)
        for row, closure in nx.clustering(kin).items():
            self.rows[row].closure = closure  # (E112)
        return graph

    def try_tie(self, graph: nx.Graph, row: int, a: int, b: int, step: int, kin: bool) -> None:
        """Make one tie within rows [a, b), unless it is there already (E17)."""
        if self.random.random() < self.population.rewire:
            other = self.random.randrange(a, b)
        else:
            other = a + (row - a + step) % (b - a)
        if other != row and not graph.has_edge(row, other) and max(graph.degree(row), graph.degree(other)) < 250:
            graph.add_edge(row, other, kin=kin)

    # ---- the state that many rules read

    @property
    def environment(self) -> Any:
        """The month's exogenous values."""
        return self.months[self.month]

    @property
    def linked(self) -> bool:
        """Whether the platform links the actors (2.5)."""
        return self.platform.on and self.month >= self.platform_start

    @property
    def tenants(self) -> list[Tenant]:
        """Shopkeepers from outside (2.2)."""
        return [tenant for tenant in self.rooms if tenant is not None]

    @property
    def keepers(self) -> list[Keeper]:
        """All who keep stores (2.2)."""
        return [*(household for household in self.rows if household.online), *self.tenants]

    def pays(self, enough: float) -> float:
        """How far a shop is seen to pay (E57)."""
        v = self.village
        return 1.0 if v.stores < 1 or v.profit_household >= enough else max(v.profit_household / enough, 0)

    def note_lines(self) -> None:
        """Note who can have a line on request (E122)."""
        v = self.village
        v.lines = max(v.broadband, min(v.network * self.environment.network, 1))

    def put_right(self, chance: float) -> int:
        """Put each wrong card right with a chance, once there is a list (7.7.6)."""
        wrong = (household for household in self.rows if self.village.listed and household.wrong_card)
        found = [household for household in wrong if self.random.random() < chance]
        for household in found:
            household.correct_card()
        return len(found)

    # ---- the month

    def step(self) -> None:
        """One month: input, integration, implementation, feedback."""
        households = self.households
        self.set_levers()
        for subject in self.subjects:
            subject.receive_funds()
        for subject in self.subjects:
            subject.divide_budget()
        self.count = Counter()
        for programme in self.programmes:
            programme.matched = programme.met = 0
        self.note_lines()

        for rule in ("suffer_shocks", "state_needs", "voice_needs"):
            households.do(rule)
        self.community.visit_households()
        self.market.watch_volume()

        self.community.report_poor()
        self.government.keep_register()
        for programme in self.programmes:
            programme.claims = sum(programme.need in household.voiced for household in self.rows)
        for subject in self.subjects:
            subject.match()

        for subject in self.subjects:
            subject.build()
        self.market.enter_and_leave()
        households.do("take_help")
        self.connect()
        for rule in ("look_around", "keep_stores", "move", "keep_enterprise"):
            households.do(rule)
        self.let_rooms()
        self.market.clear()
        for rule in ("run_stores", "earn", "bank", "live"):
            households.do(rule)
        households.do("show_success")
        for tenant in self.tenants:
            tenant.settle()
        self.market.deliver()
        self.market.pay_branches()

        for rule in ("learn", "hear", "take_heart", "hand_over", "improve_living"):
            households.do(rule)
        if self.village.listed and self.rules.active and self.community.active:
            households.do("complain")
        found = self.government.look_back() + self.government.audit()
        self.government.punish(found)
        self.community.display_list()
        self.society.supervise()
        self.measures = measure(self)
        self.government.notice()
        self.measures["noticed"] = self.village.noticed is not None
        self.market.adjust_credit()
        self.market.adjust_fees()
        remember(self)
        self.society.publicise()
        self.measures["stage"] = self.village.stage = stage(self)
        self.datacollector.collect(self)
        self.month += 1

    def set_levers(self) -> None:
        """Let hold what policy sets this month (6)."""
        now = self.calendar + self.month
        self.platform = in_force(self.scenario_platform, now)
        for subject in self.subjects:
            subject.rules = in_force(subject.declared, now)

    def connect(self) -> None:
        """Connect households where lines were extended (7.5.4)."""
        v = self.village
        if v.broadband > v.connected_to:
            for household in self.rows:
                household.connected |= household.place_in_queue < v.broadband
            v.connected_to = v.broadband

    def let_rooms(self) -> None:
        """Shopkeepers from outside keep their stores or leave, others come (7.6.9)."""
        v = self.village
        if v.online + v.tenants == 0:
            return
        rate = self.rules.newcomer_rate if self.rules.active else 0.0
        coming = math.floor(rate * v.online * self.pays(self.environment.migrant_wage) + self.random.random())  # (E133)
        for room, tenant in enumerate(self.rooms):
            if tenant is not None:
                tenant.keep_further_stores()
                if not tenant.online:
                    self.count["defaults"] += tenant.debt
                    tenant.remove()
                    self.rooms[room] = None
            elif coming > 0:
                self.rooms[room] = Tenant(self)
                coming -= 1

    def run(self) -> pd.DataFrame:
        """Run all months; a row per month."""
        while self.month < len(self.months):
            self.step()
        return self.datacollector.get_model_vars_dataframe()
