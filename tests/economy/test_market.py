from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage_sim.economy.market import (
    attraction,
    crowding,
    fulfilled,
    gross_margin,
    hands_needed,
    is_loss,
    joint_size,
    last_store_gain,
    market_share,
    new_reputation,
    noise,
    opening_chance,
    parcel_costs,
    part_of_last,
    rivals_elsewhere,
    shipping_capacity,
    soft_piece,
)

SHARE = st.floats(0, 1)


def test_attraction_is_a_product(plain) -> None:
    assert plain(attraction)(2.0, 0.5, 0.5, 1.0, 0.8, 0.25) == pytest.approx(2 * 0.5 * 0.5 * 0.8 * 1.25)
    assert plain(attraction)(2.0, 0.5, 0.5, plain(joint_size)(4, 0.5), 0.8, 0.0) == pytest.approx(2 * 0.5 * 0.5 * 0.8 * 2)


@pytest.mark.parametrize("missing", [0, 1, 2, 3, 4])
def test_any_one_missing_piece_leaves_no_attraction(plain, missing) -> None:
    pieces = [1.5, 0.6, 0.4, plain(joint_size)(2, 0.85), 0.7, 0.1]
    assert plain(attraction)(*pieces) > 0
    pieces[missing] = 0
    assert plain(attraction)(*pieces) == 0


def test_further_stores_have_falling_returns(plain) -> None:
    pull = [plain(attraction)(1.0, 0.5, 0.5, plain(joint_size)(n, 0.85), 0.8, 0.0) for n in range(6)]
    steps = np.diff(pull)
    assert (steps > 0).all()
    assert (np.diff(steps[1:]) < 0).all()


@given(st.lists(st.floats(0, 1e4), min_size=1, max_size=30), st.floats(1, 1e6))
def test_shares_of_all_sellers_add_up_to_one(pulls, rivals) -> None:
    rule = getattr(market_share, "py_func", market_share)
    total = sum(pulls)
    shares = [rule(a, total, rivals) for a in pulls]
    assert sum(shares) + rivals / (total + rivals) == pytest.approx(1)
    assert all(0 <= share < 1 for share in shares)


def test_far_below_the_rivals_a_new_shop_takes_nothing_from_its_neighbours(plain) -> None:
    alone, beside = plain(market_share)(1.0, 1.0, 1e6), plain(market_share)(1.0, 2.0, 1e6)
    assert beside == pytest.approx(alone, rel=1e-5)
    assert plain(market_share)(1.0, 2.0, 0.001) == pytest.approx(0.5, rel=1e-3)


def test_luck_has_a_mean_of_one(plain) -> None:
    # quantiles at equal steps of probability
    z = np.sort(np.random.default_rng(1).standard_normal(200_000))
    assert np.mean([plain(noise)(value, 0.3) for value in z[::10]]) == pytest.approx(1, abs=0.01)
    assert plain(noise)(0.7, 0.0) == 1.0


def test_shipping_is_by_couriers_a_station_and_on_the_roads(plain) -> None:
    assert plain(shipping_capacity)(2.0, 60_000.0, 0.5, 0.25, 4.0, 1_000.0) == pytest.approx(120_000 + 15_000 + 1_000)
    assert plain(shipping_capacity)(0.0, 60_000.0, 0.0, 0.0, 50.0, 1_200.0) == 0.0


@pytest.mark.parametrize(
    ("capacity", "wanted", "share"), [(50, 100, 0.5), (100, 100, 1), (200, 100, 1), (0, 100, 0), (10, 0, 1), (0, 0, 0)]
)
def test_what_can_be_sent(plain, capacity, wanted, share) -> None:
    assert plain(fulfilled)(float(capacity), float(wanted)) == share


def test_rivalry_lowers_the_margin_and_suppliers_raise_it(plain) -> None:
    assert plain(gross_margin)(0.36, 0.55, 0.0, 0.02, 0.0) == pytest.approx(0.36)
    assert plain(gross_margin)(0.36, 0.55, 1.0, 0.02, 0.0) == pytest.approx(0.36 * 0.45)
    assert plain(gross_margin)(0.36, 0.55, 0.0, 0.02, 2.0) == pytest.approx(0.40)
    assert plain(gross_margin)(0.36, 0.55, 0.0, 0.02, 9.0) == pytest.approx(0.42)
    assert plain(gross_margin)(1.0, 0.55, 0.0, 0.5, 3.0) == 1.0  # nobody is paid to take goods


def test_own_haulage_costs_its_multiple(plain) -> None:
    assert plain(parcel_costs)(10.0, 1.0, 1.0, 1.4) == pytest.approx(10)
    assert plain(parcel_costs)(10.0, 1.0, 0.0, 1.4) == pytest.approx(14)
    assert plain(parcel_costs)(10.0, 1.0, 0.5, 1.4) == pytest.approx(12)
    assert plain(parcel_costs)(10.0, 0.8, 0.5, 1.4) == pytest.approx(11)


@pytest.mark.parametrize(
    ("stores", "per_store", "hands"), [(0, 0.7, 0), (1, 0.7, 1), (2, 0.7, 2), (3, 0.7, 3), (10, 0.7, 7), (10, 0.1, 1), (1, 2.0, 2)]
)
def test_hands_are_rounded_up_but_not_by_rounding_errors(plain, stores, per_store, hands) -> None:
    assert plain(hands_needed)(stores, per_store) == hands


def test_a_new_store_begins_anew(plain) -> None:
    assert plain(new_reputation)(0.0, 0, 0.12) == pytest.approx(0.12)
    assert plain(new_reputation)(0.9, 1, 0.1) == pytest.approx(0.5)
    assert plain(new_reputation)(0.9, 3, 0.1) == pytest.approx(0.7)


def test_a_loss_is_less_than_hands_are_worth(plain) -> None:
    assert plain(is_loss)(899.0, 1, 3_000.0, 0.3)
    assert not plain(is_loss)(900.0, 1, 3_000.0, 0.3)
    assert plain(is_loss)(1_700.0, 2, 3_000.0, 0.3)
    assert not plain(is_loss)(0.0, 0, 3_000.0, 0.3)
    assert plain(is_loss)(-1.0, 0, 3_000.0, 0.3)


@given(SHARE, SHARE, SHARE, SHARE, SHARE, SHARE)
def test_the_chance_to_open_is_a_product_of_pieces(rate, believes, knows, ships, supplies, pays) -> None:
    pieces = [rate, believes, knows, ships, supplies, pays]
    chance = getattr(opening_chance, "py_func", opening_chance)(*pieces)
    assert 0 <= chance <= min(pieces)
    assert chance == pytest.approx(math.prod(pieces))


@given(SHARE, SHARE, SHARE, st.floats(1, 50))
def test_a_soft_piece_rises_from_empty_to_full(level, more, midpoint, slope) -> None:
    rule = getattr(soft_piece, "py_func", soft_piece)
    low, high = sorted((level, more))
    assert 0 < rule(low, midpoint, slope) <= rule(high, midpoint, slope) <= 1
    assert rule(midpoint, midpoint, slope) == 0.5


def test_the_default_slope_goes_from_a_tenth_to_nine_tenths_within_a_third_of_the_scale(plain) -> None:
    assert plain(soft_piece)(0.5 - 0.18, 0.5, 12.0) == pytest.approx(0.1, abs=0.01)
    assert plain(soft_piece)(0.5 + 0.18, 0.5, 12.0) == pytest.approx(0.9, abs=0.01)


def test_sellers_elsewhere_multiply_with_the_market(plain) -> None:
    assert plain(rivals_elsewhere)(5000.0, 1.0, 1.7) == 5000.0
    assert plain(rivals_elsewhere)(5000.0, 2.0, 1.0) == 10000.0
    assert plain(rivals_elsewhere)(5000.0, 2.0, 2.0) == 20000.0
    assert plain(rivals_elsewhere)(5000.0, 9.0, 0.0) == 5000.0


def test_crowding_is_what_demand_no_longer_carries(plain) -> None:
    assert plain(crowding)(0.0, 5000.0, 5000.0) == 0.0  # as in 2013, and no seller in the village
    assert plain(crowding)(5000.0, 5000.0, 5000.0) == 0.5  # the village doubles the sellers
    assert plain(crowding)(0.0, 20000.0, 5000.0) == 0.75  # or they multiply elsewhere
    assert plain(crowding)(0.0, 1000.0, 5000.0) == 0.0  # few sellers raise no margin


@given(st.floats(0, 1e6), st.floats(1, 1e6), st.floats(0, 1e6))
def test_crowding_is_a_share_and_grows_with_sellers(local, elsewhere, carried) -> None:
    of = getattr(crowding, "py_func", crowding)
    assert 0 <= of(local, elsewhere, carried) <= 1
    assert of(local + 1, elsewhere, carried) >= of(local, elsewhere, carried)


@given(st.integers(1, 30), st.floats(0, 1e6), st.floats(0.6, 1), st.floats(-0.1, 0.3), st.integers(0, 6), st.floats(0.3, 2))
def test_what_a_store_was_expected_to_bring_is_what_it_brings_as_the_last(stores, sales, returns, margin, home, labour) -> None:
    from linkage_sim.actors.household.stores import growth_of_sales, marginal_profit

    bare = lambda rule: getattr(rule, "py_func", rule)  # noqa: E731
    growth = bare(growth_of_sales)(stores, returns)
    expected = bare(marginal_profit)(sales, stores, growth, margin, 300.0, home, labour, 2000.0)
    part = bare(part_of_last)(stores + 1, returns)
    found = bare(last_store_gain)(sales * (1 + growth), stores + 1, part, margin, 300.0, home, labour, 2000.0)
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-6)


def test_an_only_store_is_all_of_the_sales(plain) -> None:
    assert plain(part_of_last)(1, 0.8) == 1.0
    assert plain(part_of_last)(4, 1.0) == pytest.approx(0.25)
    assert plain(last_store_gain)(10_000.0, 1, 1.0, 0.1, 300.0, 1, 0.7, 2000.0) == pytest.approx(700.0)
