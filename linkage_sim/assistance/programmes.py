"""Which programmes run in a village, how much of them, and what is built for all of it."""

from __future__ import annotations

import math

from linkage_sim.extending import SLOTS
from linkage_sim.kernel.random import Purpose, uniform
from linkage_sim.kernel.rules import rule
from linkage_sim.scenario.programmes import TRIGGERS
from linkage_sim.state.ledger import KIND
from linkage_sim.state.month import Month
from linkage_sim.state.parameters import Parameters, ProgrammeRow
from linkage_sim.state.village import GOVERNMENT, Offer, Village
from linkage_sim.state.world import World, offers_of, programmes_of

_CAPACITY = int(Purpose.CAPACITY)
_NOTICED = TRIGGERS.index("noticed")
# The least share of households that must have voiced a need before the linked providers build for the whole village.
VILLAGE_VOICE = 0.05
COMPLETE = 0.98
"""Share from which on a village programme has nothing left to build."""


@rule
def is_linked(parameters: Parameters, month: int) -> bool:
    """Return whether the information platform links the actors this month."""
    return bool(parameters.platform_on > 0.0 and month >= parameters.platform_start)


@rule
def is_running(start: int, end: int, waits: bool, delay: float, noticed: float, month: int) -> bool:
    """Return whether a programme runs in a village this month: within its dates, and after notice where it waits for that."""
    if month < start or month > end:
        return False
    return not waits or (noticed > 0.0 and month >= noticed - 1.0 + delay)


@rule
def known_since(village: Village) -> float:
    """Return since when a village is known to deserve help with its shops: its take-off was noticed, or its county shows the way; 0 never.

    Demonstration counties get the programmes that others must earn (evidence: cn.demonstration_counties).
    """
    if village.rollout == 0.0 or village.noticed == 0.0:
        return max(village.rollout, village.noticed)
    return min(village.rollout, village.noticed)


@rule
def is_due(programme: ProgrammeRow, village: Village, parameters: Parameters, month: int) -> bool:
    """Return whether a programme is due in a village; only the government's own answer takes the delay of a budget."""
    delay = parameters.notice_delay if programme.payer == GOVERNMENT else 0.0
    return is_running(programme.start, programme.end, programme.trigger == _NOTICED, delay, known_since(village), month)


@rule
def runs_here(programme: ProgrammeRow, village: Village, parameters: Parameters, month: int) -> bool:
    """Return whether a programme runs in a village: it is due, and its payer does its duty."""
    return programme.active_share > 0.0 and is_due(programme, village, parameters, month)


@rule
def capacity_now(capacity: float, draw: float) -> float:
    """Return a month's whole capacity: a tenth of a unit a month is one unit in a tenth of the months."""
    return math.floor(capacity) + (1.0 if draw < capacity - math.floor(capacity) else 0.0)


@rule
def units_affordable(allocation: float, cost: float, capacity: float) -> int:
    """Return how many units the allocation pays and the capacity allows."""
    by_money = allocation / cost + 1e-9 if cost > 0.0 else capacity
    return math.floor(min(by_money, capacity))


@rule
def capacity_of(programme: ProgrammeRow, village: Village, month: int, duty: float) -> float:
    """Return how many units of a programme can be delivered to a village this month, if a share of its providers do their duty."""
    return capacity_now(programme.capacity * duty, uniform(programme.number, month, _CAPACITY, 0, village))


@rule
def towards_full(level: float, part: float) -> float:
    """Return a village's share after a part of what is missing was built."""
    return level + part * (1.0 - level)


@rule
def is_complete(programme: ProgrammeRow, village: Village) -> bool:
    """Return whether all that a village programme builds is there already."""
    return not (
        (programme.broadband > 0.0 and village.broadband < COMPLETE)
        or (programme.roads > 0.0 and village.roads < COMPLETE)
        or (programme.station > 0.0 and village.station < COMPLETE)
        or (programme.goods > 0.0 and village.goods < COMPLETE)
        or (programme.brand > 0.0 and village.brand < COMPLETE)
        or (programme.tourism > 0.0 and village.tourism < COMPLETE)
        or has_own_effects(programme)
    )


@rule
def build_own_effects(village: Village, programme: ProgrammeRow) -> None:
    """A unit has the effects on the village that extensions declare; without any, none."""


@rule
def has_own_effects(programme: ProgrammeRow) -> bool:
    """Return whether a programme has effects that extensions declare."""
    own, total = programme.own, 0.0
    for slot in range(SLOTS):
        total += own[slot]
    return total > 0.0


@rule
def build_unit(village: Village, programme: ProgrammeRow) -> None:
    """Build one unit of a village programme."""
    village.broadband = towards_full(village.broadband, programme.broadband)
    village.roads = towards_full(village.roads, programme.roads)
    village.station = towards_full(village.station, programme.station)
    village.goods = towards_full(village.goods, programme.goods)
    village.brand = towards_full(village.brand, programme.brand)
    village.tourism = towards_full(village.tourism, programme.tourism)
    build_own_effects(village, programme)


@rule
def units_to_build(village: Village, programme: ProgrammeRow, offer: Offer, month: int) -> int:
    """Return how many units are built: linked, where enough households asked for it; else wherever there is money."""
    if village.linked > 0.0 and offer.claims < VILLAGE_VOICE * (village.last - village.first):
        return 0
    return units_affordable(offer.allocation, programme.cost, capacity_of(programme, village, month, programme.active_share))


@rule
def pay_units(village: Village, programme: ProgrammeRow, offer: Offer, units: int, month: Month) -> None:
    """Note that units were matched; the allocation pays at once."""
    offer.matched = units
    offer.allocation -= units * programme.cost
    month.spending += units * programme.cost


@rule
def build(village: Village, programme: ProgrammeRow, offer: Offer, world: World) -> None:
    """Build one programme's works for the village."""
    if is_complete(programme, village):
        return
    now, month = world.clock[0], world.months[village.row]
    if not is_due(programme, village, world.parameters[village.variant], now):
        return
    if programme.active_share == 0.0:
        month.gaps += programme.capacity if offer.claims > 0.0 else 0.0
        return
    units = units_to_build(village, programme, offer, now)
    for _ in range(units):
        build_unit(village, programme)
    pay_units(village, programme, offer, units, month)
    offer.met += units if offer.claims > 0.0 else 0.0
    month.wasted += units if offer.claims == 0.0 else 0.0
    village.flows[KIND + programme.payer] += units * programme.cost


@rule
def build_for_village(village: Village, provider: int, world: World) -> None:
    """Build one provider's works for the village."""
    programmes, offers = programmes_of(village, world), offers_of(village, world)
    for k in range(len(programmes)):
        programme = programmes[k]
        if programme.exists and programme.payer == provider and programme.for_village:
            build(village, programme, offers[k], world)
