"""How a county's account is divided over villages and programmes, and what is left comes back."""

from __future__ import annotations

from linkage_sim.population.compiled import rule

from .assistance import is_linked, runs_here

PURSE_MONTHS = 6.0
"""Months of a programme's capacity that a purse holds before it is full and is passed over."""


@rule
def asked_weight(n: float, cost: float, claims: float, success: float, worked_weight: float, linked: bool) -> float:
    """Return what a village's programme weighs in the division of the month's money.

    A share ``worked_weight`` follows what was asked for and met a need; the rest, and all of it where no platform links the
    provider, goes to every programme in proportion to the households alone.
    """
    followed = worked_weight if linked else 0.0
    return (1.0 - followed) * n + followed * claims * success * min(cost / 1000.0, 10.0)


@rule
def purse_limit(cost: float, capacity: float) -> float:
    """Return what a purse may hold, RMB: some months of a programme's capacity, and of one unit at least."""
    return PURSE_MONTHS * cost * max(capacity, 1.0)


@rule
def weigh_villages(villages, params, catalogues, purse, claims, met, matched, weight, provider, month, totals):  # type: ignore[no-untyped-def]
    """Write each village's weight for one provider's programmes into ``weight``, and sum them by county.

    A full purse weighs nothing; a programme that does not run weighs less than that: its purse is emptied.
    """
    for j in range(len(villages)):
        v = villages[j]
        p = params[v.design]
        programmes = catalogues[v.design]
        for k in range(len(programmes)):
            g = programmes[k]
            if g.payer != provider:
                continue
            weight[j, k] = 0.0 if runs_here(g, v, p, month) else -1.0
            if weight[j, k] == 0.0 and purse[j, k] < purse_limit(g.cost, g.capacity):
                success = (met[j, k] + 1.0) / (matched[j, k] + 1.0)
                weight[j, k] = asked_weight(v.last - v.first, g.cost, claims[j, k], success, p.worked_weight, is_linked(p, month))
                totals[v.county] += weight[j, k]


@rule
def into_purse(purse: float, limit: float, weight: float, total: float, budget: float) -> float:
    """Return what moves from the account into a purse this month, RMB: its part of the budget until it is full, or all of it back."""
    if weight < 0.0:
        return -purse
    return min(budget * weight / total, max(limit - purse, 0.0)) if total > 0.0 else 0.0


@rule
def fill_purses(villages, catalogues, purse, weight, accounts, provider, budget, totals):  # type: ignore[no-untyped-def]
    """Move each county's ``budget`` into its villages' purses by weight; what lost its programme returns to the account."""
    for j in range(len(villages)):
        v = villages[j]
        for k in range(purse.shape[1]):
            g = catalogues[v.design, k]
            if g.payer == provider:
                limit = purse_limit(g.cost, g.capacity)
                amount = into_purse(purse[j, k], limit, weight[j, k], totals[v.county], budget[v.county])
                purse[j, k] += amount
                accounts[v.county, provider] -= amount
