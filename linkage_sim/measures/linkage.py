"""Linkage on the network: a village's ties, who served whom this month, and the patterns that they form."""

from __future__ import annotations

import networkx as nx
import numpy as np

from linkage_sim.population.state import CARD, World
from linkage_sim.scenario.programmes import PROVIDERS


def village_graph(world: World, village: int) -> nx.Graph:
    """Return a village as a graph.

    Parameters
    ----------
    world : World
        The state of a model.
    village : int
        Row of the village.

    Returns
    -------
    networkx.Graph
        Nodes ``("household", i)`` with ``clan``, ``stores``, ``poor``, ``registered``, ``away`` and ``workers``, and the four providers by
        name. Edges with ``kind`` "kin" or "neighbour", or "assistance" with ``units`` received this month.
    """
    v = world.villages[village]
    graph = nx.Graph(month=int(world.clock[0]))
    graph.add_nodes_from(PROVIDERS, kind="provider")
    _add_households(graph, world, v)
    _add_ties(graph, world, v, village)
    _add_assistance(graph, world, v)
    return graph


def _add_households(graph: nx.Graph, world: World, v: np.void) -> None:
    """Add a village's households with what is seen of them."""
    h, first, last = world.households, int(v["first"]), int(v["last"])
    n, clans = last - first, int(v["clans"])
    line = float(world.environment[v["design"], max(int(world.clock[0]) - 1, 0)]["line"])
    for i in range(n):
        row = first + i
        graph.add_node(
            ("household", i),
            kind="household",
            clan=i * clans // n,
            stores=int(h.stores[row]),
            poor=bool(h.income[row] < line),
            registered=bool(h.card[row] & CARD),
            away=int(h.away[row]),
            workers=int(h.workers[row]),
        )


def _add_ties(graph: nx.Graph, world: World, v: np.void, village: int) -> None:
    """Add the ties of a village's households."""
    first, last = int(v["first"]), int(v["last"])
    start = world.ties.start[first + village : last + village + 1].astype(int)
    other = world.ties.other[int(v["ties_first"]) :]
    for i in range(last - first):
        kin_end = start[i] + int(world.ties.kin[first + i])
        for at in range(start[i], start[i + 1]):
            graph.add_edge(("household", i), ("household", int(other[at])), kind="kin" if at < kin_end else "neighbour")


def _add_assistance(graph: nx.Graph, world: World, v: np.void) -> None:
    """Add who served whom this month."""
    first, last = int(v["first"]), int(v["last"])
    for k, programme in enumerate(world.programmes[int(v["design"])]):
        if not programme["exists"]:
            continue
        provider = PROVIDERS[int(programme["payer"])]
        for i in np.flatnonzero((world.households.received[first:last] >> k) & 1):
            node = ("household", int(i))
            units = graph.edges[provider, node]["units"] if graph.has_edge(provider, node) else 0
            graph.add_edge(provider, node, kind="assistance", units=units + 1)


def linkage_patterns(graph: nx.Graph) -> dict[str, int]:
    """Count the patterns of assistance in a village (paper, VI.B).

    Returns
    -------
    dict
        ``one_to_one``: links of a provider that serves one household with a household that has one provider;
        ``one_to_many``: links of a provider of several with a household that has no other;
        ``many_to_many``: links with a household that is served by several.
    """
    links = [(a, b) if a in PROVIDERS else (b, a) for a, b, kind in graph.edges(data="kind") if kind == "assistance"]
    served: dict[str, int] = {}
    serving: dict[object, int] = {}
    for provider, household in links:
        served[provider] = served.get(provider, 0) + 1
        serving[household] = serving.get(household, 0) + 1
    counts = {"one_to_one": 0, "one_to_many": 0, "many_to_many": 0}
    for provider, household in links:
        if serving[household] > 1:
            counts["many_to_many"] += 1
        else:
            counts["one_to_one" if served[provider] == 1 else "one_to_many"] += 1
    return counts
