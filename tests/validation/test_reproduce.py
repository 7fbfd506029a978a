"""The rows of a reproduction: who fits holds, who is off does not; the shipped ensemble misses what it is known to and no more."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from scipy.special import ndtri

from linkage_sim.experiments.calibration.targets import Target, has_targets, targets_of
from linkage_sim.experiments.ensemble.ensemble import Ensemble
from linkage_sim.experiments.validation.controls import Controls, controls_of, run_controls
from linkage_sim.experiments.validation.fit import target_rows
from linkage_sim.experiments.validation.reproduction import PatternRow, Reproduction, patterns_of, run_scenario
from linkage_sim.scenario.evidence import Evidence


def found_targets(scenario: str) -> list[Target]:
    return targets_of(scenario, Evidence.load()) if has_targets(scenario) else []


TARGETS = found_targets("junpu")
RUNS = 200
MIDDLE = {"near": 1.0, "range": 0.6, "floor": 1.2}  # of a target's value: where runs lie that fit it


def read(**changed: float | np.ndarray) -> pd.DataFrame:
    """Runs that are spread by a tenth around what was observed, but for what is changed, as a factor."""
    noise = np.exp(0.1 * ndtri((np.arange(RUNS)[:, None] + 0.5) / RUNS))
    frame = pd.DataFrame(noise * [MIDDLE[one.kind] * one.value for one in TARGETS], columns=[one.id for one in TARGETS])
    for name, factor in changed.items():
        frame[f"junpu.{name}"] *= factor
    return frame


def rows(**changed: float | np.ndarray) -> dict[str, object]:
    return {row.id.removeprefix("junpu."): row for row in target_rows(read(**changed), np.ones(RUNS), TARGETS)}


def test_runs_around_what_was_observed_hold():
    assert all(row.holds for row in rows().values())  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("name", "factor", "within", "inside"),
    [
        ("stores", 1.10, True, True),
        ("stores", 1.17, False, True),  # not within 15 %, but among the runs
        ("stores", 1.5, False, False),
        ("online_households", 0.5, False, False),
        ("monthly_sales", 0.5, True, True),  # a range: all of it is as true
        ("monthly_sales", 1.75, False, True),
        ("monthly_sales", 2.2, False, False),
        ("monthly_pieces", 1.45, True, False),  # near enough, but the figure is in no run
        ("double_eleven_2016", 0.5, False, False),
    ],
)
def test_a_target_that_is_missed_is_seen(name, factor, within, inside):
    row = rows(**{name: factor})[name]
    assert (row.within, row.inside, row.holds) == (within, inside, within and inside)  # type: ignore[attr-defined]


def test_the_festival_counts_in_runs_that_reach_scale_only():
    small = np.where(np.arange(RUNS) < 120, 0.1, 1.0)
    found = rows(stores=small, double_eleven_2016=small)
    assert found["double_eleven_2016"].within  # type: ignore[attr-defined]
    assert not found["stores"].within  # type: ignore[attr-defined]
    assert not rows(stores=0.1)["double_eleven_2016"].within  # type: ignore[attr-defined]


def test_weights_count():
    weights = np.where(read()["junpu.stores"] > 2300, 20.0, 1.0)
    row = next(one for one in target_rows(read(), weights, TARGETS) if one.id == "junpu.stores")
    assert row.median > 2350


def test_a_pattern_that_nobody_can_tell_does_not_hold_and_one_failing_row_is_enough():
    pattern = PatternRow("x", "x", "x", 0.9, 1.0, 10, 0.8, "junpu")
    fits = tuple(target_rows(read(), np.ones(RUNS), TARGETS))
    assert Reproduction("junpu", 1, 1, "", fits, (pattern,)).holds
    assert not Reproduction("junpu", 1, 1, "", fits, (PatternRow("x", "x", "x", math.nan, 0.0, 10, 0.8, "junpu"),)).holds
    assert not Reproduction("junpu", 1, 1, "", fits, (PatternRow("x", "x", "x", 0.79, 1.0, 10, 0.8, "junpu"),)).holds
    assert not Reproduction("junpu", 1, 1, "", fits, (PatternRow("x", "x", "x", 1.0, 0.49, 10, 0.8, "junpu"),)).holds
    off = tuple(target_rows(read(stores=2.0), np.ones(RUNS), TARGETS))
    assert not Reproduction("junpu", 1, 1, "", off, (pattern,)).holds


ALL, STAND_FOR_ALL, FEW = 0, 24, 12  # parameter sets; of those that stand for all the medians differ by hundredths
SCENARIOS = {"junpu": (STAND_FOR_ALL, 20), "dongfeng": (ALL, 4), "ordinary": (STAND_FOR_ALL, 20), "near-junpu": (STAND_FOR_ALL, 4)}
"""Scenarios that are held against the evidence, with the parameter sets that are run and the seeds of each, which are villages."""
MISSED: dict[str, str] = {
    "junpu.stores_after_one_year": "a fifth too few: Dongfeng asks for slower spread than Junpu",
    "tv.stores_over_1m_2016": "9 % where all Taobao villages have 3.7 %: sales of 2016 are twice the festival's least value",
    "dongfeng.online_share_2010": "0.48 of the households where 0.40 were online",
    "junpu migrants_follow_success": "founders come home at any time, and shops call people before the hundredth store",
    "junpu heavy_tail": "households' sales spread too little as skill and reputation saturate",
    "junpu stores_of_all_sizes": "dispersion between stores lies about the least that is asked",
    "junpu full subsidies, no founders, no outside news": "with 190 runs just as often as asked, 95 of 100; with a third of them 83",
    "junpu founders in an ordinary village": "twelve founders make a fifth of Junpu of it",
    "junpu unlimited market depth": "one store in seventy closes in a month without any crowd: many are opened on little",
    "junpu rivals flood the market": "the shake-out comes, but not only there",
}
"""What the shipped ensemble is known to miss, with the reason; docs/validation.md tells more. A miss that heals is taken out of here."""


@pytest.fixture(scope="module")
def shipped() -> dict[str, Reproduction]:
    """What 'linkage-sim reproduce junpu dongfeng ordinary near-junpu' runs, with fewer parameter sets, and fewer seeds where few do."""
    ensemble = Ensemble.load("junpu")
    return {
        name: run_scenario(ensemble if sets == ALL else ensemble.thinned(sets), name, replicates=seeds, engine="inprocess")
        for name, (sets, seeds) in SCENARIOS.items()
    }


@pytest.fixture(scope="module")
def judged() -> dict[str, Controls]:
    """What '--controls' runs besides, with half of its seeds and of its parameter sets: sixty runs of every arm."""
    ensemble = Ensemble.load("junpu")
    return {name: run_controls(ensemble, name, members=FEW, replicates=5, engine="inprocess") for name in SCENARIOS}


@pytest.mark.slow
@pytest.mark.validation
@pytest.mark.parametrize("target", [pytest.param(one, id=one.id) for name in SCENARIOS for one in found_targets(name)])
def test_the_shipped_ensemble_reproduces_its_targets(shipped, target):
    row = next(one for one in shipped[target.scenario].targets if one.id == target.id)
    said = f"{row.label}: {row.median:.4g} [{row.low:.4g}, {row.high:.4g}] against {row.value:.4g}, {row.must}"
    assert row.holds == (row.id not in MISSED), said


@pytest.mark.slow
@pytest.mark.validation
@pytest.mark.parametrize(
    ("scenario", "name"), [pytest.param(one, name, id=f"{one}-{name}") for one in SCENARIOS for name in patterns_of(one)]
)
def test_a_pattern_shows_in_the_shipped_ensemble(shipped, scenario, name):
    row = next(one for one in shipped[scenario].patterns if one.name == name)
    said = f"{row.label}: {row.share:.0%} of {row.runs} runs, asked are {row.must:.0%}; {row.told:.0%} can tell"
    assert row.holds == (f"{scenario} {name}" not in MISSED), said


@pytest.mark.slow
@pytest.mark.validation
@pytest.mark.parametrize(
    ("scenario", "name"), [pytest.param(one, control.name, id=f"{one}-{control.name}") for one in SCENARIOS for control in controls_of(one)]
)
def test_a_negative_control_comes_out_in_the_shipped_ensemble(judged, scenario, name):
    row = next(one for one in judged[scenario].rows if one.name == name)
    said = (
        f"{row.name}, {row.claim}: {row.share:.0%} of {row.runs} runs, asked are {row.must:.0%}; {row.told:.0%} can tell; "
        f"{row.figure} {row.median:.3g} against {row.other:.3g}"
    )
    assert row.holds == (f"{scenario} {name}" not in MISSED), said


def test_what_is_missed_is_asked_for():
    asked = {one.id for name in SCENARIOS for one in found_targets(name)}
    asked |= {f"{one} {name}" for one in SCENARIOS for name in patterns_of(one)}
    asked |= {f"{one} {control.name}" for one in SCENARIOS for control in controls_of(one)}
    assert set(MISSED) <= asked
