"""Which function of the Python interface does what a command does."""

from __future__ import annotations

OTHERWISE = {"demo": "run", "experiments": "bundled_experiments", "scenarios": "bundled_scenarios", "warm-up": "compile_rules"}
"""Commands whose functions have other names: ``demo`` is ``run`` with nothing to choose, and ``linkage_sim.experiments`` is a package."""


def function_of(command: str) -> str:
    """Name of the function in ``linkage_sim`` that a command calls."""
    return OTHERWISE.get(command, command)
