"""A sweep keeps every run, goes on where it stopped, and refuses what would mix or lose runs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import linkage_sim.experiments.manifest as facts
import linkage_sim.experiments.study.parts as parts
import linkage_sim.experiments.study.sweeping as sweeping
import linkage_sim.experiments.study.work as work
import linkage_sim.model
from linkage_sim.errors import LinkageError
from linkage_sim.experiments.design.experiment import Experiment
from linkage_sim.experiments.engines.base import Task
from linkage_sim.experiments.engines.inprocess import InProcess
from linkage_sim.experiments.running import run
from linkage_sim.experiments.study.ledger import Ledger
from linkage_sim.experiments.study.parts import part_path
from linkage_sim.experiments.study.plan import Batches, Plan
from linkage_sim.experiments.study.study import Study
from linkage_sim.experiments.study.sweeping import sweep
from linkage_sim.experiments.summary import STORE_COLUMNS
from linkage_sim.experiments.tables import read_table, units
from linkage_sim.extending import load
from linkage_sim.model import MODEL_VERSION, LinkageModel
from linkage_sim.state.month import COLUMNS, KEYS

MONTHS, REPLICATES = 6, 5
CONTENT: dict[str, Any] = {
    "name": "small",
    "title": "A small experiment",
    "question": "Is every run kept?",
    "scenario": "junpu",
    "months": MONTHS,
    "replicates": REPLICATES,
    "seed": 3,
    "factors": {
        "platform": {"path": "platform.on", "values": [True, False]},
        "founders": {"path": "places.junpu.founders", "range": [0, 12], "scale": "integer", "steps": 3},
    },
    "outcomes": {
        "stores": {"column": "stores", "better": "more"},
        "poor": {"column": "poor_people", "summary": "mean", "last": 3, "better": "less"},
        "takeoff": {"column": "stores", "summary": "crossing", "threshold": 20},
    },
}
RUNS = 6 * REPLICATES
TABLES = ("monthly.parquet", "runs.parquet", "points.parquet", "outcomes.parquet", "outcomes.csv")


@pytest.fixture(scope="session")
def experiment() -> Experiment:
    return Experiment.from_dict(CONTENT)


@pytest.fixture(scope="session")
def finished(experiment: Experiment, tmp_path_factory: pytest.TempPathFactory) -> Study:
    return sweep(experiment, tmp_path_factory.mktemp("finished") / "study", engine="inprocess")


def tables(folder: Path) -> dict[str, bytes]:
    """Every table of a finished study, byte for byte."""
    return {name: (folder / name).read_bytes() for name in TABLES}


class StopError(Exception):
    pass


def stop_after(runs: int, tick_count: list[int] | None = None):
    """A tick that breaks off the sweep once so many runs are kept."""
    done = tick_count if tick_count is not None else []

    def tick(more: int) -> None:
        done.append(more)
        if sum(done) >= runs:
            raise StopError

    return tick


def interrupted(experiment: Experiment, folder: Path, runs: int) -> None:
    with pytest.raises(StopError):
        sweep(experiment, folder, engine="inprocess", tick=stop_after(runs))


def copied(finished: Study, tmp_path: Path) -> Path:
    return Path(shutil.copytree(finished.folder, tmp_path / "copy"))


# ---------------------------------------------------------------- what stands in the folder


def test_a_row_per_run_and_month_in_the_order_of_work(finished, experiment):
    monthly = finished.table("monthly")
    assert list(monthly.columns) == [column.name for column in KEYS + COLUMNS]
    assert len(monthly) == RUNS * MONTHS
    order = monthly[["replicate", "design"]].drop_duplicates().to_numpy().tolist()
    assert order == [[replicate, design] for replicate in range(REPLICATES) for design in range(6)]
    assert (monthly.groupby("run")["month"].is_monotonic_increasing).all()


def test_what_another_scenario_extends_leaves_no_column(experiment, tmp_path):
    load(str(Path(__file__).parents[3] / "examples" / "own_measure.py"))  # as a scenario that names it does, earlier in this process
    study = sweep(experiment, tmp_path / "s", engine="inprocess", replicates=1)
    assert list(study.table("monthly").columns) == [column.name for column in KEYS + COLUMNS]


def test_every_point_runs_as_it_would_alone(finished, experiment):
    monthly = finished.table("monthly")
    for point in (experiment.points[1], experiment.points[5]):
        alone = run(experiment.scenario_at(point), replicates=2, seed=3).monthly
        beside = monthly[(monthly["design"] == point.design) & (monthly["replicate"] < 2)].reset_index(drop=True)
        pd.testing.assert_frame_equal(beside.drop(columns="design"), alone.drop(columns="design"), check_exact=True)


def test_outcomes_are_what_the_months_say(finished):
    monthly, outcomes = finished.table("monthly"), finished.outcomes.set_index("run")
    runs = monthly.groupby("run")
    assert outcomes["stores"].equals(runs["stores"].last().reindex(outcomes.index))
    np.testing.assert_allclose(outcomes["poor"], runs["poor_people"].apply(lambda months: months.tail(3).mean()).reindex(outcomes.index))
    crossed = monthly.assign(number=runs.cumcount() + 1)[monthly["stores"] >= 20].groupby("run")["number"].first()
    assert outcomes["takeoff"].equals(crossed.reindex(outcomes.index).fillna(MONTHS + 1))


def test_tables_carry_units_and_the_spreadsheet_says_the_same(finished):
    described = units(finished.folder / "outcomes.parquet")
    assert described["poor"].unit == "persons"
    assert described["founders"].unit == "households"
    assert all(column.unit and column.meaning for column in described.values())
    sheet = pd.read_csv(finished.folder / "outcomes.csv", keep_default_na=False)
    pd.testing.assert_frame_equal(sheet, read_table(finished.folder / "outcomes.parquet"), check_dtype=False, check_exact=False)


def test_the_runs_table_sums_up_the_months(finished):
    runs = finished.table("runs").set_index("run")
    monthly = finished.table("monthly").groupby("run")
    assert (runs["state"] == "succeeded").all()
    assert runs["spending_sum"].equals(monthly["spending"].sum().reindex(runs.index).rename("spending_sum"))
    assert (runs["stage_broken"] == "").all()


def test_the_manifest_tells_what_made_the_folder(finished, experiment):
    known = json.loads((finished.folder / "manifest.json").read_text())
    assert (known["kind"], known["state"], known["states"]["succeeded"]) == ("study", "finished", RUNS)
    assert known["seeds"] == [3, 3 + REPLICATES - 1]
    assert set(known["files"]) == {*TABLES, "experiment.yaml", "scenario.yaml", "scenarios/junpu.yaml"}
    assert list(Study(finished.folder).experiment.points) == list(experiment.points)


def test_villages_are_kept_where_asked_for(tmp_path):
    content = CONTENT | {"scenario": "county", "months": 2, "replicates": 2, "villages": True, "factors": {
        "platform": CONTENT["factors"]["platform"]}}  # fmt: skip
    study = sweep(content, tmp_path / "s", engine="inprocess")
    villages = study.table("villages")
    assert len(villages) == 2 * 2 * 2 * 40
    monthly = study.table("monthly").set_index(["run", "month"])["stores"]
    assert villages.groupby(["run", "month"])["stores"].sum().sort_index().equals(monthly.sort_index())


def test_stores_and_cohorts_are_kept_where_asked_for(tmp_path):
    """Also of a point whose runs never have a store."""
    factors = {"active": {"path": "actors.household.active", "values": [True, False]}}
    asked = CONTENT | {"replicates": 2, "stores": True, "factors": factors}
    study = sweep(asked, tmp_path / "s", engine="inprocess")
    stores, cohorts, monthly = (study.table(name) for name in ("stores", "cohorts", "monthly"))
    assert set(stores["design"]) == {0}
    assert units(study.folder / "stores.parquet") == {column.name: column for column in STORE_COLUMNS}
    assert stores.groupby("run").size().to_dict() == monthly.groupby("run")["stores"].last().loc[lambda count: count > 0].to_dict()
    assert len(cohorts) == 4 * (3 * 1 + 3 * 2)
    before = {name: (study.folder / f"{name}.parquet").read_bytes() for name in ("stores", "cohorts")}

    plain = sweep({**asked, "stores": False}, tmp_path / "later", engine="inprocess")
    assert not (plain.folder / "stores.parquet").exists()
    again = sweep(asked, tmp_path / "later", engine="inprocess", resume=True)
    assert {name: (again.folder / f"{name}.parquet").read_bytes() for name in before} == before
    for name in before:
        (study.folder / f"{name}.parquet").unlink()
        sweep(asked, study.folder, engine="inprocess", resume=True)
        assert (study.folder / f"{name}.parquet").read_bytes() == before[name]


def test_a_gathered_run_is_whole_in_its_row_group_wherever_it_lay(finished, experiment, tmp_path, monkeypatch):
    monkeypatch.setattr(parts, "GROUP_ROWS", 4 * MONTHS - 1)
    one = sweep(experiment, tmp_path / "one", engine="inprocess")
    interrupted(experiment, tmp_path / "two", 7)
    two = sweep(experiment, tmp_path / "two", engine="inprocess", resume=True)
    assert tables(one.folder) == tables(two.folder)
    assert [len(rows) for rows in parts.stream(one.folder / "monthly.parquet")] == [4 * MONTHS] * 7 + [2 * MONTHS]


def test_points_that_simulate_the_same_share_their_runs(tmp_path):
    points = [{"founders": 6}, {"founders": 6, "name": "again"}, {"founders": 0}]
    study = sweep(CONTENT | {"design": {"kind": "list"}, "points": points, "replicates": 2}, tmp_path / "s", engine="inprocess")
    assert study.counts["succeeded"] == 4
    outcomes = study.complete().set_index(["replicate", "design"])["stores"].unstack()
    assert outcomes[0].equals(outcomes[1].rename(0))
    assert not outcomes[0].equals(outcomes[2].rename(0))


def test_scenarios_of_other_starts_and_lengths_run_in_one_study(tmp_path):
    content = {key: value for key, value in CONTENT.items() if key not in ("scenario", "months", "factors")}
    points = [{"scenario": "junpu", "months": 3}, {"scenario": "base", "months": 5}, {"scenario": "junpu", "months": 5}]
    study = sweep(content | {"scenarios": ["junpu", "base"], "design": {"kind": "list"}, "points": points, "replicates": 2}, tmp_path / "s")
    assert study.table("monthly").groupby("design")["month"].nunique().to_dict() == {0: 3, 1: 5, 2: 5}


def test_without_a_folder_the_study_vanishes_with_its_name(experiment):
    study = sweep(CONTENT | {"replicates": 1, "months": 2}, engine="inprocess")
    folder = study.folder
    assert len(study.complete()) == 6
    del study
    assert not folder.exists()


# ---------------------------------------------------------------- order and balance


def test_an_interrupted_study_is_balanced(experiment, tmp_path):
    interrupted(experiment, tmp_path / "s", 14)
    done = Study(tmp_path / "s").outcomes.query("state == 'succeeded'").groupby("design").size()
    assert len(done) == 6
    assert done.max() - done.min() <= 1


def test_batches_keep_the_order_and_leave_each_worker_its_share(experiment):
    plan = Plan(experiment, "1")
    runs = list(plan.runs(50))
    batches = list(Batches(plan, runs, len(runs), workers=4))
    assert [run for batch in batches for run in batch.runs] == runs
    assert len(batches[-1].runs) == 1


def test_a_batch_takes_about_half_a_second(experiment):
    plan = Plan(experiment, "1")
    runs = list(plan.runs(1000))
    batches = Batches(plan, runs, len(runs), workers=1)
    first = next(batches)
    batches.learn(first.runs, 0.01 * len(first.runs))
    assert len(next(batches).runs) == 50


# ---------------------------------------------------------------- going on


@pytest.mark.parametrize("runs", [1, 13, RUNS])
def test_an_interrupted_study_ends_with_the_same_tables(finished, experiment, tmp_path, runs):
    interrupted(experiment, tmp_path / "s", runs)
    ticks: list[int] = []
    study = sweep(experiment, tmp_path / "s", engine="inprocess", resume=True, tick=ticks.append)
    assert sum(ticks) <= RUNS - runs
    assert tables(study.folder) == tables(finished.folder)


def test_a_finished_study_is_not_run_again(finished, experiment, tmp_path):
    folder = copied(finished, tmp_path)
    ticks: list[int] = []
    sweep(experiment, folder, engine="inprocess", resume=True, tick=ticks.append)
    assert ticks == []
    assert tables(folder) == tables(finished.folder)


def test_added_replicates_and_points_extend_a_finished_study(finished, tmp_path):
    folder = copied(finished, tmp_path)
    wider = Experiment.from_dict(CONTENT | {"replicates": REPLICATES + 2, "factors": {
        "platform": CONTENT["factors"]["platform"], "founders": {"path": "places.junpu.founders", "values": [9, 0, 6, 12]}}})  # fmt: skip
    ticks: list[int] = []
    study = sweep(wider, folder, engine="inprocess", resume=True, tick=ticks.append)
    assert sum(ticks) == 8 * (REPLICATES + 2) - RUNS
    fresh = sweep(wider, tmp_path / "fresh", engine="inprocess")
    assert tables(study.folder) == tables(fresh.folder)
    assert list((folder / "parts").iterdir()) == []


def test_fewer_replicates_never_cut_a_study_short(finished, experiment, tmp_path):
    folder = copied(finished, tmp_path)
    study = sweep(Experiment.from_dict(CONTENT | {"replicates": 2}), folder, engine="inprocess", resume=True)
    assert study.replicates == REPLICATES
    assert len(study.complete()) == RUNS


def test_other_outcomes_are_read_off_the_months_that_are_there(finished, tmp_path):
    folder = copied(finished, tmp_path)
    ticks: list[int] = []
    asked = CONTENT | {"outcomes": {"sales": {"column": "sales", "summary": "sum"}, "peak": {"column": "stores", "summary": "peak"}}}
    study = sweep(Experiment.from_dict(asked), folder, engine="inprocess", resume=True, tick=ticks.append)
    assert ticks == []
    monthly = study.table("monthly").groupby("run")
    outcomes = study.complete().set_index("run")
    np.testing.assert_allclose(outcomes["sales"], monthly["sales"].sum().reindex(outcomes.index), rtol=1e-12)
    assert outcomes["peak"].equals(monthly["stores"].max().reindex(outcomes.index).rename("peak"))


def test_a_changed_scenario_is_never_mistaken_for_the_old_one(finished, tmp_path):
    folder = copied(finished, tmp_path)
    before = tables(folder)
    changed = Experiment.from_dict(CONTENT | {"set": {"actors.household.open_rate": 0.05}})
    with pytest.raises(LinkageError, match=f"{RUNS} runs kept there are not part of the experiment any more") as refused:
        sweep(changed, folder, engine="inprocess", resume=True)
    assert refused.value.exit_code == 2
    assert tables(folder) == before


def test_runs_of_two_versions_of_the_model_are_not_mixed(finished, experiment, tmp_path, monkeypatch):
    folder = copied(finished, tmp_path)
    monkeypatch.setattr(linkage_sim.model, "MODEL_VERSION", "9.9.9")
    with pytest.raises(LinkageError, match=rf"was made by version {MODEL_VERSION} of the model, this is 9\.9\.9"):
        sweep(experiment, folder, engine="inprocess", resume=True)


@pytest.mark.parametrize("harm", ["removed", "cut short", "overwritten"])
def test_a_damaged_part_is_run_again(finished, experiment, tmp_path, harm):
    interrupted(experiment, tmp_path / "s", 20)
    part = part_path(tmp_path / "s", 2)
    data = part.read_bytes()
    if harm == "removed":
        part.unlink()
    else:
        part.write_bytes(data[: len(data) // 2] if harm == "cut short" else b"x" * len(data))
    study = sweep(experiment, tmp_path / "s", engine="inprocess", resume=True)
    assert tables(study.folder) == tables(finished.folder)


def test_damaged_tables_of_a_finished_study_are_made_again(finished, experiment, tmp_path):
    folder = copied(finished, tmp_path)
    (folder / "monthly.parquet").write_bytes(b"PAR1 nothing PAR1")
    study = sweep(experiment, folder, engine="inprocess", resume=True)
    assert tables(study.folder) == tables(finished.folder)


# ---------------------------------------------------------------- runs that break


def break_for(seed: int, step):
    def broken(model):
        if seed in model.seeds:
            raise ZeroDivisionError("by design")
        step(model)

    return broken


def test_one_failed_run_costs_one_run_and_is_retried(finished, experiment, tmp_path, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(LinkageModel, "step", break_for(5, LinkageModel.step))
        patched.setattr(LinkageModel, "run", lambda model: [model.step() for _ in range(MONTHS)])
        study = sweep(experiment, tmp_path / "s", engine="inprocess")
    assert study.counts == {"pending": 0, "succeeded": RUNS - 6, "failed": 6, "aborted": 0}
    assert {(entry.stage_broken, entry.message) for entry in study.failed} == {(work.RUN, "ZeroDivisionError: by design (month 1)")}
    broken = study.table("runs").query("state == 'failed'")
    assert list(broken["seed"].unique()) == [5]
    assert broken["stores_end"].isna().all()
    with pytest.raises(LinkageError, match=r"6 of 30 runs are missing: the first, of point 0 with seed 5, is failed \(ZeroDivisionError"):
        study.complete()
    again = sweep(experiment, tmp_path / "s", engine="inprocess", resume=True)
    assert again.complete()["stores"].equals(finished.complete()["stores"])


def test_when_no_run_succeeds_the_work_has_failed(experiment, tmp_path, monkeypatch):
    monkeypatch.setattr(LinkageModel, "run", lambda model: 1 / 0)
    with pytest.raises(LinkageError, match="No run succeeded; the first broke in stage run with: ZeroDivisionError") as failed:
        sweep(experiment, tmp_path / "s", engine="inprocess")
    assert failed.value.exit_code == 1


def test_an_outcome_that_is_not_finite_fails_its_run(experiment, monkeypatch):
    measure = work.measure
    monkeypatch.setattr(work, "measure", lambda *asked: np.where(np.arange(2)[:, None] == 1, np.inf, measure(*asked)))
    plan = Plan(experiment, "1")
    part = work.calculate(plan.batch(list(plan.runs(1))[:2]))
    (failure,) = part.failures.values()
    assert failure == (work.MEASURE, "outcome stores is not a finite number")


# ---------------------------------------------------------------- bad input and bad days


def test_two_sweeps_into_one_folder_the_second_is_refused(experiment, tmp_path):
    def second(more: int) -> None:
        with pytest.raises(LinkageError, match="another command is at work in this folder") as refused:
            sweep(experiment, tmp_path / "s", engine="inprocess", resume=True)
        assert refused.value.exit_code == 2
        raise StopError

    with pytest.raises(StopError):
        sweep(experiment, tmp_path / "s", engine="inprocess", tick=second)


def test_a_study_is_not_overwritten_without_being_asked(finished, experiment, tmp_path):
    folder = copied(finished, tmp_path)
    with pytest.raises(LinkageError, match=r"holds a study already\. Add --resume"):
        sweep(experiment, folder, engine="inprocess")
    assert tables(folder) == tables(finished.folder)


def test_a_folder_with_something_else_in_it_is_refused(experiment, tmp_path):
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / "thesis.txt").write_text("precious")
    for resume in (False, True):
        with pytest.raises(LinkageError, match="not empty"):
            sweep(experiment, tmp_path / "s", engine="inprocess", resume=resume)
    assert (tmp_path / "s" / "thesis.txt").read_text() == "precious"
    assert len(list((tmp_path / "s").iterdir())) == 1


def test_a_sweep_of_a_million_runs_by_mistake_is_refused_before_anything_is_made(tmp_path):
    huge = Experiment.from_dict(CONTENT | {"replicates": 500_000})
    with pytest.raises(LinkageError, match=r"6 design points and 500,000 replicates, 3,000,000 runs in all; add --yes") as refused:
        sweep(huge, tmp_path / "s", engine="inprocess")
    assert refused.value.exit_code == 2
    assert not (tmp_path / "s").exists()


def test_a_grid_beyond_all_measure_is_refused_without_being_laid_out(tmp_path):
    factors = {f"f{k}": {"path": path, "range": [0.1, 0.5], "steps": 1000} for k, path in enumerate(
        ("platform.accuracy", "platform.coverage", "actors.household.open_rate"))}  # fmt: skip
    for yes in (False, True):
        with pytest.raises(LinkageError, match=r"1,000,000,000 design points, more than 100,000"):
            sweep(CONTENT | {"factors": factors}, tmp_path / "s", engine="inprocess", yes=yes)
    assert not (tmp_path / "s").exists()


def test_more_runs_than_a_ledger_holds_are_refused_though_they_are_meant(experiment, tmp_path):
    with pytest.raises(LinkageError, match=r"60,000,000 runs in all, more than 20,000,000; ask for fewer"):
        sweep(experiment, tmp_path / "s", engine="inprocess", replicates=10_000_000, yes=True)


def test_a_clock_that_jumps_back_harms_nothing(experiment, tmp_path, monkeypatch, finished):
    times = iter(datetime(2030 - k, 1, 1, tzinfo=UTC).isoformat() for k in range(20))
    monkeypatch.setattr(facts, "now", lambda: next(times))
    study = sweep(experiment, tmp_path / "s", engine="inprocess")
    assert study.manifest["finished"] < study.manifest["started"]
    assert tables(study.folder) == tables(finished.folder)


def test_a_folder_that_nobody_may_write_to_is_refused(experiment):
    with pytest.raises(LinkageError, match="cannot be written"):
        sweep(experiment, Path("/proc/study"), engine="inprocess")


LIMITED = """
import resource, sys
from linkage_sim.errors import LinkageError
from linkage_sim.experiments.study.sweeping import sweep
from linkage_sim.experiments.design.experiment import Experiment
import json
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), int(sys.argv[3])))
try:
    sweep(Experiment.from_dict(json.loads(sys.argv[1])), sys.argv[2], engine="inprocess")
except LinkageError as error:
    print(error)
    sys.exit(error.exit_code)
"""


@pytest.mark.skipif(os.name == "nt", reason="no such limit")
def test_a_disk_that_is_full_stops_the_sweep_and_loses_nothing(finished, experiment, tmp_path):
    """Files may grow to 34,000 bytes only: a true failure of the system, as a full disk is."""
    arguments = [json.dumps(CONTENT), str(tmp_path / "s"), "36000"]
    done = subprocess.run([sys.executable, "-c", LIMITED, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Free some space" in done.stdout
    assert "Traceback" not in done.stderr
    study = sweep(experiment, tmp_path / "s", engine="inprocess", resume=True)
    assert tables(study.folder) == tables(finished.folder)


def test_an_unfinished_study_is_not_taken_for_whole(experiment, tmp_path):
    interrupted(experiment, tmp_path / "s", 10)
    study = Study(tmp_path / "s")
    assert study.manifest["state"] == "running"
    with pytest.raises(LinkageError, match=r"\d+ of 30 runs are missing"):
        study.complete()
    with pytest.raises(LinkageError, match="the study is not finished"):
        study.table("monthly")


def test_a_study_of_a_time_when_scenarios_were_named_otherwise_is_still_read(finished, tmp_path, monkeypatch):
    folder = copied(finished, tmp_path)
    monkeypatch.setattr("linkage_sim.experiments.study.plan.run_id", lambda *facts: "another")
    pd.testing.assert_frame_equal(Study(folder).complete(), finished.complete())


@pytest.mark.parametrize("content", ["no json", "[]", '{"format": "linkage_sim results 99", "kind": "study"}'])
def test_a_folder_of_another_format_is_refused(finished, tmp_path, content):
    folder = copied(finished, tmp_path)
    (folder / "manifest.json").write_text(content)
    with pytest.raises(LinkageError, match=r"cannot be read as JSON|its format is|has no manifest"):
        Study(folder)


def test_a_study_of_another_format_is_not_gone_on_with(finished, experiment, tmp_path):
    folder = copied(finished, tmp_path)
    text = (folder / "manifest.json").read_text().replace("linkage_sim results 2", "linkage_sim results 3")
    (folder / "manifest.json").write_text(text)
    with pytest.raises(LinkageError, match=r"its format is 'linkage_sim results 3'"):
        sweep(experiment, folder, engine="inprocess", resume=True)
    assert (folder / "manifest.json").read_text() == text
    assert tables(folder) == tables(finished.folder)


def test_a_table_that_was_changed_is_refused_and_made_again(finished, experiment, tmp_path):
    folder = copied(finished, tmp_path)
    frame = read_table(folder / "monthly.parquet")
    frame.assign(stores=10 * frame["stores"]).to_parquet(folder / "monthly.parquet")
    for read in (lambda study: study.table("monthly"), lambda study: study.months([0])):
        with pytest.raises(LinkageError, match=r"monthly\.parquet: was changed or damaged after it was written"):
            read(Study(folder))
    sweep(experiment, folder, engine="inprocess", resume=True)
    assert tables(folder) == tables(finished.folder)
    assert (folder / "monthly.parquet.changed").is_file()


def test_a_ledger_that_is_none_is_told(finished, experiment, tmp_path):
    folder = copied(finished, tmp_path)
    (folder / "ledger.sqlite").write_bytes(b"this is not a database, but long enough to be looked at" * 20)
    with pytest.raises(LinkageError, match=r"ledger\.sqlite: cannot be used \(file is not a database\)"):
        sweep(experiment, folder, engine="inprocess", resume=True)


def test_an_engine_that_does_not_exist_is_refused(experiment, tmp_path):
    with pytest.raises(LinkageError, match="There is no engine 'cloud'; use one of"):
        sweep(experiment, tmp_path / "s", engine="cloud")
    with pytest.raises(LinkageError, match="add --engine dask"):
        sweep(experiment, tmp_path / "s2", scheduler="tcp://127.0.0.1:1")


# ---------------------------------------------------------------- the ledger


def test_the_ledger_changes_whole_or_not_at_all(finished, tmp_path):
    folder = copied(finished, tmp_path)
    ledger = Ledger(folder / "ledger.sqlite")
    before = list(ledger.entries())
    with pytest.raises(KeyError):
        ledger.succeed(1, list(Plan(finished.experiment, MODEL_VERSION).runs(1)), {}, 0.0)
    assert list(ledger.entries()) == before
    ledger.close()


def test_an_engine_in_process_gives_back_errors_as_they_are():
    engine = InProcess(lambda payload: 1 // payload)
    engine.submit(Task(1, 0))
    engine.submit(Task(2, 1))
    assert engine.wait().error == "ZeroDivisionError: integer division or modulo by zero"
    assert engine.wait().result == 1
    engine.close()


# ---------------------------------------------------------------- precision


def test_replicates_are_added_until_the_mean_is_known(tmp_path):
    content = CONTENT | {"replicates": 6, "precision": {"outcome": "poor", "half_width": 12.0, "at_most": 200}}
    study = sweep(content, tmp_path / "s", engine="inprocess")
    pilot = study.outcomes[study.outcomes["replicate"] < 6].groupby("design")["poor"].std().max()
    assert study.replicates > 6
    assert 2.571 * pilot / np.sqrt(study.replicates) <= 12.0  # t quantile of five degrees of freedom
    assert 2.571 * pilot / np.sqrt(study.replicates - 1) > 12.0


def test_replicates_end_at_the_limit(tmp_path):
    content = CONTENT | {"replicates": 5, "precision": {"outcome": "poor", "half_width": 0.01, "at_most": 9}}
    assert sweep(content, tmp_path / "s", engine="inprocess").replicates == 9
    assert sweeping.MOST_UNASKED >= 100_000
