"""A village of a country that wakes is the village that it would have been; a country keeps its households, whoever wakes."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from linkage_sim.actors.waking import as_many_households, can_stand_in, others_of
from linkage_sim.model import LinkageModel
from linkage_sim.nation.country import country_of
from linkage_sim.nation.places import places_of
from linkage_sim.population.spots import LIKE, arrivals_in, households_played, looking_on, spots_of
from linkage_sim.scenario import Scenario
from linkage_sim.state.village import Village

MONTHS = 84
COUNTY = "zhejiang-003"


def county(**changed) -> Scenario:
    """A county to which founders come home often, and of whose towns with founders every village is played."""
    often = {"nation.arrivals": 400.0, "nation.group": 3.0, "nation.news_growth": 0.0, "nation.founding": 0.0, "nation.following": 0.0}
    whole = {"months": MONTHS, "nation.only": [COUNTY], "nation.per_stratum": 4, **often}
    return Scenario.load("china").with_overrides(whole | changed)


@pytest.fixture(scope="module")
def both_ways() -> tuple[LinkageModel, LinkageModel]:
    """The county by the towns to which founders come home, and the same with every village played from the first month on."""
    some, everybody = LinkageModel(county(), seed=9), LinkageModel(county(**{"nation.full": True}), seed=9)
    return some.run(), everybody.run()


@pytest.mark.slow
def test_a_village_that_wakes_is_to_the_byte_the_one_it_would_have_been(both_ways) -> None:
    some, everybody = both_ways
    assert len(some.villages) < 0.6 * len(everybody.villages)
    woken = [name for name, awake in zip(some.village_names, some.villages.awake, strict=True) if awake and not name.startswith(LIKE)]
    assert len(woken) > 5
    for name in woken:
        assert some.households_of(name).array.tobytes() == everybody.households_of(name).array.tobytes(), name
        assert some.tenants_of(name).array.tobytes() == everybody.tenants_of(name).array.tobytes(), name


@pytest.mark.slow
def test_totals_are_the_same_whether_the_sleeping_are_played_or_not(both_ways) -> None:
    some, everybody = (model.record.monthly for model in both_ways)
    awake = [model.villages.awake.sum() for model in both_ways]
    assert awake[0] == awake[1]
    for name in ("taobao_villages", "stores", "people", "registered_households", "sales"):
        np.testing.assert_allclose(some[name], everybody[name], rtol=1e-12, err_msg=name)


@pytest.mark.slow
def test_villages_that_thrive_had_founders_or_a_neighbour_that_had(both_ways) -> None:
    some, _ = both_ways
    villages = some.villages
    thriving = villages.stores >= 20
    assert thriving.sum() > 0
    towns = set(villages.town[villages.arrival > 0].tolist())
    assert set(villages.town[thriving].tolist()) <= towns


def test_all_households_are_as_many_whoever_wakes() -> None:
    model = LinkageModel(county(months=40), seed=2)
    sizes = model.villages.last - model.villages.first
    count, half_a_village = (model.villages.weight * sizes).sum(), 0.5 * sizes.max()
    while model.month < 40:
        model.step()
        assert (model.villages.weight * sizes).sum() == pytest.approx(count, abs=half_a_village * max(model.villages.awake.sum(), 1))
        assert (model.villages.weight == model.villages.weight.round()).all()
    assert model.villages.awake.sum() > 0


@pytest.mark.slow
def test_single_shops_are_as_many_in_the_sample_as_in_full_and_kindle_no_village() -> None:
    quiet = Scenario.load("china").with_overrides({"nation.only": ["hainan-001", "hainan-002"], "nation.arrivals": 0.0, "months": 84})
    full = LinkageModel(quiet.with_overrides({"nation.full": True}), seed=1).run()
    own = [not name.startswith(LIKE) for name in full.village_names]
    villages, stores, households = full.villages, full.villages.stores[own].sum(), (full.villages.last - full.villages.first)[own].sum()
    samples = [LinkageModel(quiet, seed=seed).run() for seed in range(2, 12)]
    shares = [
        run.record.monthly["stores"].iloc[-1] / (run.villages.weight * (run.villages.last - run.villages.first)).sum() for run in samples
    ]
    assert stores > 50
    assert min(shares) <= stores / households <= max(shares)
    assert villages.awake.sum() == 0
    assert not any(run.record.monthly["taobao_villages"].any() for run in samples)


def small(**fields) -> Village:
    """A village of some households that sleeps."""
    row = {"awake": 0.0, "weight": 1.0, "stands": 1.0, "first": 0, "last": 300} | fields
    return cast("Village", SimpleNamespace(**row))


@pytest.mark.parametrize(
    ("weight", "households", "of_the_other", "passed"),
    [
        (4.0, 300, 300, 3.0),  # three of its size are three of the same size
        (4.0, 600, 300, 6.0),  # and six of half of it
        (4.0, 300, 600, 2.0),  # one and a half is two
        (0.0, 300, 300, -1.0),  # who looked on takes one away
        (0.0, 900, 300, -3.0),
    ],
)
def test_what_a_village_leaves_is_as_many_households_of_another_size(weight, households, of_the_other, passed) -> None:
    village, other = small(weight=weight, last=households), small(last=of_the_other, weight=5.0)
    assert as_many_households(others_of(village), village, other) == passed


def test_a_village_stands_in_only_while_it_would_still_stand_for_itself() -> None:
    large = small(weight=0.0, last=900)
    assert can_stand_in(small(weight=4.0), large)
    assert not can_stand_in(small(weight=3.0), large)
    assert not can_stand_in(small(weight=0.0), small(weight=4.0))
    assert not can_stand_in(small(weight=4.0, awake=1.0), large)


def test_who_looks_on_keeps_house_by_itself_until_it_wakes() -> None:
    model = LinkageModel(county(months=48), seed=9)
    villages = model.villages
    looking = villages.weight == 0
    assert len(set(villages.treasury[looking].tolist())) == looking.sum()
    model.run()
    awake = (villages.awake == 1) & (villages.arrival > 0)
    assert awake.sum() > 0
    assert (villages.treasury[awake] == villages.county[awake]).all()
    still = villages.weight == 0
    assert (villages.treasury[still] != villages.county[still]).all()


@pytest.mark.parametrize(("arrivals", "full"), [(50.0, False), (0.0, False), (10.0, True)])
def test_as_many_households_are_played_as_is_said_before(arrivals, full) -> None:
    scenario = Scenario.load("china").with_overrides(
        {"nation.only": ["zhejiang"], "nation.arrivals": arrivals, "nation.full": full, "months": MONTHS}
    )
    country, nation = country_of(scenario.nation), scenario.nation
    rest = sum(place.households for place in places_of(scenario))
    played = [
        rest + country.villages["households"][looking_on(country, nation, arrivals_in(country, scenario, nation, seed)).rows].sum()
        for seed in range(60)
    ]
    assert households_played(scenario) == pytest.approx(np.mean(played), rel=0.02)


def test_of_villages_with_few_goods_beside_founders_one_of_several_is_played_for_all() -> None:
    scenario = Scenario.load("china").with_overrides({"nation.only": ["zhejiang"], "nation.arrivals": 100.0, "months": MONTHS})
    country, nation = country_of(scenario.nation), scenario.nation
    standing = every = 0
    for seed in range(20):
        arrivals = arrivals_in(country, scenario, nation, seed)
        some = looking_on(country, nation, arrivals)
        founded = arrivals.month[some.rows] > 0
        few = (country.villages["goods"][some.rows] < nation.following) & ~founded
        assert set(some.stands[few].tolist()) == {nation.beside}
        assert set(some.stands[~few].tolist()) == {1}
        all_there = looking_on(country, nation.model_copy(update={"beside": 1}), arrivals)
        assert set(some.rows.tolist()) <= set(all_there.rows.tolist())
        standing, every = standing + some.stands.sum(), every + len(all_there.rows)
    assert standing == pytest.approx(every, rel=0.03)


def test_a_village_has_its_founders_whatever_else_is_simulated() -> None:
    alone, within = (county(**{"nation.only": [part], "nation.full": True}) for part in (COUNTY, "zhejiang"))
    known = {spot.name: spot for spot in spots_of(0, 9, within) if spot.around}
    for spot in spots_of(0, 9, alone):
        if spot.around:
            assert (spot.arrival, spot.arriving) == (known[spot.name].arrival, known[spot.name].arriving), spot.name


def test_another_run_has_its_founders_and_its_sample_elsewhere_in_the_same_country() -> None:
    scenario = county(**{"nation.full": True})
    one, two = ({spot.name: spot for spot in spots_of(0, seed, scenario)} for seed in (1, 2))
    played, again = ({name for name in spots if not name.startswith(LIKE)} for spots in (one, two))
    assert played == again
    assert one.keys() - played != two.keys() - played
    assert all(one[name].place == two[name].place for name in played)
    assert {name for name in one if one[name].arrival} != {name for name in two if two[name].arrival}


def test_of_a_town_all_villages_are_played_and_married_as_in_the_whole_county() -> None:
    some = list(spots_of(0, 9, county()))
    every = {spot.name: spot for spot in spots_of(0, 9, county(**{"nation.full": True}))}
    towns = {spot.town for spot in some if spot.arrival}
    assert {spot.name for spot in every.values() if spot.town in towns} == {spot.name for spot in some if spot.around}
    assert all(every[spot.name].around == spot.around for spot in some)
