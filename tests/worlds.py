"""Small worlds in which rules are called one by one, as plain Python: made as a run makes them, and never played."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from linkage_sim.population.world import Run, build_world
from linkage_sim.scenario import Scenario
from linkage_sim.state.parameters import Parameters, parameter_rows
from linkage_sim.state.world import World

TABLES = ("joint_sizes", "growth_of_sales", "parts_of_last")
"""What is worked out once by the number of stores."""


@cache
def ranked(rank: float) -> Parameters:
    """Give the parameters of a scenario whose stores get smaller by their rank so fast."""
    return parameter_rows([Scenario.load("base").with_overrides({"economy.store_rank": rank})])[0]


def parameters_of(rank: float = 1.0, **values: float) -> Parameters:
    """Make a row of parameters that has nothing but these values, and the tables by the number of stores."""
    made = Parameters(**values)
    for name in TABLES:
        getattr(made, name)[:] = getattr(ranked(rank), name)
    return made


def small_world(scenario: Scenario, *, seeds: Sequence[int] = (1,), journal: bool = False) -> World:
    """Make the world of a scenario at its first month; several seeds are runs side by side."""
    return build_world([scenario], [Run(0, seed) for seed in seeds], scenario.data.months, journal=journal)
