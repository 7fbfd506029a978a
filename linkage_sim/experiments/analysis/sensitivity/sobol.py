"""Shares of variance (Sobol' indices; estimators of Saltelli and others 2010), through SALib behind a guard."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ....findings.numbers import number
from ...design.factors import Factor
from ...design.outcomes import Outcome
from ...design.sampling import unit_points
from .convergence import Convergence, judged
from .effects import LEVEL, MAIN, SOBOL, ranked
from .finding import Sensitivity
from .nothing import missed, unmoved
from .response import refuse_strange_points, response

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    from ...design.declared import Design

    Array = npt.NDArray[np.float64]

WHAT = "The Sobol' analysis"
TOLERANCE = 0.1
"""Half of an interval may be this share of the variance."""
FEWEST = 64
"""Base points below which no interval can be trusted."""
RESAMPLES = 400
SEED = 1  # of the bootstrap; SALib takes 0 for no seed


def sobol(
    outcomes: pd.DataFrame, points: pd.DataFrame, outcome: Outcome, factors: Mapping[str, Factor], design: Design, scenario: str = ""
) -> Sensitivity:
    """Estimate which share of an outcome's variance each factor is behind, by itself and with its interactions.

    Parameters
    ----------
    outcomes : pandas.DataFrame
        A row per run, in any order.
    points : pandas.DataFrame
        Indexed by design: the points of one scenario, in the order of the design, a column per factor.
    outcome : Outcome
        What varies.
    factors : mapping of str to Factor
        What is varied, in the order of the design.
    design : Design
        Of kind ``saltelli``.
    scenario : str
        Whose runs.

    Raises
    ------
    LinkageError
        When a run is missing or not finite, or the points are not those of the design.
    """
    refuse_strange_points(points, unit_points(design, len(factors)), factors, WHAT)
    found = response(outcomes, points, outcome.name, WHAT)
    if found.constant:
        return unmoved(SOBOL, outcome, scenario, len(points), found.replicates, float(found.values[0]))
    indices = _indices(found.values, factors, design.second_order)
    if float(indices["total"].max()) <= 0.0:
        return missed(SOBOL, outcome, scenario, len(points), found.replicates)
    cautions = tuple(_contradictions(indices))
    known = _convergence(indices, found.values, factors, design, sound=not cautions)
    main = {name: indices[name] for order in ("total", "first") for name in (order, f"{order}_low", f"{order}_high")}
    pairs = _pairs(indices, list(factors)) if design.second_order else None
    return Sensitivity(
        SOBOL, outcome, scenario, len(points), found.replicates, ranked(factors, main, MAIN[SOBOL]),
        convergence=known, noise=found.noise, cautions=cautions, pairs=pairs,
    )  # fmt: skip


def independent_rows(design: Design, dimensions: int) -> list[int]:
    """Rows of a saltelli design that share no coordinate with each other: the first and the last of each base point's block."""
    each = 2 * dimensions + 2 if design.second_order else dimensions + 2
    return [row for base in range(design.points) for row in (base * each, base * each + each - 1)]


def _indices(values: Array, factors: Mapping[str, Factor], second: bool) -> dict[str, Array]:
    import numpy as np
    from SALib.analyze import sobol as salib

    problem: dict[str, Any] = {"num_vars": len(factors), "names": list(factors), "bounds": [[0.0, 1.0]] * len(factors)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of resamples that are constant: what follows from them is told in sentences
        made = salib.analyze(problem, values, calc_second_order=second, num_resamples=RESAMPLES, conf_level=LEVEL, seed=SEED)
    indices: dict[str, Array] = {}
    for name, key in (("total", "ST"), ("first", "S1"), ("second", "S2")):
        if key in made:
            estimate, half = (np.asarray(made[part], dtype=float) for part in (key, f"{key}_conf"))
            indices |= {name: estimate, f"{name}_low": estimate - half, f"{name}_high": estimate + half}
    return indices


def _convergence(indices: Mapping[str, Array], values: Array, factors: Mapping[str, Factor], design: Design, sound: bool) -> Convergence:
    """Compare with the first half of the base points, which is a balanced sample of its own."""
    import numpy as np

    each = len(values) // design.points
    some = values[: design.points // 2 * each]
    able = design.points >= 4 and float(np.ptp(some)) > 0.0
    half = _indices(some, factors, design.second_order) if able else None
    full, halved = (np.concatenate([one["total"], one["first"]]) if one else None for one in (indices, half))
    widths = np.concatenate([indices[f"{order}_high"] - indices[order] for order in ("total", "first")])
    assert full is not None
    return judged(
        full,
        halved,
        widths,
        TOLERANCE,
        size=design.points,
        unit="base points",
        points_each=each,
        fewest=FEWEST,
        relative=False,
        sound=sound,
    )


def _contradictions(indices: Mapping[str, Array]) -> list[str]:
    """What true indices cannot be: first orders that sum to more than one, totals that sum to less, a total below its first order."""
    import numpy as np

    told = []
    first, total = indices["first"], indices["total"]
    errors = {order: float(np.sqrt(((indices[f"{order}_high"] - indices[order]) ** 2).sum())) for order in ("first", "total")}
    if float(first.sum()) > 1.0 + errors["first"]:
        told.append(
            f"First-order indices add up to {number(float(first.sum()))}, which is more than all there is: the sample is too small."
        )
    if float(total.sum()) < 1.0 - errors["total"]:
        told.append(f"Total indices add up to {number(float(total.sum()))}, which is less than all there is: the sample is too small.")
    low = int((indices["total_high"] < indices["first_low"]).sum())
    if low:
        told.append(
            f"The total index of {low} of {len(total)} factors is below its first-order index, which cannot be: the sample is too small."
        )
    return told


def _pairs(indices: Mapping[str, Array], names: list[str]) -> pd.DataFrame:
    """Second-order indices, the strongest first."""
    import pandas as pd

    rows = [
        (names[i], names[j], *(float(indices[key][i, j]) for key in ("second", "second_low", "second_high")))
        for i in range(len(names))
        for j in range(i + 1, len(names))
    ]
    frame = pd.DataFrame(rows, columns=["factor", "other", "second", "second_low", "second_high"])
    return frame.sort_values("second", ascending=False, kind="stable", ignore_index=True)
