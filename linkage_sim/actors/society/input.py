"""Society, input: donations arrive, more of them where a village is known."""

from __future__ import annotations

from linkage_sim.population.compiled import rule


@rule
def donations(households: float, base: float, extra: float, publicity: float) -> float:
    """Return a county's donations of a month, RMB."""
    return households * base * (1.0 + extra * publicity)
