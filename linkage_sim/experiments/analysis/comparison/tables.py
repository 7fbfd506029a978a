"""What a comparison finds: effects, costs and the noise floor, as tables and in sentences.

The functions take tables of outcomes: a row for each run, columns ``replicate`` and ``seed``, and a column for each outcome. Runs are
paired by seed, whoever made them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from ....errors import LinkageError
from ....findings import certainty
from ..guard import complete
from ..statistics import detectable, deviation, holm, mean_interval, p_value, pairs_for_skewness, ratio_interval

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    from ...design.outcomes import Outcome

    Array = npt.NDArray[np.float64]

UNCHANGED, ZERO, SMALL = "no pair differs", "interval includes zero", "smaller than detectable"
TOGETHER = "not told from chance among so many"
"""Why an effect is below the noise floor."""
Outcomes = Mapping[str, "Outcome"]


def pair_table(baseline: pd.DataFrame, reforms: Mapping[str, pd.DataFrame], names: Sequence[str]) -> pd.DataFrame:
    """Pair runs by seed.

    Parameters
    ----------
    baseline : pandas.DataFrame
        Outcomes of the baseline's runs.
    reforms : mapping of str to DataFrame
        Those of each reform, with the same seeds.
    names : sequence of str
        Outcomes.

    Returns
    -------
    pandas.DataFrame
        Columns reform, outcome, replicate, seed, baseline, value, difference; pairs in the order of the baseline.
    """
    import pandas as pd

    complete(baseline, names, "The comparison")
    return pd.concat([_paired(baseline, label, frame, names) for label, frame in reforms.items()], ignore_index=True)


def _paired(baseline: pd.DataFrame, label: str, reform: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    import pandas as pd

    complete(reform, names, "The comparison")
    if sorted(baseline["seed"]) != sorted(reform["seed"]) or baseline["seed"].duplicated().any():
        raise LinkageError(f"{label}: its runs do not have the seeds of the baseline's runs, one for one. Run both with the same seeds.")
    other = reform.set_index("seed").loc[baseline["seed"]]
    parts = [
        pd.DataFrame({"reform": label, "outcome": name, "replicate": baseline["replicate"].to_numpy(), "seed": baseline["seed"].to_numpy(),
                      "baseline": baseline[name].to_numpy(float), "value": other[name].to_numpy(float)})
        for name in names
    ]  # fmt: skip
    table = pd.concat(parts, ignore_index=True)
    return table.assign(difference=table["value"] - table["baseline"])


def effect_table(pairs: pd.DataFrame, outcomes: Outcomes, luck: Mapping[str, float] | None = None, pilot: int = 0) -> pd.DataFrame:
    """Effects of each reform on each outcome.

    Parameters
    ----------
    pairs : pandas.DataFrame
        As made by :func:`pair_table`.
    outcomes : mapping of str to Outcome
        Those to report.
    luck : mapping of str to float, optional
        How far luck alone moves the mean difference, for each outcome in its unit.
    pilot : int
        First pairs that decided on the number of pairs; 0 where that was fixed.

    Returns
    -------
    pandas.DataFrame
        reform, outcome, title, unit, better, pairs; means ``baseline`` and ``value``; ``difference`` with its 95 % interval ``low`` to
        ``high``; the same as ``percent`` of the baseline's mean (Fieller's interval); shares of the pairs that ``improved``, ``worsened``
        and were ``tied``; ``p`` and ``p_holm``, adjusted for all pairs; ``deviation`` of the paired differences; ``pairs_for_skewness``,
        from which the interval can be trusted; ``detectable``, the smallest difference found with 80 % power; ``luck``; ``below``, why
        the effect is below the noise floor, or nothing.
    """
    import pandas as pd

    groups, known = pairs.groupby(["reform", "outcome"], sort=False), chances(pairs, pilot)
    rows = [
        _effect(str(reform), outcomes[str(name)], group, pilot, known[str(reform), str(name)])
        for (reform, name), group in groups
        if name in outcomes
    ]
    table = pd.DataFrame(rows)
    table["luck"] = table["outcome"].map(dict(luck or {})).astype(float)
    table["luck_percent"] = 100.0 * (table["luck"] / table["baseline"].abs()).where(table["percent"].notna())
    return table[[*(name for name in table.columns if name != "below"), "below"]]


class Chance(NamedTuple):
    """The p-value of a difference, by itself and adjusted for all that are read together."""

    p: float
    holm: float


def chances(pairs: pd.DataFrame, pilot: int = 0) -> dict[tuple[str, str], Chance]:
    """How likely each difference is by chance, by reform and outcome: those of the effects and of the costs are read together."""
    groups = pairs.groupby(["reform", "outcome"], sort=False)["difference"]
    known = {(str(reform), str(name)): p_value(values.to_numpy(float), pilot) for (reform, name), values in groups}
    return dict(zip(known, map(Chance, known.values(), holm(list(known.values()))), strict=True))


def _effect(reform: str, outcome: Outcome, group: pd.DataFrame, pilot: int, chance: Chance) -> dict[str, Any]:
    before, after, change = (group[name].to_numpy(float) for name in ("baseline", "value", "difference"))
    mean, ratio, spread = mean_interval(change, pilot), ratio_interval(change, before, pilot), deviation(change)
    least, sign = detectable(spread, len(change)), {"more": 1.0, "less": -1.0, None: math.nan}[outcome.better]
    shares = {"improved": _share(sign * change > 0, sign), "worsened": _share(sign * change < 0, sign)}
    return {
        "reform": reform, "outcome": outcome.name, "title": outcome.label, "unit": outcome.unit, "better": outcome.better or "",
        "pairs": len(change), "baseline": before.mean(), "value": after.mean(),
        "difference": mean.estimate, "low": mean.low, "high": mean.high,
        "percent": 100.0 * ratio.estimate, "percent_low": 100.0 * ratio.low, "percent_high": 100.0 * ratio.high,
        **shares, "tied": (change == 0.0).mean(),
        "p": chance.p, "p_holm": chance.holm, "deviation": spread, "pairs_for_skewness": pairs_for_skewness(change),
        "detectable": least, "detectable_percent": 100.0 * least / abs(before.mean()) if not math.isnan(ratio.estimate) else math.nan,
        "below": below(change, pilot, chance.holm),
    }  # fmt: skip


def _share(which: npt.NDArray[np.bool_], sign: float) -> float:
    return math.nan if math.isnan(sign) else float(which.mean())


def below(change: Array, pilot: int = 0, p_holm: float = 0.0) -> str:
    """Why the mean of paired differences is not clear; empty where it is: the one definition of clear in a comparison.

    Parameters
    ----------
    change : numpy.ndarray
        Differences, one for each pair.
    pilot : int
        First pairs that decided on the number of pairs; 0 where that was fixed.
    p_holm : float
        Its p-value, adjusted for all differences that are read together; 0 where it stands alone.
    """
    if not change.any():
        return UNCHANGED
    if mean_interval(change, pilot).includes(0.0):
        return ZERO
    if abs(float(change.mean())) < detectable(deviation(change), len(change)):
        return SMALL
    return "" if certainty.together(p_holm) else TOGETHER
