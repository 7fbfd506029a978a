"""What villages see of each other: last month's state of the others in their town, county and province."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage_sim.actors.spread import elsewhere, fame, meet_neighbours, meet_rivals, share_elsewhere
from linkage_sim.scenario import Scenario
from linkage_sim.state.world import World
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


def test_a_rival_village_takes_sales_and_lowers_prices(bench) -> None:
    place = {"roads": 6, "market_depth": 1e6, "goods": 0.5, "broadband": 1.0, "founders": 5}
    alone, beside = (bench(**place).place(rivals=rivals).play("implementation") for rivals in (0.0, 5_000.0))
    assert 0 < beside.month.sales < 0.7 * alone.month.sales
    assert beside.village.margin < alone.village.margin
