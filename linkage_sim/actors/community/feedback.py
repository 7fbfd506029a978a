"""Community, feedback: the list is displayed, complaints are relayed, and integrity fades unless somebody looks."""

from __future__ import annotations

from linkage_sim.platform.management import correct, is_wrong
from linkage_sim.population.compiled import borrowing


@borrowing
def display_list(h, v, p, e, wrong, u):  # type: ignore[no-untyped-def]
    """Display the list: now and then a neighbour points at a wrong entry. Integrity fades unless somebody looks."""
    v.integrity *= 1.0 - p.integrity_decay
    if p.community_active == 0.0:
        return
    for at in range(len(wrong)):
        i = wrong[at]
        if u[1, at] < p.display and is_wrong(h.card[i], h.income[i], e.line):
            correct(h, i, v)
            v.relayed += 1.0
