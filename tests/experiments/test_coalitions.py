from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from linkage_sim.experiments.analysis.attribution.coalitions import (
    alone,
    count_players,
    interactions,
    joined,
    linkage,
    linkage_beside,
    needed,
    shapley,
    total,
)

FOUR = arrays(np.float64, (16, 2), elements=st.integers(-1000, 1000).map(float))
THREE = arrays(np.float64, (8, 2), elements=st.integers(-1000, 1000).map(float))


def game(players, value):
    """A game from a function of the set of players that take part."""
    return np.array([[value({i for i in range(players) if coalition >> i & 1})] for coalition in range(1 << players)], dtype=float)


def unanimity(players, needed_ones):
    return game(players, lambda who: float(needed_ones <= who))


def by_orders(values):
    """Shapley value by its definition: the mean over all orders of arrival."""
    players = count_players(values)
    shares = np.zeros((players, values.shape[1]))
    orders = list(permutations(range(players)))
    for order in orders:
        here = 0
        for player in order:
            shares[player] += values[here | 1 << player] - values[here]
            here |= 1 << player
    return shares / len(orders)


def test_glove_game():
    """Two left gloves and one right glove; a pair is worth 1 (Shapley 1953 and every textbook): 1/6, 1/6, 2/3."""
    gloves = game(3, lambda who: float(2 in who and len(who) > 1))
    assert shapley(gloves)[:, 0] == pytest.approx([1 / 6, 1 / 6, 2 / 3])


def test_airport_game():
    """Littlechild and Owen (1973): each pays its part of every stretch of the runway that it needs; costs 8, 11, 13, 18."""
    costs = (8, 11, 13, 18)
    airport = game(4, lambda who: float(max((costs[i] for i in who), default=0)))
    assert shapley(airport)[:, 0] == pytest.approx([2, 3, 4, 9])


def test_security_council():
    """Five members with a veto, ten without, nine votes needed; Shapley and Shubik's index is 0.1963 and 0.001865."""
    shares = shapley(game(15, lambda who: float({0, 1, 2, 3, 4} <= who and len(who) >= 9)))[:, 0]
    assert shares[:5] == pytest.approx([0.1963] * 5, abs=5e-5)
    assert shares[5:] == pytest.approx([0.001865] * 10, abs=5e-7)


def test_majority_game_has_equal_shares_and_no_interaction_on_balance():
    """Of three voters two must agree: two who agree need no third (+1), and replace each other beside him (-1)."""
    majority = game(3, lambda who: float(len(who) >= 2))
    assert shapley(majority)[:, 0] == pytest.approx([1 / 3] * 3)
    assert [values[0] for values in interactions(majority).values()] == pytest.approx([0.0] * 3)


@pytest.mark.parametrize(("players", "team"), [(5, {0, 1, 2, 3, 4}), (5, {1, 3}), (5, {0, 2, 4}), (2, {0, 1}), (4, {1, 2, 3})])
def test_unanimity_game(players, team):
    """All of a team are needed: each member gets 1/t, and each pair in it interacts by 1/(t-1) (Grabisch and Roubens 1999)."""
    needs_all = unanimity(players, team)
    assert shapley(needs_all)[:, 0] == pytest.approx([1 / len(team) if i in team else 0.0 for i in range(players)])
    for (one, two), values in interactions(needs_all).items():
        assert values[0] == pytest.approx(1 / (len(team) - 1) if {one, two} <= team else 0.0)
    assert linkage(needs_all)[0] == 1.0
    assert list(needed(needs_all)[:, 0]) == [1.0 if i in team else 0.0 for i in range(players)]


@given(st.lists(st.integers(-1000, 1000), min_size=1, max_size=6), st.integers(-1000, 1000))
def test_an_additive_game_has_no_interaction_and_no_linkage(worth, none):
    additive = game(len(worth), lambda who: float(none + sum(worth[i] for i in who)))
    assert shapley(additive)[:, 0] == pytest.approx(worth, abs=1e-9)
    assert list(alone(additive)[:, 0]) == list(needed(additive)[:, 0]) == worth
    assert linkage(additive)[0] == 0.0
    assert all(values[0] == 0.0 for values in interactions(additive).values())


@given(FOUR)
def test_it_is_the_mean_over_all_orders(values):
    assert shapley(values) == pytest.approx(by_orders(values), abs=1e-9)


@given(FOUR)
def test_efficiency_shares_sum_to_the_total(values):
    assert shapley(values).sum(axis=0) == pytest.approx(total(values), abs=1e-9)


@given(THREE)
def test_a_dummy_gets_exactly_nothing_and_interacts_with_nobody(values):
    dummy = joined(values, values)  # the last player changes nothing
    assert (shapley(dummy)[3] == 0.0).all()
    assert shapley(dummy)[:3] == pytest.approx(shapley(values), abs=1e-9)
    assert all((found == 0.0).all() for pair, found in interactions(dummy).items() if 3 in pair)


@given(THREE)
def test_symmetric_players_get_equal_shares(values):
    swapped = values[[0, 2, 1, 3, 4, 6, 5, 7]]  # players 0 and 1 change places
    symmetric = values + swapped
    shares, pairs = shapley(symmetric), interactions(symmetric)
    assert shares[0] == pytest.approx(shares[1], abs=1e-9)
    assert pairs[0, 2] == pytest.approx(pairs[1, 2], abs=1e-9)


@given(FOUR, FOUR, st.integers(-10, 10))
def test_linearity(one, two, factor):
    for measure in (shapley, linkage, alone, needed):
        assert measure(one + factor * two) == pytest.approx(measure(one) + factor * measure(two), abs=1e-7)


@given(THREE, THREE)
def test_the_interaction_with_one_more_player_is_what_it_adds_to_the_share(without, with_it):
    """So that the tables need not show both."""
    found = interactions(joined(without, with_it))
    for player in range(3):
        assert found[player, 3] == pytest.approx((shapley(with_it) - shapley(without))[player], abs=1e-9)


@given(arrays(np.float64, (4, 3), elements=st.integers(-1000, 1000).map(float)))
def test_of_two_players_the_interaction_is_the_linkage(values):
    assert interactions(values)[0, 1] == pytest.approx(linkage(values))


def test_a_player_without_whom_nothing_happens_hides_the_linkage_of_the_others():
    """Two helpers that add up, but only for somebody who wants help: all of it is linkage, none of it is between the helpers."""
    wants = game(3, lambda who: 10.0 * len(who - {0}) if 0 in who else 0.0)
    assert linkage(wants)[0] == 20.0
    assert list(linkage_beside(wants)[:, 0]) == [0.0, 10.0, 10.0]


@given(THREE)
def test_the_linkage_of_two_beside_a_third_is_their_interaction_there(values):
    for third, (one, two) in enumerate(((1, 2), (0, 2), (0, 1))):
        a, b, c = 1 << one, 1 << two, 1 << third
        here = values[a | b | c] - values[a | c] - values[b | c] + values[c]
        assert linkage_beside(values)[third] == pytest.approx(here)


def test_columns_do_not_mix():
    values = np.array([[0.0, 5.0], [1.0, 5.0], [2.0, 5.0], [4.0, 6.0]])
    assert shapley(values)[:, 1] == pytest.approx([0.5, 0.5])
    assert shapley(values)[:, 0] == pytest.approx([1.5, 2.5])


@pytest.mark.parametrize("rows", [3, 5, 6, 7])
def test_a_game_without_some_coalition_is_none(rows):
    with pytest.raises(ValueError, match="coalitions, not"):
        count_players(np.zeros((rows, 1)))
