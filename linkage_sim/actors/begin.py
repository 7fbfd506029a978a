"""Housekeeping of a village's month: its counters, and what is remembered of it."""

from __future__ import annotations

from linkage_sim.population.compiled import rule, whole


@rule
def begin_month(v, flows, matched, met, row):  # type: ignore[no-untyped-def]
    """Set the month's counters of a village to nothing."""
    flows[:] = 0.0
    row[:] = 0.0
    matched[:] = 0.0
    met[:] = 0.0
    v.opened = 0.0
    v.closed = 0.0
    v.pieces = 0.0
    v.sales = 0.0
    v.spent = 0.0
    v.entries = 0.0
    v.exits = 0.0
    v.relapses = 0.0
    v.returned = 0.0
    v.wasted = 0.0
    v.overlaps = 0.0
    v.gaps = 0.0
    v.defaults = 0.0
    v.branches = 0.0
    v.voiced = 0.0
    v.visited = 0.0
    v.carded = 0.0
    v.heard = 0.0
    v.complaints = 0.0
    v.relayed = 0.0
    v.corrected = 0.0
    v.lent_month = 0.0
    v.exposed = 0.0
    v.jumps = 0.0
    v.free_hands = 0.0
    v.engaged = 0.0
    v.helpers = 0.0
    v.profit = 0.0
    v.thrivers = 0.0


@rule
def job_share(helpers: float, free_hands: float) -> float:
    """Return the share of free hands that find a helper's job in the village; jobs beyond them go to people from outside."""
    return min(helpers / free_hands, 1.0) if free_hands > 0.0 else 0.0


@rule
def end_month(v, trail, programmes, met, month):  # type: ignore[no-untyped-def]
    """Remember the month: what next month's actors see of profits, jobs, a year's sales, and who has helped."""
    v.sales_year += v.sales - trail[month % 12]
    trail[month % 12] = v.sales
    v.profit_store = v.profit / v.stores if v.stores > 0.0 else 0.0
    v.profit_household = v.profit / v.online if v.online > 0.0 else 0.0
    v.thriving = min(v.thrivers / v.online, 1.0) if v.online > 0.0 else 0.0
    v.job_share = job_share(v.helpers, v.free_hands)
    for k in range(len(programmes)):
        g = programmes[k]
        if met[k] <= 0.0:
            continue
        if whole(g.payer) == 0:
            v.served_community = month + 1.0
        elif whole(g.payer) == 1:
            v.served_government = month + 1.0
        elif whole(g.payer) == 2:
            v.served_market = month + 1.0
        else:
            v.served_society = month + 1.0
        if g.goods > 0.0:
            v.centre = 1.0
