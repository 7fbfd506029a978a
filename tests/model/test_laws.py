"""What holds in every scenario: found by varying everything that may be varied."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linkage_sim.actors.household.stores import MAX_STORES
from linkage_sim.errors import LinkageError
from linkage_sim.model import LinkageModel
from linkage_sim.scenario import Scenario
from linkage_sim.scenario.checks import VILLAGE_EFFECTS
from linkage_sim.scenario.parameters import Parameter, parameters
from linkage_sim.scenario.programmes import EFFECTS, ELIGIBILITIES, PROVIDERS, TRIGGERS
from linkage_sim.state.month import COLUMNS
from linkage_sim.state.ties import kin_at, neighbour_at

MONTHS = 18
PROGRAMMES = sorted(Scenario.load("junpu").data.programmes)
VARIED = [
    parameter
    for parameter in parameters()
    if parameter.path.split(".")[0] in ("actors", "platform", "economy", "population", "measures")
    and parameter.kind in ("number", "integer", "switch", "choice")
]
SHARES = [column.name for column in COLUMNS if column.unit.startswith("share") or column.unit in ("index", "adjusted headcount ratio")]
VILLAGE_WORKS = ("broadband", "connected", "roads", "station", "goods", "brand", "tourism", "centre")
VILLAGE_TRADE = ("courier_part", "shipping", "credit", "share", "aware_share", "thriving", "job_share", "fee", "reach", "vacancies")
VILLAGE_AROUND = ("nearby", "goods_near", "jobs_near", "fame")
VILLAGE_SHARES = (*VILLAGE_WORKS, *VILLAGE_TRADE, *VILLAGE_AROUND, "integrity", "quota", "publicity", "listed")


def values(parameter: Parameter) -> st.SearchStrategy[Any]:
    """Return the values that a parameter may have: its whole range where that has two ends, else a wide one round its default."""
    if parameter.kind == "switch":
        return st.booleans()
    if parameter.kind == "choice":
        return st.sampled_from(parameter.choices)
    low = parameter.low if parameter.low is not None else 0.0
    high = parameter.high if parameter.high is not None else 10.0 * float(parameter.default) + 1.0
    if parameter.kind == "integer":
        return st.integers(int(low), int(high))
    wide = st.floats(low, high, allow_subnormal=False).map(lambda number: float(f"{number:.6g}"))
    return st.one_of(st.just(low), st.just(high), wide, st.floats(*parameter.prior) if parameter.prior else wide)


GAINS = ("skill", "awareness", "motivation", "cure", "earning", "housing")


@st.composite
def programme_changes(draw: st.DrawFn) -> dict[str, Any]:
    """Return what may be changed in one programme."""
    cost = draw(st.sampled_from([0.0, 0.5, 160.0, 5e4, 1e7]))
    made: dict[str, Any] = {"cost": cost, "capacity": draw(st.sampled_from([0.0, 0.02, 1.5, 40.0, 5_000.0]))}
    made["scope"] = draw(st.sampled_from(["household", "village"]))
    made |= {f"effect.{name}": 0 for name in EFFECTS}
    if made["scope"] == "household":
        made["effect.cash"] = draw(st.floats(0, cost))
        made["effect.loan"] = draw(st.sampled_from([0.0, 3e3, 1e6]))
        made["effect.relief"] = draw(st.sampled_from([0, 1, 120]))
    for gain in sorted(VILLAGE_EFFECTS if made["scope"] == "village" else GAINS):
        made[f"effect.{gain}"] = draw(st.sampled_from([0.0, 0.0, 0.3, 1.0]))
    made["trigger"] = draw(st.sampled_from(TRIGGERS))
    made["eligibility"] = draw(st.sampled_from(ELIGIBILITIES))
    made["handout"] = draw(st.booleans())
    made["providers"] = draw(st.lists(st.sampled_from(PROVIDERS), min_size=1, unique=True))
    made["end"] = draw(st.sampled_from(["2012-09", "2099-12"]))
    return made


@st.composite
def overrides(draw: st.DrawFn) -> dict[str, Any]:
    chosen = draw(st.lists(st.sampled_from(VARIED), max_size=12, unique_by=lambda parameter: parameter.path))
    made = {parameter.path: draw(values(parameter)) for parameter in chosen}
    place = {
        "households": st.integers(1, 35),
        "founders": st.integers(0, 1) | st.integers(0, 6),
        "roads": st.integers(0, 6),
        "broadband": st.floats(0, 1),
        "network": st.sampled_from([0.0, 0.3, 1.0, 20.0]),
        "goods": st.floats(0, 1),
        "couriers": st.integers(0, 5),
        "market_depth": st.sampled_from([0.0, 1e5, 30e6, 700e6, 1e11]),
        "away_scale": st.floats(0, 3),
        "household_size": st.floats(1, 12),
        "income_scale": st.floats(0.05, 20),
    }
    made.update({f"places.junpu.{name}": draw(strategy) for name, strategy in place.items()})
    made["places.junpu.founders"] = min(made["places.junpu.founders"], made["places.junpu.households"])
    for name in draw(st.lists(st.sampled_from(PROGRAMMES), max_size=4, unique=True)):
        made.update({f"programmes.{name}.{path}": value for path, value in draw(programme_changes()).items()})
    made["platform.start"] = draw(st.sampled_from(["2012-01", "2012-06", "2099-01"]))
    made["platform.register_start"] = draw(st.sampled_from(["2012-01", "2012-05", "2099-01"]))
    made["platform.look_back_start"], made["platform.look_back_end"] = draw(
        st.sampled_from([("2012-02", "2012-04"), ("2012-06", "2013-02")])
    )
    made["platform.update_start"] = draw(st.sampled_from(["2011-05", "2012-07", "2016-10"]))
    made.setdefault("actors.government.notice_stores", draw(st.sampled_from([1.0, 5.0, 100.0])))
    made["months"] = MONTHS
    return made


def check_record(model: LinkageModel) -> None:
    table = model.record.monthly
    columns = [column.name for column in COLUMNS]
    assert np.isfinite(table[columns].to_numpy()).all()
    # what parcels cost may exceed what they bring, and a shop may lose
    assert table[columns].drop(columns=["net_margin", "income_shop"]).to_numpy().min() >= 0
    assert (table["net_margin"] <= table["margin"]).all()
    assert table["margin"].max() <= 1
    for name in SHARES:
        assert table[name].max() <= 1 + 1e-9, name
    t = {name: table[name].to_numpy() for name in columns}
    assert t["headcount"] * t["people"] == pytest.approx(t["poor_people"])
    assert (t["poverty_severity"] <= t["poverty_gap"] + 1e-9).all()
    assert (t["poverty_gap"] <= t["headcount"] + 1e-9).all()
    assert (t["mpi"] <= t["mpi_headcount"] + 1e-9).all()
    assert (t["mpi"] >= t["mpi_headcount"] * model.scenario.data.measures.mpi_cutoff - 1e-5).all()
    np.testing.assert_array_equal(t["registered_households"], np.cumsum(t["entries"] - t["exits"]))
    place = model.scenario.data.places[0]
    founders = place.founders if (place.broadband > 0 or place.network > 0) and model.scenario.data.actors.household.active else 0
    np.testing.assert_array_equal(t["stores"], founders + np.cumsum(t["stores_opened"] - t["stores_closed"]))
    assert (t["relapses"] <= t["entries"]).all()
    assert (t["relapses"] + t["corrections"] <= t["entries"] + t["exits"]).all()
    for larger, smaller in [
        ("households", "online_households"),
        ("stores", "online_households"),
        ("people_engaged", "helpers"),
        ("stores", "tenant_stores"),
        ("tenant_stores", "tenants"),
        ("stores_opened", "entrants"),
        ("stores_closed", "quitters"),
        ("returned", "founders_home"),
        ("households", "enterprises"),
        ("households", "lines_ordered"),
        ("entrants", "lines_ordered"),
        ("aware_households", "online_households"),
        ("households", "registered_households"),
        ("households", "waiting"),
        ("people", "poor_people"),
        ("poor_people", "poor_households"),
        ("households", "poor_households"),
        ("people", "migrants_away"),
    ]:
        assert (t[larger] >= t[smaller]).all(), (larger, smaller)
    assert (t["stage"] <= 4).all()
    keepers = founders + np.cumsum(t["entrants"] - t["quitters"])
    np.testing.assert_array_equal(t["online_households"] + t["tenants"], keepers)
    np.testing.assert_array_equal(model.world.cohorts[:, 0].sum(axis=1), keepers)
    economy = model.scenario.data.economy
    if economy.store_attention > 1e-6:  # else a shop that sells nothing needs nobody
        assert (t["people_engaged"] >= keepers).all()
    assert t["pieces"] == pytest.approx(t["parcels"] * economy.pieces_per_parcel)
    assert (t["inbound_parcels"] >= t["parcels"] * economy.supply_parcels * (1 - 1e-9)).all()


def check_households(model: LinkageModel) -> None:
    w = model.world
    h = w.households
    for held in (h, w.tenants):
        for name in held.kind.fields:
            column = held.array[name]
            if column.dtype.kind == "f" and len(column):
                assert np.isfinite(column).all(), name
                assert column.min() >= -1e-6, name
        for name in ("motivation", "skill", "reputation"):
            assert getattr(held, name).max(initial=0) <= 1 + 1e-6, name
        assert held.stores.max(initial=0) <= MAX_STORES
    assert len(w.tenants) == w.villages.rooms[0]
    vacant = w.tenants.stores == 0
    assert all(not w.tenants.array[name][vacant].any() for name in w.tenants.kind.fields)
    assert (h.workers >= h.away).all()
    assert (h.size >= h.workers).all()
    assert h.setbacks.max() <= 5
    assert h.dependence.max() <= 36
    assert ((h.stores > 0) | (h.sales == 0)).all()
    assert h.deprived.max() < 1024
    village = w.villages[0]
    for row, one in enumerate(h):
        kin = [kin_at(number, one, row, village, w) for number in range(one.kin)]
        neighbours = [neighbour_at(number, one, village, w) for number in range(one.neighbours)]
        assert one.online_kin == (h.stores[kin] > 0).sum()
        assert one.online_neighbours == (h.stores[neighbours] > 0).sum()


def check_village(model: LinkageModel) -> None:
    w = model.world
    for name in VILLAGE_SHARES:
        assert -1e-9 <= w.villages.array[name][0] <= 1 + 1e-9, name
    assert w.villages.couriers[0] >= 0
    assert 0 <= w.villages.suppliers[0] <= 3
    assert w.villages.sales_year[0] >= -1e-3
    assert (w.offers.allocation >= -1e-6 * (1 + w.programmes.cost)).all()
    assert w.villages.flows.min() >= -1e-6


@settings(max_examples=100, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(overrides(), st.integers(0, 2**32 - 1))
def test_laws(changed, seed) -> None:
    model = LinkageModel(Scenario.load("junpu").with_overrides(changed), seed=seed).run()
    check_record(model)
    check_households(model)
    check_village(model)


def test_laws_hold_in_a_lively_village(lively) -> None:
    model = LinkageModel(lively, seed=1).run()
    check_record(model)
    check_households(model)
    check_village(model)


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(overrides(), st.integers(0, 2**32 - 1))
def test_money_is_conserved_in_every_scenario(changed, seed) -> None:
    model = LinkageModel(Scenario.load("junpu").with_overrides(changed), seed=seed)
    w, gross = model.world, 1.0
    before = w.households.cash.sum()  # rooms are vacant as a run begins
    for _ in range(MONTHS):
        model.step()
        gross += np.abs(w.villages.flows).sum()
    held = w.households.cash.sum() + w.tenants.cash.sum()
    assert abs(held + w.accounts.sum() + w.offers.allocation.sum() - before) < 1e-9 * gross


@pytest.mark.parametrize(
    "extreme",
    [
        {"actors.household.setback_loss": 0.95, "actors.household.illness_onset": 0.9, "actors.household.setback_recovery": 1},
        {"actors.household.expand_profit": 1},
        {"economy.parcel_value": 1},
        {"economy.gross_margin": 1, "actors.market.supplier_discount": 1, "actors.market.supplier_sales": 0},
        {"population.income_sigma": 3, "population.quality_sigma": 3},
        {"actors.household.startup_capital": 0},
        {"actors.market.courier_cost": 0, "actors.market.entry_rate": 1},
        {"platform.coverage": 1, "platform.delay": 1, "platform.accuracy": 1},
        {"population.labour_share": 0},
        {"population.rooms": 1, "actors.household.newcomer_rate": 1, "actors.household.open_rate": 1},
        {"economy.store_rank": 0, "actors.household.expand_profit": 1, "actors.household.expand_rate": 1},
        {"economy.store_rank": 5, "actors.household.expand_profit": 1, "actors.household.expand_rate": 1},
        {"economy.store_attention": 0, "economy.parcels_per_hand": 1e5},
        {"economy.store_attention": 20, "economy.parcels_per_hand": 1},
        {"economy.seller_sales": 1e9},
        {"places.junpu.market_depth": 0},
        {"places.junpu.goods": 1e-311, "places.junpu.market_depth": 0},
        {"places.junpu.goods": 1e-320},
        {"actors.household.expand_profit": 0},
        {"actors.household.succession": 1, "actors.household.enterprise_rate": 1, "actors.household.enterprise_end": 1},
        {"economy.supply_parcels": 5, "economy.shopping_parcels": 30, "economy.pieces_per_parcel": 100},
        {"actors.household.founder_share": 1, "actors.household.home_rate": 1, "actors.household.leave_rate": 1},
        {"population.away_share": 1, "places.junpu.away_scale": 3},
    ],
    ids=lambda extreme: next(iter(extreme)).split(".")[-1],
)
def test_laws_hold_at_the_ends_of_the_bounds(extreme) -> None:
    scenario = Scenario.load("junpu").with_overrides({"months": MONTHS, "places.junpu.households": 40, **extreme})
    model = LinkageModel(scenario, seed=4).run()
    check_record(model)
    check_households(model)
    check_village(model)


@pytest.mark.parametrize(
    "path", ["actors.household.setback_loss", "economy.parcel_value", "economy.parcels_per_hand", "economy.seller_sales"]
)
def test_a_bound_at_which_a_rule_would_divide_by_nothing_is_refused(path) -> None:
    with pytest.raises(LinkageError, match="must be"):
        Scenario.load("junpu").with_overrides({path: 1 if path.endswith("loss") else 0})
