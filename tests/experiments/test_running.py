from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import linkage_sim.experiments.study.work as work
from linkage_sim.errors import LinkageError
from linkage_sim.experiments.design.outcomes import PLACE
from linkage_sim.experiments.running import experiment_of, run
from linkage_sim.experiments.snapshots import founders_village, moments, month_name, take_snapshots
from linkage_sim.experiments.study.plan import MOST_HOUSEHOLDS, Batches, Plan
from linkage_sim.model import LinkageModel
from linkage_sim.scenario import Scenario
from linkage_sim.state.month import COLUMNS, KEYS


def test_a_row_per_run_and_month_with_all_columns(results, scenario):
    assert list(results.monthly.columns) == [column.name for column in KEYS + COLUMNS]
    assert len(results.monthly) == 5 * scenario.months
    assert list(results.monthly["seed"].unique()) == [7, 8, 9, 10, 11]
    assert list(results.monthly["replicate"].unique()) == [0, 1, 2, 3, 4]
    assert list(results.runs["state"]) == ["succeeded"] * 5
    assert results.monthly.groupby("run")["month"].is_monotonic_increasing.all()


@pytest.mark.slow
def test_the_tables_are_the_same_for_any_number_of_jobs(results, scenario):
    other = run(scenario, replicates=5, seed=7, jobs=2, villages=True, stores=True)  # which have three runs and two
    pd.testing.assert_frame_equal(other.monthly, results.monthly, check_exact=True)
    pd.testing.assert_frame_equal(other.runs, results.runs, check_exact=True)
    alone = run(scenario, replicates=5, seed=7, villages=True, stores=True)
    for name in ("villages", "cohorts", "stores"):
        pd.testing.assert_frame_equal(getattr(other, name), getattr(alone, name), check_exact=True)


def test_a_run_does_not_depend_on_its_companions(results, scenario):
    alone = run(scenario, seed=9)
    beside = results.monthly[results.monthly["seed"] == 9].reset_index(drop=True)
    columns = [name for name in beside.columns if name != "replicate"]
    pd.testing.assert_frame_equal(alone.monthly[columns], beside[columns], check_exact=True)


def test_a_scenario_can_be_named_and_shortened():
    results = run("base", months=2)
    assert len(results.monthly) == 2
    assert results.scenario.months == 2


def dealt_out(scenario, seeds, workers):
    plan = Plan(experiment_of(scenario, None, seeds, villages=False, stores=False), "1")
    return list(Batches(plan, plan.runs(len(seeds)), len(seeds), workers))


def test_the_work_is_dealt_out_evenly(scenario):
    dealt = dealt_out(scenario, range(1, 11), 3)
    assert [len(batch.runs) for batch in dealt] == [4, 4, 2]
    assert [batch.runs[0].replicate for batch in dealt] == [0, 4, 8]


def test_never_too_many_households_at_once(scenario):
    dealt = dealt_out(scenario, range(1000), 1)
    assert max(len(batch.runs) for batch in dealt) * 490 <= MOST_HOUSEHOLDS


def test_one_failed_run_costs_one_run(monkeypatch, results, scenario):
    monkeypatch.setattr(LinkageModel, "step", _break_for(9, LinkageModel.step))
    broken = run(scenario, replicates=5, seed=7)
    assert list(broken.runs["state"]) == ["succeeded", "succeeded", "failed", "succeeded", "succeeded"]
    (failed,) = broken.failed
    assert (failed.seed, failed.message, failed.stage_broken) == (9, "ZeroDivisionError: by design (month 1)", work.RUN)
    assert broken.runs["message"].tolist() == ["", "", failed.message, "", ""]
    assert broken.runs["stores_end"].isna().tolist() == [False, False, True, False, False]
    kept = results.monthly[results.monthly["seed"] != 9].reset_index(drop=True)
    pd.testing.assert_frame_equal(broken.monthly, kept, check_exact=True)


def test_values_that_are_not_finite_make_a_run_fail(monkeypatch, scenario):
    finish = LinkageModel.run

    def spoilt(model):
        finish(model)
        model.record.runs[0, 1, PLACE["gini"]] = np.nan
        return model

    monkeypatch.setattr(LinkageModel, "run", spoilt)
    broken = run(scenario, replicates=2, seed=7)
    assert list(broken.runs["state"]) == ["succeeded", "failed"]
    (failed,) = broken.failed
    assert (failed.stage_broken, failed.message) == (work.MEASURE, "gini is not a finite number in month 1")


def test_when_no_run_succeeds_the_work_has_failed(monkeypatch, scenario):
    monkeypatch.setattr(LinkageModel, "step", _break_for(7, LinkageModel.step))
    with pytest.raises(LinkageError, match="No run succeeded; the first broke in stage run with: ZeroDivisionError: by design") as failed:
        run(scenario, seed=7)
    assert failed.value.exit_code == 1


@pytest.mark.parametrize("wrong", [{"replicates": 0}, {"jobs": 0}, {"seed": -1}, {"months": 0}, {"replicates": 10**9}, {"seeds": [3, 3]}])
def test_impossible_orders_are_refused(scenario, wrong):
    with pytest.raises(LinkageError) as refused:
        run(scenario, **wrong)
    assert refused.value.exit_code == 2


def test_every_month_of_every_run_is_counted(scenario):
    ticks: list[int] = []
    run(scenario, replicates=3, tick=ticks.append)
    assert sum(ticks) == 3 * scenario.months


@pytest.mark.parametrize(
    ("months", "takeoff", "found"),
    [
        (60, 20, {1: "start", 20: "take-off", 40: "after take-off", 60: "end"}),
        (60, None, {1: "start", 20: "a third", 40: "two thirds", 60: "end"}),
        (60, 60, {1: "start", 60: "take-off"}),
        (60, 1, {1: "start", 30: "after take-off", 60: "end"}),
        (1, None, {1: "start"}),
    ],
)
def test_moments_are_distinct_and_in_order(months, takeoff, found):
    assert moments(months, takeoff) == found


def test_snapshots_show_the_village_at_each_moment(results):
    snapshots = take_snapshots(results)
    assert snapshots[0].village == "junpu"
    assert snapshots[0].label == "January 2012\nstart"
    assert snapshots[-1].label == "February 2013\nend"
    assert all(len(one.graph) == 490 + 4 for one in snapshots)


def test_the_village_with_the_founders_is_looked_at():
    places = Scenario.load("county").places
    moved = (*places[3:], *places[:3])
    assert founders_village(places) == 0
    assert founders_village(moved) == sum(place.count for place in places[3:])


def test_months_have_names():
    assert month_name("2012-11", 3) == "January 2013"


def _break_for(seed: int, step):
    def breaking(model: LinkageModel) -> None:
        if seed in _seeds(model):
            raise ZeroDivisionError("by design")
        step(model)

    return breaking


def _seeds(model: LinkageModel) -> list[int]:
    return list(model.seeds)
