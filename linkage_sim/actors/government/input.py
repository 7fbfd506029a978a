"""Government, input: funds arrive from above; the community's and society's arrive alongside (each its own actor's rule)."""

from __future__ import annotations

from linkage_sim.population.compiled import rule


@rule
def funds_from_above(households: float, public_funds: float) -> float:
    """Return a county's public funds of a month, RMB."""
    return households * public_funds
