"""What the targets tell of each parameter: how far its posterior differs from its prior, and which parameters trade off."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import TYPE_CHECKING

from ..ensemble.ensemble import Ensemble
from ..ensemble.weighted import apart_from_uniform, correlation, quantiles

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

PRIOR_WIDTH = 0.5  # of the middle half of a uniform prior over the unit interval
SURE = 0.5  # width of the posterior's middle half over the prior's, below which a parameter is identified
LEVEL = 1.63  # quantile of Kolmogorov's distribution at 1 %, to be divided by the root of the effective sample
OUTER, MOST = 0.1, 0.5  # a posterior with most of its weight in an outer tenth of the prior is held by the range, not by the targets
CHANCE = 0.05  # of ensembles of independent parameters, the share in which any pair at all would be named


def identified(ensemble: Ensemble) -> pd.DataFrame:
    """How much the targets tell of each parameter.

    Returns
    -------
    DataFrame
        A row per factor, the most identified first: path, low and high end of the prior, median and 90 % interval of the posterior,
        ``width`` (middle half of the posterior over that of the prior), ``ks`` (largest distance of the two distribution functions),
        ``noise`` (a distance that chance alone exceeds once in a hundred times), and ``told``: yes, partly, no, or edge where most of
        the posterior lies in an outer tenth of the prior, so that the range tells as much as the targets do.
    """
    import numpy as np
    import pandas as pd

    weights = ensemble.weights.to_numpy()
    size = effective_size(ensemble)
    rows = []
    for name, column in ensemble.places.items():
        at = column.to_numpy()
        q1, q3 = quantiles(at, weights, (0.25, 0.75))
        low, middle, high = quantiles(ensemble.values[str(name)].to_numpy(), weights, (0.05, 0.5, 0.95))
        factor = ensemble.data.factors[str(name)]
        width, ks, noise = (q3 - q1) / PRIOR_WIDTH, apart_from_uniform(at, weights), LEVEL / float(np.sqrt(size))
        told = "no" if ks < noise else "edge" if _at_an_end(at, weights) else "yes" if width < SURE else "partly"
        rows.append((str(name), factor.path, factor.range[0], factor.range[-1], low, middle, high, width, ks, noise, told))
    columns = ["factor", "path", "prior_low", "prior_high", "low", "median", "high", "width", "ks", "noise", "told"]
    return pd.DataFrame(rows, columns=columns).sort_values(["ks", "factor"], ascending=[False, True], ignore_index=True)


def _at_an_end(at: npt.NDArray[np.float64], weights: npt.NDArray[np.float64]) -> bool:
    """Whether most of the posterior lies in the lowest or in the highest tenth of the prior."""
    return max(float(weights[at <= OUTER].sum()), float(weights[at >= 1.0 - OUTER].sum())) > MOST


def effective_size(ensemble: Ensemble) -> float:
    """How many members of equal weight would tell as much (Kish)."""
    return 1.0 / float((ensemble.weights**2).sum())


def chance_correlation(ensemble: Ensemble) -> float:
    """Largest correlation that chance leaves among all pairs in 19 of 20 ensembles of this size (Fisher's z, Bonferroni)."""
    factors = ensemble.values.shape[1]
    pairs, size = factors * (factors - 1) // 2, effective_size(ensemble)
    if pairs == 0 or size <= 4.0:
        return 1.0
    return math.tanh(NormalDist().inv_cdf(1.0 - CHANCE / 2.0 / pairs) / math.sqrt(size - 3.0))


def ridges(ensemble: Ensemble) -> pd.DataFrame:
    """Pairs of parameters that trade off: correlations in the posterior, of places in the prior, that are beyond chance."""
    import pandas as pd

    names, least = list(ensemble.values.columns), chance_correlation(ensemble)
    found = correlation(ensemble.places.to_numpy(), ensemble.weights.to_numpy())
    rows = [(names[i], names[j], float(found[i, j])) for i in range(len(names)) for j in range(i) if abs(found[i, j]) >= least]
    frame = pd.DataFrame(rows, columns=["one", "other", "correlation"])
    return frame.sort_values("correlation", key=abs, ascending=False, ignore_index=True)
