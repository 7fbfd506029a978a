from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from linkage_sim.experiments.analysis.statistics import (
    Interval,
    detectable,
    holm,
    mean_interval,
    p_value,
    pairs_for_skewness,
    ratio_interval,
    skewness,
)


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(7)


def test_the_interval_and_p_value_of_a_mean_are_students(rng):
    values = rng.normal(0.4, 2.0, 25)
    theirs = stats.ttest_1samp(values, 0.0)
    low, high = theirs.confidence_interval(0.95)
    assert mean_interval(values) == pytest.approx((values.mean(), low, high))
    assert p_value(values) == pytest.approx(theirs.pvalue)


@pytest.mark.parametrize("seed", range(30))
def test_the_p_value_is_below_5_percent_exactly_where_the_interval_leaves_zero(seed):
    values = np.random.default_rng(seed).normal(0.5, 1.0, 18)
    for pilot in (0, 6):
        assert (p_value(values, pilot) < 0.05) == (not mean_interval(values, pilot).includes(0.0))


def test_with_a_pilot_the_wider_of_two_intervals_counts(rng):
    calm, wild = rng.normal(0, 1, 10), rng.normal(0, 9, 30)
    for first, last in ((calm, wild), (wild, calm)):
        values = np.concatenate([first, last])
        halves = [stats.t.ppf(0.975, len(part) - 1) * part.std(ddof=1) / math.sqrt(40) for part in (first, values)]
        assert mean_interval(values, pilot=len(first)).half_width == pytest.approx(max(halves))


def test_one_pair_alone_tells_nothing():
    one = np.array([3.0])
    assert mean_interval(one) == (3.0, -math.inf, math.inf)
    assert p_value(one) == 1.0
    assert detectable(1.0, 1) == math.inf
    assert math.isnan(ratio_interval(one, one).low)


def test_differences_that_are_all_the_same_are_known_exactly():
    assert mean_interval(np.full(5, 2.0)) == (2.0, 2.0, 2.0)
    assert p_value(np.full(5, 2.0)) == 0.0
    assert p_value(np.zeros(5)) == 1.0
    assert detectable(0.0, 5) == 0.0


def test_an_interval_without_ends_excludes_nothing():
    assert Interval(math.nan, math.nan, math.nan).includes(0.0)
    assert not Interval(2.0, 1.0, 3.0).includes(0.0)


@pytest.mark.parametrize(
    ("given", "adjusted"), [([0.01, 0.04, 0.03, 0.005], [0.03, 0.06, 0.06, 0.02]), ([0.9, 0.5], [1.0, 1.0]), ([0.02], [0.02]), ([], [])]
)
def test_holm_adjusts_for_the_number_of_tests(given, adjusted):
    assert holm(given) == pytest.approx(adjusted)


@pytest.mark.parametrize("pairs", [5, 12, 40])
def test_the_detectable_difference_is_found_in_four_of_five_comparisons(pairs, rng):
    spread, repetitions = 3.0, 20_000
    values = rng.normal(detectable(spread, pairs), spread, (repetitions, pairs))
    found = stats.ttest_1samp(values, 0.0, axis=1).pvalue < 0.05
    assert found.mean() == pytest.approx(0.8, abs=0.01)


def test_the_detectable_difference_falls_with_the_root_of_the_pairs():
    assert detectable(2.0, 400) / detectable(2.0, 1600) == pytest.approx(2.0, rel=0.01)
    assert detectable(2.0, 1000) == pytest.approx((1.96 + 0.8416) * 2.0 / math.sqrt(1000), rel=0.003)


def test_the_interval_of_a_ratio_covers_it(rng):
    """Fieller's interval is exact for normal pairs: 2,000 intervals of 95 % miss the truth in 100 +- 30."""
    truth, missed = -0.5, 0
    for _ in range(2000):
        below = rng.normal(10.0, 6.0, 20)
        above = truth * below + rng.normal(0.0, 2.0, 20)
        found = ratio_interval(above, below)
        missed += not (found.low <= truth <= found.high)
    assert missed == pytest.approx(100, abs=30)


@pytest.mark.parametrize("seed", range(30))
def test_a_ratio_excludes_zero_exactly_where_its_numerator_does(seed):
    rng = np.random.default_rng(seed)
    above, below = rng.normal(0.4, 1.0, 20), rng.normal(5.0, 1.0, 20)
    for pilot in (0, 8):
        assert ratio_interval(above, below, pilot).includes(0.0) == mean_interval(above, pilot).includes(0.0)


def test_a_ratio_to_about_nothing_is_no_number():
    above, below = np.array([1.0, 2.0, 3.0]), np.array([-1.0, 0.5, 1.0])
    assert all(math.isnan(end) for end in ratio_interval(above, below))


def test_a_change_that_is_always_the_same_share_is_known_exactly(rng):
    """In units it varies with the baseline, in per cent it does not: that is what Fieller's interval is for."""
    below = rng.lognormal(0.0, 0.5, 40)
    found = ratio_interval(-0.2 * below, below)
    assert found == pytest.approx((-0.2, -0.2, -0.2))


def test_skewness_is_the_adjusted_one(rng):
    values = rng.exponential(1.0, 30)
    assert skewness(values) == pytest.approx(stats.skew(values, bias=False))
    assert pairs_for_skewness(values) == math.ceil(28 + 25 * stats.skew(values, bias=False) ** 2)
    assert skewness(np.ones(9)) == skewness(np.array([1.0, 2.0])) == 0.0
