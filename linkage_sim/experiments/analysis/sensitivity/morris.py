"""Screening by elementary effects (Morris 1991; mu* of Campolongo, Cariboni and Saltelli 2007), through SALib behind a guard."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ....errors import LinkageError
from ...design.factors import Factor
from ...design.outcomes import Outcome
from ...design.sampling import unit_points
from .convergence import Convergence, judged
from .effects import LEVEL, MAIN, MORRIS, ranked
from .finding import Sensitivity
from .nothing import missed, unmoved
from .response import EQUAL, refuse_strange_points, response

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    from ...design.declared import Design

    Array = npt.NDArray[np.float64]

WHAT = "The Morris analysis"
TOLERANCE = 0.2
"""Half of an interval may be this share of the largest mu*: enough to tell what matters from what does not."""
FEWEST = 10
"""Trajectories below which no interval can be trusted."""
RESAMPLES = 1000
SEED = 1  # of the bootstrap


def morris(
    outcomes: pd.DataFrame, points: pd.DataFrame, outcome: Outcome, factors: Mapping[str, Factor], design: Design, scenario: str = ""
) -> Sensitivity:
    """Estimate by how much each factor moves an outcome when it crosses its range.

    Parameters
    ----------
    outcomes : pandas.DataFrame
        A row per run, in any order.
    points : pandas.DataFrame
        Indexed by design: the points of one scenario, in the order of the design, a column per factor.
    outcome : Outcome
        What is moved.
    factors : mapping of str to Factor
        What is varied, in the order of the design.
    design : Design
        Of kind ``morris``; it gives the places of the points again.
    scenario : str
        Whose runs.

    Returns
    -------
    Sensitivity
        Effects in the outcome's unit. Of a factor that takes given values, an effect is the change between two of them.

    Raises
    ------
    LinkageError
        When a run is missing or not finite, the points are not those of the design, or there is one trajectory only.
    """
    places = unit_points(design, len(factors))
    refuse_strange_points(points, places, factors, WHAT)
    if design.points < 2:
        raise LinkageError(f"{WHAT} needs at least two trajectories, and the design has one. Give it more points.")
    found = response(outcomes, points, outcome.name, WHAT)
    if found.constant:
        return unmoved(MORRIS, outcome, scenario, len(points), found.replicates, float(found.values[0]))
    indices = _indices(places, found.values, factors, design)
    if float(indices["mu_star"].max()) == 0.0:
        return missed(MORRIS, outcome, scenario, len(points), found.replicates)
    table = ranked(factors, indices, MAIN[MORRIS])
    known = _convergence(indices, places, found.values, factors, design)
    return Sensitivity(MORRIS, outcome, scenario, len(points), found.replicates, table, convergence=known, noise=found.noise)


def _indices(places: Array, values: Array, factors: Mapping[str, Factor], design: Design) -> dict[str, Array]:
    """SALib's measures, per whole range of a factor or per change of its value."""
    import numpy as np
    from SALib.analyze import morris as salib

    problem: dict[str, Any] = {"num_vars": len(factors), "names": list(factors), "bounds": [[0.0, 1.0]] * len(factors)}
    made = salib.analyze(problem, places, values, num_resamples=RESAMPLES, conf_level=LEVEL, num_levels=design.levels, seed=SEED)
    scale = np.array([_correction(factor, design.levels) for factor in factors.values()])
    mu, mu_star, sigma, half = (np.asarray(made[name], dtype=float) * scale for name in ("mu", "mu_star", "sigma", "mu_star_conf"))
    return {"mu_star": mu_star, "mu_star_low": np.maximum(mu_star - half, 0.0), "mu_star_high": mu_star + half, "mu": mu, "sigma": sigma}


def _correction(factor: Factor, levels: int) -> float:
    """Step in the unit cube, by which SALib divides, over the mean step that the factor makes on its own scale.

    A factor with given values makes a whole change at each step, one of few whole numbers a longer or shorter step than in the cube.
    """
    step = levels / (2.0 * (levels - 1))
    if factor.values:
        return step
    if factor.scale != "integer":
        return 1.0
    places = [k / (levels - 1) for k in range(levels)]
    steps = [factor.at(place + step) - factor.at(place) for place in places if place + step <= 1.0 + EQUAL]
    return step * (factor.high - factor.low) * len(steps) / sum(steps) if sum(steps) else 1.0


def _convergence(indices: Mapping[str, Array], places: Array, values: Array, factors: Mapping[str, Factor], design: Design) -> Convergence:
    """Compare with the first half of the trajectories."""
    each = len(factors) + 1
    some = design.points // 2 * each
    half = _indices(places[:some], values[:some], factors, design)["mu_star"] if design.points >= 4 else None
    widths = indices["mu_star_high"] - indices["mu_star"]
    return judged(
        indices["mu_star"], half, widths, TOLERANCE, size=design.points, unit="trajectories", points_each=each, fewest=FEWEST, relative=True
    )  # fmt: skip
