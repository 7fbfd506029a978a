"""A sample stands for its country: whole weights that add up, and a larger sample holds the smaller one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage_sim.nation.country import Country, country_of
from linkage_sim.nation.places import places_of
from linkage_sim.nation.sample import sample, strata_of
from linkage_sim.scenario import Scenario
from linkage_sim.scenario.nation import Nation


@pytest.fixture(scope="module")
def part() -> Country:
    return country_of(Nation(only=("ningxia", "qinghai", "hainan")))


@pytest.mark.parametrize("by", ["region", "province"])
@given(size=st.integers(1, 3000))
@settings(max_examples=30)
def test_weights_are_whole_and_add_up_to_each_stratum(part: Country, by: str, size: int) -> None:
    drawn, strata = sample(part, size, by), strata_of(part, by)
    assert drawn.weights.dtype == np.int64
    assert np.bincount(drawn.strata, drawn.weights).tolist() == np.bincount(strata).tolist()
    for stratum in np.unique(strata):
        weights = drawn.weights[drawn.strata == stratum]
        assert len(weights) == min(size, (strata == stratum).sum())
        assert weights.max() - weights.min() <= 1


@given(few=st.integers(1, 500), more=st.integers(1, 500))
@settings(max_examples=30)
def test_a_larger_sample_contains_the_smaller_one(part: Country, few: int, more: int) -> None:
    assert set(sample(part, few).rows) <= set(sample(part, few + more).rows)


def test_strata_are_poor_counties_and_others_of_each_province_or_region(part: Country) -> None:
    assert len(np.unique(strata_of(part, "province"))) == 6
    assert len(np.unique(strata_of(part, "region"))) == 4


def test_a_province_has_the_same_sample_alone_and_with_others(part: Country) -> None:
    alone = country_of(Nation(only=("qinghai",)))
    names = {alone.name_of(row) for row in sample(alone, 20).rows}
    within = {part.name_of(row) for row in sample(part, 20).rows}
    assert names == {name for name in within if name.startswith("qinghai")}


def test_all_of_it_is_a_sample_of_weight_one(part: Country) -> None:
    drawn = sample(part, len(part.villages))
    assert drawn.rows.tolist() == list(range(len(part.villages)))
    assert set(drawn.weights) == {1}


def test_the_sample_is_fair(part: Country) -> None:
    drawn = sample(part, 400)
    sampled = np.average(part.villages["goods"][drawn.rows], weights=drawn.weights)
    assert sampled == pytest.approx(part.villages["goods"].mean(), rel=0.1)


def test_the_places_of_a_scenario_are_its_own_or_those_of_the_sample() -> None:
    junpu = Scenario.load("junpu")
    assert places_of(junpu) is junpu.places
    china = Scenario.load("china").with_overrides({"nation.only": ["ningxia"], "nation.per_stratum": 5})
    places = places_of(china)
    assert (len(places), sum(place.weight for place in places)) == (10, 2294)
    assert len({place.name for place in places}) == 10
