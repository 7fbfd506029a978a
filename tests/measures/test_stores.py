from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from linkage_sim.errors import LinkageError
from linkage_sim.measures.stores import ORIGINS
from linkage_sim.model import LinkageModel
from linkage_sim.state.household import FOUNDER, RETURNED
from linkage_sim.state.month import TAKEOFF_STORES


@pytest.fixture(scope="module")
def model(two_villages) -> LinkageModel:
    return LinkageModel(two_villages({"months": 14}), seeds=[11, 12], by_village=True, by_store=True).run()


def test_a_row_per_store_whose_sales_are_the_shopkeepers(model) -> None:
    """With the season out, a shopkeeper's stores sell in a year twelve times what they sold in the month; the first sells most."""
    stores = model.stores()
    assert len(stores) == model.world.households.stores.sum() + model.world.tenants.stores.sum() > 10
    season = model.world.environment.season[13]
    sold = model.world.households.sales.sum(dtype=float) + model.world.tenants.sales.sum(dtype=float)
    assert stores["sales_year"].sum() == pytest.approx(sold * 12 / season)
    shops = stores.groupby(["seed", "village", "shopkeeper", stores["origin"] == "tenant"], sort=False)
    assert (shops["sales_year"].apply(lambda sales: sales.is_monotonic_decreasing)).all()
    assert (shops["rank"].apply(list).map(lambda ranks: ranks == list(range(1, len(ranks) + 1)))).all()


def test_a_store_tells_whose_it_is(model) -> None:
    first = model.stores().query("seed == 12 and village == 'second' and rank == 1")
    households, rooms = model.households_of("second", run=1), model.tenants_of("second", run=1)
    own, rented = first[first["origin"] != "tenant"], first[first["origin"] == "tenant"]
    np.testing.assert_array_equal(own["shopkeeper"], np.flatnonzero(households.stores))
    np.testing.assert_array_equal(rented["shopkeeper"], np.flatnonzero(rooms.stores))
    for row in own.itertuples():
        keeper = households[row.shopkeeper]
        origin = "founder" if keeper.flags & FOUNDER else "returned" if keeper.flags & RETURNED else "resident"
        assert row.origin == origin
        assert row.opened == pd.Timestamp("2012-01-01") + pd.DateOffset(months=3 * (keeper.opened - 1))


def test_stores_are_noted_in_december_and_at_the_end(model) -> None:
    noted = model.record.stores
    assert list(noted["month"].unique()) == [pd.Timestamp("2012-12-01"), pd.Timestamp("2013-02-01")]
    assert set(noted["origin"]) <= set(ORIGINS)
    counted = noted.groupby(["seed", "month"]).size()
    months = model.record.monthly.set_index(["seed", "month"])["stores"]
    assert counted.to_dict() == months.loc[counted.index].to_dict()
    last = noted[noted["month"] == "2013-02-01"].reset_index(drop=True)
    pd.testing.assert_frame_equal(last, model.stores())


def test_no_stores_are_noted_unless_asked_for(two_villages) -> None:
    model = LinkageModel(two_villages({"months": 1})).run()
    assert len(model.record.stores) == 0


def test_before_the_first_month_stores_have_sold_nothing(two_villages) -> None:
    stores = LinkageModel(two_villages()).stores()
    assert list(stores["origin"].unique()) == ["founder"]
    assert (stores["sales_year"] == 0).all()
    assert (stores["month"] == "2012-01-01").all()


def test_cohorts_begin_with_those_who_entered_and_lose_those_who_gave_up(model) -> None:
    cohorts, monthly = model.record.cohorts, model.record.monthly
    assert list(cohorts.columns) == ["seed", "month", "quarter", "entered", "living"]
    assert (cohorts["living"] <= cohorts["entered"]).all()
    assert (cohorts["quarter"] <= cohorts["month"]).all()
    shopkeepers = monthly.set_index(["seed", "month"])[["online_households", "tenants"]].sum(axis=1)
    assert cohorts.groupby(["seed", "month"])["living"].sum().to_dict() == shopkeepers.to_dict()
    end = cohorts[cohorts["month"] == cohorts["month"].max()].groupby("seed")["entered"].sum()
    founders = 6  # three of each village, from the start
    assert end.to_dict() == (monthly.groupby("seed")["entrants"].sum() + founders).to_dict()


def test_a_village_that_has_a_hundred_stores_has_taken_off(two_villages) -> None:
    model = LinkageModel(two_villages(), seed=11, by_village=True)
    shops = model.households_of("first").rows(0, 10)
    shops.stores[:], shops.opened[:] = 20, 1
    model.step()
    stores, taken_off = (model.record.villages[name].to_numpy() for name in ("stores", "taken_off"))
    np.testing.assert_array_equal(taken_off, stores >= TAKEOFF_STORES)
    assert model.record.latest()["taken_off"] == taken_off.sum() == 1


def test_a_village_is_found_by_name_or_row(model) -> None:
    assert np.shares_memory(model.households_of("first").array, model.world.households.array)
    for row, (name, run) in enumerate((name, run) for run in (0, 1) for name in ("first", "second")):
        assert model.households_of(row).array is not None
        np.testing.assert_array_equal(model.households_of(row).array, model.households_of(name, run).array)
        assert len(model.tenants_of(row)) == model.villages[row].rooms
    with pytest.raises(LinkageError, match="no village 'third'; its villages are first, second, its runs 0 to 1"):
        model.households_of("third")
    with pytest.raises(LinkageError, match="no village 4; its villages are 0 to 3"):
        model.tenants_of(4)
