"""Groups of money amounts, sixteen to an octave, from which medians and the Gini coefficient are read without sorting.

Within a group amounts differ by at most 6 per cent, so that the grouped Gini coefficient is right to about one part in a thousand.
Groups of many villages can be added up, in any order. The last group holds all amounts from about four billion RMB.
"""

from __future__ import annotations

import math

import numpy as np

from linkage_sim.kernel.rules import rule
from linkage_sim.kernel.state import Table
from linkage_sim.state.month import GROUPS, PER_OCTAVE, MoneyGroup

_ONE_AS_BITS = 127 * PER_OCTAVE


@rule
def group_of(amount: float) -> int:
    """Return the group of an amount, from its logarithm."""
    if amount < 1.0:
        return 0
    return min(1 + int(math.log2(amount) * PER_OCTAVE), GROUPS - 1)


@rule
def group_of_single(amount: float) -> int:
    """Return the group of an amount in 32 bits: exponent and four leading digits of the mantissa, a straight-line logarithm."""
    bits = np.float32(amount).view(np.int32)
    return min(max((int(bits) >> 19) - _ONE_AS_BITS + 1, 0), GROUPS - 1)


@rule
def gini_of_groups(groups: Table[MoneyGroup]) -> float:
    """Return the Gini coefficient of income per head from groups: trapezoids under the Lorenz curve.

    Returns
    -------
    float
        Gini coefficient in [0, 1]; 0 where nobody or no income is. Inequality within a group is neglected.
    """
    everybody, everything = 0.0, 0.0
    for k in range(len(groups)):
        everybody += groups[k].people
        everything += groups[k].income
    if everybody <= 0.0 or everything <= 0.0:
        return 0.0
    gini, below = 1.0, 0.0
    for k in range(len(groups)):
        if groups[k].people > 0.0:
            upto = below + groups[k].income / everything
            gini -= groups[k].people / everybody * (upto + below)
            below = upto
    return min(max(gini, 0.0), 1.0)


@rule
def stores_above(groups: Table[MoneyGroup], amount: float) -> float:
    """Return the share of stores that sell more than ``amount`` a year; within the amount's group they are spread evenly."""
    every, above, edge = 0.0, 0.0, group_of_single(amount)
    for k in range(len(groups)):
        every += groups[k].stores
        above += groups[k].stores if k > edge else 0.0
    within = (edge - 1) / PER_OCTAVE  # octaves from 1 RMB to the group's lower end, which the straight line takes as such
    low, step = 2.0 ** math.floor(within), within - math.floor(within)
    place = (amount / low - 1.0 - step) * PER_OCTAVE
    return (above + groups[edge].stores * (1.0 - place)) / every if every > 0.0 else 0.0


@rule
def log_middle(group: int) -> float:
    """Return the logarithm of the middle of a group of :func:`group_of_single`, in RMB; 0 for amounts below 1 RMB."""
    if group < 1:
        return 0.0
    octave, step = (group - 1) // PER_OCTAVE, (group - 1) % PER_OCTAVE
    return octave * math.log(2.0) + math.log(1.0 + (step + 0.5) / PER_OCTAVE)


@rule
def sigma_of_groups(groups: Table[MoneyGroup]) -> float:
    """Return the standard deviation of the log of yearly sales over stores, by the middles of the groups; 0 below two stores."""
    every, total, squares = 0.0, 0.0, 0.0
    for k in range(len(groups)):
        middle = log_middle(k)
        every += groups[k].stores
        total += groups[k].stores * middle
        squares += groups[k].stores * middle * middle
    if every < 2.0:
        return 0.0
    return math.sqrt(max(squares / every - (total / every) * (total / every), 0.0))


@rule
def top_share(groups: Table[MoneyGroup], part: float) -> float:
    """Return what the ``part`` of stores with the highest sales sell of all; those of one group sell alike. 0 where nothing is sold."""
    every, sold = 0.0, 0.0
    for k in range(len(groups)):
        every += groups[k].stores
        sold += groups[k].sales
    left, top = part * every, 0.0
    for k in range(len(groups) - 1, -1, -1):
        if groups[k].stores > 0.0 and left > 0.0:
            taken = min(groups[k].stores, left)
            top += groups[k].sales * taken / groups[k].stores
            left -= taken
    return top / sold if sold > 0.0 else 0.0


@rule
def median_of_groups(groups: Table[MoneyGroup]) -> float:
    """Return the median of grouped profits, geometric within its group; 0 where there are none."""
    half = 0.0
    for k in range(len(groups)):
        half += groups[k].online
    half /= 2.0
    if half <= 0.0:
        return 0.0
    before = 0.0
    for k in range(len(groups)):
        count = groups[k].online
        if before + count >= half:
            part = (half - before) / count
            return 2.0 ** ((k - 1.0 + part) / PER_OCTAVE) if k > 0 else 0.0
        before += count
    return 0.0
