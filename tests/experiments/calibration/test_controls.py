"""Controls change what they say they change, and are judged on the runs of their arms; a claim that is false is seen."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from linkage_sim.experiments.calibration.controls import AS_IS, UNCROWDED, arms, controls, judge, measured, numbers, overlaid, run_controls
from linkage_sim.experiments.calibration.ensemble import Ensemble
from linkage_sim.scenario import Scenario

RUNS = 4


def frames(**changed: dict[str, float]) -> dict[str, pd.DataFrame]:
    """Runs in which all claims come out, but for what is changed."""
    usual = {"takeoff": 10.0, "spread": 15.0, "months": 60.0, "stores": 2000.0, "closing": 0.01, "lifted": 50.0, "errors": 0.2,
             "poor": 10.0, "motivation": 0.8, "online": 400.0, "spending": 1e6}  # fmt: skip
    out: dict[str, dict[str, float]] = {
        "no founders, no news": {"takeoff": 61, "stores": 0}, "random network": {"spread": 20}, "kin anywhere": {"spread": 20},
        "no founders": {"takeoff": 61}, "no broadband": {"stores": 0},
        "ordinary village": {"stores": 50}, "unlimited market": {"closing": 0.001}, "flooded market": {"closing": 0.02},
        "edge, platform off": {"lifted": 20},
        "edge, no look-back": {"errors": 0.4}, "edge, hand-outs": {"motivation": 0.5, "online": 300},
    }  # fmt: skip
    names = arms(Scenario.load("junpu"))
    return {name: pd.DataFrame([usual | out.get(name, {}) | changed.get(name, {})] * RUNS) for name in names}


def test_all_claims_come_out_of_runs_in_which_they_are_true():
    found = judge(frames(), np.ones(RUNS))
    assert found.holds
    assert [(row.share, row.told) for row in found.rows] == [(1.0, 1.0)] * len(controls())
    first = json.loads(found.to_json())["controls"][0]
    assert (first["holds"], first["told"]) == (True, 1.0)


@pytest.mark.parametrize(
    ("arm", "changed", "control"),
    [
        ("no founders, no news", {"takeoff": 30.0}, 0),
        ("random network", {"spread": 14.0}, 1),
        ("random network", {"spread": 15.0}, 1),
        ("kin anywhere", {"spread": 15.0}, 2),
        ("no founders", {"takeoff": 30.0}, 3),
        ("no broadband", {"stores": 12.0}, 4),
        ("ordinary village", {"stores": 500.0}, 5),
        (AS_IS, {"closing": 0.001}, 6),  # as many exits as in the unlimited market
        ("flooded market", {"closing": 0.004}, 7),
        ("edge, platform off", {"lifted": 60.0}, 8),
        ("edge, platform off", {"spending": 5e5}, 8),
        ("edge, no look-back", {"errors": 0.1}, 9),
        ("edge, hand-outs", {"online": 450.0}, 10),
        ("edge, hand-outs, frozen", {"online": 300.0}, 11),
    ],
)
def test_a_claim_that_is_false_fails_alone(arm, changed, control):
    rows = judge(frames(**{arm: changed}), np.ones(RUNS)).rows
    assert [row.holds for row in rows] == [k != control for k in range(len(rows))]


def test_the_platform_is_judged_on_the_means_over_seeds():
    """A lucky village in four does not speak against it, nor do three against one that makes up for them."""
    made = frames()
    made["edge, platform off"]["lifted"] = [20.0, 20.0, 20.0, 60.0]
    assert judge(made, np.ones(RUNS), replicates=RUNS).rows[8].share == 1.0
    assert judge(made, np.ones(RUNS)).rows[8].share == pytest.approx(0.75)
    made["edge, platform off"]["lifted"] = [20.0, 20.0, 20.0, 200.0]
    assert judge(made, np.ones(RUNS), replicates=RUNS).rows[8].share == 0.0
    assert judge(made, np.ones(RUNS), replicates=RUNS).rows[8].runs == 1


@pytest.mark.parametrize(("known", "holds"), [(1, False), (2, True)])
def test_a_control_of_which_hardly_any_set_can_tell_does_not_hold(known, holds):
    """Where lists are missing nobody can tell of their errors; the few that can all say yes."""
    made = frames()
    made["edge"].loc[known:, "errors"] = np.nan
    row = judge(made, np.ones(RUNS)).rows[9]
    assert (row.share, row.told, row.runs, row.holds) == (1.0, known / RUNS, RUNS, holds)


def test_a_random_network_that_spreads_as_soon_may_be_patchier():
    assert judge(frames(**{"random network": {"spread": 15.0, "online": 350.0}}), np.ones(RUNS)).rows[1].holds
    assert not judge(frames(**{"random network": {"spread": 15.0, "online": 370.0}}), np.ones(RUNS)).rows[1].holds


def test_an_unlimited_market_with_a_shake_out_speaks_against_rivalry_twice():
    rows = judge(frames(**{"unlimited market": {"closing": 0.008}}), np.ones(RUNS)).rows
    assert [row.holds for row in rows[6:8]] == [False, False]


def test_the_numbers_of_a_run():
    months = pd.DataFrame(
        {"stores": np.append(np.zeros(10), np.full(26, 200.0)), "stores_closed": 2.0, "online_households": 50.0,
         "poor_people": np.linspace(100, 65, 36), "poor_households": 5, "registered_households": 5, "motivation": 0.5,
         "inclusion_error": 0.1, "exclusion_error": 0.2, "spending": 1e5}
    )  # fmt: skip
    found = numbers(months)
    assert found["takeoff"] == 11.0
    assert found["closing"] == pytest.approx(0.01)
    assert found["lifted"] == pytest.approx(100 - np.linspace(100, 65, 36)[-12:].mean())
    assert found["errors"] == pytest.approx(0.3)
    assert np.isnan(numbers(months.assign(registered_households=0))["errors"])
    assert numbers(months.assign(stores=5.0))["takeoff"] == 37.0


def test_runs_are_dealt_to_their_arms():
    months = pd.concat([pd.DataFrame({name: [float(design)] * 14 for name in (
        "stores", "stores_closed", "online_households", "poor_people", "poor_households", "registered_households", "motivation",
        "inclusion_error", "exclusion_error", "spending")}).assign(design=design, replicate=0) for design in range(6)])  # fmt: skip
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
    assert {row.name for row in found.rows} == {control.name for control in controls()}
    rows = {row.name: row for row in found.rows}
    assert rows["no broadband"].share == 1.0
    assert found.medians["no broadband"]["stores"] == 0.0
    assert found.medians[AS_IS]["stores"] > 0


def test_an_arm_can_be_laid_over_any_scenario():
    scenario = Scenario.load("junpu").with_overrides({"economy.rival_attraction": 2000})
    made = overlaid(scenario, arms(scenario)[UNCROWDED])
    assert made.economy.rival_attraction == 2_000_000
    assert made.places[0].market_depth == 1000 * scenario.places[0].market_depth
    assert made.economy.rival_growth == 1.0
