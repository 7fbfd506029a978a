"""Weighted quantiles, shares, correlations and distances from the uniform."""

from __future__ import annotations

import math

import numpy as np
import pytest

from linkage_sim.experiments.ensemble.weighted import apart_from_uniform, correlation, quantiles, share


def test_equal_weights_give_ordinary_quantiles_and_doubled_ones_those_of_copies():
    values = np.array([3.0, 1.0, 2.0, 5.0, 4.0])
    assert quantiles(values, np.ones(5), (0.5,)) == [3.0]
    assert quantiles(values, np.array([1.0, 1, 1, 6, 1]), (0.5,))[0] > 4.0


def test_a_share_leaves_out_what_is_not_known_and_says_how_much_is():
    assert share(np.array([1.0, 0.0, math.nan, 1.0]), np.array([1.0, 1.0, 2.0, 2.0])) == (0.75, pytest.approx(4 / 6))
    assert math.isnan(share(np.array([math.nan]), np.ones(1))[0])


def test_correlations_are_those_of_numpy_for_equal_weights():
    values = np.random.default_rng(1).normal(size=(50, 3))
    assert correlation(values, np.ones(50)) == pytest.approx(np.corrcoef(values.T))


def test_the_distance_from_the_uniform_is_none_for_it_and_large_for_a_heap():
    even = (np.arange(200) + 0.5) / 200
    assert apart_from_uniform(even, np.ones(200)) < 0.01
    assert apart_from_uniform(np.full(200, 0.9), np.ones(200)) == pytest.approx(0.9)
