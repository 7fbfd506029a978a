"""How many replicates a wanted precision takes: Stein's two stages, at the point that needs most."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from .ledger import SUCCEEDED

if TYPE_CHECKING:
    import pandas as pd

    from ..design.declared import Precision


def replicates_for(outcomes: pd.DataFrame, wanted: Precision, pilot: int) -> int:
    """Replicates at which the mean of an outcome is known to its half width at every point.

    Parameters
    ----------
    outcomes : pandas.DataFrame
        A row per point and replicate.
    wanted : Precision
        The outcome and the half of its 95 % interval.
    pilot : int
        First replicates, whose spread decides. Later ones must not: an interval that is looked at again and again until it is narrow
        covers less often than it says (Stein 1945; Chow and Robbins 1965).

    Returns
    -------
    int
        At least the pilot's number.
    """
    from scipy.stats import t

    first = outcomes[(outcomes["replicate"] < pilot) & (outcomes["state"] == SUCCEEDED)]
    spread = first.groupby("design")[wanted.outcome].agg(["std", "count"])
    spread = spread[spread["count"] > 1]
    if spread.empty:
        return pilot
    factor = t.ppf(0.975, spread["count"] - 1) * spread["std"] / wanted.half_width
    return max(pilot, math.ceil(float((factor**2).max())))
