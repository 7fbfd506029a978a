"""Market, input: firms watch the parcels that a village would send."""

from __future__ import annotations

from linkage_sim.population.compiled import rule


@rule
def remembered(old: float, now: float, memory: float) -> float:
    """Return what firms expect: the last month weighs ``memory``, all before it the rest."""
    return old + memory * (now - old)


@rule
def watch_volume(v, p):  # type: ignore[no-untyped-def]
    """Firms expect the volume that they have seen asked for, shipped or not."""
    v.volume = remembered(v.volume, v.wanted, p.volume_memory)
