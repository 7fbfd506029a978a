"""Groups of money amounts, sixteen to an octave, from which medians and the Gini coefficient are read without sorting.

Within a group amounts differ by at most 6 per cent, so that the grouped Gini coefficient is right to about one part in a thousand.
Groups of many villages can be added up, in any order.
"""

from __future__ import annotations

import math

from linkage_sim.population.compiled import rule, whole

PER_OCTAVE = 16
OCTAVES = 24
GROUPS = PER_OCTAVE * OCTAVES + 1
"""Groups of amounts from 1 RMB (group 0 holds all below) to 2**24 RMB (the last holds all above)."""

_ONE_AS_BITS = 127 * PER_OCTAVE


@rule
def group_of(amount: float) -> int:
    """Return the group of an amount, from its logarithm."""
    if amount < 1.0:
        return 0
    return min(1 + whole(math.log2(amount) * PER_OCTAVE), GROUPS - 1)


@rule
def group_of_bits(bits: int) -> int:
    """Return the group of a 32-bit float given as its bits: exponent and four leading digits of the mantissa, a straight-line logarithm."""
    return min(max((bits >> 19) - _ONE_AS_BITS + 1, 0), GROUPS - 1)


@rule
def gini_of_groups(people, money):  # type: ignore[no-untyped-def]
    """Return the Gini coefficient of income per head from groups: trapezoids under the Lorenz curve.

    Parameters
    ----------
    people, money : array of shape (groups,)
        People in each group, and the sum of their incomes; groups in rising order of income per head.

    Returns
    -------
    float
        Gini coefficient in [0, 1]; 0 where nobody or no income is. Inequality within a group is neglected.
    """
    everybody, everything = people.sum(), money.sum()
    if everybody <= 0.0 or everything <= 0.0:
        return 0.0
    gini, below = 1.0, 0.0
    for k in range(len(people)):
        if people[k] > 0.0:
            upto = below + money[k] / everything
            gini -= people[k] / everybody * (upto + below)
            below = upto
    return min(max(gini, 0.0), 1.0)


@rule
def median_of_groups(counts):  # type: ignore[no-untyped-def]
    """Return the median of grouped amounts, geometric within its group; 0 where there are none."""
    half = counts.sum() / 2.0
    if half <= 0.0:
        return 0.0
    before = 0.0
    for k in range(len(counts)):
        if before + counts[k] >= half:
            part = (half - before) / counts[k]
            return 2.0 ** ((k - 1.0 + part) / PER_OCTAVE) if k > 0 else 0.0
        before += counts[k]
    return 0.0
