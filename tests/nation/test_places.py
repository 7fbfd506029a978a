"""What is recorded of provinces and counties adds up to the country, and says which counties show the way."""

from __future__ import annotations

import numpy as np
import pytest

from linkage_sim.actors.government import RURAL_HOUSEHOLDS
from linkage_sim.measures.places import JOBS_PER_STORE, PLACE_COLUMNS, SUMMED
from linkage_sim.model import LinkageModel
from linkage_sim.nation.country import country_of
from linkage_sim.population.demonstration import COUNTIES, NEW_COUNTIES, poor_shares, rollouts
from linkage_sim.scenario import Scenario
from linkage_sim.scenario.evidence import Evidence
from linkage_sim.state.environment import CENTRAL_FUNDS

NAMES = [column.name for column in PLACE_COLUMNS]
WHOLE = {"nation.only": ["ningxia", "hainan"], "nation.per_stratum": 2, "months": 90, "nation.arrivals": 900.0, "nation.founding": 0.2}


def country(**changed) -> Scenario:
    return Scenario.load("china").with_overrides(WHOLE | changed)


@pytest.fixture(scope="module")
def played() -> LinkageModel:
    """Two small provinces to which founders come home often."""
    return LinkageModel(country(), seed=3).run()


def test_provinces_and_counties_add_up_to_the_run(played) -> None:
    provinces, counties = (level(0, played.month).values for level in (played.places.provinces, played.places.counties))
    np.testing.assert_allclose(provinces.sum(axis=1), counties.sum(axis=1), rtol=1e-9)
    for name in SUMMED:
        place = "wrongly_registered" if name == "inclusion_error" else "missed" if name == "exclusion_error" else name
        total = provinces[:, :, NAMES.index(place)].sum(axis=1)
        if place == name:
            np.testing.assert_allclose(total, played.record.series(name), rtol=1e-9, err_msg=name)


def test_every_county_is_there_with_its_households(played) -> None:
    found, drawn = played.places.counties(0, played.month), country_of(played.scenario.nation)
    rows = np.unique(drawn.villages["county"])
    assert list(found.county) == [drawn.county_of(int(row)) for row in rows]
    households = found.values[0][:, NAMES.index("households")]
    for kind in (True, False):  # before anyone is awake, all counties of a kind are the sample's, as large as they are
        here = (drawn.counties["poor"][rows] == kind) & (np.array(found.province) == "ningxia")
        part = households[here] / drawn.counties["households"][rows[here]]
        np.testing.assert_allclose(part, part[0], rtol=1e-9)


def test_jobs_are_counted_both_ways(played) -> None:
    last = played.places.provinces(0, played.month).values[-1]
    stores, engaged, jobs = (last[:, NAMES.index(name)] for name in ("taobao_stores", "taobao_engaged", "jobs_counted"))
    np.testing.assert_allclose(jobs, JOBS_PER_STORE * stores)
    assert stores.sum() > 0
    assert 0 < engaged.sum() < jobs.sum()


def test_a_run_of_listed_villages_has_no_places() -> None:
    model = LinkageModel(Scenario.load("junpu").with_overrides({"months": 2}), seed=1).run()
    assert not model.places.holds(0)
    assert model.places.values.size == 0


def test_a_thinned_country_has_as_many_households() -> None:
    model = LinkageModel(country(**{"nation.thin": 5, "nation.news_growth": 1.0, "nation.beside": 2, "months": 60}), seed=3)
    sizes = model.villages.last - model.villages.first
    households = (model.villages.weight * sizes).sum()
    model.run()
    assert model.villages.awake.sum() > 0
    assert abs((model.villages.weight * sizes).sum() - households) <= 0.5 * sizes.max() * model.villages.awake.sum()
    assert set(np.unique(model.villages.weight[model.villages.awake == 1]).tolist()) <= {1.0, 5.0, 10.0}


# ---------------------------------------------------------------- from above


def test_counties_show_the_way_by_the_roll_out() -> None:
    nation = Scenario.load("china").nation
    drawn = country_of(nation)
    months = rollouts(drawn, nation, "2008-01")
    assert len(months) == COUNTIES
    for year, new in NEW_COUNTIES.items():
        assert (months == (year - 2008) * 12 + 7).sum() == new
    poor = drawn.counties["poor"]
    assert months[poor & (months > 0)].mean() < months[~poor & (months > 0)].mean()
    assert (months[poor] > 0).mean() > (months[~poor] > 0).mean()
    assert not rollouts(drawn, nation.model_copy(update={"demonstration": False}), "2008-01").any()


def test_a_county_shows_the_way_from_the_start_where_the_run_begins_later() -> None:
    nation = Scenario.load("china").nation
    assert (rollouts(country_of(nation), nation, "2016-01") == 1).sum() == 56 + 200


def test_quotas_go_by_the_provinces_poor() -> None:
    nation = Scenario.load("china").nation
    drawn = country_of(nation)
    shares, counties = poor_shares(drawn, nation), drawn.counties
    assert np.average(shares, weights=counties["households"]) == pytest.approx(1.0, rel=1e-6)
    by = {one.name: shares[counties["province"] == k] for k, one in enumerate(drawn.provinces)}
    assert by["guizhou"].mean() > 5 * by["zhejiang"].mean()
    assert by["beijing"].max() == 0
    poor = counties["poor"] & (counties["province"] == [one.name for one in drawn.provinces].index("hebei"))
    assert shares[poor].mean() == pytest.approx(nation.poor_quota * by["hebei"][by["hebei"] < shares[poor].min()].mean(), rel=1e-6)


def test_what_comes_from_above_is_what_the_evidence_says() -> None:
    evidence = Evidence.load()
    assert evidence["cn.demonstration_counties"].value == NEW_COUNTIES
    assert evidence["poverty.central_funds"].value == CENTRAL_FUNDS
    assert evidence["cn.registered_households"].value == RURAL_HOUSEHOLDS
    assert evidence["tv.jobs_per_store"].value == JOBS_PER_STORE
