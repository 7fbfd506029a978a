"""Where a village's households and actors stand in the picture, and who is tied to whom: the same in every world of a scenario."""

from __future__ import annotations

from typing import Any

from ...experiments.snapshots import founders_village
from ...model import LinkageModel
from ...nation.places import places_of
from ...scenario import Scenario
from ...state.ties import kin_at, neighbour_at
from ...state.world import households_of
from ..app.mesa_parts import forget
from ..app.plan import plan_of


def layout_of(scenario: Scenario, seed: int) -> dict[str, Any]:
    """Lay the village of a scenario out as the classroom page does; ties are told as pairs of numbers, one after the other."""
    model = LinkageModel(scenario, seed=seed)
    village = founders_village(places_of(scenario))
    plan = plan_of(model, village)
    forget(model)
    return {
        "places": plan.places,
        "dot": plan.dot,
        "clans": [[clan.x, clan.y, clan.radius, clan.members] for clan in plan.clans],
        "actors": plan.actors,
        "kin": _flat(ties(model, village, kin=True)),
        "neighbours": _flat(ties(model, village, kin=False)),
    }


def ties(model: LinkageModel, village: int, kin: bool) -> list[tuple[int, int]]:
    """Ties of kin, or of neighbours who are none, each once."""
    shown, world = model.villages[village], model.world
    found = []
    for row, household in enumerate(households_of(shown, world)):
        if kin:
            others = [kin_at(number, household, row, shown, world) for number in range(household.kin)]
        else:
            others = [neighbour_at(number, household, shown, world) for number in range(household.neighbours)]
        found += [(row, other) for other in others if row < other]
    return found


def _flat(pairs: list[tuple[int, int]]) -> list[int]:
    return [number for pair in pairs for number in pair]
