"""What villages see of each other: last month's state of the others in their town, county and province."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage_sim.actors.household.contagion import kin_elsewhere, look_elsewhere
from linkage_sim.actors.spread import (
    elsewhere,
    fame,
    goods_from,
    jobs_elsewhere,
    kin_online,
    look_at_leaders,
    meet_neighbours,
    meet_rivals,
    share_elsewhere,
    take_up_product,
)
from linkage_sim.scenario import Scenario
from linkage_sim.state.village import MARRIED, Region, Village
from linkage_sim.state.world import World, workings_of
from tests.worlds import small_world


def test_others_are_all_less_oneself() -> None:
    assert elsewhere(7.0, 3.0) == 4
    assert elsewhere(3.0, 3.0 + 1e-9) == 0
    assert share_elsewhere(30.0, 10.0, 300.0, 100.0) == pytest.approx(0.1)
    assert share_elsewhere(10.0, 10.0, 100.0, 100.0) == 0


@given(*[st.floats(0, 1)] * 5)
def test_fame_is_a_share(own, county, province, county_weight, province_weight) -> None:
    known = fame(own, county, province, county_weight, province_weight)
    assert own <= known <= 1
    assert known == pytest.approx(min(own + county * county_weight + province * province_weight, 1))


@pytest.fixture
def world() -> World:
    """Two villages in one town, one in another town, one in another county, one in another province."""
    where = [("t", "c", "p"), ("t", "c", "p"), ("u", "c", "p"), ("v", "d", "p"), ("w", "e", "q")]
    content = {
        "schema": 1,
        "name": "places",
        "title": "Five villages",
        "months": 3,
        "places": [
            {"name": f"v{k}", "town": town, "county": county, "province": province, "households": 20 + 10 * k}
            for k, (town, county, province) in enumerate(where)
        ],
    }
    return small_world(Scenario.from_dict(content).with_overrides({"actors.household.county_news": 0.2}))


def test_shops_on_the_side_are_seen_in_no_other_village(world) -> None:
    villages = world.villages
    villages.array["online"], villages.array["share"] = 10.0, 0.2
    villages.array["spared"][0] = 1.0
    meet_neighbours(world)
    assert villages[0].nearby > villages[1].nearby  # it sees its neighbour, and its neighbour does not see it
    assert world.towns[villages[0].town].online == 10.0
    assert world.towns[villages[0].town].leader == 2
    assert world.towns[villages[2].town].leader == 3


def test_a_village_that_stands_for_others_of_the_country_is_one_village_in_its_town_and_county(world) -> None:
    villages = world.villages
    villages.array["online"] = 10.0
    villages.array["weight"][0] = villages.array["stands"][0] = 8.0
    meet_neighbours(world)
    assert world.towns[villages[0].town].online == 20.0
    assert world.counties[villages[0].county].online == 30.0
    assert world.provinces[villages[0].province].online == 80.0 + 30.0


def test_news_of_the_town_and_fainter_of_the_county(world) -> None:
    world.villages.online[:] = [10, 0, 0, 0, 0]
    meet_neighbours(world)
    # the others of v1's town are the 20 households of v0; v2 sees both of them in the county's other town
    assert world.villages.nearby == pytest.approx([0, 10 / 20, 0.2 * 10 / 50, 0, 0])


def test_firms_of_the_town_are_near(world) -> None:
    world.villages.couriers[:] = [2, 0, 5, 7, 9]
    world.villages.suppliers[:] = [0, 1, 0, 0, 0]
    meet_neighbours(world)
    assert list(world.villages.couriers_nearby) == [0, 2, 0, 0, 0]
    assert list(world.villages.suppliers_nearby) == [1, 0, 0, 0, 0]


def test_fame_reaches_the_province_and_no_further(world) -> None:
    world.villages.publicity[:] = [0.9, 0, 0, 0, 0]
    meet_neighbours(world)
    county, province = world.parameters[0].county_fame, world.parameters[0].province_fame
    seen = world.villages.fame
    assert seen[0] == pytest.approx(0.9)
    assert seen[1] == pytest.approx(county * 0.9 / 2 + province * 0.9 / 3)
    assert seen[3] == pytest.approx(province * 0.9 / 3)
    assert seen[4] == 0


def test_regions_are_counted_anew_each_month(world) -> None:
    for _ in range(3):
        meet_neighbours(world)
    assert list(world.counties.households) == [90, 50, 60]
    assert list(world.provinces.villages) == [4, 1]


def test_runs_side_by_side_do_not_see_each_other() -> None:
    both = small_world(Scenario.load("base").with_overrides({"months": 2, "places.village.households": 20}), seeds=[1, 2])
    both.villages.online[:] = [10, 0]
    meet_neighbours(both)
    np.testing.assert_array_equal(both.villages.nearby, [0, 0])
    assert len(both.counties) == 2


def test_villages_of_one_product_are_rivals_and_others_are_not() -> None:
    place = {"households": 20, "product": "clothing"}
    content = {
        "schema": 1,
        "name": "rivals",
        "title": "Three villages",
        "months": 2,
        "places": [{"name": "a", **place}, {"name": "b", **place}, {"name": "c", "households": 20}],
    }
    both = small_world(Scenario.from_dict(content), seeds=[1, 2])
    both.villages.attraction[:] = [5, 3, 7, 11, 13, 17]
    meet_rivals(both)
    np.testing.assert_array_equal(both.villages.rivals, [3, 5, 0, 13, 11, 0])


@pytest.mark.parametrize(("awake", "met"), [(1.0, 35.0), (0.0, 5.0)])
def test_villages_that_are_asleep_do_not_flood_the_product_of_the_one_that_stands_for_them(world, awake, met) -> None:
    """The seven that it stands for sell all sorts of things; once it is awake they are shops like its own."""
    villages = world.villages
    villages.array["product"] = 0
    villages.array["own_product"] = 0
    villages.array["attraction"][0] = 5.0
    villages.array["weight"][0], villages.array["awake"][0] = 7.0, awake
    meet_rivals(world)
    assert villages[1].rivals == met


def test_a_rival_village_takes_sales_and_lowers_prices(bench) -> None:
    place = {"roads": 6, "market_depth": 1e6, "goods": 0.5, "broadband": 1.0, "founders": 5}
    alone, beside = (bench(**place).place(rivals=rivals).play("implementation") for rivals in (0.0, 5_000.0))
    assert 0 < beside.month.sales < 0.7 * alone.month.sales
    assert beside.village.margin < alone.village.margin


# ---------------------------------------------------------------- leaders: goods, products, jobs


def test_the_leader_is_the_village_with_most_shops_and_of_equals_the_first(world) -> None:
    for online, towns, counties in (
        ([0, 0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0]),
        ([3, 5, 9, 1, 0], [2, 3, 4, 0], [3, 4, 0]),
        ([5, 5, 5, 0, 2], [1, 3, 0, 5], [1, 0, 5]),
    ):
        world.villages.online[:] = online
        meet_neighbours(world)
        assert (list(world.towns.leader), list(world.counties.leader)) == (towns, counties)


def test_goods_travel_from_the_leader_in_the_town_and_less_in_the_county(world) -> None:
    rules = world.parameters[0]
    rules.goods_travel, rules.county_goods = 0.8, 0.5
    world.villages.goods[:] = [0.9, 0.1, 0.2, 0.3, 0.4]
    meet_neighbours(world)
    assert not world.villages.goods_near.any()  # as long as nobody keeps a shop, there is nothing to have
    world.villages.online[:] = [9, 0, 0, 0, 0]
    meet_neighbours(world)
    assert world.villages.goods_near == pytest.approx([0.0, 0.72, 0.36, 0.0, 0.0])
    rules.goods_travel = 0.0
    meet_neighbours(world)
    assert not world.villages.goods_near.any()


def test_the_leader_has_nothing_from_itself(world) -> None:
    assert goods_from(Region(leader=3), world.villages[2], 1.0, world) == 0.0
    assert goods_from(Region(), world.villages[2], 1.0, world) == 0.0
    world.villages.goods[2] = 0.5
    assert goods_from(Region(leader=3), world.villages[0], 0.8, world) == pytest.approx(0.4)


def test_a_village_takes_up_what_the_leader_sells() -> None:
    village = Village(product=4, market_depth=1e6)
    take_up_product(village, Village(product=2, market_depth=5e6))
    assert (village.product, village.market_depth) == (2, 5e6)


@pytest.mark.parametrize(
    ("online", "tenants", "goods", "taken_up"), [(0, 0, 0.1, True), (1, 0, 0.1, False), (0, 1, 0.1, False), (0, 0, 0.8, False)]
)
def test_only_who_sells_nothing_yet_takes_up_a_product_that_is_easier_to_have(world, online, tenants, goods, taken_up) -> None:
    world.villages.goods[:2], world.villages.product[:2] = [0.9, goods], [7, 3]
    world.villages.online[1], world.villages.tenants[1] = online, tenants
    world.parameters[0].goods_travel = 0.8
    look_at_leaders(world.villages[1], Region(leader=1), Region(leader=1), world.parameters[0], world)
    assert world.villages[1].goods_near == pytest.approx(0.72)
    assert (world.villages[1].product == 7) is taken_up


def test_the_product_of_the_nearer_leader_is_taken_up(world) -> None:
    rules = world.parameters[0]
    rules.goods_travel, rules.county_goods = 0.8, 0.5
    world.villages.product[:3], world.villages.goods[:3] = [5, 6, 7], [0.0, 0.6, 0.9]
    look_at_leaders(world.villages[0], Region(leader=2), Region(leader=3), rules, world)
    assert world.villages[0].product == 6  # 0.8 times 0.6 are more than 0.4 times 0.9
    world.villages.goods[1] = 0.3
    look_at_leaders(world.villages[0], Region(leader=2), Region(leader=3), rules, world)
    assert world.villages[0].product == 7


@given(st.floats(0, 1e4), st.floats(0, 1e4))
def test_jobs_elsewhere_are_a_share_of_the_towns_hands(jobs, hands) -> None:
    assert 0 <= jobs_elsewhere(jobs, hands) <= 1
    assert jobs_elsewhere(jobs, 0.0) == jobs_elsewhere(0.0, hands) == 0.0
    assert jobs_elsewhere(25.0, 100.0) == 0.25


def test_jobs_without_hands_in_one_village_are_for_the_towns_others(world) -> None:
    world.villages.open_jobs[:], world.villages.hands[:] = [30, 0, 5, 0, 0], [0, 50, 20, 10, 10]
    meet_neighbours(world)
    assert world.villages.jobs_near == pytest.approx([0.0, 0.6, 0.0, 0.0, 0.0])


# ---------------------------------------------------------------- kin by marriage


def test_kin_are_online_as_often_as_the_village_that_they_live_in(world) -> None:
    rules, village = world.parameters[0], world.villages[0]
    rules.marriage_ties = 2.0
    village.married[:] = [1, 2, -1, 3]
    world.villages.share[:] = [0.9, 0.4, 0.1, 0.0, 0.7]
    kin_online(village, rules, world)
    assert list(village.kin_shares) == pytest.approx([0.2, 0.05, 0.0, 0.0])
    assert village.kin_abroad == pytest.approx(0.25)
    rules.marriage_ties = 0.0
    kin_online(village, rules, world)
    assert village.kin_abroad == 0.0
    assert not village.kin_shares.any()


def test_the_kin_of_a_household_stay_the_same_as_more_of_them_go_online() -> None:
    before = np.zeros(500, int)
    for share in (0.0, 0.1, 0.4, 1.0):
        village = Village(seed=3, key=4, kin_abroad=2 * share)
        village.kin_shares[:2] = share
        kin = np.array([kin_elsewhere(row, village) for row in range(500)])
        assert kin.mean() == pytest.approx(2 * share, abs=0.12)
        assert (kin >= before).all()
        assert kin.max() <= MARRIED
        before = kin
    assert (before == 2).all()


def test_a_household_has_at_most_as_many_kin_by_marriage_as_villages_are_married_into() -> None:
    village = Village(seed=3, key=4, kin_abroad=4.0)
    village.kin_shares[:] = 1.0
    assert {kin_elsewhere(row, village) for row in range(50)} == {MARRIED}


@pytest.mark.parametrize("share", [0.0, 0.3])
def test_all_households_together_see_the_same_kin_as_each_by_itself(world, share) -> None:
    village = world.villages[2]
    village.kin_shares[:], village.kin_abroad = share, 4 * share
    look_elsewhere(village, world)
    seen = workings_of(village, world)
    assert [seen[row].abroad for row in range(len(seen))] == [kin_elsewhere(row, village) for row in range(len(seen))]
    assert any(seen[row].abroad for row in range(len(seen))) is (share > 0.0)
