"""Community, input: the committee visits households and gathers their needs."""

from __future__ import annotations

from linkage_sim.population.compiled import borrowing, rule, whole


@rule
def visit_chance(visits: float, n: int) -> float:
    """Return the chance that a household is visited this month."""
    return min(visits / n, 1.0)


@borrowing
def visit_households(h, v, p, u):  # type: ignore[no-untyped-def]
    """Visit households and write down what they need; a visit that errs hears nothing (paper, VI.B: closest to the poor)."""
    if p.community_active == 0.0:
        return
    chance = visit_chance(p.visits, len(h.cash)) * p.visit_accuracy
    visited = 0
    for i in range(len(h.cash)):
        is_visited = u[3, i] < chance
        h.voiced[i] = whole(h.voiced[i]) | (whole(h.need[i]) if is_visited else 0)
        visited += 1 if is_visited else 0
    v.visited = visited
