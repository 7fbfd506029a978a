from __future__ import annotations

import networkx as nx
import pytest

from linkage_sim.measures.linkage import linkage_patterns


def served(*links: tuple[str, int]) -> nx.Graph:
    graph = nx.Graph()
    graph.add_nodes_from(("community", "government", "market", "society"))
    graph.add_nodes_from(("household", i) for i in range(10))
    graph.add_edge(("household", 0), ("household", 1), kind="kin")
    graph.add_edge(("household", 1), ("household", 2), kind="neighbour")
    for provider, i in links:
        graph.add_edge(provider, ("household", i), kind="assistance", units=1)
    return graph


@pytest.mark.parametrize(
    ("links", "one_to_one", "one_to_many", "many_to_many"),
    [
        ([], 0, 0, 0),
        ([("society", 3)], 1, 0, 0),
        ([("society", 3), ("market", 4)], 2, 0, 0),
        ([("society", 3), ("society", 4), ("society", 5)], 0, 3, 0),
        ([("society", 3), ("market", 3)], 0, 0, 2),
        ([("society", 1), ("society", 2), ("market", 2), ("community", 7)], 1, 1, 2),
    ],
)
def test_patterns_of_a_graph_made_by_hand(links, one_to_one, one_to_many, many_to_many) -> None:
    found = linkage_patterns(served(*links))
    assert found == {"one_to_one": one_to_one, "one_to_many": one_to_many, "many_to_many": many_to_many}
    assert sum(found.values()) == len(links)
