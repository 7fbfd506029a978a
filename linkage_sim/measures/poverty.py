"""Poverty: Foster, Greer and Thorbecke (1984) over income, Alkire and Foster (2011) over ten indicators."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from linkage_sim.kernel.rules import rule
from linkage_sim.state.household import INDICATORS


@rule
def shortfall(income: float, line: float) -> float:
    """Return the normalised gap of one person: 0 at or above the line, 1 at no income (Foster, Greer, Thorbecke 1984)."""
    return max(1.0 - income / line, 0.0)


def deprivation_scores() -> npt.NDArray[np.float32]:
    """Return the weighted score of every combination of the ten indicators' bits (evidence: b.mpi)."""
    bits = np.arange(1 << len(INDICATORS))
    return sum((((bits >> k) & 1) * weight for k, weight in enumerate(INDICATORS.values())), np.zeros(len(bits))).astype(np.float32)


SCORES = deprivation_scores()


@rule
def censored_score(score: float, cutoff: float) -> float:
    """Return the score that counts: all of it from the cut-off on, none below (Alkire and Foster 2011)."""
    return score if score >= cutoff - 1e-6 else 0.0


def fgt(incomes: npt.ArrayLike, line: float, order: int, weights: npt.ArrayLike | None = None) -> float:
    """Return the Foster-Greer-Thorbecke index of a list of incomes.

    Parameters
    ----------
    incomes : array of shape (n,)
        Income per head, in the unit of the line.
    line : float
        Poverty line.
    order : int
        0 headcount, 1 gap, 2 severity.
    weights : array of shape (n,), optional
        People that each income stands for; one each by default.
    """
    income = np.asarray(incomes, dtype=float)
    weight = np.ones_like(income) if weights is None else np.asarray(weights, dtype=float)
    gap = np.maximum(1.0 - income / line, 0.0)
    index = np.where(income < line, gap**order, 0.0)
    return float(np.sum(weight * index) / np.sum(weight))


def alkire_foster(
    deprived: npt.ArrayLike, weights: npt.ArrayLike, cutoff: float, people: npt.ArrayLike | None = None
) -> tuple[float, float, float]:
    """Return (adjusted headcount ratio M0, headcount H, intensity A) of a deprivation matrix.

    Parameters
    ----------
    deprived : array of shape (n, indicators)
        1 where deprived.
    weights : array of shape (indicators,)
        Weights that sum to one.
    cutoff : float
        Score from which one is poor, in (0, 1].
    people : array of shape (n,), optional
        People that each row stands for.
    """
    scores = np.asarray(deprived, dtype=float) @ np.asarray(weights, dtype=float)
    people = np.ones_like(scores) if people is None else np.asarray(people, dtype=float)
    poor = scores >= cutoff - 1e-9
    headcount = float(np.sum(people * poor) / np.sum(people))
    adjusted = float(np.sum(people * poor * scores) / np.sum(people))
    return adjusted, headcount, adjusted / headcount if headcount > 0 else 0.0
