"""What a reform costs, and what it costs to lift one more household out of poverty."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ...design.outcomes import Outcome
from ..statistics import Interval, mean_interval, ratio_interval
from .tables import UNCHANGED, Chance, below, chances

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

COST = Outcome("spending", "spending", "sum", None, title="spending on assistance")
POOR = Outcome("poor_households", "poor_households", "mean", "less", last=12, title="poor households")

DEARER, CHEAPER, EVEN, DOMINATES, DOMINATED, UNDEFINED = "costs", "saves", "even", "dominates", "dominated", "undefined"
SAME = "same"
"""Verdicts: it costs so much for each household lifted; it saves so much for each household not lifted; the cost is not known to differ;
it saves money and lifts more; it costs more and lifts fewer; no ratio, because the number of poor households is not known to change, or
because it is the same in all pairs. A difference is known where it is clear by the definition of effects, :func:`.tables.below`."""


def cost_outcomes() -> dict[str, Outcome]:
    """What has to be read off each run for the costs."""
    return {COST.name: COST, POOR.name: POOR}


def cost_table(pairs: pd.DataFrame, pilot: int = 0) -> pd.DataFrame:
    """Costs of each reform.

    Parameters
    ----------
    pairs : pandas.DataFrame
        As made by :func:`linkage_sim.experiments.analysis.comparison.tables.pair_table`, with the outcomes ``COST`` and ``POOR``.
    pilot : int
        First pairs that decided on the number of pairs; 0 where that was fixed.

    Returns
    -------
    pandas.DataFrame
        A row for each reform: ``baseline`` and ``value``, RMB spent over the run; ``cost``, their difference, with its 95 % interval
        ``cost_low`` to ``cost_high``; ``lifted``, by how many households fewer are poor, mean of the last twelve months, with its
        interval; ``per_household``, cost divided by lifted, with Fieller's interval; ``verdict``; ``cost_below`` and ``lifted_below``, why
        the difference is not clear, or nothing.
    """
    import pandas as pd

    known = chances(pairs, pilot)
    return pd.DataFrame([_row(str(reform), group, pilot, known) for reform, group in pairs.groupby("reform", sort=False)])


def _row(reform: str, group: pd.DataFrame, pilot: int, known: Mapping[tuple[str, str], Chance]) -> dict[str, Any]:
    spent, poor = (group[group["outcome"] == one.name] for one in (COST, POOR))
    more = spent["difference"].to_numpy(float)
    fewer = poor["baseline"].to_numpy(float) - poor["value"].to_numpy(float)
    unclear = [below(change, pilot, known[reform, one.name].holm) for change, one in ((more, COST), (fewer, POOR))]
    cost, lifted, told = mean_interval(more, pilot), mean_interval(fewer, pilot), verdict(more, fewer, *unclear)
    # where one of the two is better in both, or the effect is not clear, a ratio says nothing
    per = ratio_interval(more, fewer, pilot) if told in (DEARER, CHEAPER, EVEN) else Interval(float("nan"), float("nan"), float("nan"))
    return {
        "reform": reform, "pairs": len(more), "baseline": spent["baseline"].mean(), "value": spent["value"].mean(),
        **_ends("cost", cost), "poor_baseline": poor["baseline"].mean(), "poor_value": poor["value"].mean(), **_ends("lifted", lifted),
        **_ends("per_household", per), "verdict": told,
        "cost_below": unclear[0], "lifted_below": unclear[1],
    }  # fmt: skip


def verdict(more: npt.NDArray[np.float64], fewer: npt.NDArray[np.float64], cost: str, lifted: str) -> str:
    """What can be said of cost and effect together, by paired differences in spending and in poor households, and why one is not clear."""
    if lifted:
        return SAME if lifted == UNCHANGED else UNDEFINED
    if cost:
        return EVEN
    if fewer.mean() > 0.0:
        return DEARER if more.mean() > 0.0 else DOMINATES
    return DOMINATED if more.mean() > 0.0 else CHEAPER


def _ends(name: str, one: Interval) -> dict[str, float]:
    return {name: one.estimate, f"{name}_low": one.low, f"{name}_high": one.high}
