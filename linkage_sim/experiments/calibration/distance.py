"""How far runs are from the evidence: logarithms of ratios, in tolerances."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from .targets import Target

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd


def deviations(read: pd.DataFrame, targets: Sequence[Target]) -> pd.DataFrame:
    """How many tolerances each run is off each target.

    Parameters
    ----------
    read : DataFrame
        A row per run, a column per target's id.
    targets : sequence of Target
        The targets.

    Returns
    -------
    DataFrame
        ``log(value / bound) / log(factor)``: negative below, positive above, zero within a target's bounds.
    """
    import numpy as np

    off = {}
    for target in targets:
        low, high = target.bounds
        log = np.log(np.maximum(read[target.id].to_numpy(dtype=float), target.nothing))
        short = np.minimum(log - np.log(low), 0.0)
        over = np.maximum(log - np.log(high), 0.0) if np.isfinite(high) else np.zeros_like(log)
        off[target.id] = (short + over) / target.tolerance
    import pandas as pd

    return pd.DataFrame(off, index=read.index)


def distances(read: pd.DataFrame, targets: Sequence[Target]) -> npt.NDArray[np.float64]:
    """Distance of each parameter set from the evidence.

    The root of the mean square over targets, by their weights, and seeds, so that the spread between seeds counts as well as the bias: a
    set is near if single runs of it are near.

    Returns
    -------
    array
        One number per design, in their order; 1 is one tolerance.
    """
    import numpy as np

    weights = np.array([target.weight for target in targets])
    squares = (deviations(read, targets) ** 2 * (weights / weights.sum())).sum(axis=1)
    return np.asarray(np.sqrt(squares.groupby(level="design").mean().sort_index().to_numpy()))
