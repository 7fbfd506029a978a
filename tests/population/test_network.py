from __future__ import annotations

from collections.abc import Callable

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage_sim.actors.household.contagion import closure
from linkage_sim.model import LinkageModel
from linkage_sim.population.network import MAX_TIES
from linkage_sim.scenario import Scenario
from linkage_sim.state.ties import clan_bounds, clan_of, kin_at, neighbour_at


class Tied:
    """A village's ties, as lists of rows."""

    def __init__(self, model: LinkageModel) -> None:
        self.world, self.village = model.world, model.villages[0]
        households = list(model.households)
        self.closure = [closure(one) for one in households]
        self.kin = [[kin_at(k, one, row, self.village, self.world) for k in range(one.kin)] for row, one in enumerate(households)]
        self.neighbours = [[neighbour_at(k, one, self.village, self.world) for k in range(one.neighbours)] for one in households]
        self.ends = [kin + neighbours for kin, neighbours in zip(self.kin, self.neighbours, strict=True)]


def tied(n: int, clans: int, kin: int, neighbours: int, rewire: float, seed: int = 3) -> Tied:
    """Tie a village of ``n`` households in about so many clans, and read all of its ties."""
    return Tied(village_of(n, clans, kin, neighbours, rewire, seed))


def village_of(n: int, clans: int, kin: int, neighbours: int, rewire: float, seed: int = 3) -> LinkageModel:
    """Such a village."""
    changes = {
        "places.village.households": n,
        "population.clan_size": max(n / clans, 2.0),
        "population.kin_ties": kin,
        "population.neighbour_ties": neighbours,
        "population.rewire": rewire,
        "months": 1,
    }
    return LinkageModel(Scenario.load("base").with_overrides(changes), seed=seed)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 60), st.integers(1, 6), st.integers(0, 6), st.integers(0, 6), st.floats(0, 1), st.integers(0, 2**32 - 1))
def test_ties_are_mutual_and_to_others_and_made_once(n, clans, kin, neighbours, rewire, seed) -> None:
    made = tied(n, clans, kin, neighbours, rewire, seed)
    count = made.village.clans
    for i, mine in enumerate(made.ends):
        assert i not in mine
        assert len(set(mine)) == len(mine)
        assert all(i in made.ends[j] for j in mine)
        assert all(clan_of(j, n, count) == clan_of(i, n, count) for j in made.kin[i])
        assert all(i in made.kin[j] for j in made.kin[i])


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 60), st.integers(1, 6), st.integers(0, 6), st.integers(0, 4), st.floats(0, 1), st.integers(0, 2**32 - 1))
def test_closure_is_the_clustering_of_kin(n, clans, kin, neighbours, rewire, seed) -> None:
    made = tied(n, clans, kin, neighbours, rewire, seed)
    graph = nx.Graph((i, j) for i in range(n) for j in made.kin[i])
    graph.add_nodes_from(range(n))
    assert made.closure == pytest.approx([nx.clustering(graph, i) for i in range(n)], abs=0.51 / 255)


def test_a_clan_larger_than_a_byte_keeps_its_kin() -> None:
    made = tied(700, 2, 4, 2, 0.3)
    assert made.village.kin_bytes == 2
    assert max(max(kin) for kin in made.kin) > 255
    assert all(i in made.kin[j] for i, kin in enumerate(made.kin) for j in kin)
    assert all(i in made.neighbours[j] for i, others in enumerate(made.neighbours) for j in others)


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 300), st.integers(1, 40))
def test_clans_divide_the_rows(n, clans) -> None:
    clans = min(clans, n)
    covered = []
    for clan in range(clans):
        first, last = clan_bounds(clan, n, clans)
        assert all(clan_of(row, n, clans) == clan for row in range(first, last))
        covered += range(first, last)
    assert covered == list(range(n))


@pytest.fixture(scope="module")
def graph(bench: Callable) -> nx.Graph:
    village = bench(households=400).model.graph()
    return village.subgraph([node for node in village if node not in ("community", "government", "market", "society")])


def test_degree_is_as_configured(graph) -> None:
    degrees = np.array([degree for _, degree in graph.degree()])
    assert 12 <= degrees.mean() <= 14  # twice 5 + 2 begun, less those that would repeat
    assert degrees.min() >= 7
    assert degrees.max() <= 24


def test_kin_and_neighbours_are_as_many_as_configured(bench) -> None:
    households = bench(households=400).households
    assert 8.5 <= households.kin.mean() <= 10
    assert 3.5 <= households.neighbours.mean() <= 4


def test_a_village_hangs_together(graph) -> None:
    assert nx.is_connected(graph)


def test_more_ties_begun_give_the_upper_end_of_the_evidence() -> None:
    ends = tied(400, 10, 6, 4, 0.15).ends
    assert 18 <= sum(map(len, ends)) / 400 <= 20


def test_it_is_a_small_world(graph) -> None:
    n, ties = graph.number_of_nodes(), graph.number_of_edges()
    random_clustering = 2 * ties / n / (n - 1)
    assert nx.average_clustering(graph) > 5 * random_clustering
    random_path = np.log(n) / np.log(2 * ties / n)
    assert nx.average_shortest_path_length(graph) < 3 * random_path


def clustering(rewire: float) -> float:
    ends = tied(400, 10, 3, 2, rewire).ends
    village = nx.Graph((i, j) for i in range(400) for j in ends[i])
    return float(nx.average_clustering(village))


def test_clustering_falls_with_rewiring_and_the_prior_is_reached_on_the_way() -> None:
    found = [clustering(rewire) for rewire in (0.0, 0.15, 0.33, 0.6, 1.0)]
    assert found == sorted(found, reverse=True)
    assert found[-1] < 0.1
    assert found[0] > 0.5
    assert found[2] == pytest.approx(0.26, abs=0.04)  # evidence: b.network


def test_a_full_village_with_many_ties_keeps_its_rows() -> None:
    # more than 65,535 ends in one village
    model = village_of(2_000, 50, 15, 10, 0.15)
    households = model.world.households
    ends = households.kin.astype(int) + households.neighbours
    assert ends.min() > 0
    assert ends.sum() > 65_535
    taken = households.kin.sum(dtype=int) * model.villages[0].kin_bytes + 2 * households.neighbours.sum(dtype=int)
    assert len(model.world.ties) == taken  # no byte between them, and none to spare


def test_a_model_with_many_ties_keeps_its_rows(bench) -> None:
    village = bench({"population.kin_ties": 15, "population.neighbour_ties": 12}, households=1_500)
    degrees = village.households.kin.astype(int) + village.households.neighbours
    assert (degrees > 0).all()
    assert degrees.sum() > 65_535  # more than two bytes can count
    assert degrees.max() <= MAX_TIES
    assert len(village.model.graph().edges) == degrees.sum() / 2
