"""Statistics of pairs: two runs that share a seed share every draw that they have in common, so their difference is the datum.

Where the number of pairs was chosen by looking at the spread of the first pairs (see :mod:`.precision`), these are named as
``pilot``: intervals and p-values are then the wider of two, that from the pilot's spread and that from the spread of all.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Array = npt.NDArray[np.float64]

LEVEL = 0.95
POWER = 0.8
NOWHERE = math.nan


class Interval(NamedTuple):
    """An estimate with the ends of its 95 % interval; ends that are not numbers where the data allow for none."""

    estimate: float
    low: float
    high: float

    @property
    def half_width(self) -> float:
        """Half of its length."""
        return (self.high - self.low) / 2.0

    def includes(self, value: float) -> bool:
        """Whether a value lies inside; True where there are no ends, for then nothing is excluded."""
        return not (value < self.low or value > self.high)

    @property
    def upright(self) -> Interval:
        """A negative estimate as so much less."""
        return self if self.estimate >= 0.0 else Interval(-self.estimate, -self.high, -self.low)


def mean_interval(values: Array, pilot: int = 0, level: float = LEVEL) -> Interval:
    """Mean with Student's interval.

    Parameters
    ----------
    values : array
        One number for each pair.
    pilot : int
        How many of the first pairs decided how many were made; 0 where the number was fixed.
    level : float
        Coverage that is wanted.
    """
    mean = float(values.mean())
    half = max(student(size, level) * deviation(values[:size]) / math.sqrt(len(values)) for size in looks(len(values), pilot))
    return Interval(mean, mean - half, mean + half)


def p_value(values: Array, pilot: int = 0) -> float:
    """Two-sided p-value of Student's test that the mean is zero; agrees with :func:`mean_interval`."""
    from scipy.stats import t

    mean, n = abs(float(values.mean())), len(values)
    if n < 2:
        return 1.0
    errors = [(size, deviation(values[:size]) / math.sqrt(n)) for size in looks(n, pilot)]
    if all(error == 0.0 for _, error in errors):
        return float(mean == 0.0)
    return max(2.0 * float(t.sf(mean / error, size - 1)) for size, error in errors if error > 0.0)


def weighted_interval(values: Array, weights: Array, level: float = LEVEL) -> Interval:
    """Weighted mean with Student's interval.

    Parameters
    ----------
    values : array
        One number for each cluster: a parameter set with all of its runs, for example.
    weights : array
        Weight of each; with equal weights the interval is that of :func:`mean_interval`.
    level : float
        Coverage that is wanted.

    Notes
    -----
    The standard error is that of a weighted mean of independent values, the degrees of freedom those of Kish's effective number of values,
    the squared sum of the weights over the sum of their squares.
    """
    from scipy.stats import t

    mean, error, effective = _weighted(values, weights)
    half = float(t.ppf(0.5 + level / 2.0, effective - 1.0)) * error if math.isfinite(error) else math.inf
    return Interval(mean, mean - half, mean + half)


def weighted_p_value(values: Array, weights: Array) -> float:
    """Two-sided p-value that the weighted mean is zero; agrees with :func:`weighted_interval`."""
    from scipy.stats import t

    mean, error, effective = _weighted(values, weights)
    if error == 0.0:
        return float(mean == 0.0)
    return 2.0 * float(t.sf(abs(mean) / error, effective - 1.0)) if math.isfinite(error) else 1.0


def _weighted(values: Array, weights: Array) -> tuple[float, float, float]:
    """Weighted mean, its standard error, and the effective number of values."""
    shares = weights / weights.sum()
    mean, effective = float(shares @ values), 1.0 / float(shares @ shares)
    if effective <= 1.0 + 1e-9:
        return mean, math.inf, 1.0
    variance = float(shares**2 @ (values - mean) ** 2) * effective / (effective - 1.0)
    return mean, math.sqrt(variance), effective


def looks(pairs: int, pilot: int) -> tuple[int, ...]:
    """How many of the first pairs a spread is taken from, each in turn."""
    return (pilot, pairs) if 1 < pilot < pairs else (pairs,)


def deviation(values: Array) -> float:
    """Standard deviation; that of a single value is not known and taken for endless."""
    return float(values.std(ddof=1)) if len(values) > 1 else math.inf


def skewness(values: Array) -> float:
    """Skewness, adjusted for the number of values (Fisher and Pearson); 0 where it cannot be told."""
    n, away = len(values), values - values.mean()
    spread, third = float(values.std()), float((away**3).mean())
    return third / spread**3 * math.sqrt(n * (n - 1.0)) / (n - 2.0) if n > 2 and spread > 0.0 else 0.0


def pairs_for_skewness(values: Array) -> int:
    """Pairs from which Student's interval can be trusted though the differences are skewed.

    Cochran's rule as sharpened by Sugden, Smith and Jones (2000), Journal of the Royal Statistical Society B 62: 28 + 25 times the
    squared skewness.
    """
    return math.ceil(28.0 + 25.0 * skewness(values) ** 2)


@cache
def student(pairs: int, level: float = LEVEL) -> float:
    """Half-width of Student's interval in standard errors, for a spread taken from so many pairs; endless for fewer than two."""
    from scipy.stats import t

    return float(t.ppf(0.5 + level / 2.0, pairs - 1)) if pairs > 1 else math.inf


def holm(p_values: Sequence[float]) -> list[float]:
    """P-values adjusted for their number, so that at most one family in twenty holds a false alarm below 0.05 (Holm 1979)."""
    order = sorted(range(len(p_values)), key=lambda k: p_values[k])
    adjusted, highest = [0.0] * len(p_values), 0.0
    for rank, k in enumerate(order):
        highest = max(highest, min(1.0, (len(p_values) - rank) * p_values[k]))
        adjusted[k] = highest
    return adjusted


def detectable(spread: float, pairs: int, power: float = POWER, level: float = LEVEL) -> float:
    """Smallest true difference that this number of pairs would detect.

    Parameters
    ----------
    spread : float
        Standard deviation of the paired differences.
    pairs : int
        Number of pairs.
    power : float
        Probability with which the difference is to be found different from zero.
    level : float
        One less the two-sided error of the test.

    Returns
    -------
    float
        In the unit of ``spread``; infinite for fewer than two pairs. From the noncentral t distribution.
    """
    from scipy.optimize import brentq
    from scipy.stats import nct

    if pairs < 2:
        return math.inf
    if spread == 0.0:
        return 0.0
    critical = student(pairs, level)
    shift = brentq(lambda x: float(nct.sf(critical, pairs - 1, x)) - power, 0.0, 10.0 + 2.0 * critical)
    return float(shift) * spread / math.sqrt(pairs)


def ratio_interval(above: Array, below: Array, pilot: int = 0, level: float = LEVEL) -> Interval:
    """Ratio of two paired means, with Fieller's interval.

    It holds those ratios r for which the mean of ``above - r * below`` does not differ from zero, so that it excludes zero
    exactly where the mean of ``above`` does.

    Parameters
    ----------
    above, below : array
        Numerator and denominator, a number for each pair.
    pilot, level
        As for :func:`mean_interval`.

    Returns
    -------
    Interval
        Not a number throughout where the interval of the denominator includes zero, for then any ratio may be.

    Notes
    -----
    Fieller (1954), "Some problems in interval estimation"; for costs and effects, Willan and O'Brien (1996).
    """
    found = [_fieller(above, below, size, level) for size in looks(len(above), pilot)]
    if any(math.isnan(one.estimate) for one in found):
        return Interval(NOWHERE, NOWHERE, NOWHERE)
    return Interval(found[0].estimate, min(one.low for one in found), max(one.high for one in found))


def _fieller(above: Array, below: Array, size: int, level: float) -> Interval:
    """Fieller's interval with the spread of the first ``size`` pairs: the roots of a quadratic equation in the ratio."""
    x, y = float(above.mean()), float(below.mean())
    factor = student(size, level) ** 2 / len(above)
    a = y * y - factor * _covariance(below[:size], below[:size])
    if not a > 0.0:
        return Interval(NOWHERE, NOWHERE, NOWHERE)
    b = x * y - factor * _covariance(above[:size], below[:size])
    c = x * x - factor * _covariance(above[:size], above[:size])
    root = math.sqrt(max(b * b - a * c, 0.0))
    return Interval(x / y, (b - root) / a, (b + root) / a)


def _covariance(one: Array, other: Array) -> float:
    if len(one) < 2:
        return math.inf
    return float(((one - one.mean()) * (other - other.mean())).sum() / (len(one) - 1))
