"""Boxes in parameter space (PRIM: Friedman and Fisher 1999; Bryant and Lempert 2010), found by EMA workbench's peeling.

The peeling is that of ``ema_workbench``; which of its boxes is told, which limits are kept and how well the box does elsewhere is
decided here. Of the package nothing but this analysis is used.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from math import inf
from typing import TYPE_CHECKING, Any, NamedTuple

from ...extras import need
from .cases import Cases

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    Mask = npt.NDArray[np.bool_]

ALPHA = 0.05
"""A limit is kept if its quasi-p-value is at most this."""
PEEL, LEAST_MASS = 0.05, 0.05  # shares of the points that a step takes away, and that a box holds at least


class Limits(NamedTuple):
    """What a box demands of one factor: numbers between limits, or one of some codes."""

    low: float = -inf
    high: float = inf
    kept: tuple[int, ...] | None = None

    @property
    def sides(self) -> tuple[str, ...]:
        """The demands, each of which could be given up."""
        return tuple(name for name, nothing in (("low", -inf), ("high", inf), ("kept", None)) if getattr(self, name) != nothing)

    def without(self, side: str) -> Limits:
        """Give one of them up."""
        return self._replace(**{side: Limits._field_defaults[side]})

    def alone(self, side: str) -> Limits:
        """Give up all but one of them."""
        return Limits(**{side: getattr(self, side)})


Box = Mapping[str, Limits]


class Found(NamedTuple):
    """A box with how well it does.

    Attributes
    ----------
    box : mapping of str to Limits
        What it demands, factor by factor; nothing where no box is better than all of the space.
    coverage : float
        Share of all runs of interest that lie in it.
    density : float
        Share of its runs that are of interest.
    points : int
        Points in it.
    quasi_p : mapping of (str, str) to float
        For each demand: the chance of so many of interest in the box, were it useless.
    path : pandas.DataFrame
        The peeling: ``step``, ``coverage``, ``density``, ``points``, ``restricted`` (factors).
    """

    box: Box
    coverage: float
    density: float
    points: int
    quasi_p: Mapping[tuple[str, str], float]
    path: pd.DataFrame

    @property
    def balance(self) -> float:
        """Harmonic mean of coverage and density, by which boxes are chosen."""
        both = self.coverage + self.density
        return 2.0 * self.coverage * self.density / both if both else 0.0


def find_box(cases: Cases) -> Found:
    """Find the box that is told.

    Of every box on the peeling path, demands with a quasi-p-value above 0.05 are given up, the least needed first. Among what is left
    the box with the largest harmonic mean of coverage and density is taken; of equals the one with fewer demands.

    Parameters
    ----------
    cases : Cases
        Points of which some runs are of interest and some not.
    """
    path, boxes = _peeled(cases)
    everything = _judged({}, cases, path)
    candidates = [_judged(_needed(box, cases), cases, path) for box in boxes]
    return max([everything, *candidates], key=lambda found: (round(found.balance, 12), -sum(len(one.sides) for one in found.box.values())))


def inside(box: Box, frame: pd.DataFrame) -> Mask:
    """Which points lie in a box."""
    import numpy as np

    within: Mask = np.ones(len(frame), dtype=bool)
    for name, limits in box.items():
        values = frame[name].to_numpy()
        within &= np.isin(values, limits.kept) if limits.kept is not None else (limits.low <= values) & (values <= limits.high)
    return within


def quasi_p(box: Box, name: str, side: str, cases: Cases) -> float:
    """Chance of at least so many of interest in a box, if one of its demands told nothing.

    One-sided binomial, as in Bryant and Lempert (2010). Points are counted and not runs, for the runs of a point are no independent
    witnesses of where it lies.
    """
    return _chances(box, cases)[name, side]


def _chances(box: Box, cases: Cases) -> dict[tuple[str, str], float]:
    """The quasi-p-values of all demands of a box at once, for a search asks for thousands of them."""
    import numpy as np
    from scipy.stats import binom

    demands = list(_demands(box))
    if not demands:
        return {}
    missed = [~inside({name: box[name].alone(side)}, cases.frame) for name, side in demands]
    misses = np.sum(missed, axis=0)
    within = misses == 0
    hits, count = round(float(cases.share[within].sum())), int(within.sum())
    density = [min(float(cases.share[misses == alone].mean()), 1.0) for alone in missed]  # where no other demand is missed
    return dict(zip(demands, map(float, binom.sf(hits - 1, count, density)), strict=True))


def _needed(box: Box, cases: Cases) -> Box:
    """Give up demands that tell nothing, the least needed first."""
    while box:
        chances = _chances(box, cases)
        worst = max(chances, key=lambda demand: chances[demand])
        if chances[worst] <= ALPHA:
            break
        box = _given_up(box, *worst)
    return box


def _demands(box: Box) -> Iterator[tuple[str, str]]:
    return ((name, side) for name, limits in box.items() for side in limits.sides)


def _given_up(box: Box, name: str, side: str) -> Box:
    fewer = {**box, name: box[name].without(side)}
    return {key: limits for key, limits in fewer.items() if limits.sides}


def _judged(box: Box, cases: Cases, path: pd.DataFrame) -> Found:
    within = inside(box, cases.frame)
    hits, count = float(cases.share[within].sum()), int(within.sum())
    return Found(box, hits / float(cases.share.sum()), hits / count if count else 0.0, count, _chances(box, cases), path)


def _peeled(cases: Cases) -> tuple[pd.DataFrame, list[Box]]:
    """The boxes on the peeling path, from all of the space to the smallest."""
    import numpy as np

    prim = _package()
    # Codes, for sets of words have no fixed order; whole numbers as real ones, for the package sets limits between them.
    x = cases.frame.astype({name: object if name in cases.codes else float for name in cases.frame.columns})
    rows = np.repeat(np.arange(len(cases)), cases.runs)
    hits = np.rint(cases.share * cases.runs).astype(int)
    y = np.tile(np.arange(cases.runs), len(cases)) < hits[rows]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made = prim.Prim(x.iloc[rows].reset_index(drop=True), y, threshold=1e-9, peel_alpha=PEEL, mass_min=LEAST_MASS).find_box()
    path = made.peeling_trajectory[["id", "coverage", "density", "n", "res_dim"]].astype({"id": int, "n": int, "res_dim": int})
    path = path.set_axis(["step", "coverage", "density", "points", "restricted"], axis=1)
    path["points"] //= cases.runs
    return path, [_box(limits, made.box_lims[0], cases) for limits in made.box_lims]


def _box(limits: pd.DataFrame, start: pd.DataFrame, cases: Cases) -> Box:
    """Translate the package's limits; those of all the space are none."""
    box: dict[str, Limits] = {}
    for name in limits.columns:
        low, high = limits[name]
        first, last = start[name]
        if name in cases.codes:
            box[name] = Limits(kept=tuple(sorted(low))) if low != first else Limits()
        else:
            box[name] = Limits(float(low) if low > first else -inf, float(high) if high < last else inf)
    return {name: one for name, one in box.items() if one.sides}


def _package() -> Any:
    """Import the package's PRIM, which is slow and talks of parts that are not needed here."""
    need("Scenario discovery", "ema_workbench")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from ema_workbench.analysis import prim
    return prim
