"""Controls change what they say they change, and are judged on the runs of their arms; a claim that is false is seen."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from linkage_sim.experiments.ensemble.ensemble import Ensemble
from linkage_sim.experiments.validation.arms import AS_IS, UNCROWDED, arms, overlaid
from linkage_sim.experiments.validation.claims import numbers
from linkage_sim.experiments.validation.controls import COLUMNS, ControlRow, Controls, controls, controls_of, judge, measured, run_controls
from linkage_sim.scenario import Scenario

RUNS = 4
VILLAGES = ("junpu", "dongfeng", "near-junpu")


def frames(**changed: dict[str, float]) -> dict[str, pd.DataFrame]:
    """Runs in which all claims come out, but for what is changed."""
    usual = {"takeoff": 10.0, "spread": 15.0, "months": 60.0, "stores": 2000.0, "closing": 0.01, "lifted": 50.0, "errors": 0.2,
             "poor": 10.0, "motivation": 0.8, "online": 400.0, "spending": 1e6, "late": 0.6, "sigma": 1.6, "away": 100.0,
             "spread_to": 2.0, "near": 1.5}  # fmt: skip
    out: dict[str, dict[str, float]] = {
        "no founders, no news": {"takeoff": 61, "stores": 0}, "random network": {"spread": 20}, "kin anywhere": {"spread": 20},
        "no founders": {"takeoff": 61}, "no network": {"stores": 0},
        "ordinary village": {"stores": 50}, "unlimited market": {"closing": 0.001, "late": 0.2}, "flooded market": {"closing": 0.02},
        "stores alike": {"sigma": 0.3}, "no work for those who return": {"away": 150}, "nothing travels": {"spread_to": 1, "near": 0.8},
        "kin at home": {"near": 1.2}, "edge, platform off": {"lifted": 20},
        "edge, no look-back": {"errors": 0.4}, "edge, hand-outs": {"motivation": 0.5, "online": 300},
    }  # fmt: skip
    names = arms(Scenario.load("junpu"))
    return {name: pd.DataFrame([usual | out.get(name, {}) | changed.get(name, {})] * RUNS) for name in names}


def row_of(found: Controls, name: str) -> ControlRow:
    """The row of a control."""
    return next(row for row in found.rows if row.name == name)


@pytest.mark.parametrize("village", VILLAGES)
def test_all_claims_come_out_of_runs_in_which_they_are_true(village):
    found = judge(frames(), np.ones(RUNS), village)
    assert found.holds
    assert [(row.share, row.told) for row in found.rows] == [(1.0, 1.0)] * len(controls_of(village))
    first = found.content["controls"][0]
    assert (first["holds"], first["told"]) == (True, 1.0)


def test_every_claim_is_about_some_village():
    assert {control.name for village in (*VILLAGES, "china") for control in controls_of(village)} == {
        control.name for control in controls()
    }


@pytest.mark.parametrize(
    ("arm", "changed", "control"),
    [
        ("no founders, no news", {"takeoff": 30.0}, "full subsidies, no founders, no outside news"),
        ("random network", {"spread": 14.0}, "founders, random network without kin"),
        ("random network", {"spread": 15.0}, "founders, random network without kin"),
        ("kin anywhere", {"spread": 15.0}, "founders, random network of kin"),
        ("no founders", {"takeoff": 30.0}, "no founders, now or later"),
        ("no network", {"stores": 12.0}, "no network"),
        ("ordinary village", {"stores": 500.0}, "founders in an ordinary village"),
        (AS_IS, {"closing": 0.001}, "unlimited market depth"),  # as many exits as in the unlimited market
        ("flooded market", {"closing": 0.004}, "rivals flood the market"),
        ("stores alike", {"sigma": 1.3}, "stores alike"),
        (AS_IS, {"late": 0.2}, "crowded market"),  # as many of those who come late fail in the unlimited market
        ("no work for those who return", {"away": 100.0}, "no work for those who return"),
        ("nothing travels", {"spread_to": 2.0}, "nothing travels"),
        ("kin at home", {"near": 1.5}, "no kin across villages"),
        ("edge, platform off", {"lifted": 60.0}, "platform off"),
        ("edge, platform off", {"spending": 5e5}, "platform off"),
        ("edge, no look-back", {"errors": 0.1}, "look-back off"),
        ("edge, hand-outs", {"online": 450.0}, "hand-outs"),
        ("edge, hand-outs, frozen", {"online": 300.0}, "motivation frozen"),
    ],
)
def test_a_claim_that_is_false_fails_alone(arm, changed, control):
    rows = [row for village in VILLAGES for row in judge(frames(**{arm: changed}), np.ones(RUNS), village).rows]
    assert {row.name for row in rows if not row.holds} == {control}


def test_the_platform_is_judged_on_the_means_over_seeds():
    """A lucky village in four does not speak against it, nor do three against one that makes up for them."""
    made = frames()
    made["edge, platform off"]["lifted"] = [20.0, 20.0, 20.0, 60.0]
    assert row_of(judge(made, np.ones(RUNS), replicates=RUNS), "platform off").share == 1.0
    assert row_of(judge(made, np.ones(RUNS)), "platform off").share == pytest.approx(0.75)
    made["edge, platform off"]["lifted"] = [20.0, 20.0, 20.0, 200.0]
    row = row_of(judge(made, np.ones(RUNS), replicates=RUNS), "platform off")
    assert (row.share, row.runs) == (0.0, 1)


@pytest.mark.parametrize(("known", "holds"), [(1, False), (2, True)])
def test_a_control_of_which_hardly_any_set_can_tell_does_not_hold(known, holds):
    """Where lists are missing nobody can tell of their errors; the few that can all say yes."""
    made = frames()
    made["edge"].loc[known:, "errors"] = np.nan
    row = row_of(judge(made, np.ones(RUNS)), "look-back off")
    assert (row.share, row.told, row.runs, row.holds) == (1.0, known / RUNS, RUNS, holds)


@pytest.mark.parametrize(("online", "holds"), [(350.0, True), (370.0, False)])
def test_a_random_network_that_spreads_as_soon_may_be_patchier(online, holds):
    found = judge(frames(**{"random network": {"spread": 15.0, "online": online}}), np.ones(RUNS))
    assert row_of(found, "founders, random network without kin").holds is holds


def test_an_unlimited_market_with_a_shake_out_speaks_against_rivalry_twice():
    found = judge(frames(**{"unlimited market": {"closing": 0.008}}), np.ones(RUNS))
    assert [row.name for row in found.rows if not row.holds] == ["unlimited market depth", "rivals flood the market"]


def test_the_numbers_of_a_run():
    months = pd.DataFrame(
        {"stores": np.append(np.zeros(10), np.full(26, 200.0)), "stores_closed": 2.0, "online_households": 50.0,
         "poor_people": np.linspace(100, 65, 36), "poor_households": 5, "registered_households": 5, "motivation": 0.5,
         "inclusion_error": 0.1, "exclusion_error": 0.2, "spending": 1e5, "entrants": 4.0, "quitters": 1.0, "store_sigma": 1.2,
         "migrants_away": 90.0, "taken_off": np.append(np.zeros(18), np.ones(18)),
         "taobao_villages": np.append(np.zeros(35), 3.0)}
    )  # fmt: skip
    found = numbers(months)
    assert found["takeoff"] == 11.0
    assert found["closing"] == pytest.approx(0.01)
    assert found["lifted"] == pytest.approx(100 - np.linspace(100, 65, 36)[-12:].mean())
    assert found["errors"] == pytest.approx(0.3)
    assert (found["late"], found["sigma"], found["away"]) == (0.25, pytest.approx(1.2), 90.0)
    assert (found["spread_to"], found["near"]) == (1.0, 0.5)
    assert found["taobao"] == 3.0
    assert np.isnan(numbers(months.assign(entrants=0.0))["late"])
    assert np.isnan(numbers(months.assign(registered_households=0))["errors"])
    assert numbers(months.assign(stores=5.0))["takeoff"] == 37.0


def test_runs_are_dealt_to_their_arms():
    months = pd.concat(
        [pd.DataFrame({name: [float(design)] * 14 for name in COLUMNS}).assign(design=design, replicate=0) for design in range(6)]
    )
    found = measured(months, ["a", "b"], 3)
    assert found["a"]["stores"].tolist() == [0, 1, 2]
    assert found["b"]["online"].tolist() == [3, 4, 5]


def test_arms_change_the_scenario_as_they_say():
    scenario = Scenario.load("junpu")
    known = arms(scenario)
    made = scenario.with_overrides(dict(known["random network"].changes))
    assert (made.population.kin_ties, made.population.neighbour_ties, made.population.rewire) == (0, 7, 1.0)
    assert scenario.with_overrides(dict(known["ordinary village"].changes)).places[0].goods == 0.15
    assert not scenario.with_overrides(dict(known["edge, platform off"].changes)).platform.on
    frozen = scenario.with_overrides(dict(known["edge, hand-outs, frozen"].changes)).actors.household
    assert frozen.success_motivation == frozen.handout_motivation == frozen.dependence_drag == 0.0
    assert known[AS_IS].changes == {}


def test_a_real_run_of_all_arms(small):
    found = run_controls(Ensemble.load(small), members=2, replicates=1, engine="inprocess")
    assert {row.name for row in found.rows} == {control.name for control in controls_of("junpu")}
    rows = {row.name: row for row in found.rows}
    assert rows["no network"].share == 1.0
    assert found.medians["no network"]["stores"] == 0.0
    assert found.medians[AS_IS]["stores"] > 0


def test_an_arm_can_be_laid_over_any_scenario():
    scenario = Scenario.load("junpu").with_overrides({"economy.seller_sales": 20_000})
    made = overlaid(scenario, arms(scenario)[UNCROWDED])
    assert made.economy.seller_sales == 20_000  # as many rivals as the market carries
    assert made.places[0].market_depth == 1000 * scenario.places[0].market_depth
    assert made.economy.rival_growth == 1.0
