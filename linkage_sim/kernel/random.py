"""Random numbers that are addressed, not drawn in order: Philox4x32-10.

Every draw is a pure function of (seed, village, purpose, month, household). Nothing depends on who drew before, so
results are the same for any number of workers, in any order, and two scenarios that share a seed share every draw that
they have in common.

Source: Salmon, Moraes, Dror, Shaw (2011), "Parallel random numbers: as easy as 1, 2, 3".
"""

from __future__ import annotations

import math
from enum import IntEnum
from typing import Any

import numpy as np
import numpy.typing as npt

from .rules import rule
from .state import Row, Table, f32, i64

_M0 = np.uint64(0xD2511F53)
_M1 = np.uint64(0xCD9E8D57)
_W0 = np.uint64(0x9E3779B9)
_W1 = np.uint64(0xBB67AE85)
_LOW = np.uint64(0xFFFFFFFF)
_32 = np.uint64(32)
_9 = np.uint64(9)
# 23 bits are exact in a 32-bit float, and half a step keeps every draw inside (0, 1).
_STEP = 2.0**-23
LARGEST_SEED = 2**63 - 1
"""What a column of whole numbers holds."""


class Purpose(IntEnum):
    """What a draw decides. Numbers are addresses: they are never reused and never renumbered."""

    TIES = 1
    TIES_AIM = 2
    TRAITS = 3
    TRAITS_NORMAL = 5
    TRAITS_CAUSES = 6
    TRAITS_DEPRIVED = 7
    FOUNDERS = 8
    PLACE = 9
    MARRIAGE = 10
    ENTERPRISE = 11
    ARRIVAL = 12
    INPUT = 20
    SETBACK = 21
    PROXY = 30
    APPRAISAL = 31
    REVIEW = 32
    ENTRY = 33
    LOOK_BACK = 34
    UPDATE = 35
    TRADE = 40
    CONNECT = 42
    SALES = 43
    HELP = 44
    CAPACITY = 45
    HOMECOMING = 46
    TENANT = 47
    TENANT_TRAITS = 48
    TENANT_QUALITY = 49
    HEAR = 50
    SUCCESSION = 51
    LOOK = 52
    SUCCESSION_NORMAL = 53
    LIST = 100
    MATCH = 200
    SCATTER = 300


Words = tuple[np.uint64, np.uint64, np.uint64, np.uint64]


@rule
def scramble(c0: np.uint64, c1: np.uint64, c2: np.uint64, c3: np.uint64, k0: np.uint64, k1: np.uint64) -> Words:
    """Return a counter after one round."""
    p0 = _M0 * c0
    p1 = _M1 * c2
    return (p1 >> _32) ^ c1 ^ k0, p1 & _LOW, (p0 >> _32) ^ c3 ^ k1, p0 & _LOW


@rule
def philox(c0: np.uint64, c1: np.uint64, c2: np.uint64, c3: np.uint64, k0: np.uint64, k1: np.uint64) -> Words:
    """Return the four 32-bit words of Philox4x32-10 for a counter and a key (all as ``uint64`` below 2**32).

    Its ten rounds stand one after the other: a loop in here would keep loops over households from drawing for several at once.
    """
    c0, c1, c2, c3 = scramble(c0, c1, c2, c3, k0, k1)
    k0, k1 = (k0 + _W0) & _LOW, (k1 + _W1) & _LOW
    c0, c1, c2, c3 = scramble(c0, c1, c2, c3, k0, k1)
    k0, k1 = (k0 + _W0) & _LOW, (k1 + _W1) & _LOW
    c0, c1, c2, c3 = scramble(c0, c1, c2, c3, k0, k1)
    k0, k1 = (k0 + _W0) & _LOW, (k1 + _W1) & _LOW
    c0, c1, c2, c3 = scramble(c0, c1, c2, c3, k0, k1)
    k0, k1 = (k0 + _W0) & _LOW, (k1 + _W1) & _LOW
    c0, c1, c2, c3 = scramble(c0, c1, c2, c3, k0, k1)
    k0, k1 = (k0 + _W0) & _LOW, (k1 + _W1) & _LOW
    c0, c1, c2, c3 = scramble(c0, c1, c2, c3, k0, k1)
    k0, k1 = (k0 + _W0) & _LOW, (k1 + _W1) & _LOW
    c0, c1, c2, c3 = scramble(c0, c1, c2, c3, k0, k1)
    k0, k1 = (k0 + _W0) & _LOW, (k1 + _W1) & _LOW
    c0, c1, c2, c3 = scramble(c0, c1, c2, c3, k0, k1)
    k0, k1 = (k0 + _W0) & _LOW, (k1 + _W1) & _LOW
    c0, c1, c2, c3 = scramble(c0, c1, c2, c3, k0, k1)
    k0, k1 = (k0 + _W0) & _LOW, (k1 + _W1) & _LOW
    return scramble(c0, c1, c2, c3, k0, k1)


@rule
def unit(word: np.uint64) -> float:
    """Return a 32-bit word as a number strictly between 0 and 1, exact in 32 bits."""
    return (np.float64(np.int64(word >> _9)) + 0.5) * _STEP


@rule
def uniforms(who: int, month: int, purpose: int, substream: int, village: Any) -> tuple[float, float, float, float]:
    """Return four independent uniforms of one household (or other ``who``) for one purpose in one month.

    ``village`` gives the key: its ``seed`` and its ``key``. A purpose with more than four draws takes further substreams.
    """
    a, b, c, d = philox(
        np.uint64(who), np.uint64(month), np.uint64(purpose), np.uint64(substream), np.uint64(village.seed), np.uint64(village.key)
    )
    return unit(a), unit(b), unit(c), unit(d)


@rule
def uniform(who: int, month: int, purpose: int, substream: int, village: Any) -> float:
    """Return the first of the four uniforms of :func:`uniforms`."""
    a, _, _, _ = philox(
        np.uint64(who), np.uint64(month), np.uint64(purpose), np.uint64(substream), np.uint64(village.seed), np.uint64(village.key)
    )
    return unit(a)


uniforms.copied = uniform.copied = False  # drawn now and then, in many places: a copy in each would only keep the compiler busy


@rule
def normals_of(first: float, second: float) -> tuple[float, float]:
    """Return two independent standard normal numbers from two uniforms (Box and Muller 1958)."""
    radius = math.sqrt(-2.0 * math.log(first))
    return radius * math.cos(2.0 * math.pi * second), radius * math.sin(2.0 * math.pi * second)


@rule
def normal_of(first: float, second: float) -> float:
    """Return the first of the two numbers of :func:`normals_of`, at half the price."""
    return math.sqrt(-2.0 * math.log(first)) * math.cos(2.0 * math.pi * second)


@rule
def normals(who: int, month: int, purpose: int, substream: int, village: Any) -> tuple[float, float]:
    """Return two independent standard normal numbers of one household for one purpose in one month."""
    a, b, _, _ = uniforms(who, month, purpose, substream, village)
    return normals_of(a, b)


class Draws(Row):
    """The month's draws of one household for one purpose: four uniforms between 0 and 1."""

    first: float = f32("share", "First uniform.")
    second: float = f32("share", "Second uniform.")
    third: float = f32("share", "Third uniform.")
    fourth: float = f32("share", "Fourth uniform.")


class Candidate(Row):
    """One entry of a list of households, with two uniforms of its own."""

    who: int = i64("row", "Household, by its row in the village.")
    rank: int = i64("number", "Class or score in which it is served, lowest first.")
    first: float = f32("share", "First uniform.")
    second: float = f32("share", "Second uniform.")


@rule
def draw_all(draws: Table[Draws], month: int, purpose: int, village: Any) -> None:
    """Draw four uniforms for every household of a village, of which ``draws`` has a row each: many at once cost a tenth."""
    m, q, zero = np.uint64(month), np.uint64(purpose), np.uint64(0)
    k0, k1 = np.uint64(village.seed), np.uint64(village.key)
    for i in range(len(draws)):
        a, b, c, d = philox(np.uint64(i), m, q, zero, k0, k1)
        row = draws[i]
        row.first = unit(a)
        row.second = unit(b)
        row.third = unit(c)
        row.fourth = unit(d)


@rule
def draw_each(candidates: Table[Candidate], month: int, purpose: int, substream: int, village: Any) -> None:
    """Draw two uniforms, the first two of :func:`uniforms`, for every household of a list."""
    m, q, on = np.uint64(month), np.uint64(purpose), np.uint64(substream)
    k0, k1 = np.uint64(village.seed), np.uint64(village.key)
    for at in range(len(candidates)):
        row = candidates[at]
        a, b, _, _ = philox(np.uint64(row.who), m, q, on, k0, k1)
        row.first = unit(a)
        row.second = unit(b)


def words(counter: tuple[int, int, int, int], key: tuple[int, int]) -> npt.NDArray[np.uint64]:
    """Return Philox4x32-10 for plain integers, for checking against the published vectors."""
    return np.array(philox(*(np.uint64(x) for x in (*counter, *key))), dtype=np.uint64)
