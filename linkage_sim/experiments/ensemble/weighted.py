"""Quantiles, shares and distances of weighted samples."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

INTERVAL = (0.05, 0.95)
"""The 90 % interval."""


def quantiles(values: Floats, weights: Floats, at: Sequence[float]) -> list[float]:
    """Weighted quantiles: places on the line through the middles of the weights' steps; with equal weights, Hazen's."""
    import numpy as np

    order = np.argsort(values, kind="stable")
    known, heavy = np.asarray(values, dtype=float)[order], np.asarray(weights, dtype=float)[order]
    places = (np.cumsum(heavy) - heavy / 2) / heavy.sum()
    return [float(place) for place in np.interp(at, places, known)]


def share(shown: Floats, weights: Floats) -> tuple[float, float]:
    """Weighted mean of what is known of 0 and 1, and which part of the weight is known; not a number if nothing is."""
    import numpy as np

    known = np.isfinite(shown)
    heavy = np.where(known, weights, 0.0)
    if not heavy.sum() > 0:
        return float("nan"), 0.0
    return float((np.where(known, shown, 0.0) * heavy).sum() / heavy.sum()), float(heavy.sum() / np.sum(weights))


def correlation(values: Floats, weights: Floats) -> Floats:
    """Weighted correlations of columns."""
    import numpy as np

    apart = values - weights @ values / weights.sum()
    covariance = (weights[:, None] * apart).T @ apart / weights.sum()
    spread = np.sqrt(np.maximum(np.diag(covariance), 1e-300))
    return np.asarray(covariance / np.outer(spread, spread))


def apart_from_uniform(places: Floats, weights: Floats) -> float:
    """Largest distance of a weighted sample's distribution function from that of the uniform one (Kolmogorov and Smirnov)."""
    import numpy as np

    order = np.argsort(places, kind="stable")
    steps = np.cumsum(weights[order]) / weights.sum()
    before = np.concatenate([[0.0], steps[:-1]])
    return float(np.maximum(np.abs(steps - places[order]), np.abs(before - places[order])).max())
