from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from linkage_sim.measures.poverty import SCORES, fgt
from linkage_sim.model import LinkageModel
from linkage_sim.state.household import AWARE, CARD, CONNECTED, ENTERPRISE
from linkage_sim.state.month import ACTORS, COLUMNS, FLOWS, STAGES


@pytest.fixture(scope="module")
def model(two_villages) -> LinkageModel:
    return LinkageModel(two_villages({"actors.household.mend_rate": 0.0}), seed=11, by_village=True).run()


def test_columns_have_names_of_their_own_and_say_what_they_are() -> None:
    assert len({column.name for column in COLUMNS}) == len(COLUMNS)
    assert all(column.unit and column.meaning.endswith(".") for column in COLUMNS)
    assert {column.name for column in FLOWS} == {f"{stage}_{actor}" for stage in STAGES for actor in ACTORS}


def test_the_last_row_is_what_is_seen_in_the_columns(model) -> None:
    h, tenants, now = model.world.households, model.world.tenants, model.record.latest()
    people, line = h.size.astype(float), model.world.environment.poverty_line[11]
    poor = h.income < line
    held, online = (h.card & CARD) != 0, h.stores > 0
    expected = {
        "households": len(people),
        "people": people.sum(),
        "online_households": online.sum(),
        "stores": h.stores.sum() + tenants.stores.sum(),
        "tenants": (tenants.stores > 0).sum(),
        "tenant_stores": tenants.stores.sum(),
        "enterprises": ((h.traits & ENTERPRISE) != 0).sum(),
        "poor_people": people[poor].sum(),
        "poor_households": poor.sum(),
        "headcount": fgt(h.income, line, 0, people),
        "poverty_gap": fgt(h.income, line, 1, people),
        "poverty_severity": fgt(h.income, line, 2, people),
        "income": np.average(h.income, weights=people),
        "registered_households": held.sum(),
        "inclusion_error": (held & ~poor).sum() / held.sum(),
        "exclusion_error": (~held & poor).sum() / poor.sum(),
        "migrants_away": h.away.sum(),
        "motivation": h.motivation.mean(),
        "skill": h.skill.mean(),
        "aware_households": ((h.flags & AWARE) != 0).sum(),
        "broadband_share": ((h.flags & CONNECTED) != 0).mean(),
        "debt": h.debt.sum() + tenants.debt.sum(),
        "waiting": (h.voiced > 0).sum(),
    }
    scores = SCORES[h.deprived].astype(float)
    multi = scores >= 1 / 3 - 1e-6
    expected["mpi"] = np.average(scores * multi, weights=people)
    expected["mpi_headcount"] = np.average(multi, weights=people)
    assert held.any()
    for name, value in expected.items():
        assert now[name] == pytest.approx(value, rel=1e-5), name


def sold_by_stores(model: LinkageModel, month: int) -> np.ndarray:
    """Return what each store sells a year, at the month's pace: the k-th of a keeper's a k-th power of the first's."""
    rank, season = model.scenario.data.economy.store_rank, model.world.environment.season[month]
    sold = []
    for keepers in (model.world.households, model.world.tenants):
        for stores, sales in zip(keepers.stores, keepers.sales, strict=True):
            sizes = np.arange(1, stores + 1) ** -rank
            sold += list(float(sales) * 12 / season * sizes / sizes.sum())
    return np.array(sold)


def test_what_is_recorded_of_stores_sizes_is_exact_within_their_groups(two_villages) -> None:
    model = LinkageModel(two_villages({"actors.household.expand_profit": 1, "months": 24}), seed=11).run()
    # what was sold this month by stores that are there now
    now, sold = model.record.latest(), sold_by_stores(model, 23)
    assert len(sold) == now["stores"] > 40
    assert sold.sum() * model.world.environment.season[23] / 12 == pytest.approx(now["sales"], rel=1e-5)
    log = np.log(sold[sold >= 1])
    assert now["store_sigma"] == pytest.approx(log.std(), abs=0.03)
    assert now["stores_over_million"] == pytest.approx((sold > 1e6).mean(), abs=0.06)
    tenth = len(sold) / 10
    ordered = np.sort(sold)[::-1]
    exact = (ordered[: int(tenth)].sum() + (tenth - int(tenth)) * ordered[int(tenth)]) / sold.sum()
    assert now["store_top_tenth"] == pytest.approx(exact, abs=0.01)


def test_cohorts_are_those_who_keep_a_store_by_the_quarter_of_their_first(two_villages) -> None:
    model = LinkageModel(two_villages({"months": 14}), seeds=[11, 12])
    entrants = []
    for month in range(14):
        model.step()
        cohorts = model.world.cohorts[month]
        for run, row in enumerate(cohorts):
            latest = model.record.latest(run)
            assert row.sum() == latest["online_households"] + latest["tenants"]
            assert not row[month // 3 + 1 :].any()
        entrants.append([model.record.latest(run)["entrants"] for run in (0, 1)])
    assert model.world.cohorts.shape == (14, 2, 5)
    begun = np.add.reduceat(np.array(entrants), [0, 3, 6, 9, 12])
    begun[0] += 6  # founders
    assert (begun >= model.world.cohorts[-1].T).all()
    assert model.world.cohorts[-1].sum() > 0


def test_the_recorded_gini_is_the_exact_one_within_five_thousandths(model) -> None:
    h = model.world.households
    income = np.repeat(h.income.astype(float), h.size)
    ordered = np.sort(income)
    n = len(ordered)
    exact = 2 * np.sum(np.arange(1, n + 1) * ordered) / (n * ordered.sum()) - (n + 1) / n
    assert model.record.latest()["gini"] == pytest.approx(exact, abs=0.005)


def test_villages_add_up_to_their_run(model) -> None:
    monthly, villages = model.record.monthly, model.record.villages
    summed = villages.groupby("month").sum(numeric_only=True)
    for name in (
        "households",
        "people",
        "stores",
        "stores_opened",
        "entrants",
        "quitters",
        "tenants",
        "parcels",
        "inbound_parcels",
        "income_farm",
        "income_shop",
        "poor_people",
        "sales",
        "registered_households",
        "spending",
        "exits",
    ):
        assert monthly[name].to_numpy() == pytest.approx(summed[name].to_numpy()), name
    stages = villages.groupby("month")["stage"].max()
    np.testing.assert_array_equal(monthly["stage"], stages)
    weighted = (villages["headcount"] * villages["people"]).groupby(villages["month"]).sum() / summed["people"]
    assert monthly["headcount"].to_numpy() == pytest.approx(weighted.to_numpy())


def test_tables_have_a_row_per_month_and_unit(model) -> None:
    assert list(model.record.monthly["month"]) == list(pd.date_range("2012-01-01", periods=12, freq="MS"))
    assert list(model.record.villages["village"].unique()) == ["first", "second"]
    assert len(model.record.villages) == 24
    np.testing.assert_array_equal(model.record.series("stores"), model.record.monthly["stores"])


def test_nothing_is_recorded_before_the_first_month(two_villages) -> None:
    model = LinkageModel(two_villages())
    assert len(model.record.monthly) == 0
    assert set(model.record.latest().values()) == {0.0}
    assert len(model.record.villages) == 0


def test_the_years_sales_are_those_of_twelve_months(two_villages) -> None:
    model = LinkageModel(two_villages({"months": 20}), seed=11, by_village=True).run()
    sales = model.record.villages.query("village == 'first'")["sales"].to_numpy()
    assert sales[:8].sum() > 0
    assert model.villages[0].sales_year == pytest.approx(sales[-12:].sum())


def test_talk_comes_from_those_that_know_and_keep_no_store(model) -> None:
    h, village = model.world.households, model.villages[0]
    first = slice(0, 50)
    only_know = ((h.flags[first] & AWARE) != 0) & (h.stores[first] == 0)
    assert only_know.any()
    assert village.aware_share == pytest.approx(only_know.mean())
    assert village.share == pytest.approx((h.stores[first] > 0).mean())


def test_the_loop_is_counted_by_actor_and_stage(bench) -> None:
    still = {f"actors.household.{name}_onset": 0 for name in ("illness", "disability", "schooling", "disaster", "marriage")}
    aid = {"title": "Aid", "providers": ["society"], "need": "land", "cost": 100, "capacity": 6}
    village = bench({**still, "programmes.aid": aid, "platform.on": False, "platform.register_start": "2012-01", "months": 3}, landless=0.5)
    village.rule(quota=0.5, voice_alone=0.0, visits=60.0, visit_accuracy=1.0, audit=1.0, audit_power=1.0, own_list=1.0, own_accuracy=1.0)
    village.rule(donations=1_000.0)
    aware = ((village.households.flags & AWARE) != 0).sum()
    village.model.step()
    now, month = village.model.record.latest(), village.month
    assert now["input_household"] == 0
    assert now["input_community"] == 60
    assert now["input_society"] == 6
    assert now["integration_society"] == now["implementation_society"] == 6
    assert now["integration_household"] == pytest.approx(30, abs=6)
    assert now["feedback_government"] > 0
    assert now["feedback_household"] == now["aware_households"] - aware
    assert now["implementation_household"] == now["stores_opened"] + now["stores_closed"]
    assert now["feedback_society"] == month.jumps == 0
    village.rule(audit=0.0, supervise=1.0).set(income=1e6)
    village.model.step()
    now = village.model.record.latest()
    assert now["feedback_government"] == 0
    assert now["feedback_society"] > 0
