"""Scenario discovery: where in the space of the factors runs of interest lie, as a box and as a tree, with what both do elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ....errors import LinkageError
from ...design.factors import Factor
from ...extras import need
from ..condition import Condition, parse
from ..sensitivity.analysing import spread_points
from ..sensitivity.regional import share_that_meets
from ..sensitivity.response import response
from .cases import Cases, cases
from .finding import Discovery, Elsewhere, too_little
from .prim import find_box, inside
from .tree import grow

if TYPE_CHECKING:
    import pandas as pd

    from ...design.experiment import Experiment

WHAT = "Scenario discovery"
FEWEST = 20
"""Points of interest, and of no interest, below which nothing is told."""
FOLDS, SEED = 5, 1


def check(experiment: Experiment, where: Sequence[str]) -> list[Condition]:
    """Read the conditions of a discovery, and refuse before any run what could not be told after it."""
    need(WHAT, "ema_workbench", "sklearn")
    if not experiment.factors:
        raise LinkageError(f"{WHAT} needs factors, and experiment {experiment.name} has none. Vary a parameter under 'factors:'.")
    if not where:
        names = ", ".join(experiment.outcomes)
        raise LinkageError(f"{WHAT} needs a condition: add --where 'OUTCOME >= NUMBER' with one of {names}.")
    return [parse(text, experiment.outcomes) for text in where]


def discover(outcomes: pd.DataFrame, points: pd.DataFrame, experiment: Experiment, where: str | Sequence[str]) -> list[Discovery]:
    """Find where in parameter space conditions are met, scenario by scenario.

    Parameters
    ----------
    outcomes, points : pandas.DataFrame
        Tables of the study: a row per run, and a row per point.
    experiment : Experiment
        What was asked; it gives factors, outcomes and design.
    where : str or sequence of str
        The conditions, such as ``stores >= 1000``.

    Raises
    ------
    LinkageError
        When the condition cannot be read, a run is missing or not finite, or nothing was varied.
    """
    conditions = check(experiment, [where] if isinstance(where, str) else where)
    found = []
    for scenario, some in points.groupby("scenario", sort=False):
        drawn, cautions = spread_points(some, experiment)
        found += [of_points(outcomes, drawn, condition, experiment.factors, str(scenario), cautions) for condition in conditions]
    return [replace(one, heading=experiment.title) for one in found]


def of_points(
    outcomes: pd.DataFrame, points: pd.DataFrame, condition: Condition, factors: Mapping[str, Factor], scenario: str = "",
    cautions: tuple[str, ...] = (),
) -> Discovery:  # fmt: skip
    """The same for the points of one scenario."""
    runs = response(outcomes, points, condition.outcome.name, WHAT).replicates
    share = share_that_meets(outcomes, points, condition).to_numpy(dtype=float)
    made = cases(points, share, runs, factors)
    nothing = too_little(made, condition, FEWEST)
    if nothing:
        return Discovery(condition, scenario, made, nothing, cautions=cautions)
    return Discovery(condition, scenario, made, "", find_box(made), elsewhere(made), grow(made), cautions)


def elsewhere(known: Cases) -> Elsewhere:
    """Find boxes on four fifths of the points, five times, and count what lies in them among the points left out."""
    import numpy as np
    from scipy.stats import binom
    from sklearn.model_selection import KFold

    hits, count = 0.0, 0
    for some, left in KFold(FOLDS, shuffle=True, random_state=SEED).split(known.frame):
        within = inside(find_box(known.only(some)).box, known.frame.iloc[left])
        hits, count = hits + float(known.share[left][within].sum()), count + int(np.count_nonzero(within))
    chance = float(binom.sf(round(hits) - 1, count, known.mean)) if count else 1.0
    return Elsewhere(hits / count if count else 0.0, hits / float(known.share.sum()), chance)
