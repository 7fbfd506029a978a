"""Groups of founders who come home to a country's villages: who, when and how many, drawn by address for all villages at once.

A village's chance depends on what is known before the run alone: workers away, goods, and how many have heard of shops in its province by
then. So all arrivals are known when a run begins, and only villages that have one need be played. What is learnt from villages that have
become known since is left to those that are awake: their migrants come home to found shops one by one, by the households' own rule.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from linkage_sim.kernel.random import Purpose, uniforms

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

LARGEST_GROUP = 12
"""Founders who come home together at most (evidence: junpu.founders)."""


class Arrivals(NamedTuple):
    """Arrivals of founders.

    Attributes
    ----------
    month : array of shape (villages,)
        Month of the run in which the first group comes home, counted from 1; 0 where none comes during the run.
    size : array of shape (villages,)
        Households of this group; 0 where none comes.
    lot : array of shape (villages,)
        A lot that each village draws besides, 0 to 1: by it some are chosen of those beside a village to which founders come.
    """

    month: Whole
    size: Whole
    lot: Floats


class _Address(NamedTuple):
    seed: npt.NDArray[np.uint64]
    key: npt.NDArray[np.uint64]


def draw_arrivals(keys: npt.NDArray[np.uint32], seed: int, pull: Floats, province: Whole, heard: Floats, mean_size: float) -> Arrivals:
    """Draw the first arrival of founders in each village.

    The chance of a month is small and follows ``pull * heard``, so that the time until the first arrival is exponential in the sum of it
    over the months (a Poisson process whose rate changes).

    Parameters
    ----------
    keys : array of shape (villages,)
        Each village's part of the address of its draws.
    seed : int
        The run's part of the address.
    pull : array of shape (villages,)
        Groups in a month, on average, where everybody has heard of shops.
    province : array of shape (villages,)
        Row of `heard`.
    heard : array of shape (provinces, months)
        Share of people who have heard of shops, 0 to 1.
    mean_size : float
        Mean number of founders in a group, from 1.

    Returns
    -------
    Arrivals
        The same for a village whatever other villages are drawn.
    """
    luck, size, lot, _ = uniforms(0, 0, int(Purpose.ARRIVAL), 0, _Address(np.full(len(keys), seed, np.uint64), keys.astype(np.uint64)))
    patience = -np.log(np.asarray(luck))
    month = np.zeros(len(keys), np.int64)
    for number, course in enumerate(np.cumsum(heard, axis=1)):
        here = np.flatnonzero((province == number) & (pull > 0.0))
        at = np.searchsorted(course, patience[here] / pull[here])
        month[here] = np.where(at < heard.shape[1], at + 1, 0)
    return Arrivals(month, np.where(month > 0, group_sizes(np.asarray(size), mean_size), 0), np.asarray(lot))


def group_sizes(luck: Floats, mean: float) -> Whole:
    """Return how many founders come home together: one, and a geometric number of others, twelve in all at most.

    Groups are unequal: most are single founders, a few are many. The negative binomial with one success is the geometric one (assumption).

    Parameters
    ----------
    luck : array
        Uniform draws.
    mean : float
        Mean size, from 1; that of groups that are cut at twelve is a little less.
    """
    from scipy.stats import nbinom  # takes as long to import as all else, and only a country draws groups

    more = nbinom.ppf(luck, 1, 1.0 / max(mean, 1.0))
    sizes: Whole = np.minimum(1 + np.asarray(more), LARGEST_GROUP).astype(np.int64)
    return sizes
