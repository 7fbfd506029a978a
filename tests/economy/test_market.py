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
    gain_of_store,
    gross_margin,
    hands_needed,
    hired_for_last,
    is_loss,
    market_share,
    new_reputation,
    noise,
    opening_chance,
    parcel_costs,
    rivals_elsewhere,
    shipping_capacity,
    soft_piece,
)
from linkage_sim.state.parameters import parameter_rows

SHARE = st.floats(0, 1)


@pytest.fixture(scope="module")
def tables(minimal):
    """Give the tables by the number of stores at some returns."""

    def build(returns: float):
        return parameter_rows([minimal({"economy.store_returns": returns})])[0]

    return build


def test_attraction_is_a_product(tables) -> None:
    assert attraction(2.0, 0.5, 0.5, 1.0, 0.8, 0.25) == pytest.approx(2 * 0.5 * 0.5 * 0.8 * 1.25)
    assert attraction(2.0, 0.5, 0.5, tables(0.5).joint_sizes[4], 0.8, 0.0) == pytest.approx(2 * 0.5 * 0.5 * 0.8 * 2)


@pytest.mark.parametrize("missing", [0, 1, 2, 3, 4])
def test_any_one_missing_piece_leaves_no_attraction(tables, missing) -> None:
    pieces = [1.5, 0.6, 0.4, tables(0.85).joint_sizes[2], 0.7, 0.1]
    assert attraction(*pieces) > 0
    pieces[missing] = 0
    assert attraction(*pieces) == 0


def test_further_stores_have_falling_returns(tables) -> None:
    pull = [attraction(1.0, 0.5, 0.5, size, 0.8, 0.0) for size in tables(0.85).joint_sizes[:6]]
    steps = np.diff(pull)
    assert (steps > 0).all()
    assert (np.diff(steps[1:]) < 0).all()


@given(st.lists(st.floats(0, 1e4), min_size=1, max_size=30), st.floats(1, 1e6))
def test_shares_of_all_sellers_add_up_to_one(pulls, rivals) -> None:
    total = sum(pulls)
    shares = [market_share(a, total, rivals) for a in pulls]
    assert sum(shares) + rivals / (total + rivals) == pytest.approx(1)
    assert all(0 <= share < 1 for share in shares)


def test_far_below_the_rivals_a_new_shop_takes_nothing_from_its_neighbours() -> None:
    alone, beside = market_share(1.0, 1.0, 1e6), market_share(1.0, 2.0, 1e6)
    assert beside == pytest.approx(alone, rel=1e-5)
    assert market_share(1.0, 2.0, 0.001) == pytest.approx(0.5, rel=1e-3)


def test_luck_has_a_mean_of_one() -> None:
    # quantiles at equal steps of probability
    z = np.sort(np.random.default_rng(1).standard_normal(200_000))
    assert np.mean([noise(value, 0.3) for value in z[::10]]) == pytest.approx(1, abs=0.01)
    assert noise(0.7, 0.0) == 1.0


def test_shipping_is_by_couriers_a_station_and_on_the_roads() -> None:
    assert shipping_capacity(2.0, 60_000.0, 0.5, 0.25, 4.0, 1_000.0) == pytest.approx(120_000 + 15_000 + 1_000)
    assert shipping_capacity(0.0, 60_000.0, 0.0, 0.0, 50.0, 1_200.0) == 0.0


@pytest.mark.parametrize(
    ("capacity", "wanted", "share"), [(50, 100, 0.5), (100, 100, 1), (200, 100, 1), (0, 100, 0), (10, 0, 1), (0, 0, 0)]
)
def test_what_can_be_sent(capacity, wanted, share) -> None:
    assert fulfilled(float(capacity), float(wanted)) == share


def test_rivalry_lowers_the_margin_and_suppliers_raise_it() -> None:
    assert gross_margin(0.36, 0.55, 0.0, 0.02, 0.0) == pytest.approx(0.36)
    assert gross_margin(0.36, 0.55, 1.0, 0.02, 0.0) == pytest.approx(0.36 * 0.45)
    assert gross_margin(0.36, 0.55, 0.0, 0.02, 2.0) == pytest.approx(0.40)
    assert gross_margin(0.36, 0.55, 0.0, 0.02, 9.0) == pytest.approx(0.42)
    assert gross_margin(1.0, 0.55, 0.0, 0.5, 3.0) == 1.0  # nobody is paid to take goods


def test_own_haulage_costs_its_multiple() -> None:
    assert parcel_costs(10.0, 1.0, 1.0, 1.4) == pytest.approx(10)
    assert parcel_costs(10.0, 1.0, 0.0, 1.4) == pytest.approx(14)
    assert parcel_costs(10.0, 1.0, 0.5, 1.4) == pytest.approx(12)
    assert parcel_costs(10.0, 0.8, 0.5, 1.4) == pytest.approx(11)


@pytest.mark.parametrize(
    ("stores", "per_store", "hands"), [(0, 0.7, 0), (1, 0.7, 1), (2, 0.7, 2), (3, 0.7, 3), (10, 0.7, 7), (10, 0.1, 1), (1, 2.0, 2)]
)
def test_hands_are_rounded_up_but_not_by_rounding_errors(stores, per_store, hands) -> None:
    assert hands_needed(stores, per_store) == hands


def test_a_new_store_begins_anew() -> None:
    assert new_reputation(0.0, 0, 0.12) == pytest.approx(0.12)
    assert new_reputation(0.9, 1, 0.1) == pytest.approx(0.5)
    assert new_reputation(0.9, 3, 0.1) == pytest.approx(0.7)


def test_a_loss_is_less_than_hands_are_worth() -> None:
    assert is_loss(899.0, 1, 3_000.0, 0.3)
    assert not is_loss(900.0, 1, 3_000.0, 0.3)
    assert is_loss(1_700.0, 2, 3_000.0, 0.3)
    assert not is_loss(0.0, 0, 3_000.0, 0.3)
    assert is_loss(-1.0, 0, 3_000.0, 0.3)


@given(SHARE, SHARE, SHARE, SHARE, SHARE, SHARE)
def test_the_chance_to_open_is_a_product_of_pieces(rate, believes, knows, ships, supplies, pays) -> None:
    pieces = [rate, believes, knows, ships, supplies, pays]
    chance = opening_chance(*pieces)
    assert 0 <= chance <= min(pieces)
    assert chance == pytest.approx(math.prod(pieces))


@given(SHARE, SHARE, SHARE, st.floats(1, 50))
def test_a_soft_piece_rises_from_empty_to_full(level, more, midpoint, slope) -> None:
    low, high = sorted((level, more))
    assert 0 < soft_piece(low, midpoint, slope) <= soft_piece(high, midpoint, slope) <= 1
    assert soft_piece(midpoint, midpoint, slope) == 0.5


def test_the_default_slope_goes_from_a_tenth_to_nine_tenths_within_a_third_of_the_scale() -> None:
    assert soft_piece(0.5 - 0.18, 0.5, 12.0) == pytest.approx(0.1, abs=0.01)
    assert soft_piece(0.5 + 0.18, 0.5, 12.0) == pytest.approx(0.9, abs=0.01)


def test_sellers_elsewhere_multiply_with_the_market() -> None:
    assert rivals_elsewhere(5000.0, 1.0, 1.7) == 5000.0
    assert rivals_elsewhere(5000.0, 2.0, 1.0) == 10000.0
    assert rivals_elsewhere(5000.0, 2.0, 2.0) == 20000.0
    assert rivals_elsewhere(5000.0, 9.0, 0.0) == 5000.0


def test_crowding_is_what_demand_no_longer_carries() -> None:
    assert crowding(0.0, 5000.0, 5000.0) == 0.0  # as in 2013, and no seller in the village
    assert crowding(5000.0, 5000.0, 5000.0) == 0.5  # the village doubles the sellers
    assert crowding(0.0, 20000.0, 5000.0) == 0.75  # or they multiply elsewhere
    assert crowding(0.0, 1000.0, 5000.0) == 0.0  # few sellers raise no margin


@given(st.floats(0, 1e6), st.floats(1, 1e6), st.floats(0, 1e6))
def test_crowding_is_a_share_and_grows_with_sellers(local, elsewhere, carried) -> None:
    assert 0 <= crowding(local, elsewhere, carried) <= 1
    assert crowding(local + 1, elsewhere, carried) >= crowding(local, elsewhere, carried)


@given(st.integers(1, 30), st.floats(0, 1e6), st.floats(0.6, 1), st.floats(-0.1, 0.3), st.integers(0, 6), st.floats(0.3, 2))
def test_what_a_store_was_expected_to_bring_is_what_it_brings_as_the_last(tables, stores, sales, returns, margin, home, labour) -> None:
    by_stores = tables(returns)
    growth, part, hired = by_stores.growth_of_sales[stores], by_stores.parts_of_last[stores + 1], hired_for_last(stores + 1, home, labour)
    expected = gain_of_store(sales * margin * growth, 300.0, hired, 2000.0)
    found = gain_of_store(sales * (1 + growth) * margin * part, 300.0, hired, 2000.0)
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-6)


def test_an_only_store_is_all_of_the_sales(tables) -> None:
    assert tables(0.8).parts_of_last[1] == 1.0
    assert tables(1.0).parts_of_last[4] == pytest.approx(0.25)
    assert gain_of_store(10_000.0 * 0.1, 300.0, hired_for_last(1, 1, 0.7), 2000.0) == pytest.approx(700.0)


@pytest.mark.parametrize(
    ("stores", "home", "labour", "hired"), [(1, 0, 1.0, 1), (1, 1, 1.0, 0), (2, 5, 0.7, 0), (2, 1, 0.7, 1), (4, 1, 0.5, 0), (3, 1, 2.0, 2)]
)
def test_hands_are_hired_for_the_last_store_beyond_those_there_are(stores, home, labour, hired) -> None:
    assert hired_for_last(stores, home, labour) == hired
