"""Weights: a village may stand for several real ones, and counts in every sum over villages as often.

Every total that is recorded, and all that passes between villages, adds up what ``for_all`` returns. Weights are whole, so that sums of
whole numbers are exact in any order, on any number of threads.
"""

from __future__ import annotations

import numpy as np

from linkage_sim.kernel.rules import rule
from linkage_sim.kernel.state import Array, Table

from .village import Village


@rule
def for_all(amount: float, weight: float) -> float:
    """Return what the real villages have together for which one stands, from what each has: what a sum over villages adds."""
    return amount * weight


@rule
def own_part(amount: float, weight: float) -> float:
    """Return the part of such a sum that is one village's own: what it has, once; nothing where it counts nowhere."""
    return amount * min(weight, 1.0)


def weights_of_households(villages: Table[Village]) -> Array:
    """Return the weight of each household of some villages, village by village: for measures that add up households by themselves."""
    return np.repeat(villages.weight, villages.last - villages.first)
