"""Linkage on the network: a village's ties, who served whom this month, and the patterns that they form."""

from __future__ import annotations

import networkx as nx
import numpy as np

from linkage_sim.scenario.programmes import PROVIDERS
from linkage_sim.state.household import CARD
from linkage_sim.state.ties import clan_of, kin_at, neighbour_at
from linkage_sim.state.village import Village
from linkage_sim.state.world import World, households_of, programmes_of


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
    _add_ties(graph, world, v)
    _add_assistance(graph, world, v)
    return graph


def _add_households(graph: nx.Graph, world: World, village: Village) -> None:
    """Add a village's households with what is seen of them."""
    households = households_of(village, world)
    line = world.environment[village.environment_first + max(int(world.clock[0]) - 1, 0)].poverty_line
    for i, household in enumerate(households):
        graph.add_node(
            ("household", i),
            kind="household",
            clan=clan_of(i, len(households), village.clans),
            stores=household.stores,
            poor=household.income < line,
            registered=bool(household.card & CARD),
            away=household.away,
            workers=household.workers,
        )


def _add_ties(graph: nx.Graph, world: World, village: Village) -> None:
    """Add the ties of a village's households."""
    for i, household in enumerate(households_of(village, world)):
        for number in range(household.kin):
            graph.add_edge(("household", i), ("household", kin_at(number, household, i, village, world)), kind="kin")
        for number in range(household.neighbours):
            graph.add_edge(("household", i), ("household", neighbour_at(number, household, village, world)), kind="neighbour")


def _add_assistance(graph: nx.Graph, world: World, village: Village) -> None:
    """Add who served whom this month."""
    received = households_of(village, world).received
    for programme in programmes_of(village, world):
        if not programme.exists:
            continue
        provider = PROVIDERS[programme.payer]
        for i in np.flatnonzero((received >> programme.number) & 1):
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
