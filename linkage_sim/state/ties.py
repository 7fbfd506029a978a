"""Ties between the households of a village: how they are written down in few bytes, and read.

A household's kin come first, each by its place in their clan in one byte (two where a clan has more than 256 households), then its
neighbours, each by its row in the village in two bytes. All ties are mutual.
"""

from __future__ import annotations

from linkage_sim.kernel.rules import rule
from linkage_sim.kernel.state import Array

from .household import Household
from .village import Village
from .world import World

BYTE = 256


@rule
def clan_of(row: int, households: int, clans: int) -> int:
    """Return the clan of a household: clans are equal runs of rows."""
    return row * clans // households


@rule
def clan_bounds(clan: int, households: int, clans: int) -> tuple[int, int]:
    """Return the first row of a clan and the row after its last."""
    return -(-clan * households // clans), -(-(clan + 1) * households // clans)


@rule
def clan_start(row: int, village: Village) -> int:
    """Return the first row of a household's clan."""
    n = village.last - village.first
    return clan_bounds(clan_of(row, n, village.clans), n, village.clans)[0]


@rule
def bytes_of_ties(household: Household, village: Village) -> int:
    """Return how many bytes a household's ties take."""
    return household.kin * village.kin_bytes + 2 * household.neighbours


@rule
def number_at(ties: Array, at: int, width: int) -> int:
    """Return a number of one or two bytes."""
    low, high = int(ties[at]), int(ties[at + 1]) if width == 2 else 0
    return low + BYTE * high


@rule
def write_number(ties: Array, at: int, width: int, number: int) -> None:
    """Write a number of one or two bytes."""
    ties[at] = number % BYTE
    if width == 2:
        ties[at + 1] = number // BYTE


@rule
def kin_at(number: int, household: Household, row: int, village: Village, world: World) -> int:
    """Return the row of one of a household's kin, counted from 0; ``row`` is the household's own."""
    at = village.ties_first + household.ties + number * village.kin_bytes
    return clan_start(row, village) + number_at(world.ties, at, village.kin_bytes)


@rule
def neighbour_at(number: int, household: Household, village: Village, world: World) -> int:
    """Return the row of one of a household's neighbours, counted from 0."""
    at = village.ties_first + household.ties + household.kin * village.kin_bytes + 2 * number
    return number_at(world.ties, at, 2)
