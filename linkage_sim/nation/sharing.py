"""Whole numbers that add up: a total is shared out within bounds, in many groups at once."""

from __future__ import annotations

import numpy as np

from .draws import Array, Whole

_HALVINGS = 50
_FINE = 4096.0
"""Shares are added up in whole parts of this fineness, so that a group's sum does not depend on the groups beside it."""


def shared_out(totals: Whole, weights: Array, low: Whole, high: Whole, sizes: Whole) -> Whole:
    """Share out each group's total among its members, in proportion to their weights and within their bounds.

    Parameters
    ----------
    totals : array of int, shape (groups,)
        What is shared out: no less than the group's lower bounds together and no more than its upper ones.
    weights : array of float, shape (members,)
        Above zero; members stand group by group.
    low, high : array of int, shape (members,)
        Fewest and most that a member gets.
    sizes : array of int, shape (groups,)
        Members of each group, at least one.

    Returns
    -------
    array of int, shape (members,)
        Parts that add up to the totals exactly: the proportional part without its fraction, and one more for the largest fractions.
    """
    group = np.repeat(np.arange(len(sizes)), sizes)
    first = np.cumsum(sizes) - sizes
    below, above = np.zeros(len(sizes)), np.maximum.reduceat((high + 1.0) / weights, first)
    for _ in range(_HALVINGS):
        middle = (below + above) / 2.0
        parts = np.clip(weights * middle[group], low, high)
        fits = np.add.reduceat(np.floor(parts * _FINE).astype(np.int64), first) <= totals * int(_FINE)
        below, above = np.where(fits, middle, below), np.where(fits, above, middle)
    parts = np.clip(weights * below[group], low, high)
    shares = np.floor(parts).astype(np.int64)
    return shares + _one_more(totals - np.add.reduceat(shares, first), parts - shares, shares < high, group, first)


def _one_more(missing: Whole, fraction: Array, may: np.ndarray, group: Whole, first: Whole) -> Whole:
    """Give one to as many members of each group as are missing, the largest fractions first."""
    order = np.lexsort((-np.where(may, fraction, -1.0), group))
    place = np.empty(len(group), np.int64)
    place[order] = np.arange(len(group)) - first[group]
    return (place < missing[group]).astype(np.int64)
