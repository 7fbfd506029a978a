"""The country adds up to its tables, and a village is the same whatever else is drawn."""

from __future__ import annotations

import numpy as np
import pytest

from linkage_sim.nation.country import Country, country_of
from linkage_sim.population.world import village_key
from linkage_sim.scenario.country import products_of, provinces_of
from linkage_sim.scenario.nation import Nation
from linkage_sim.scenario.places import Place

PROVINCES = provinces_of("provinces.csv")


@pytest.fixture(scope="module")
def china() -> Country:
    return country_of(Nation())


def per_province(country: Country, values=None) -> list[int]:
    return np.bincount(country.villages["province"], values, len(PROVINCES)).astype(int).tolist()


def test_the_country_is_whole(china: Country) -> None:
    assert (len(PROVINCES), len(china.counties), len(china.villages)) == (31, 2853, 596_450)
    assert (china.counties["poor"].sum(), china.villages["households"].sum()) == (832, 230_000_000)
    assert china.counties["towns"].sum() == pytest.approx(33_000, rel=0.01)


def test_every_province_has_what_the_table_says(china: Country) -> None:
    assert per_province(china) == [one.villages for one in PROVINCES]
    assert per_province(china, china.villages["households"]) == [one.households for one in PROVINCES]
    assert np.bincount(china.counties["province"]).tolist() == [one.counties for one in PROVINCES]
    assert np.bincount(china.counties["province"], china.counties["poor"]).tolist() == [one.poor_counties for one in PROVINCES]


def test_counties_and_towns_have_the_villages_that_they_count(china: Country) -> None:
    villages = china.villages
    assert np.bincount(villages["county"]).tolist() == china.counties["villages"].tolist()
    assert np.bincount(villages["county"], villages["households"]).tolist() == china.counties["households"].tolist()
    last = np.zeros(len(china.counties), int)
    np.maximum.at(last, villages["county"], villages["town"])
    assert last.tolist() == china.counties["towns"].tolist()
    assert len(np.unique(villages["county"].astype(np.int64) * 1000 + villages["town"])) == last.sum()


def test_every_village_is_a_valid_place(china: Country) -> None:
    villages = china.villages
    assert villages["households"].min() == 50
    assert villages["households"].max() == 2000
    for row in range(0, len(villages), 20_011):
        place = china.place_of(row, weight=2)
        assert Place.model_validate(place.model_dump(), strict=True) == place
        assert village_key(place.name) == villages["key"][row]
        assert place.name.startswith(place.county)
        assert place.town.startswith(place.county)
        assert place.county.startswith(place.province)
        assert place.weight == 2


def test_places_have_names_by_their_numbers(china: Country) -> None:
    row = int(np.flatnonzero(china.villages["province"] == 18)[0])
    assert (china.name_of(row), china.town_of(row), china.place_of(row).county) == (
        "guangdong-001-0001",
        "guangdong-001-01",
        "guangdong-001",
    )


@pytest.mark.parametrize("only", [("ningxia",), ("guangdong-017",), ("xizang-074", "beijing", "guangdong-017"), ("ningxia-001", "ningxia")])
def test_a_part_is_the_same_as_within_the_whole(china: Country, only: tuple[str, ...]) -> None:
    part = country_of(Nation(only=only))
    wanted = np.isin([china.county_of(k) for k in range(len(china.counties))], only)
    wanted |= np.isin([PROVINCES[k].name for k in china.counties["province"]], only)
    assert part.villages.tobytes() == china.villages[wanted[china.villages["county"]]].tobytes()
    assert part.counties.tobytes() == china.counties.tobytes()


def test_another_geography_is_another_country_with_the_same_totals(china: Country) -> None:
    other = country_of(Nation(geography=2, only=("ningxia",)))
    first = country_of(Nation(only=("ningxia",)))
    assert len(other.villages) == len(first.villages)
    assert other.villages["households"].sum() == first.villages["households"].sum()
    assert (other.villages["households"] != first.villages["households"]).mean() > 0.9


def test_the_country_cannot_be_written(china: Country) -> None:
    with pytest.raises(ValueError, match="read-only"):
        china.villages["goods"][0] = 1.0


def means(country: Country, name: str, where: np.ndarray) -> float:
    return float(country.villages[name][where].mean())


def test_poor_counties_lie_behind(china: Country) -> None:
    poor = china.villages["poor"]
    for name in ("income_scale", "broadband", "network", "roads", "goods"):
        assert means(china, name, poor) < means(china, name, ~poor), name
    for name in ("landless", "waterless"):
        assert means(china, name, poor) > means(china, name, ~poor), name


def test_provinces_keep_their_income_and_their_roads(china: Country) -> None:
    villages, nation = china.villages, Nation()
    income = np.bincount(villages["province"], villages["income_scale"] * villages["households"]) / [one.households for one in PROVINCES]
    assert income == pytest.approx([one.income_scale for one in PROVINCES], rel=0.02)
    region = np.array([one.region for one in PROVINCES])[villages["province"]]
    for letter, paved in (("E", nation.paved_east), ("C", nation.paved_centre), ("W", nation.paved_west), ("N", nation.paved_northeast)):
        assert (villages["roads"][region == letter] > 0).mean() == pytest.approx(paved, abs=0.01)


def test_goods_have_the_mean_and_the_gradient_that_are_set(china: Country) -> None:
    everywhere = np.ones(len(china.villages), bool)
    assert means(china, "goods", everywhere) == pytest.approx(Nation().goods_mean, rel=0.05)
    by = np.bincount(china.villages["province"], china.villages["goods"]) / per_province(china)
    names = [one.name for one in PROVINCES]
    assert by[names.index("zhejiang")] > 2.0 * by[names.index("gansu")]
    flat = country_of(Nation(goods_gradient=0.0, only=("zhejiang",))).villages["goods"].mean()
    assert flat == pytest.approx(Nation().goods_mean, rel=0.1)


def test_products_are_the_markets_of_the_table(china: Country) -> None:
    products = products_of("products.csv")
    made = sum(one.share for one in products if one.kind != "none")
    assert china.niches.depth.sum() == pytest.approx(made * 1850e9 / 12)
    junpu = china.niches.depth[china.niches.names.index("clothing-01")]
    assert junpu == pytest.approx(450e6, rel=0.02)
    found = np.bincount(china.villages["product"], minlength=len(china.niches.names)) / len(china.villages)
    farm = china.niches.follows == 0.0
    assert found[farm].sum() == pytest.approx(0.75, abs=0.05)


def shared(country: Country, *columns: str) -> float:
    """Chance that two villages of one town or county sell in the same niche."""
    labels = np.stack([country.villages[column] for column in columns])
    _, group = np.unique(labels, axis=1, return_inverse=True)
    _, counts = np.unique(np.stack([group.ravel(), country.villages["product"]]), axis=1, return_counts=True)
    sizes = np.bincount(group.ravel())
    return float((counts * (counts - 1.0)).sum() / (sizes * (sizes - 1.0)).sum())


def test_a_town_shares_its_product_and_a_county_less_so() -> None:
    ningxia = country_of(Nation(only=("ningxia",)))
    town, county, province = shared(ningxia, "county", "town"), shared(ningxia, "county"), shared(ningxia, "province")
    assert town > 0.4 > county > 0.1 > province
