"""Arrivals of founders: by address, at the rate that was asked for, when people have heard of shops."""

from __future__ import annotations

import zlib

import numpy as np
import pytest

from linkage_sim.population.arrivals import LARGEST_GROUP, draw_arrivals, group_sizes

MONTHS = 156
KEYS = np.array([zlib.crc32(f"village-{k}".encode()) for k in range(40_000)], np.uint32)
EVEN = np.full((2, MONTHS), 0.25)


def drawn(pull=0.001, keys=KEYS, seed=1, heard=EVEN, mean=3.0, province=None):
    province = np.zeros(len(keys), np.int64) if province is None else province
    return draw_arrivals(keys, seed, np.broadcast_to(np.float64(pull), len(keys)), province, heard, mean)


def test_as_many_have_one_as_the_rate_says():
    share = (drawn().month > 0).mean()
    assert share == pytest.approx(1 - np.exp(-0.001 * 0.25 * MONTHS), abs=4 * np.sqrt(share / len(KEYS)))


def test_first_arrivals_thin_out_as_an_exponential_does():
    month = drawn(pull=0.04).month
    first = np.array([((month > 0) & (month <= until)).mean() for until in (12, 60, MONTHS)])
    assert first == pytest.approx(1 - np.exp(-0.04 * 0.25 * np.array([12, 60, MONTHS])), abs=0.012)


def test_a_village_has_the_same_arrival_whatever_others_are_drawn():
    whole, some = drawn(pull=0.01), np.arange(0, len(KEYS), 7)
    part = drawn(pull=0.01, keys=KEYS[some])
    np.testing.assert_array_equal(whole.month[some], part.month)
    np.testing.assert_array_equal(whole.size[some], part.size)


def test_another_run_has_other_arrivals():
    assert (drawn(pull=0.01, seed=2).month != drawn(pull=0.01).month).mean() > 0.3


def test_nobody_comes_before_anybody_has_heard_or_where_nothing_pulls():
    late = EVEN.copy()
    late[0, :60] = 0.0
    month = drawn(pull=0.01, heard=late).month
    assert month[month > 0].min() == 61
    assert drawn(pull=0.0).month.max() == drawn(pull=0.0).size.max() == 0


def test_provinces_hear_at_their_own_time():
    heard = np.vstack([np.full(MONTHS, 0.5), np.full(MONTHS, 0.05)])
    province = np.arange(len(KEYS)) % 2
    come = drawn(pull=0.001, heard=heard, province=province).month > 0
    assert come[province == 0].mean() > 8 * come[province == 1].mean()


def test_more_pull_never_means_later():
    slow, fast = drawn(pull=0.002).month, drawn(pull=0.02).month
    both = (slow > 0) & (fast > 0)
    assert (fast[both] <= slow[both]).all()
    assert (fast[slow > 0] > 0).all()


@pytest.mark.parametrize("mean", [1.0, 2.0, 3.0])
def test_groups_are_as_large_as_asked_and_unequal(mean):
    sizes = group_sizes((np.arange(20_000) + 0.5) / 20_000, mean)
    assert sizes.min() == 1
    assert sizes.max() <= LARGEST_GROUP
    assert sizes.mean() == pytest.approx(mean, rel=0.05)
    assert np.median(sizes) <= mean
    assert sizes.max() >= 3 * mean - 2  # a few are many


def test_only_who_has_an_arrival_has_a_group():
    found = drawn(pull=0.005)
    assert ((found.month > 0) == (found.size > 0)).all()
