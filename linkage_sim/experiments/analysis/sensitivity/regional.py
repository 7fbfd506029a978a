"""Regional sensitivity (Monte-Carlo filtering): which factors tell points that meet a condition from those that do not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from ....findings.numbers import percent
from ....findings.words import counted
from ...design.factors import Factor
from ..condition import Condition
from ..statistics import holm
from ..words import value_words
from .effects import MAIN, REGIONAL, empty, ranked
from .finding import Sensitivity
from .response import response

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    Mask = npt.NDArray[np.bool_]

WHAT = "The regional analysis"
FEWEST = 5
"""Points on either side of the condition, below which nothing is told."""


class Difference(NamedTuple):
    """How a factor differs between the two groups of points."""

    distance: float
    p: float
    inside: str
    outside: str


def regional(
    outcomes: pd.DataFrame, points: pd.DataFrame, condition: Condition, factors: Mapping[str, Factor], scenario: str = "",
    cautions: tuple[str, ...] = (),
) -> Sensitivity:  # fmt: skip
    """Compare the factors' distributions at points that meet a condition with those at other points.

    Parameters
    ----------
    outcomes : pandas.DataFrame
        A row per run, in any order.
    points : pandas.DataFrame
        Indexed by design: points of one scenario that were drawn independently, a column per factor.
    condition : Condition
        What a run must show; a point meets it if at least half of its runs do.
    factors : mapping of str to Factor
        What is varied.
    scenario : str
        Whose runs.
    cautions : tuple of str
        What is to be said of the points.

    Raises
    ------
    LinkageError
        When a run is missing or not finite.
    """
    found = response(outcomes, points, condition.outcome.name, WHAT)
    meets = share_that_meets(outcomes, points, condition).to_numpy() >= 0.5
    told = (REGIONAL, condition.outcome, scenario, len(points), found.replicates)
    few = min(int(meets.sum()), int((~meets).sum()))
    if few < FEWEST:
        side = f"{counted(int(meets.sum()), 'point')} of {len(points):,} {'has' if meets.sum() == 1 else 'have'} {condition.words}"
        nothing = f"Nothing can be told of {condition.words}: {side}, and at least {FEWEST} on either side are needed."
        return Sensitivity(*told, empty(REGIONAL), nothing, condition=condition.words)
    differences = [_difference(points[name], meets, factor) for name, factor in factors.items()]
    columns: dict[str, list[Any]] = {name: [getattr(one, name) for one in differences] for name in Difference._fields}
    columns["p_holm"] = holm(columns["p"])
    table = ranked(factors, {name: columns[name] for name in ("distance", "p", "p_holm", "inside", "outside")}, MAIN[REGIONAL])
    share = f"{percent(float(meets.mean()))} of the points meet the condition."
    return Sensitivity(*told, table, noise=found.noise, cautions=(share, *cautions), condition=condition.words)


def share_that_meets(outcomes: pd.DataFrame, points: pd.DataFrame, condition: Condition) -> pd.Series:
    """Share of each point's runs that meet a condition, in the order of the points."""
    values = outcomes[condition.outcome.name].to_numpy(dtype=float)
    meets = outcomes.assign(meets=condition.holds(values).astype(float))
    return meets.groupby("design")["meets"].mean().reindex(points.index)


def _difference(levels: pd.Series, meets: Mask, factor: Factor) -> Difference:
    """Kolmogorov-Smirnov for what has an order and many values, else the chi-squared test of their shares."""
    if levels.nunique() == 1:
        return Difference(0.0, 1.0, *[value_words(levels.iloc[0])] * 2)
    numeric = not factor.values and levels.nunique() > 2
    return _ordered(levels, meets) if numeric else _unordered(levels, meets)


def _ordered(levels: pd.Series, meets: Mask) -> Difference:
    from scipy.stats import ks_2samp

    values = levels.to_numpy(dtype=float)
    made = ks_2samp(values[meets], values[~meets])
    medians = (value_words(float(levels[group].median())) for group in (meets, ~meets))
    return Difference(float(made.statistic), float(made.pvalue), *medians)


def _unordered(levels: pd.Series, meets: Mask) -> Difference:
    import numpy as np
    import pandas as pd
    from scipy.stats import chi2_contingency

    counts = pd.crosstab(levels.map(repr), meets).to_numpy(dtype=float)
    shares = counts / counts.sum(axis=0)
    made = chi2_contingency(counts, correction=False)
    most = (value_words(levels[group].mode().iloc[0]) for group in (meets, ~meets))
    return Difference(float(np.abs(shares[:, 0] - shares[:, 1]).sum()) / 2.0, float(made.pvalue), *most)
