"""Patterns of linkage, counted every month: one-to-one, one-to-many, many-to-many (paper, VI.B)."""

from __future__ import annotations

from linkage_sim.kernel.rules import rule
from linkage_sim.kernel.state import Array, Table
from linkage_sim.scenario.programmes import PROVIDERS
from linkage_sim.state.household import Household
from linkage_sim.state.parameters import ProgrammeRow
from linkage_sim.state.village import Village
from linkage_sim.state.world import World, households_of, programmes_of

_COUNT = len(PROVIDERS)


@rule
def providers_of(received: int, programmes: Table[ProgrammeRow]) -> int:
    """Return the providers that helped a household this month, as bits, from the programmes that it received."""
    bits = 0
    for k in range(len(programmes)):
        if (received >> k) & 1:
            bits |= 1 << programmes[k].payer
    return bits


@rule
def count_helpers(household: Household, programmes: Table[ProgrammeRow], counts: Array) -> None:
    """Count a helped household with each of its providers, and again where it is the only one (in the second half of ``counts``)."""
    bits = providers_of(household.received, programmes)
    for provider in range(_COUNT):
        if (bits >> provider) & 1:
            counts[provider] += 1
            counts[_COUNT + provider] += 1 if bits == 1 << provider else 0


@rule
def count_patterns(village: Village, world: World) -> None:
    """Count the month's links between providers and households by the pattern that they are part of."""
    households, programmes, counts = households_of(village, world), programmes_of(village, world), world.counts[village.part]
    month = world.months[village.row]
    for k in range(2 * _COUNT):
        counts[k] = 0
    for i in range(len(households)):
        if households[i].received:
            count_helpers(households[i], programmes, counts)
    for provider in range(_COUNT):
        served, alone = counts[provider], counts[_COUNT + provider]
        month.links_many_to_many += served - alone
        month.links_one_to_one += alone if served == 1 else 0
        month.links_one_to_many += 0 if served == 1 else alone
