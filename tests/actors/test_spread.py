"""What villages see of each other: last month's state of the others in their town, county and province."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage_sim.actors import month as schedule
from linkage_sim.actors.spread import elsewhere, fame, share_elsewhere
from linkage_sim.model import LinkageModel
from linkage_sim.scenario import Scenario


def test_others_are_all_less_oneself(plain) -> None:
    assert plain(elsewhere)(7.0, 3.0) == 4
    assert plain(elsewhere)(3.0, 3.0 + 1e-9) == 0
    assert plain(share_elsewhere)(30.0, 10.0, 300.0, 100.0) == pytest.approx(0.1)
    assert plain(share_elsewhere)(10.0, 10.0, 100.0, 100.0) == 0


@given(*[st.floats(0, 1)] * 5)
def test_fame_is_a_share(own, county, province, county_weight, province_weight) -> None:
    known = getattr(fame, "py_func", fame)(own, county, province, county_weight, province_weight)
    assert own <= known <= 1
    assert known == pytest.approx(min(own + county * county_weight + province * province_weight, 1))


@pytest.fixture
def places() -> LinkageModel:
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
    return LinkageModel(Scenario.from_dict(content).with_overrides({"actors.household.county_news": 0.2}))


def test_news_of_the_town_and_fainter_of_the_county(places) -> None:
    w = places.world
    w.villages["online"][:] = [10, 0, 0, 0, 0]
    schedule.counties_month(w)
    # the others of v1's town are the 20 households of v0; v2 sees both of them in the county's other town
    assert w.villages["nearby"] == pytest.approx([0, 10 / 20, 0.2 * 10 / 50, 0, 0])


def test_firms_of_the_town_are_near(places) -> None:
    w = places.world
    w.villages["couriers"][:] = [2, 0, 5, 7, 9]
    w.villages["suppliers"][:] = [0, 1, 0, 0, 0]
    schedule.counties_month(w)
    assert list(w.villages["couriers_nearby"]) == [0, 2, 0, 0, 0]
    assert list(w.villages["suppliers_nearby"]) == [1, 0, 0, 0, 0]


def test_fame_reaches_the_province_and_no_further(places) -> None:
    w = places.world
    w.villages["publicity"][:] = [0.9, 0, 0, 0, 0]
    schedule.counties_month(w)
    county, province = w.params["county_fame"][0], w.params["province_fame"][0]
    assert w.villages["fame"][0] == pytest.approx(0.9)
    assert w.villages["fame"][1] == pytest.approx(county * 0.9 / 2 + province * 0.9 / 3)
    assert w.villages["fame"][3] == pytest.approx(province * 0.9 / 3)
    assert w.villages["fame"][4] == 0


def test_regions_are_counted_anew_each_month(places) -> None:
    for _ in range(3):
        schedule.counties_month(places.world)
    assert list(places.world.counties["households"]) == [90, 50, 60]
    assert list(places.world.provinces["villages"]) == [4, 1]


def test_runs_side_by_side_do_not_see_each_other() -> None:
    model = LinkageModel(Scenario.load("base").with_overrides({"months": 2, "places.village.households": 20}), seeds=[1, 2])
    model.world.villages["online"][:] = [10, 0]
    schedule.counties_month(model.world)
    np.testing.assert_array_equal(model.world.villages["nearby"], [0, 0])
    assert len(model.world.counties) == 2


def test_villages_of_one_product_are_rivals_and_others_are_not() -> None:
    place = {"households": 20, "product": "clothing"}
    content = {
        "schema": 1,
        "name": "rivals",
        "title": "Three villages",
        "months": 2,
        "places": [{"name": "a", **place}, {"name": "b", **place}, {"name": "c", "households": 20}],
    }
    model = LinkageModel(Scenario.from_dict(content), seeds=[1, 2])
    model.world.villages["attraction"][:] = [5, 3, 7, 11, 13, 17]
    schedule.counties_month(model.world)
    np.testing.assert_array_equal(model.world.villages["rivals"], [3, 5, 0, 13, 11, 0])


def test_a_rival_village_takes_sales_and_lowers_prices(bench) -> None:
    place = {"roads": 6, "market_depth": 1e6, "goods": 0.5, "broadband": 1.0, "founders": 5}
    alone, beside = (bench(**place).place(rivals=rivals).play("implementation").see for rivals in (0.0, 5_000.0))
    assert 0 < beside.sales < 0.7 * alone.sales
    assert beside.margin < alone.margin
