from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage_sim.economy.market import (
    attraction,
    cost_of_work,
    crowding,
    earned_pace,
    fulfilled,
    gross_margin,
    hands_for,
    is_loss,
    market_share,
    new_reputation,
    noise,
    opening_chance,
    parcel_costs,
    rivals_elsewhere,
    sellers_carried,
    shipping_capacity,
    soft_piece,
    work_needed,
)
from tests.worlds import ranked

SHARE = st.floats(0, 1)


def test_attraction_is_a_product() -> None:
    assert attraction(2.0, 0.5, 0.5, 1.0, 0.8, 0.25) == pytest.approx(2 * 0.5 * 0.5 * 0.8 * 1.25)
    assert attraction(2.0, 0.5, 0.5, ranked(1.0).joint_sizes[3], 0.8, 0.0) == pytest.approx(2 * 0.5 * 0.5 * 0.8 * (1 + 1 / 2 + 1 / 3))


@pytest.mark.parametrize("missing", [0, 1, 2, 3, 4])
def test_any_one_missing_piece_leaves_no_attraction(missing) -> None:
    pieces = [1.5, 0.6, 0.4, ranked(1.0).joint_sizes[2], 0.7, 0.1]
    assert attraction(*pieces) > 0
    pieces[missing] = 0
    assert attraction(*pieces) == 0


def test_further_stores_have_falling_returns() -> None:
    pull = [attraction(1.0, 0.5, 0.5, size, 0.8, 0.0) for size in ranked(1.0).joint_sizes[:6]]
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


def test_where_nobody_sells_nothing_is_shared_and_nobody_crowds() -> None:
    assert market_share(0.0, 0.0, 0.0) == crowding(0.0, 0.0, 0.0) == 0.0


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


@pytest.mark.parametrize(("parcels", "attention", "work"), [(0.0, 0.25, 0.25), (90.0, 0.25, 0.75), (180.0, 0.0, 1.0)])
def test_work_is_what_stores_ask_for_in_any_case_and_by_parcels(parcels, attention, work) -> None:
    assert work_needed(parcels, attention, 180.0) == pytest.approx(work)


@pytest.mark.parametrize(("work", "hands"), [(0.0, 0), (0.01, 1), (0.7, 1), (1.0, 1), (1.0 + 1e-12, 1), (1.01, 2), (0.1 * 3 / 0.3, 1)])
def test_hands_are_rounded_up_but_not_by_rounding_errors(work, hands) -> None:
    assert hands_for(work) == hands


@pytest.mark.parametrize(
    ("work", "more", "home", "cost"),
    [(0.5, 1.0, 3, 100.0), (0.5, 1.0, 1, 0.5 * 100 + 0.5 * 300), (2.0, 1.0, 1, 300.0), (0.0, 0.0, 0, 0.0), (0.0, 1.0, 0, 300.0)],
)
def test_hands_at_home_work_first_and_hired_ones_do_the_rest(work, more, home, cost) -> None:
    assert cost_of_work(work, more, home, 100.0, 300.0) == pytest.approx(cost)


@given(st.floats(0, 20), st.floats(0, 20), st.integers(0, 12), st.floats(0, 5_000), st.floats(0, 5_000))
def test_work_costs_between_own_and_hired_hands_and_less_with_more_at_home(work, more, home, own, hired) -> None:
    cost = cost_of_work(work, more, home, own, hired)
    assert more * min(own, hired) - 1e-6 <= cost <= more * max(own, hired) + 1e-6
    if own <= hired:
        assert cost_of_work(work, more, home + 1, own, hired) <= cost + 1e-6
    one, other = cost_of_work(work, more / 2, home, own, hired), cost_of_work(work + more / 2, more / 2, home, own, hired)
    assert one + other == pytest.approx(cost, abs=1e-6)  # in two steps as in one


def test_a_new_store_begins_anew() -> None:
    assert new_reputation(0.9, 0.0, 0.1) == pytest.approx(0.9)
    assert new_reputation(0.9, 1.0, 0.1) == pytest.approx(0.5)
    assert new_reputation(0.9, 1 / 3, 0.1) == pytest.approx(0.7)


@given(SHARE, st.floats(0, 3), SHARE)
def test_a_further_store_moves_reputation_towards_its_own_and_never_beyond(reputation, growth, start) -> None:
    assert min(reputation, start) - 1e-12 <= new_reputation(reputation, growth, start) <= max(reputation, start) + 1e-12


@pytest.mark.parametrize(("orders", "pace"), [(0.0, 0.0), (60.0, 0.5), (180.0, 0.75)])
def test_reputation_grows_at_half_its_pace_with_so_many_orders(orders, pace) -> None:
    assert earned_pace(orders, 60.0) == pytest.approx(pace)
    assert earned_pace(orders, 0.0) == (1.0 if orders else 0.0)


def test_a_loss_is_less_than_hands_are_worth() -> None:
    assert is_loss(899.0, 1.0, 3_000.0, 0.3)
    assert not is_loss(900.0, 1.0, 3_000.0, 0.3)
    assert is_loss(224.0, 0.25, 3_000.0, 0.3)  # a part of a hand's time counts as a part
    assert not is_loss(226.0, 0.25, 3_000.0, 0.3)
    assert not is_loss(0.0, 0.0, 3_000.0, 0.3)
    assert is_loss(-1.0, 0.0, 3_000.0, 0.3)


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


def test_a_market_carries_as_many_sellers_as_sell_alike() -> None:
    assert sellers_carried(450e6, 50_000.0) == 9_000.0
    assert sellers_carried(0.0, 50_000.0) == 0.0


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


@pytest.mark.parametrize(("rank", "second", "part"), [(0.0, 1.0, 0.25), (1.0, 0.5, 3 / 25), (2.0, 0.25, 9 / 205)])
def test_an_only_store_is_all_of_the_sales_and_the_last_of_four_a_part(rank, second, part) -> None:
    tables = ranked(rank)
    assert tables.parts_of_last[1] == 1.0
    assert tables.growth_of_sales[1] == pytest.approx(second)
    assert tables.parts_of_last[4] == pytest.approx(part)


@given(st.integers(0, 50), st.integers(1, 254))
def test_stores_have_sizes_by_their_rank(tenths, stores) -> None:
    rank = tenths / 10
    tables = ranked(rank)
    joint = sum(k**-rank for k in range(1, stores + 1))
    assert tables.joint_sizes[stores] == pytest.approx(joint)
    assert tables.growth_of_sales[stores] == pytest.approx((stores + 1) ** -rank / joint)
    assert tables.parts_of_last[stores] == pytest.approx(stores**-rank / joint)
    # what a further store adds is what the last one then has
    assert tables.growth_of_sales[stores] * joint == pytest.approx(tables.parts_of_last[stores + 1] * tables.joint_sizes[stores + 1])
