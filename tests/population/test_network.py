from __future__ import annotations

from collections.abc import Callable

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage_sim.population.network import MAX_TIES, clan_bounds, clan_of, closures, tie_village


def tied(n: int, clans: int, kin: int, neighbours: int, rewire: float, seed: int = 3) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    start, kin_count = np.zeros(n + 1, np.uint32), np.zeros(n, np.uint8)
    other = np.zeros(2 * n * (kin + neighbours), np.uint16)
    used = tie_village(n, clans, kin, neighbours, rewire, seed, 99, start, kin_count, other)
    assert used == start[n]
    return start.astype(int), kin_count.astype(int), other[:used].astype(int)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 60), st.integers(1, 6), st.integers(0, 6), st.integers(0, 6), st.floats(0, 1), st.integers(0, 2**32 - 1))
def test_ties_are_mutual_and_to_others_and_made_once(n, clans, kin, neighbours, rewire, seed) -> None:
    clans = min(clans, n)
    start, kin_count, other = tied(n, clans, kin, neighbours, rewire, seed)
    ends = [list(other[start[i] : start[i + 1]]) for i in range(n)]
    for i, mine in enumerate(ends):
        assert i not in mine
        assert len(set(mine)) == len(mine)
        assert all(i in ends[j] for j in mine)
        kin_of_i = mine[: kin_count[i]]
        assert all(clan_of(j, n, clans) == clan_of(i, n, clans) for j in kin_of_i)
        assert all(i in ends[j][: kin_count[j]] for j in kin_of_i)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 60), st.integers(1, 6), st.integers(0, 6), st.integers(0, 4), st.floats(0, 1), st.integers(0, 2**32 - 1))
def test_closure_is_the_clustering_of_kin(n, clans, kin, neighbours, rewire, seed) -> None:
    start, kin_count, other = tied(n, min(clans, n), kin, neighbours, rewire, seed)
    closure = np.zeros(n, np.float32)
    closures(start, kin_count, other, closure)
    graph = nx.Graph((i, j) for i in range(n) for j in other[start[i] : start[i] + kin_count[i]].tolist())
    graph.add_nodes_from(range(n))
    assert closure == pytest.approx([nx.clustering(graph, i) for i in range(n)], abs=1e-6)


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
    start, kin, _ = bench(households=400).ties()
    assert 8.5 <= kin.mean() <= 10
    assert 3.5 <= np.diff(start.astype(int)).mean() - kin.mean() <= 4


def test_a_village_hangs_together(graph) -> None:
    assert nx.is_connected(graph)


def test_more_ties_begun_give_the_upper_end_of_the_evidence() -> None:
    start, _, _ = tied(400, 10, 6, 4, 0.15)
    assert 18 <= start[-1] / 400 <= 20


def test_it_is_a_small_world(graph) -> None:
    n, ties = graph.number_of_nodes(), graph.number_of_edges()
    random_clustering = 2 * ties / n / (n - 1)
    assert nx.average_clustering(graph) > 5 * random_clustering
    random_path = np.log(n) / np.log(2 * ties / n)
    assert nx.average_shortest_path_length(graph) < 3 * random_path


def clustering(rewire: float) -> float:
    start, _, other = tied(400, 10, 3, 2, rewire)
    village = nx.Graph((i, int(j)) for i in range(400) for j in other[start[i] : start[i + 1]])
    return float(nx.average_clustering(village))


def test_clustering_falls_with_rewiring_and_the_prior_is_reached_on_the_way() -> None:
    found = [clustering(rewire) for rewire in (0.0, 0.15, 0.33, 0.6, 1.0)]
    assert found == sorted(found, reverse=True)
    assert found[-1] < 0.1
    assert found[0] > 0.5
    assert found[2] == pytest.approx(0.26, abs=0.04)  # evidence: b.network


def test_a_full_village_with_many_ties_keeps_its_rows() -> None:
    # more than 65,535 ends in one village
    start, _, other = tied(2_000, 50, 15, 10, 0.15)
    assert (np.diff(start) > 0).all()
    assert start[-1] == len(other) > 65_535


def test_a_model_with_many_ties_keeps_its_rows(bench) -> None:
    village = bench({"population.kin_ties": 15, "population.neighbour_ties": 12}, households=1_500)
    start, kin, _ = village.ties()
    degrees = np.diff(start.astype(np.int64))
    assert (degrees > 0).all()
    assert (degrees >= kin).all()
    assert degrees.sum() > 65_535
    assert degrees.max() <= MAX_TIES
