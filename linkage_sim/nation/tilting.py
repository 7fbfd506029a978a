"""Gradients that keep a mean: poor counties lie behind the others of their province, and the province stays what the table says."""

from __future__ import annotations

import numpy as np

from .draws import Array


def odds_behind(mean: Array, part: Array, ratio: float) -> tuple[Array, Array]:
    """Return the share in ordinary places and in those behind, so that together they have the mean.

    Parameters
    ----------
    mean : array of float
        Mean share.
    part : array of float
        Part of the places that lie behind.
    ratio : float
        Odds in a place behind, over those in an ordinary one.

    Returns
    -------
    tuple of array of float
        Share in an ordinary place, and in one behind.
    """
    mean = np.clip(mean, 1e-9, 1.0 - 1e-9)
    square, line = ratio * (1.0 - mean), part * ratio + (1.0 - part) - mean * (1.0 + ratio)
    odds = (np.sqrt(line * line + 4.0 * square * mean) - line) / (2.0 * square)
    return odds / (1.0 + odds), ratio * odds / (1.0 + ratio * odds)


def times_behind(part: Array, factor: float) -> tuple[Array, Array]:
    """Return the factors of ordinary places and of those behind, with a ratio ``factor`` and a mean of one."""
    ordinary = 1.0 / np.maximum(1.0 - part + part * factor, np.finfo(float).tiny)
    return ordinary, factor * ordinary


def at_odds(share: Array, shift: Array) -> Array:
    """Return shares whose log odds are shifted."""
    odds = share / (1.0 - share) * np.exp(shift)
    moved: Array = odds / (1.0 + odds)
    return moved
