"""What a village is: a Taobao village or not, and at which stage of its linkage."""

from __future__ import annotations

from linkage_sim.population.compiled import rule

NONE, GRASSROOTS, MULTI_SUBJECT, PLATFORM, DATA_BASED = range(5)


@rule
def is_taobao_village(
    sales_year: float, stores: float, households: float, sales_enough: float, stores_enough: float, share_enough: float
) -> bool:
    """Return whether a village meets the definition (evidence: tv.threshold_sales, tv.threshold_stores)."""
    return sales_year >= sales_enough and (stores >= stores_enough or stores >= share_enough * households)


@rule
def is_recent(last: float, month: float, memory: float) -> bool:
    """Return whether something last done in month ``last - 1`` (0: never) is present still."""
    return last > 0.0 and month - (last - 1.0) < memory


@rule
def subjects_present(
    community: float, government: float, market: float, society: float, couriers: float, month: float, memory: float
) -> int:
    """Return how many of the four subjects around the household have helped the village lately; a courier's branch is the market's help."""
    count = 0
    if is_recent(community, month, memory):
        count += 1
    if is_recent(government, month, memory):
        count += 1
    if is_recent(market, month, memory) or couriers > 0.0:
        count += 1
    if is_recent(society, month, memory):
        count += 1
    return count


@rule
def stage_of(grown: bool, multi: bool, couriers: float, suppliers: float, centre: float, linked: bool, listed: bool) -> int:
    """Return the stage of a village: what it shows, not what it was told (stages: junpu.stage_order).

    Grassroots: ``grown``, enough households keep stores. Multi-subject: ``multi``, enough other subjects help besides. Platform: couriers
    and suppliers have entered and a service centre stands. Data-based: the information platform has matched help, and a register is kept.
    """
    if not grown:
        return NONE
    if not multi:
        return GRASSROOTS
    if couriers < 1.0 or suppliers < 1.0 or centre <= 0.0:
        return MULTI_SUBJECT
    return DATA_BASED if linked and listed else PLATFORM
