"""Villages asleep and awake: in a country a quiet village is stood for by a few of its kind, until e-commerce begins in it.

A village is awake from the month in which founders come home to it, or in which its stores are more than the single ones that are found
anywhere. From then on it counts as the one village that it is. A village that may wake is played from the first month on, at weight zero:
it sees everything, counts nowhere, and keeps house with what it would have of its county, so that it is the village that it would have
been. A representative that wakes is split: it goes on as one village, and the households for which it stood beside its own pass to one of
its kind of about its size.
"""

from __future__ import annotations

import math

from linkage_sim.kernel.rules import rule
from linkage_sim.population.initialise import next_founder
from linkage_sim.state.month import Month
from linkage_sim.state.parameters import Parameters
from linkage_sim.state.village import Village
from linkage_sim.state.world import World, households_of, journal_of

from .household.contagion import sets_example
from .household.moves import become_founder

WAKING_STORES = 5.0
"""Stores from which a village is no longer one of those with a single shop here and there (assumption; there is about one per village,
evidence: tv.rural_stores_2012)."""
WAKING_PART = 0.5
"""Part of the stores that make a Taobao village (evidence: tv.threshold_stores) from which this holds where shops are kept on the side
(assumption)."""


# ---------------------------------------------------------------- who wakes


@rule
def founders_are_home(village: Village, now: int) -> bool:
    """Return whether the month of a village's founders has come."""
    return 0 < village.arrival <= now + 1


@rule
def has_more_than_single_shops(village: Village, parameters: Parameters) -> bool:
    """Return whether a village has shops that set an example, or half of those that make a Taobao village."""
    a_taobao_village = min(parameters.village_stores, parameters.village_share * (village.last - village.first))
    enough = WAKING_STORES if sets_example(village) > 0.0 else max(WAKING_STORES, WAKING_PART * a_taobao_village)
    return village.stores >= enough


@rule
def wakes(village: Village, parameters: Parameters, now: int) -> bool:
    """Return whether e-commerce begins in a village that sleeps: its founders come home, or it has more than single shops."""
    return village.awake == 0.0 and (founders_are_home(village, now) or has_more_than_single_shops(village, parameters))


@rule
def as_many_households(villages: float, village: Village, other: Village) -> float:
    """Return how many villages of another's size have the households of so many of a village's size, to the nearest whole one."""
    return math.floor(villages * (village.last - village.first) / (other.last - other.first) + 0.5) * 1.0


@rule
def others_of(village: Village) -> float:
    """Return for how many villages of its size those of its kind stand more, once it counts for itself; below zero fewer."""
    return village.weight - village.stands


@rule
def can_stand_in(other: Village, village: Village) -> bool:
    """Return whether another village sleeps, and would still stand for itself had it taken over what a village leaves."""
    return other.awake == 0.0 and other.weight > 0.0 and other.weight + as_many_households(others_of(village), village, other) > 0.0


@rule
def difference_in_size(village: Village, other: Village) -> int:
    """Return how many households more or fewer another village has."""
    return abs((village.last - village.first) - (other.last - other.first))


@rule
def next_asleep(village: Village, world: World) -> int:
    """Return the row of the representative that stands for a village: of its kind's that sleep, the one nearest to it in households.

    The first in the ring among equals. What passes to it passes in whole villages of its size: the nearest in size is the least rounded.

    Returns
    -------
    int
        -1 if there is none.
    """
    nearest, first = -1, village.stands_in - 1
    at = first
    for _ in range(len(world.villages)):
        if at < 0 or at == village.row:
            return nearest
        other = world.villages[at]
        if can_stand_in(other, village):
            apart = difference_in_size(village, other)
            if nearest < 0 or apart < difference_in_size(village, world.villages[nearest]):
                nearest = at
        at = other.stands_in - 1
        if at == first:
            return nearest
    return nearest


@rule
def stand_for(village: Village, villages: float) -> None:
    """Let a village stand for so many from now on, in what is counted, grouped and paid."""
    village.weight = villages
    village.account_weight = villages
    if village.group == village.run:
        village.group_weight = villages


@rule
def join_accounts(village: Village, world: World) -> None:
    """What a village has kept house with by itself goes to its county, on whose accounts it lives from now on."""
    own, county = world.accounts[village.treasury], world.accounts[village.county]
    if village.treasury != village.county:
        for account in range(len(own)):
            county[account] += own[account]
            own[account] = 0.0
        village.treasury = village.county


@rule
def wake(village: Village, world: World) -> None:
    """Let a village count as the one that it is, and its kind as many fewer or more as keeps the number of all households.

    Households and not villages: large villages wake first, and smaller ones stand for the rest. In a thinned country it counts as several.
    A representative keeps sleeping as long as there is none of its kind to take over the rest.
    """
    rest = others_of(village)
    at = next_asleep(village, world)
    if at < 0 and rest > 0.0:
        return
    if at >= 0:
        other = world.villages[at]
        stand_for(other, other.weight + as_many_households(rest, village, other))
    stand_for(village, village.stands)
    village.awake = village.alone = 1.0
    village.spared = 0.0
    join_accounts(village, world)


@rule
def wake_villages(world: World) -> None:
    """At the month's start villages wake in which e-commerce has begun."""
    for j in range(len(world.villages)):
        village = world.villages[j]
        if wakes(village, world.parameters[village.variant], world.clock[0]):
            wake(village, world)


# ---------------------------------------------------------------- founders come home together


@rule
def receive_founders(village: Village, parameters: Parameters, world: World, month: Month) -> None:
    """In its month a group of founders comes home: those who come first in the founders' order (evidence: b.conditions)."""
    if village.arrival != world.clock[0] + 1 or parameters.household_active == 0.0:
        return
    households = households_of(village, world)
    for _ in range(min(village.arriving, len(households))):
        row = next_founder(households, village)
        if row >= 0:
            households[row].away = max(households[row].away - 1, 0)
            become_founder(households[row], village, parameters, journal_of(village, row, world), month)
