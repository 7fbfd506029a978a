"""A village of weight w counts as w villages would: in every total, and for all other villages."""

from __future__ import annotations

import zlib
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage_sim.actors.spread import meet_rivals, take_up_product
from linkage_sim.measures.recording import MILLION
from linkage_sim.model import LinkageModel
from linkage_sim.population import world as making
from linkage_sim.scenario import Scenario
from linkage_sim.scenario.programmes import PROVIDERS
from linkage_sim.state.ledger import ACCOUNTS
from linkage_sim.state.month import OBSERVED
from tests.worlds import small_world

SEED, MONTHS = 4, 16
BY_MONTH = {column.name: k for k, column in enumerate(OBSERVED)}
LIVELY = {
    "platform.start": "2012-03",
    "platform.register_start": "2012-03",
    "platform.look_back_start": "2012-05",
    "platform.look_back_end": "2012-08",
    "platform.update_start": "2012-10",
    "actors.government.notice_stores": 2,
    "actors.government.notice_delay": 1,
    "actors.government.public_funds": 900,
    "actors.government.audit": 0.5,
    "actors.community.village_fund": 300,
    "actors.market.courier_cost": 300,
    "actors.market.entry_proof": 1,
    "actors.market.supplier_sales": 2_000,
    "actors.household.illness_onset": 0.1,
    "actors.household.medical_cost": 3_000,
    "actors.household.newcomer_rate": 0.2,
    "programmes.startup_loan.effect.loan": 4_000,
    "population.founder_debt": 300_000,
    "population.rooms": 0.1,
    "measures.village_sales": 1e5,
    "measures.village_stores": 8,
}
"""In some months of this everything happens."""
APART = {
    **{f"actors.household.{name}": 0 for name in ("marriage_ties", "hand_trust", "nearby_experience", "nearby_news", "below_threshold")},
    "actors.household.county_news": 0,
    **{f"actors.society.{name}": 0 for name in ("county_fame", "province_fame")},
    **{f"actors.market.{name}": 0 for name in ("goods_travel", "courier_reach", "branch_nearby")},
}
"""Nothing passes from village to village but money and rivalry; who has shops next door is not seen."""


def county(places: dict[str, dict[str, Any]], months: int = MONTHS, overrides: dict[str, Any] | None = None) -> Scenario:
    """Villages of one county, in one town unless they say otherwise, all with the facts of Junpu but for what is given."""
    content = Scenario.load("junpu").resolved()
    place = {**content["places"][0], "households": 40, "founders": 3, "network": 2, "tourism": 0.2, "product": ""}
    content["places"] = [{**place, "name": name, **facts} for name, facts in places.items()]
    return Scenario.from_dict({**content, "evidence": {}, "months": months}).with_overrides({**LIVELY, **(overrides or {})})


def mixed(first: int, second: int, third: int = 1) -> Scenario:
    """Three villages of different sizes, two of which sell the same, with their weights."""
    return county(
        {
            "first": {"weight": first, "product": "shoes"},
            "second": {"weight": second, "households": 25, "founders": 1, "product": "shoes"},
            "third": {"weight": third, "households": 31, "town": "other"},
        }
    )


def played(scenario: Scenario, **options: Any) -> LinkageModel:
    return LinkageModel(scenario, seed=SEED, **options).run()


# ---------------------------------------------------------------- a run is what its villages and their weights say


def rebuilt(villages: pd.DataFrame) -> pd.DataFrame:
    """Each column of the run from records of its villages, as the month declares how it follows from them; grouped ones are left out."""
    weight, month = villages["weight"], villages["month"]
    sums = {field.name: (weight * villages[field.name]).groupby(month).sum() for field in OBSERVED if field.how == "total"}
    for field in OBSERVED:
        if field.how == "ratio" and not field.of:
            sums[field.name] = (weight * villages[field.name] * villages[field.per]).groupby(month).sum()
    made = {}
    for field in OBSERVED:
        if field.how == "total":
            made[field.name] = sums[field.name]
        elif field.how == "ratio":
            made[field.name] = (sums[field.of or field.name] / sums[field.per]).where(sums[field.per] > 0, 0.0)
        elif field.how == "most":
            made[field.name] = villages[field.name].where(weight > 0, 0.0).groupby(month).max()
        else:
            assert field.how == "grouped", f"say here how {field.name} follows from villages and weights"
    return pd.DataFrame(made)


def check_against_villages(model: LinkageModel) -> None:
    expected = rebuilt(model.record.villages)
    run = model.record.monthly
    for name in expected:
        assert run[name].to_numpy() == pytest.approx(expected[name].to_numpy(), rel=1e-9, abs=1e-9), name


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 1_000), st.integers(0, 5), st.integers(1, 1_000_000))
def test_every_column_is_that_of_the_villages_by_their_weights(first, second, third) -> None:
    check_against_villages(played(mixed(first, second, third), by_village=True))


def test_in_what_is_compared_nearly_every_column_has_something() -> None:
    record = played(mixed(3, 2, 4), by_village=True).record
    assert {field.name for field in OBSERVED if not record.series(field.name).any()} <= {"founders_home", "relapses"}
    assert set(record.villages["taobao_villages"]) == {0.0, 1.0}
    assert record.monthly["taobao_villages"].max() >= 2
    assert list(record.villages.groupby("village", sort=False)["weight"].first()) == [3, 2, 4]


@pytest.fixture(scope="module")
def weighted() -> LinkageModel:
    return played(mixed(30, 2, 7))


def test_what_is_grouped_follows_the_weights_of_households_and_stores(weighted) -> None:
    world, record = weighted.world, weighted.record
    village = np.searchsorted(world.villages.last, np.arange(len(world.households)), side="right")
    people = world.households.size * world.villages.weight[village]
    order = np.argsort(world.households.income)
    share, earned = people[order], (people * world.households.income)[order].cumsum()
    gini = 1 - (share * (earned + np.append(0.0, earned[:-1]))).sum() / (share.sum() * earned[-1])
    assert record.latest()["gini"] == pytest.approx(gini, abs=0.005)
    stores = weighted.stores()
    sold, weight = stores["sales_year"], stores["weight"]
    log = np.log(sold.clip(lower=1))
    mean = np.average(log, weights=weight)
    assert record.latest()["store_sigma"] == pytest.approx(np.sqrt(np.average((log - mean) ** 2, weights=weight)), abs=0.05)
    assert record.latest()["stores_over_million"] == pytest.approx(np.average(sold > MILLION, weights=weight), abs=0.06)
    assert (stores["weight"].sum(), len(stores)) == (record.latest()["stores"], world.months.stores.sum())


def test_recording_villages_and_threads_change_no_weighted_run(weighted) -> None:
    for options in ({"by_village": True}, {"threads": 3}, {"by_village": True, "threads": 2}):
        other = played(mixed(30, 2, 7), **options)
        np.testing.assert_array_equal(other.world.record, weighted.world.record)
        np.testing.assert_array_equal(other.world.accounts, weighted.world.accounts)
        np.testing.assert_array_equal(other.world.cohorts, weighted.world.cohorts)


def test_cohorts_are_those_who_keep_a_store_by_weight(weighted) -> None:
    record = weighted.record
    living = weighted.world.cohorts[:, 0].sum(axis=1)
    np.testing.assert_array_equal(living, record.series("online_households") + record.series("tenants"))
    assert record.at_start[0] == 30 * 3 + 2 * 1 + 7 * 3
    rows = record.cohorts.query("month == month.max()")
    assert (rows["entered"] >= rows["living"]).all()
    assert rows["entered"].sum() == record.at_start[0] + record.series("entrants").sum()


def test_the_archive_counts_cards_by_weight(weighted) -> None:
    net = sum(entries - exits for _, entries, exits in weighted.archive.counts())
    assert net == weighted.record.latest()["registered_households"] > 0


def test_balances_are_those_of_all_villages(weighted) -> None:
    world = weighted.world
    allocated = world.offers.allocation.reshape(3, -1)
    for provider, name in enumerate(PROVIDERS):
        expected = world.accounts[:, ACCOUNTS.index(name)].sum()
        expected += (world.villages.weight @ allocated)[world.programmes.payer == provider].sum()
        assert weighted.balance(name) == pytest.approx(expected)
    assert weighted.balance("lenders") == world.accounts[0, ACCOUNTS.index("lenders")]


# ---------------------------------------------------------------- a weight is as many villages alike


def one_name(name: str) -> int:
    """The draws of a village by its name without its number: villages of one entry are alike to the last household."""
    return zlib.crc32(name.split("-")[0].encode())


@pytest.mark.parametrize("product", ["", "shoes"], ids=["its own product", "a shared product"])
def test_a_weight_is_as_many_villages_alike_with_the_same_draws(monkeypatch, product) -> None:
    """All that passes between villages included: rivals, news, fame, couriers, jobs, money.

    Only who marries whom, and whose product is taken up, goes by rows.
    """
    monkeypatch.setattr(making, "village_key", one_name)
    overrides = {"actors.household.marriage_ties": 0, "actors.household.nearby_experience": 0.05, "actors.household.nearby_news": 0.3}
    first, second = {"product": product}, {"households": 25, "founders": 0, "goods": 0.9, "product": product}
    far = {"households": 31, "town": "other", "product": "shoes"}
    by_weight = county({"first": {**first, "weight": 3}, "second": {**second, "weight": 2}, "far": far}, overrides=overrides)
    by_count = county({"first": {**first, "count": 3}, "second": {**second, "count": 2}, "far": far}, overrides=overrides)
    few, many = played(by_weight, by_village=True), played(by_count, by_village=True)
    assert (len(few.villages), len(many.villages)) == (3, 6)
    assert few.record.series("stores").max() > 40
    for name in BY_MONTH:
        assert few.record.series(name) == pytest.approx(many.record.series(name), rel=1e-6, abs=1e-6), name
    assert few.world.accounts == pytest.approx(many.world.accounts, rel=1e-9, abs=1e-3)
    assert few.world.village_record[:, [0, 0, 0, 1, 1, 2]] == pytest.approx(many.world.village_record, rel=1e-6, abs=1e-6)
    for name in ("rivals", "nearby", "couriers_nearby", "suppliers_nearby", "jobs_near", "fame"):
        assert few.world.villages.array[name][[0, 0, 0, 1, 1, 2]] == pytest.approx(many.world.villages.array[name], rel=1e-9), name


def test_without_what_passes_between_them_all_villages_threefold_are_three_times_as_much() -> None:
    once, thrice = (
        played(
            county({"first": {"weight": w}, "second": {"weight": w, "households": 25}}, overrides=APART),
            by_village=True,
        )
        for w in (1, 3)
    )
    assert thrice.world.village_record == pytest.approx(once.world.village_record, rel=1e-6, abs=1e-6)
    assert thrice.world.accounts == pytest.approx(3 * once.world.accounts, rel=1e-9, abs=1e-3)
    for field in OBSERVED:
        times = 3 if field.how == "total" else 1
        assert thrice.record.series(field.name) == pytest.approx(times * once.record.series(field.name), rel=1e-6, abs=1e-6), field.name
    assert once.record.series("stores").max() > 20


def test_who_takes_up_a_product_meets_one_of_those_who_have_their_own_as_a_rival_and_all_who_share_one() -> None:
    for product, met in (("", 1), ("shoes", 3)):
        world = small_world(county({"first": {"weight": 3, "product": product}, "second": {"weight": 2, "product": "rice"}}))
        first, second = world.villages[0], world.villages[1]
        first.attraction, second.attraction = 10.0, 1.0
        take_up_product(second, first)
        meet_rivals(world)
        assert second.rivals == met * 10 + 1  # and the other village for which it stands
        assert first.rivals == (met - 1) * 10 + 2


# ---------------------------------------------------------------- a weight of nothing


def test_a_village_of_no_weight_counts_nowhere() -> None:
    places = {"first": {"product": "shoes"}, "second": {"households": 25, "founders": 1, "product": "shoes"}}
    ghost = {"weight": 0, "founders": 12, "product": "shoes"}
    without = played(county(places), by_village=True)
    for content in ({**places, "ghost": ghost}, {"ghost": ghost, **places}):
        model = played(county(content), by_village=True)
        rows = [k for k, name in enumerate(model.village_names) if name != "ghost"]
        np.testing.assert_array_equal(model.world.record, without.world.record)
        np.testing.assert_array_equal(model.world.cohorts, without.world.cohorts)
        np.testing.assert_array_equal(model.world.accounts, without.world.accounts)
        np.testing.assert_array_equal(model.world.village_record[:, rows], without.world.village_record)
        assert model.record.villages.query("village == 'ghost'")["stores"].max() > 12  # it lives, and is recorded by itself
        assert model.archive.counts() == without.archive.counts()
        for name in PROVIDERS:
            assert model.balance(name) == pytest.approx(without.balance(name), rel=1e-12)  # added up in another order


def test_a_village_of_no_weight_sees_all_others() -> None:
    model = played(county({"ghost": {"weight": 0, "product": "shoes"}, "first": {"product": "shoes"}}))
    ghost, first = model.villages[0], model.villages[1]
    assert ghost.rivals > 0
    assert first.rivals == 0
    assert ghost.nearby > 0
    assert first.nearby == 0
    assert ghost.married[0] == 1
    assert (first.married == -1).all()


def test_a_run_of_no_weight_at_all_is_refused() -> None:
    with pytest.raises(Exception, match="weight is 0, as in every other place, so that nothing would be counted; choose 1 or more"):
        county({"first": {"weight": 0}, "second": {"weight": 0}})


@pytest.mark.parametrize("weight", [1.5, -1, 2_000_000, "two", True])
def test_a_weight_is_a_whole_number(weight) -> None:
    with pytest.raises(Exception, match=r"weight is .* but must be a whole number from 0 to"):
        county({"first": {"weight": weight}})


def test_a_weight_of_one_is_no_other_scenario_however_it_is_written() -> None:
    plain = county({"first": {}})
    assert {county({"first": {"weight": weight}}).hash for weight in (1, 1.0)} == {plain.hash}
    assert county({"first": {"weight": 2.0}}).hash == county({"first": {"weight": 2}}).hash != plain.hash
