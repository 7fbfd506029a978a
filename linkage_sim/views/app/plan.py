"""Where things stand in the picture of a village: households by kin clan, the five actors around them."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, hypot, pi, sin

from ...model import LinkageModel
from ...state.ties import kin_at
from ...state.world import households_of
from ..layout import Node, positions, sample

MOST_DRAWN = 500
MOST_WITH_TIES = 600
SIZE = (720.0, 560.0)  # of the picture
CENTRE, REACH = (360.0, 298.0), 212.0  # of the village
MIDDLE, AROUND = (360.0, 286.0), (312.0, 244.0)  # of the ellipse on which the actors stand, with its half axes
# The five actors on the ring, clockwise from the top: as angles in turns.
ANGLES = {"government": 0.0, "market": 0.2, "society": 0.4, "community": 0.6, "household": 0.8}


@dataclass(frozen=True)
class Clan:
    """A kin clan's disc, with the numbers of its households."""

    x: float
    y: float
    radius: float
    members: tuple[int, ...]


@dataclass(frozen=True)
class Plan:
    """Places in the picture, the same for a whole run.

    Attributes
    ----------
    households : tuple of int
        Households that are drawn, by their number in the village.
    places : tuple of (x, y)
        Where each of them stands.
    clans : tuple of Clan
        Discs of the clans; they count all households, drawn or not.
    actors : dict of str to (x, y)
        Where the actors stand.
    ties : tuple of (int, int)
        Kin ties between drawn households, for villages that are small enough.
    total : int
        Households of the village.
    dot : float
        Radius of a household without a store.
    """

    households: tuple[int, ...]
    places: tuple[tuple[float, float], ...]
    clans: tuple[Clan, ...]
    actors: dict[str, tuple[float, float]]
    ties: tuple[tuple[int, int], ...]
    total: int
    dot: float


def plan_of(model: LinkageModel, village: int) -> Plan:
    """Lay a village out."""
    shown = model.villages[village]
    total, clans = shown.last - shown.first, shown.clans
    groups: list[list[Node]] = [[] for _ in range(clans)]
    for i in range(total):
        groups[i * clans // total].append(("household", i))
    groups = sorted((group for group in groups if group), key=lambda group: (-len(group), group[0]))
    drawn = sample(groups, MOST_DRAWN)
    where = {node[1]: _scaled(point) for node, point in positions(drawn).items()}
    households = tuple(sorted(where))
    dot = 2.2 + 7.0 / max(len(households) / 25, 1.0) ** 0.5
    return Plan(
        households,
        tuple(where[i] for i in households),
        tuple(_clan([where[node[1]] for node in some], group, dot) for some, group in zip(drawn, groups, strict=True)),
        {actor: _around(turn) for actor, turn in ANGLES.items()},
        _kin(model, village) if total <= MOST_WITH_TIES else (),
        total,
        dot,
    )


def _scaled(point: tuple[float, float]) -> tuple[float, float]:
    return round(CENTRE[0] + REACH * point[0], 1), round(CENTRE[1] + REACH * point[1], 1)


def _around(turn: float) -> tuple[float, float]:
    angle = 2 * pi * turn
    return round(MIDDLE[0] + AROUND[0] * sin(angle), 1), round(MIDDLE[1] - AROUND[1] * cos(angle), 1)


def _clan(spots: list[tuple[float, float]], group: list[Node], dot: float) -> Clan:
    x = sum(spot[0] for spot in spots) / len(spots)
    y = sum(spot[1] for spot in spots) / len(spots)
    reach = max(hypot(spot[0] - x, spot[1] - y) for spot in spots)
    return Clan(round(x, 1), round(y, 1), round(reach + dot + 3.0, 1), tuple(node[1] for node in group))


def _kin(model: LinkageModel, village: int) -> tuple[tuple[int, int], ...]:
    """Kin ties of a village, each once."""
    shown = model.villages[village]
    found = []
    for i, household in enumerate(households_of(shown, model.world)):
        others = (kin_at(number, household, i, shown, model.world) for number in range(household.kin))
        found += [(i, j) for j in others if i < j]
    return tuple(found)
