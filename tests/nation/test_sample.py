"""A sample stands for its country: whole weights that add up, and totals near those of all villages."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage_sim.nation.country import Country, country_of
from linkage_sim.nation.places import places_of
from linkage_sim.nation.sample import Sample, sample, strata_of, totals_of
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


def test_strata_are_poor_counties_and_others_of_each_province_or_region(part: Country) -> None:
    assert len(np.unique(strata_of(part, "province"))) == 6
    assert len(np.unique(strata_of(part, "region"))) == 4


def test_a_province_has_the_same_sample_alone_and_with_others(part: Country) -> None:
    alone = country_of(Nation(only=("qinghai",)))
    names = {alone.name_of(row) for row in sample(alone, 20).rows}
    within = {part.name_of(row) for row in sample(part, 20).rows}
    assert names == {name for name in within if name.startswith("qinghai")}


def test_a_sample_is_the_same_on_every_machine_and_with_every_release_of_numpy() -> None:
    alone = country_of(Nation(only=("ningxia",)))
    names = [alone.name_of(row) for row in sample(alone, 3, seed=7).rows.tolist()]
    assert names == ["ningxia-001-0076", "ningxia-012-0013", "ningxia-013-0092", "ningxia-018-0056", "ningxia-021-0016", "ningxia-022-0047"]


def test_all_of_it_is_a_sample_of_weight_one(part: Country) -> None:
    drawn = sample(part, len(part.villages))
    assert drawn.rows.tolist() == list(range(len(part.villages)))
    assert set(drawn.weights) == {1}


def test_ten_villages_of_a_stratum_have_nearly_its_totals_and_random_ones_have_not(part: Country) -> None:
    """Households, incomes, workers away, goods and where the poor are, over 30 runs: the spread of a run's total, and its mean."""
    totals = totals_of(part)
    whole = totals.sum(axis=1)

    def spread_and_mean(draws: list[Sample]) -> tuple[np.ndarray, np.ndarray]:
        found = np.array([(totals[:, drawn.rows] * drawn.weights).sum(axis=1) / whole for drawn in draws])
        return found.std(axis=0), found.mean(axis=0)

    spread, mean = spread_and_mean([sample(part, 10, seed=seed) for seed in range(30)])
    assert (spread < [0.02, 0.03, 0.03, 0.05, 0.06]).all()
    assert mean == pytest.approx(1.0, abs=0.04)
    strata = strata_of(part, "province")
    every = sample(part, len(part.villages))
    groups = [every.rows[strata == stratum] for stratum in np.unique(strata)]
    luck = np.random.default_rng(1)
    at_random = [
        Sample(
            np.concatenate([luck.choice(rows, 10, replace=False) for rows in groups]),
            np.concatenate([np.full(10, len(rows) // 10) for rows in groups]),
            strata,
        )
        for _ in range(30)
    ]
    assert (spread_and_mean(at_random)[0] > 2.0 * spread).all()


def test_every_band_of_income_has_one(part: Country) -> None:
    drawn, strata, income = sample(part, 10), strata_of(part, "province"), part.villages["income_scale"]
    for stratum in np.unique(strata):
        taken = np.sort(income[drawn.rows[drawn.strata == stratum]])
        bands = np.array_split(np.sort(income[strata == stratum]), 10)
        assert all(band[0] <= one <= band[-1] for band, one in zip(bands, taken, strict=True))


def test_each_run_has_a_sample_of_its_own_and_the_same_one_again(part: Country) -> None:
    first, again, other = (sample(part, 10, seed=seed) for seed in (1, 1, 2))
    assert first.rows.tolist() == again.rows.tolist()
    assert len(set(first.rows.tolist()) & set(other.rows.tolist())) < 10


def test_the_places_of_a_scenario_are_its_own_or_those_of_the_sample() -> None:
    junpu = Scenario.load("junpu")
    assert places_of(junpu) is junpu.places
    china = Scenario.load("china").with_overrides({"nation.only": ["ningxia"], "nation.per_stratum": 5})
    places = places_of(china)
    assert (len(places), sum(place.weight for place in places)) == (10, 2294)
    assert len({place.name for place in places}) == 10
