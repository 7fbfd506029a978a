"""Draws by address for many places at once: each is a function of the geography's seed, the place and what is drawn.

The generator is the households' (:mod:`linkage_sim.kernel.random`), keyed by the seed of the geography and the province, and counted by
the county, the place in it and the purpose. Nothing depends on which other places are drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from typing import NamedTuple, cast

import numpy as np
import numpy.typing as npt

from linkage_sim.kernel.random import philox

Array = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]
_SHIFT, _STEP = np.uint64(9), 2.0**-23


class What(IntEnum):
    """What a draw decides. Numbers are addresses: they are never reused and never renumbered."""

    COUNTY_SIZE = 1
    COUNTY_FACTS = 2
    COUNTY_PRODUCT = 3
    ROLLOUT = 4
    TOWN = 10
    TOWN_PRODUCT = 11
    VILLAGE_SIZE = 20
    VILLAGE_LINES = 21
    VILLAGE_LAND = 22
    VILLAGE_PRODUCT = 23
    VILLAGE_ROADS = 24
    THINNING = 30


class Addresses(NamedTuple):
    """Where places lie: the geography's seed, and of each place its province's code, its county's number and its own (0: the county)."""

    geography: int
    province: npt.NDArray[np.integer]
    county: npt.NDArray[np.integer]
    place: npt.NDArray[np.integer]


def words(at: Addresses, what: What) -> tuple[Words, Words, Words, Words]:
    """Return four independent 32-bit words for each place."""
    place, county, province = (np.asarray(part).astype(np.uint64) for part in (at.place, at.county, at.province))
    of_columns = cast("Callable[..., tuple[Words, Words, Words, Words]]", philox)  # written for one household, it takes columns as well
    return of_columns(place, county, np.uint64(what), np.uint64(0), np.uint64(at.geography), province)


def uniforms(at: Addresses, what: What) -> tuple[Array, Array, Array, Array]:
    """Return four independent uniforms, strictly between 0 and 1, for each place."""
    first, second, third, fourth = words(at, what)
    return _unit(first), _unit(second), _unit(third), _unit(fourth)


def _unit(word: Words) -> Array:
    unit: Array = ((word >> _SHIFT).astype(np.float64) + 0.5) * _STEP
    return unit


def normals(at: Addresses, what: What) -> tuple[Array, Array, Array, Array]:
    """Return four independent standard normal numbers for each place (Box and Muller 1958)."""
    first, second, third, fourth = uniforms(at, what)
    near, far = np.sqrt(-2.0 * np.log(first)), np.sqrt(-2.0 * np.log(third))
    turn, other = 2.0 * np.pi * second, 2.0 * np.pi * fourth
    return near * np.cos(turn), near * np.sin(turn), far * np.cos(other), far * np.sin(other)


def lognormal(deviate: Array, sigma: float) -> Array:
    """Return factors of mean one with this sigma of their logarithm."""
    factor: Array = np.exp(sigma * deviate - 0.5 * sigma * sigma)
    return factor
