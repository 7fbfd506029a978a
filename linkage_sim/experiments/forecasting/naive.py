"""Naive forecasts of a short series of counts: curves that know nothing of villages, to put beside the model."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ...errors import LinkageError

Array = npt.NDArray[np.float64]
CEILING = 1000.0  # the capacity is at most so many times the largest count
STEEPNESS = (0.3, 0.7, 1.5, 3.0, 6.0)  # a year: least squares start from each, since one start may end in a hollow
FASTEST = 50.0  # growth in a year, in logs
NOT_EXPONENTIAL = "A steady rate of growth is assumed: where it slows, as here or later, the counts cannot say when it ends."
NOT_LOGISTIC = "The capacity rests on how much the last counts have slowed; counts that have hardly slowed fit any larger capacity."
NOT_BASS = (
    "The start is given, not found; four counts leave one degree of freedom, so that those who began by themselves, "
    "those who imitated and the market behind both trade off against each other."
)


@dataclass(frozen=True, eq=False)
class NaiveForecast:
    """A curve through a few counts.

    Attributes
    ----------
    curve : str
        ``exponential``, ``logistic`` or ``bass``.
    parameters : dict of str to float
        By name, in the order in which the curve takes them after the time; not a number where none were found.
    times, counts : array
        What it was fitted to.
    unknown : str
        What the counts cannot tell of the parameters.
    problem : str
        Why there is no curve, or what is wrong with it; empty where nothing is.
    """

    curve: str
    parameters: Mapping[str, float]
    times: Array
    counts: Array
    unknown: str
    problem: str = ""

    def predict(self, times: npt.ArrayLike) -> Array:
        """Counts at times in years; not a number where no curve was found."""
        return CURVES[self.curve](np.asarray(times, dtype=float), *self.parameters.values())

    @property
    def residuals(self) -> Array:
        """Counts less the curve."""
        return self.counts - self.predict(self.times)


def years(months: Sequence[str]) -> Array:
    """Ends of months "YYYY-MM" as years: counts of December 2013 were taken at 2014.0."""
    parts = [month.split("-") for month in months]
    return np.array([int(year) + int(month) / 12 for year, month in parts])


def exponential_curve(times: Array, level: float, growth: float, origin: float) -> Array:
    """The level at the origin, growing by a constant rate a year."""
    return level * np.exp(growth * (times - origin))


def logistic_curve(times: Array, capacity: float, growth: float, middle: float) -> Array:
    """Growth that slows as the capacity is used up; half of it at the middle."""
    from scipy.special import expit

    return capacity * np.asarray(expit(growth * (times - middle)))


def bass_curve(times: Array, market: float, innovation: float, imitation: float, start: float) -> Array:
    """All who have begun since the start, by themselves or after others (Bass 1969); none before."""
    passed = np.exp(-(innovation + imitation) * np.maximum(times - start, 0.0))
    return market * (1 - passed) / (1 + imitation / innovation * passed)


CURVES: dict[str, Callable[..., Array]] = {"exponential": exponential_curve, "logistic": logistic_curve, "bass": bass_curve}


def exponential(times: npt.ArrayLike, counts: npt.ArrayLike) -> NaiveForecast:
    """Fit an exponential by least squares of the logs: level at the first time, growth a year.

    Raises
    ------
    LinkageError
        Where times or counts cannot be fitted at all.
    """
    x, y = _checked(times, counts)
    growth, level = np.polyfit(x - x[0], np.log(y), 1)
    found = {"level": float(np.exp(level)), "growth": float(growth), "origin": float(x[0])}
    return NaiveForecast("exponential", found, x, y, NOT_EXPONENTIAL)


def logistic(times: npt.ArrayLike, counts: npt.ArrayLike, ceiling: float | None = None) -> NaiveForecast:
    """Fit a logistic curve by least squares of the counts: capacity, growth a year, the time of half the capacity.

    Parameters
    ----------
    times, counts : array_like
        Years, and what was counted.
    ceiling : float, optional
        Largest capacity (all villages, say); by default :data:`CEILING` times the largest count.
    """
    x, y = _checked(times, counts)
    top = ceiling or CEILING * y.max()
    reach = 20.0 * max(x[-1] - x[0], 1.0)
    bounds = ([0.5 * y.max(), 0.0, x[0] - reach], [top, FASTEST, x[-1] + reach])
    starts = [(y.max() * more, steep, x[-1]) for steep in STEEPNESS for more in (1.2, 5.0)]
    found, problem = _least_squares(logistic_curve, (x, y), starts, bounds)
    named = dict(zip(("capacity", "growth", "middle"), found, strict=True))
    return NaiveForecast("logistic", named, x, y, NOT_LOGISTIC, problem or _at_ceiling("capacity", named["capacity"], top))


def bass(times: npt.ArrayLike, counts: npt.ArrayLike, start: float | None = None, ceiling: float | None = None) -> NaiveForecast:
    """Fit the cumulative curve of Bass by least squares of the counts: market, innovation and imitation a year.

    Parameters
    ----------
    times, counts : array_like
        Years, and all who had begun by then.
    start : float, optional
        When nobody had begun; by default a year before the first count. A short series does not tell it.
    ceiling : float, optional
        Largest market; by default :data:`CEILING` times the largest count.
    """
    x, y = _checked(times, counts)
    begin, top = float(x[0] - 1.0 if start is None else start), ceiling or CEILING * y.max()
    if begin >= x[0]:
        raise LinkageError(f"The start {begin:g} is not before the first count, at {x[0]:g}. Give an earlier one.")

    def curve(at: Array, market: float, innovation: float, imitation: float) -> Array:
        return bass_curve(at, market, innovation, imitation, begin)

    starts = [(y.max() * more, early, steep) for steep in STEEPNESS for more in (1.2, 5.0) for early in (0.001, 0.05)]
    found, problem = _least_squares(curve, (x, y), starts, ([0.5 * y.max(), 1e-9, 0.0], [top, FASTEST, FASTEST]))
    named = dict(zip(("market", "innovation", "imitation"), found, strict=True))
    return NaiveForecast("bass", named | {"start": begin}, x, y, NOT_BASS, problem or _at_ceiling("market", named["market"], top))


def _checked(times: npt.ArrayLike, counts: npt.ArrayLike) -> tuple[Array, Array]:
    """Times in order and positive counts, at least three of them."""
    x, y = np.asarray(times, dtype=float), np.asarray(counts, dtype=float)
    if x.ndim != 1 or x.shape != y.shape or len(x) < 3:
        raise LinkageError("A naive forecast needs three counts or more, with a time for each.")
    if not (np.isfinite(x).all() and (np.diff(x) > 0).all()):
        raise LinkageError("The times of a naive forecast must increase.")
    if not (np.isfinite(y).all() and (y > 0).all()):
        raise LinkageError("The counts of a naive forecast must be above zero.")
    return x, y


def _least_squares(
    curve: Callable[..., Any], data: tuple[Array, Array], starts: Sequence[Sequence[float]], bounds: tuple[list[float], list[float]]
) -> tuple[list[float], str]:
    """The best of several fits; not a number, and why, where none has converged."""
    from scipy.optimize import OptimizeWarning, curve_fit

    x, y = data
    low, high = (np.asarray(side) for side in bounds)
    best, least = None, np.inf
    for start in starts:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", OptimizeWarning)  # no covariance where a bound is reached: said by _at_ceiling
            try:
                found, *_ = curve_fit(curve, x, y, np.clip(start, low, high), bounds=(low, high), x_scale="jac", max_nfev=4000,
                                      ftol=1e-12, xtol=1e-12, gtol=1e-12)  # fmt: skip
            except (RuntimeError, ValueError):  # not converged, or bounds that leave no room
                continue
        error = float(np.sum((curve(x, *found) - y) ** 2))
        if error < least:
            best, least = [float(value) for value in found], error
    if best is None:
        return [np.nan] * len(low), "Least squares did not converge from any start, so there is no curve."
    return best, ""


def _at_ceiling(name: str, value: float, top: float) -> str:
    """Say that the data set no upper end."""
    return f"The {name} lies at its bound of {top:,.0f}: the counts show no end of growth." if value > 0.99 * top else ""
