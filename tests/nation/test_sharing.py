"""What is shared out adds up, keeps its bounds, and does not depend on the groups beside it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage_sim.nation.products import Chances, Niches
from linkage_sim.nation.sharing import shared_out
from linkage_sim.nation.tilting import odds_behind, times_behind

MEMBER = st.tuples(st.floats(1e-3, 1e3), st.integers(0, 50), st.integers(0, 500))
GROUP = st.tuples(st.lists(MEMBER, min_size=1, max_size=12), st.floats(0, 1))


def shared(groups):
    members = [member for group, _ in groups for member in group]
    weights = np.array([weight for weight, _, _ in members])
    low = np.array([least for _, least, _ in members])
    high = low + np.array([more for _, _, more in members])
    sizes = np.array([len(group) for group, _ in groups])
    first = np.cumsum(sizes) - sizes
    least, most = np.add.reduceat(low, first), np.add.reduceat(high, first)
    totals = least + np.floor((most - least) * [part for _, part in groups]).astype(np.int64)
    return shared_out(totals, weights, low, high, sizes), totals, low, high, first, sizes


@given(st.lists(GROUP, min_size=1, max_size=6))
def test_parts_add_up_within_their_bounds(groups) -> None:
    parts, totals, low, high, first, _ = shared(groups)
    assert np.add.reduceat(parts, first).tolist() == totals.tolist()
    assert (parts >= low).all()
    assert (parts <= high).all()


@given(st.lists(GROUP, min_size=2, max_size=6))
def test_a_group_alone_is_the_group_among_others(groups) -> None:
    together, _, _, _, first, sizes = shared(groups)
    for k, group in enumerate(groups):
        assert shared([group])[0].tolist() == together[first[k] : first[k] + sizes[k]].tolist()


def test_parts_are_in_proportion() -> None:
    parts = shared_out(np.array([100]), np.array([1.0, 2.0, 7.0]), np.zeros(3, int), np.full(3, 1000), np.array([3]))
    assert parts.tolist() == [10, 20, 70]


@given(st.floats(0.01, 0.99), st.floats(0, 1), st.floats(0.05, 20))
def test_those_behind_and_the_others_keep_the_mean(mean: float, part: float, ratio: float) -> None:
    ordinary, behind = odds_behind(np.array([mean]), np.array([part]), ratio)
    assert part * behind + (1 - part) * ordinary == pytest.approx(mean)
    assert behind / (1 - behind) == pytest.approx(ratio * ordinary / (1 - ordinary))
    ordinary, behind = times_behind(np.array([part]), ratio)
    assert part * behind + (1 - part) * ordinary == pytest.approx(1.0)


def test_without_goods_nothing_is_made_that_needs_them() -> None:
    niches = Niches(("grain-01", "clothing-01"), np.ones(2), np.array([0.5, 0.5]), np.array([0.0, 1.0]))
    drawn = Chances(niches, np.array([0.0, 1.0])).drawn(np.array([0, 0, 1, 1]), np.array([0.1, 0.9, 0.1, 0.9]))
    assert drawn.tolist() == [0, 0, 0, 1]


def test_however_little_those_behind_have_all_is_finite() -> None:
    assert np.isfinite(times_behind(np.array([0.5, 1.0]), 5e-324)).all()
