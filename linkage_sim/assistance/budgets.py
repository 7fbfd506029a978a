"""How a county's account is allocated to villages and programmes, and what is left comes back."""

from __future__ import annotations

from linkage_sim.kernel.rules import rule
from linkage_sim.scenario.programmes import PROVIDERS
from linkage_sim.state.parameters import Parameters, ProgrammeRow
from linkage_sim.state.village import MARKET, Offer, Region, Village
from linkage_sim.state.weights import for_all
from linkage_sim.state.world import World, offers_of, programmes_of

from .programmes import is_linked, runs_here

ALLOCATION_MONTHS = 6.0
"""Months of a programme's capacity that an allocation holds before it is full and is passed over."""


@rule
def asked_weight(households: float, cost: float, claims: float, success: float, worked_weight: float, linked: bool) -> float:
    """Return what a village's programme weighs in the division of the month's money.

    A share ``worked_weight`` follows what was asked for and met a need; the rest, and all of it where no platform links the
    provider, goes to every programme in proportion to the households alone.
    """
    followed = worked_weight if linked else 0.0
    return (1.0 - followed) * households + followed * claims * success * min(cost / 1000.0, 10.0)


@rule
def allocation_limit(cost: float, capacity: float) -> float:
    """Return what an allocation may hold, RMB: some months of a programme's capacity, and of one unit at least."""
    return ALLOCATION_MONTHS * cost * max(capacity, 1.0)


@rule
def offer_weight(offer: Offer, programme: ProgrammeRow, village: Village, parameters: Parameters, month: int) -> float:
    """Return what a programme weighs in a village: nothing if its allocation is full, less than nothing if it does not run."""
    if not runs_here(programme, village, parameters, month):
        return -1.0
    if offer.allocation >= allocation_limit(programme.cost, programme.capacity):
        return 0.0
    success = (offer.met + 1.0) / (offer.matched + 1.0)
    n, linked = village.last - village.first, is_linked(parameters, month)
    return asked_weight(n, programme.cost, offer.claims, success, parameters.worked_weight, linked)


@rule
def weigh_offers(village: Village, provider: int, world: World) -> None:
    """Weigh one provider's programmes in a village, and add them to the county's total, as often as the village counts."""
    county, parameters = world.counties[village.treasury], world.parameters[village.variant]
    programmes, offers = programmes_of(village, world), offers_of(village, world)
    for k in range(len(programmes)):
        if programmes[k].payer == provider:
            offers[k].weight = offer_weight(offers[k], programmes[k], village, parameters, world.clock[0])
            if offers[k].weight > 0.0:
                county.total_weight += for_all(offers[k].weight, village.account_weight)


@rule
def allotted(allocation: float, limit: float, weight: float, total: float, budget: float) -> float:
    """Return what moves from the account into an allocation this month, RMB: its part of the budget until it is full, or all of it back."""
    if weight < 0.0:
        return -allocation
    return min(budget * weight / total, max(limit - allocation, 0.0)) if total > 0.0 else 0.0


@rule
def allocate(village: Village, provider: int, world: World) -> None:
    """Move the county's budget into the village's allocations by weight; what lost its programme returns to the account.

    The account pays for all villages for which this one stands; the allocation is that of one of them.
    """
    county: Region = world.counties[village.treasury]
    programmes, offers = programmes_of(village, world), offers_of(village, world)
    for k in range(len(programmes)):
        if programmes[k].payer == provider:
            limit = allocation_limit(programmes[k].cost, programmes[k].capacity)
            amount = allotted(offers[k].allocation, limit, offers[k].weight, county.total_weight, county.budget)
            offers[k].allocation += amount
            world.accounts[village.treasury, provider] -= for_all(amount, village.account_weight)


@rule
def divide_budgets(world: World) -> None:
    """Each provider's money of the month is divided over villages and programmes (paper: integration)."""
    for provider in range(len(PROVIDERS)):
        for c in range(len(world.counties)):
            county = world.counties[c]
            part = world.parameters[county.variant].support_share if provider == MARKET else 1.0
            county.total_weight = 0.0
            county.budget = max(world.accounts[c, provider], 0.0) * part
        for j in range(len(world.villages)):
            weigh_offers(world.villages[j], provider, world)
        for j in range(len(world.villages)):
            allocate(world.villages[j], provider, world)
