"""Where a village's households stand in a drawing: by kin clan, always at the same place."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, hypot, pi, sin, sqrt

import networkx as nx

Point = tuple[float, float]
Node = tuple[str, int]
GOLDEN = pi * (3 - sqrt(5))
APART = 1.25  # distance of a clan's edge from the next, in distances of households


def households(graph: nx.Graph) -> list[Node]:
    """The household nodes of a village's graph, in order of their number."""
    return sorted(node for node in graph if isinstance(node, tuple) and node[0] == "household")


def clans(graph: nx.Graph) -> list[list[Node]]:
    """Households by kin clan, the largest clan first."""
    groups: dict[int, list[Node]] = {}
    for node in households(graph):
        groups.setdefault(graph.nodes[node]["clan"], []).append(node)
    return sorted(groups.values(), key=lambda group: (-len(group), group[0]))


def sample(groups: Sequence[list[Node]], most: int) -> list[list[Node]]:
    """At most so many households, evenly from all clans."""
    total = sum(len(group) for group in groups)
    if total <= most:
        return [list(group) for group in groups]
    ranked = [(place, node) for place, group in enumerate(groups) for node in group]
    kept = [ranked[(i * total) // most] for i in range(most)]
    return [drawn for place in range(len(groups)) if (drawn := [node for where, node in kept if where == place])]


def positions(groups: Sequence[list[Node]]) -> dict[Node, Point]:
    """Places within the unit circle: clans as discs of evenly spread households, packed around the centre."""
    centres = _pack([sqrt(len(group)) * 0.62 + APART / 2 for group in groups])
    spots = _unit([(x + dx, y + dy) for (x, y), group in zip(centres, groups, strict=True) for dx, dy in _disc(len(group))])
    return dict(zip((node for group in groups for node in group), spots, strict=True))


def _unit(spots: Sequence[Point]) -> list[Point]:
    """Move points so that they lie around the origin, and draw them together or apart until they fill the unit circle."""
    middle = [(min(values) + max(values)) / 2 for values in zip(*spots, strict=True)]
    moved = [(x - middle[0], y - middle[1]) for x, y in spots]
    reach = max((hypot(x, y) for x, y in moved), default=1.0) or 1.0
    return [(x / reach, y / reach) for x, y in moved]


def _disc(count: int) -> list[Point]:
    """Points spread like the seeds of a sunflower, about one distance apart."""
    return [(0.6 * sqrt(i) * cos(i * GOLDEN), 0.6 * sqrt(i) * sin(i * GOLDEN)) for i in range(count)]


def _pack(radii: Sequence[float]) -> list[Point]:
    """Put circles, the largest first, along a spiral: each at the next place where it touches none before it."""
    centres: list[Point] = []
    step = 0
    for i, radius in enumerate(radii):
        while not _free(spot := _spiral(step), radius, centres, radii[:i]):
            step += 1
        centres.append(spot)
    return centres


def _spiral(step: int) -> Point:
    reach = 0.25 * sqrt(step)
    return reach * cos(step * GOLDEN), reach * sin(step * GOLDEN)


def _free(spot: Point, radius: float, centres: Sequence[Point], radii: Sequence[float]) -> bool:
    return all(hypot(spot[0] - x, spot[1] - y) >= radius + other for (x, y), other in zip(centres, radii, strict=True))
