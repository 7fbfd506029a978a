"""An emulator of runs: a Gaussian process with the chance of single runs, and what runs of a dearer model differ from it."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Numbers = npt.NDArray[np.int64]

FOLDS, RESTARTS = 5, 1


def emulate(places: Floats, values: Floats, at: Floats) -> tuple[Floats, Floats, float]:
    """Fit a Gaussian process to runs; return its mean, its own error and the chance of single runs (sigmas), at other places."""
    import numpy as np

    process = _process(places.shape[1], RESTARTS)
    middle, scale = float(values.mean()), max(float(values.std()), 1e-9)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that a length lies at its bound: a factor that does not matter has a long one
        process.fit(places, (values - middle) / scale)
    noise = float(process.kernel_.k2.noise_level)
    mean, error = process.predict(at, return_std=True)
    own = np.sqrt(np.maximum(error**2 - noise, 0.0))
    return middle + scale * mean, scale * own, scale * math.sqrt(noise)


def foretold(places: Floats, values: Floats) -> float:
    """Return the share of the variance between runs that the emulator foretells of runs it has not seen."""
    import numpy as np
    from sklearn.model_selection import KFold, cross_val_predict

    scale = float(values.std())
    if scale == 0.0:
        return float("nan")
    known = (values - values.mean()) / scale
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        told = cross_val_predict(_process(places.shape[1], 0), places, known, cv=KFold(FOLDS, shuffle=True, random_state=1))
    return 1.0 - float(np.mean((known - told) ** 2))


def _process(factors: int, restarts: int) -> Any:
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel

    smooth = ConstantKernel(1.0, (1e-2, 1e3)) * RBF([1.0] * factors, (0.2, 50.0))
    return GaussianProcessRegressor(smooth + WhiteKernel(0.1, (1e-4, 2.0)), n_restarts_optimizer=restarts, random_state=1)


def differences(off: Floats, of: Numbers, wanted: Sequence[int]) -> tuple[Floats, float]:
    """Return by how much runs of each behaviour are off, and the chance of a single run.

    Behaviours are random effects: the mean of one's runs is drawn to that of all runs, the more the less of the spread lies between
    behaviours (best linear unbiased prediction: Robinson 1991, Statistical Science 6, 15-32). Where no behaviour has two runs all are
    moved alike, and the whole spread counts as chance.

    Parameters
    ----------
    off : array of shape (runs,)
        How far each run is off, on the scale of the logarithm.
    of : array of shape (runs,)
        Number of its behaviour.
    wanted : sequence of int
        Behaviours for which it is asked; one that has no run is moved by the mean of all.

    Returns
    -------
    moved : array of shape (wanted,)
        On the scale of the logarithm, as all of these.
    noise : float
        Standard deviation of a single run around it.
    """
    import numpy as np

    known, number, count = np.unique(of, return_inverse=True, return_counts=True)
    middle = float(off.mean())
    if len(off) == len(known):
        return np.full(len(wanted), middle), float(off.std(ddof=1))
    means = np.bincount(number, weights=off) / count
    within = float(((off - means[number]) ** 2).sum() / (len(off) - len(known)))
    between = max(float(means.var(ddof=1) - (within / count).mean()), 0.0) if len(known) > 1 else 0.0
    kept_part = between / (between + within / count) if between > 0.0 else np.zeros(len(known))
    own = dict(zip(known.tolist(), (kept_part * (means - middle)).tolist(), strict=True))
    left = between * float(1.0 - kept_part.mean())
    return middle + np.array([own.get(one, 0.0) for one in wanted]), math.sqrt(within + left)
