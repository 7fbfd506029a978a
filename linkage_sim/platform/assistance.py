"""Assistance by every provider alike: which programmes run, what is matched to households, what is built for the village."""

from __future__ import annotations

import numpy as np

from linkage_sim.economy.ledger import Flow
from linkage_sim.population.compiled import borrowing, rule

from .matching import capacity_of, choose, claimants, scatter, those_on_list, units_affordable

_KIND = int(Flow.KIND_COMMUNITY)
HOUSEHOLD_SCOPE, VILLAGE_SCOPE = range(2)
PLATFORM = 0  # the first list of households is the platform's; the providers' own follow
NOTICED = 1
GOVERNMENT_PAYS = 1
# The least share of households that must have voiced a need before the linked providers build for the whole village.
VILLAGE_VOICE = 0.05


@rule
def is_linked(p, month) -> bool:  # type: ignore[no-untyped-def]
    """Return whether the information platform links the actors this month."""
    return bool(p.on > 0.0 and month >= p.platform_start)


@rule
def is_running(start: int, end: int, trigger: int, delay: float, noticed: float, month: int) -> bool:
    """Return whether a programme runs in a village this month: within its dates, and after notice where it waits for that."""
    if month < start or month > end:
        return False
    return trigger != NOTICED or (noticed > 0.0 and month >= noticed - 1.0 + delay)


@rule
def is_due(g, v, p, month) -> bool:  # type: ignore[no-untyped-def]
    """Return whether programme ``g`` is due in village ``v``; only the government's own answer takes the delay of a budget."""
    delay = p.notice_delay if g.payer == GOVERNMENT_PAYS else 0.0
    return is_running(g.start, g.end, g.trigger, delay, v.noticed, month)


@rule
def runs_here(g, v, p, month) -> bool:  # type: ignore[no-untyped-def]
    """Return whether programme ``g`` runs in village ``v``: it is due, and its payer does its duty."""
    return g.active_share > 0.0 and is_due(g, v, p, month)


@rule
def waiting_rows(h, v, p, linked):  # type: ignore[no-untyped-def]
    """Return the rows of a village's households that wait for help and are on the platform's record; none where nobody is linked."""
    found = np.empty(len(h.cash), np.int64)
    made = 0
    if linked:
        recorded = those_on_list(len(h.cash), PLATFORM, v.seed, v.key, p.coverage)
        for i in range(len(h.cash)):
            found[made] = i
            made += 1 if h.voiced[i] and recorded[i] else 0
    return found[:made]


@borrowing
def count_claims(h, programmes, claims):  # type: ignore[no-untyped-def]
    """Count for each programme how many households wait for what it addresses."""
    for k in range(len(programmes)):
        need = np.uint16(1 << programmes[k].need)
        waiting = 0
        for i in range(len(h.voiced)):
            waiting += 1 if h.voiced[i] & need else 0
        claims[k] = waiting


@rule
def match(h, v, p, e, month, provider, programmes, waiting, claims, purse, matched, linked):  # type: ignore[no-untyped-def]
    """Match one provider's programmes to households: through the platform, or on its own list. The purse pays at once."""
    known = those_on_list(0 if linked else len(h.cash), provider + 1, v.seed, v.key, p.own_list)
    for k in range(len(programmes)):
        g = programmes[k]
        if g.payer != provider or g.scope != HOUSEHOLD_SCOPE or g.exists == 0:
            continue
        if not is_due(g, v, p, month):
            continue
        wanted = claims[k]
        units = units_affordable(purse[k], g.cost, capacity_of(v, g, k, month, g.active_share)) if g.active_share > 0.0 else 0
        v.gaps += max(min(wanted, capacity_of(v, g, k, month, 1.0)) - units, 0.0)
        served = 0
        if linked and units > 0 and wanted > 0.0:
            served = choose(h, v, p, e, g, k, month, claimants(h, v, p, e, g, k, month, waiting), units)
        elif not linked and units > 0:
            served = scatter(h, v, p, e, g, k, month, units, known)
        if linked and served > 0:
            v.linked_help = month + 1.0
        matched[k] = served
        purse[k] -= served * g.cost
        v.spent += served * g.cost


@rule
def towards_full(level: float, part: float) -> float:
    """Return a village's share after a part of what is missing was built."""
    return level + part * (1.0 - level)


@rule
def is_complete(v, g) -> bool:  # type: ignore[no-untyped-def]
    """Return whether all that a village programme builds is there already."""
    return not (
        (g.broadband > 0.0 and v.broadband < 0.98)
        or (g.roads > 0.0 and v.roads < 0.98)
        or (g.station > 0.0 and v.station < 0.98)
        or (g.goods > 0.0 and v.goods < 0.98)
        or (g.brand > 0.0 and v.brand < 0.98)
        or (g.tourism > 0.0 and v.tourism < 0.98)
    )


@rule
def build_unit(v, g):  # type: ignore[no-untyped-def]
    """Build one unit of a village programme."""
    v.broadband = towards_full(v.broadband, g.broadband)
    v.roads = towards_full(v.roads, g.roads)
    v.station = towards_full(v.station, g.station)
    v.goods = towards_full(v.goods, g.goods)
    v.brand = towards_full(v.brand, g.brand)
    v.tourism = towards_full(v.tourism, g.tourism)


@rule
def build(v, p, month, provider, programmes, claims, purse, matched, met, flows, linked):  # type: ignore[no-untyped-def]
    """Build one provider's works for the village: linked, where enough households asked for it; else wherever there is money."""
    for k in range(len(programmes)):
        g = programmes[k]
        if g.payer != provider or g.scope != VILLAGE_SCOPE or g.exists == 0 or is_complete(v, g):
            continue
        if not is_due(g, v, p, month):
            continue
        if g.active_share == 0.0:
            v.gaps += g.capacity if claims[k] > 0.0 else 0.0
            continue
        if linked and claims[k] < VILLAGE_VOICE * (v.last - v.first):
            continue
        units = units_affordable(purse[k], g.cost, capacity_of(v, g, k, month, g.active_share))
        for _ in range(units):
            build_unit(v, g)
        matched[k] = units
        met[k] += units if claims[k] > 0.0 else 0.0
        v.wasted += units if claims[k] == 0.0 else 0.0
        purse[k] -= units * g.cost
        v.spent += units * g.cost
        flows[_KIND + g.payer] += units * g.cost
