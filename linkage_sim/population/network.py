"""Kin and neighbours: a small world built on clans.

Households of a clan live side by side, so that the row number is also a place along the village's lanes. Each household
begins a few ties to the next ones of its clan (kin) and of the village beyond them (neighbours); a share of them leads anywhere in the
clan or the village instead (Watts and Strogatz 1998; evidence: b.network, b.ties). Ties are mutual.
"""

from __future__ import annotations

import numpy as np

from linkage_sim.kernel.random import Purpose, uniform
from linkage_sim.kernel.rules import rule
from linkage_sim.kernel.stages import stage
from linkage_sim.kernel.state import Array, Table
from linkage_sim.state.household import ALL_CLOSED, Household
from linkage_sim.state.ties import bytes_of_ties, clan_bounds, clan_of, clan_start, kin_at, write_number
from linkage_sim.state.village import Village
from linkage_sim.state.world import World, households_of

_REWIRE = int(Purpose.TIES)
_AIM = int(Purpose.TIES_AIM)
MAX_TIES = 250  # counts of online ties are kept in a byte


@rule
def in_officials_clan(row: int, village: Village) -> bool:
    """Return whether a household is kin of the village's officials: theirs is the first clan."""
    return clan_of(row, village.last - village.first, village.clans) == 0


@rule
def aim(row: int, step: int, bounds: tuple[int, int], rewire: float, village: Village) -> int:
    """Return to whom a tie leads: ``step`` rows on, round the group of rows, or anywhere in it if rewired.

    The number of a household's tie, counted from 0, is the substream of its draws: one less than ``step``.
    """
    first, last = bounds
    width = last - first
    if uniform(row, 0, _REWIRE, step - 1, village) < rewire:
        return first + min(int(uniform(row, 0, _AIM, step - 1, village) * width), width - 1)
    return first + (row - first + step) % width


@rule
def is_new(ends: Array, row: int, made: int, other: int) -> bool:
    """Return whether a tie is neither to oneself nor there already."""
    if other == row:
        return False
    for k in range(made):
        if ends[row, k] == other:
            return False
    mutual = False
    for k in range(ends.shape[1]):
        mutual = mutual or ends[other, k] == row
    return not mutual


@rule
def begin_ties(ends: Array, kin: int, rewire: float, village: Village) -> None:
    """Write the ties that each household begins into ``ends``, of shape (n, ties); -1 where one would repeat another."""
    n = len(ends)
    for row in range(n):
        for k in range(ends.shape[1]):
            ends[row, k] = -1
    for row in range(n):
        clan = clan_bounds(clan_of(row, n, village.clans), n, village.clans)
        for k in range(ends.shape[1]):
            other = aim(row, k + 1, clan if k < kin else (0, n), rewire, village)
            if is_new(ends, row, k, other):
                ends[row, k] = other


@rule
def count_ties(households: Table[Household], ends: Array, kin: int) -> None:
    """Count each household's kin and neighbours; ties beyond what a household can keep are dropped."""
    for row in range(len(households)):
        for k in range(ends.shape[1]):
            end = ends[row, k]
            if end < 0:
                continue
            one, other = households[row], households[end]
            if one.kin + one.neighbours >= MAX_TIES or other.kin + other.neighbours >= MAX_TIES:
                ends[row, k] = -1
            elif k < kin:
                one.kin += 1
                other.kin += 1
            else:
                one.neighbours += 1
                other.neighbours += 1


@rule
def place_ties(households: Table[Household], village: Village) -> int:
    """Give every household its place among the village's ties; return how many bytes they take."""
    at = 0
    for row in range(len(households)):
        households[row].ties = at
        at += bytes_of_ties(households[row], village)
    return at


@rule
def write_kin(households: Table[Household], ends: Array, kin: int, village: Village, ties: Array) -> None:
    """Write all ties of kin, both ways, each by its place in the clan."""
    width, made = village.kin_bytes, np.zeros(len(households), np.int64)
    for row in range(len(households)):
        start = clan_start(row, village)
        for k in range(kin):
            end = ends[row, k]
            if end >= 0:
                write_number(ties, households[row].ties + made[row] * width, width, end - start)
                write_number(ties, households[end].ties + made[end] * width, width, row - start)
                made[row] += 1
                made[end] += 1


@rule
def write_neighbours(households: Table[Household], ends: Array, kin: int, village: Village, ties: Array) -> None:
    """Write all ties of neighbours, both ways, each by its row."""
    width, made = village.kin_bytes, np.zeros(len(households), np.int64)
    for row in range(len(households)):
        for k in range(kin, ends.shape[1]):
            end = ends[row, k]
            if end >= 0:
                one, other = households[row], households[end]
                write_number(ties, one.ties + one.kin * width + 2 * made[row], 2, end)
                write_number(ties, other.ties + other.kin * width + 2 * made[end], 2, row)
                made[row] += 1
                made[end] += 1


@rule
def count_closed_pairs(household: Household, row: int, seen_from: Array, village: Village, world: World) -> None:
    """Note which share of the pairs of a household's kin are kin of each other (local clustering; Watts and Strogatz 1998)."""
    households, closed = households_of(village, world), 0
    for number in range(household.kin):
        seen_from[kin_at(number, household, row, village, world)] = row
    for number in range(household.kin):
        other = kin_at(number, household, row, village, world)
        for beyond in range(households[other].kin):
            closed += 1 if seen_from[kin_at(beyond, households[other], other, village, world)] == row else 0
    pairs = household.kin * (household.kin - 1)
    household.closure = round(ALL_CLOSED * closed / pairs) if pairs > 0 else 0


@rule
def tie_village(village: Village, world: World) -> int:
    """Tie the households of one village; return how many bytes that took."""
    households, parameters = households_of(village, world), world.parameters[village.variant]
    kin, neighbours = int(parameters.kin_ties), int(parameters.neighbour_ties)
    ends = np.empty((len(households), kin + neighbours), np.int32)
    begin_ties(ends, kin, parameters.rewire, village)
    count_ties(households, ends, kin)
    taken = place_ties(households, village)
    write_kin(households, ends, kin, village, world.ties[village.ties_first :])
    write_neighbours(households, ends, kin, village, world.ties[village.ties_first :])
    seen_from = np.full(len(households), -1, np.int64)
    for row in range(len(households)):
        count_closed_pairs(households[row], row, seen_from, village, world)
    return taken


@stage
def tie_villages(world: World, first: int, last: int) -> None:
    """Tie the households of all villages, one village after the other."""
    used = 0
    for j in range(first, last):
        village = world.villages[j]
        village.ties_first = used
        used += tie_village(village, world)
    world.clock[0] = used
