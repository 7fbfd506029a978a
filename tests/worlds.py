"""Small worlds in which rules are called one by one, as plain Python: made as a run makes them, and never played."""

from __future__ import annotations

from collections.abc import Sequence

from linkage_sim.population.world import Run, build_world
from linkage_sim.scenario import Scenario
from linkage_sim.state.world import World


def small_world(scenario: Scenario, *, seeds: Sequence[int] = (1,), journal: bool = False) -> World:
    """Make the world of a scenario at its first month; several seeds are runs side by side."""
    return build_world([scenario], [Run(0, seed) for seed in seeds], scenario.data.months, journal=journal)
