"""Random numbers that are addressed, not drawn in order: Philox4x32-10.

Every draw is a pure function of (seed, village, purpose, month, household). Nothing depends on who drew before, so
results are the same for any number of workers, in any order, and two scenarios that share a seed share every draw that
they have in common.

Source: Salmon, Moraes, Dror, Shaw (2011), "Parallel random numbers: as easy as 1, 2, 3".
"""

from __future__ import annotations

import math
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from .compiled import inlined, rule

_M0 = np.uint64(0xD2511F53)
_M1 = np.uint64(0xCD9E8D57)
_W0 = np.uint64(0x9E3779B9)
_W1 = np.uint64(0xBB67AE85)
_LOW = np.uint64(0xFFFFFFFF)
_32 = np.uint64(32)
_9 = np.uint64(9)
# 23 bits are exact in a 32-bit float, and half a step keeps every draw inside (0, 1).
_STEP = 2.0**-23


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
    INPUT = 20
    SETBACK = 21
    PROXY = 30
    APPRAISAL = 31
    REVIEW = 32
    ENTRY = 33
    TRADE = 40
    CONNECT = 42
    SALES = 43
    HELP = 44
    CAPACITY = 45
    HEAR = 50
    LOOK = 52
    LIST = 100
    MATCH = 200
    SCATTER = 300


@inlined
def philox(c0, c1, c2, c3, k0, k1):  # type: ignore[no-untyped-def]
    """Return the four 32-bit words of Philox4x32-10 for a counter and a key (all as ``uint64`` below 2**32)."""
    for _ in range(10):
        p0 = _M0 * c0
        p1 = _M1 * c2
        c0, c1, c2, c3 = (p1 >> _32) ^ c1 ^ k0, p1 & _LOW, (p0 >> _32) ^ c3 ^ k1, p0 & _LOW
        k0 = (k0 + _W0) & _LOW
        k1 = (k1 + _W1) & _LOW
    return c0, c1, c2, c3


@inlined
def unit(word):  # type: ignore[no-untyped-def]
    """Return a 32-bit word as a number strictly between 0 and 1, exact in 32 bits."""
    return (np.float64(np.int64(word >> _9)) + 0.5) * _STEP


@rule
def four(who, month, purpose, lane, seed, village):  # type: ignore[no-untyped-def]
    """Return four independent uniforms of one household (or other ``who``) for one purpose in one month."""
    a, b, c, d = philox(np.uint64(who), np.uint64(month), np.uint64(purpose), np.uint64(lane), np.uint64(seed), np.uint64(village))
    return unit(a), unit(b), unit(c), unit(d)


@rule
def one(who, month, purpose, lane, seed, village):  # type: ignore[no-untyped-def]
    """Return the first of the four uniforms of :func:`four`."""
    return four(who, month, purpose, lane, seed, village)[0]


@inlined
def one_each(who, month, purpose, lane, seed, village):  # type: ignore[no-untyped-def]
    """Return the same as :func:`one`: for rules mapped over every household, as the loop then draws for several at once."""
    a, _, _, _ = philox(np.uint64(who), np.uint64(month), np.uint64(purpose), np.uint64(lane), np.uint64(seed), np.uint64(village))
    return unit(a)


@rule
def normals_of(a: float, b: float) -> tuple[float, float]:
    """Return two independent standard normal numbers from two uniforms (Box and Muller 1958)."""
    radius = math.sqrt(-2.0 * math.log(a))
    return radius * math.cos(2.0 * math.pi * b), radius * math.sin(2.0 * math.pi * b)


@rule
def normal_of(a: float, b: float) -> float:
    """Return the first of the two numbers of :func:`normals_of`, at half the price."""
    return math.sqrt(-2.0 * math.log(a)) * math.cos(2.0 * math.pi * b)


@rule
def normals(who, month, purpose, lane, seed, village):  # type: ignore[no-untyped-def]
    """Return two independent standard normal numbers of one household for one purpose in one month."""
    a, b, _, _ = four(who, month, purpose, lane, seed, village)
    return normals_of(a, b)


@rule
def draws(n, month, purpose, seed, village):  # type: ignore[no-untyped-def]
    """Return an array of shape (4, n): the four uniforms of each of a village's ``n`` households."""
    u = np.empty((4, n), np.float32)
    first, second, third, fourth = u[0], u[1], u[2], u[3]
    m, q, k0, k1 = np.uint64(month), np.uint64(purpose), np.uint64(seed), np.uint64(village)
    for i in range(n):
        a, b, c, d = philox(np.uint64(i), m, q, np.uint64(0), k0, k1)
        first[i] = unit(a)
        second[i] = unit(b)
        third[i] = unit(c)
        fourth[i] = unit(d)
    return u


@rule
def draws_of(who, month, purpose, lane, seed, village):  # type: ignore[no-untyped-def]
    """Return an array of shape (2, len(who)): the first two uniforms of :func:`four` of each household (or other) in ``who``.

    Many draws at once take a tenth of the time that they take one by one.
    """
    u = np.empty((2, len(who)), np.float32)
    first, second = u[0], u[1]
    m, q, on, k0, k1 = np.uint64(month), np.uint64(purpose), np.uint64(lane), np.uint64(seed), np.uint64(village)
    for at in range(len(who)):
        a, b, _, _ = philox(np.uint64(who[at]), m, q, on, k0, k1)
        first[at] = unit(a)
        second[at] = unit(b)
    return u


def words(counter: tuple[int, int, int, int], key: tuple[int, int]) -> npt.NDArray[np.uint64]:
    """Return Philox4x32-10 for plain integers, for checking against the published vectors."""
    return np.array(philox(*(np.uint64(x) for x in (*counter, *key))), dtype=np.uint64)
