"""What a village is: a Taobao village or not, and at which stage of its linkage."""

from __future__ import annotations

from linkage_sim.kernel.rules import rule
from linkage_sim.kernel.state import Array
from linkage_sim.state.village import MARKET, Village

NONE, GRASSROOTS, MULTI_SUBJECT, PLATFORM, DATA_BASED = range(5)


@rule
def is_taobao_village(sales_year: float, stores: float, households: float, needed: tuple[float, float, float]) -> bool:
    """Return whether a village meets the definition (evidence: tv.threshold_sales, tv.threshold_stores).

    ``needed`` are sales in RMB a year, and stores or, in place of them, stores per household.
    """
    sales_enough, stores_enough, share_enough = needed
    return sales_year >= sales_enough and (stores >= stores_enough or stores >= share_enough * households)


@rule
def is_recent(last: float, month: float, memory: float) -> bool:
    """Return whether something last done in month ``last - 1`` (0: never) is present still."""
    return last > 0.0 and month - (last - 1.0) < memory


@rule
def subjects_present(served: Array, couriers: float, month: int, memory: float) -> int:
    """Return how many of the four subjects around the household have helped the village lately; a courier's branch is the market's help.

    ``served`` says for each provider in which month it last met a need.
    """
    count = 0
    for provider in range(len(served)):
        if is_recent(served[provider], month, memory) or (provider == MARKET and couriers > 0.0):
            count += 1
    return count


@rule
def stage_of(village: Village, grown: bool, multi: bool, data_based: bool) -> int:
    """Return the stage of a village: what it shows, not what it was told (stages: junpu.stage_order).

    Grassroots: ``grown``, enough households keep stores. Multi-subject: ``multi``, enough other subjects help besides. Platform: couriers
    and suppliers have entered and a service centre stands. Data-based: the information platform has matched help, and a register is kept.
    """
    if not grown:
        return NONE
    if not multi:
        return GRASSROOTS
    if village.couriers < 1.0 or village.suppliers < 1.0 or village.centre <= 0.0:
        return MULTI_SUBJECT
    return DATA_BASED if data_based else PLATFORM
