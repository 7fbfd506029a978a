from __future__ import annotations

import json
import re

import numpy as np
import pandas as pd
import pytest

from linkage_sim.errors import LinkageError
from linkage_sim.experiments.files import LOCK
from linkage_sim.experiments.manifest import run_id
from linkage_sim.experiments.running import run
from linkage_sim.experiments.study.study import Study
from linkage_sim.experiments.summary import RUN_COLUMNS, summarise, take_off
from linkage_sim.experiments.tables import units, write_table
from linkage_sim.scenario import Scenario
from linkage_sim.state.month import COLUMNS, KEYS, TAKEOFF_STORES
from tests.folders import tell

PIECES = ("manifest.json", "scenario.yaml", "monthly.parquet", "runs.parquet")
PAPERS = ("experiment.yaml", "ledger.sqlite", "scenarios")
"""What a study of any kind has."""


@pytest.fixture
def folder(tmp_path, scenario):
    return run(scenario, replicates=5, seed=7, out=tmp_path / "kept", command="linkage-sim run junpu").folder


def test_all_pieces_are_there(folder):
    assert sorted(path.name for path in folder.iterdir() if path.name != LOCK) == sorted(PIECES + PAPERS)


def test_what_is_read_is_what_was_written(folder, results):
    again = Study(folder)
    pd.testing.assert_frame_equal(again.monthly, results.monthly, check_dtype=False)
    pd.testing.assert_frame_equal(again.runs, results.runs, check_dtype=False)
    pd.testing.assert_frame_equal(again.outcomes, results.outcomes)
    assert again.scenario == results.scenario
    assert again.villages is None


@pytest.mark.parametrize(("name", "columns"), [("monthly.parquet", KEYS + COLUMNS), ("runs.parquet", RUN_COLUMNS)])
def test_every_column_carries_its_unit_and_meaning(folder, name, columns):
    assert units(folder / name) == {column.name: column for column in columns}
    assert all(column.unit and column.meaning for column in columns)


def test_the_same_scenario_and_seed_give_the_same_bytes(folder, tmp_path, scenario):
    run(scenario, replicates=5, seed=7, out=tmp_path / "again")
    for name in ("monthly.parquet", "runs.parquet", "scenario.yaml"):
        assert (folder / name).read_bytes() == (tmp_path / "again" / name).read_bytes(), name


def test_the_manifest_tells_what_made_the_folder(folder, results):
    known = json.loads((folder / "manifest.json").read_text())
    assert known["command"] == "linkage-sim run junpu"
    assert known["scenario_hash"] == results.scenario.hash
    assert known["seeds"] == [7, 8, 9, 10, 11]
    assert known["states"] == {"pending": 0, "succeeded": 5, "failed": 0, "aborted": 0}
    assert known["runs"] == dict.fromkeys(results.runs["run"], "succeeded")
    assert {"model", "python", "mesa", "numpy", "numba", "pandas", "pyarrow"} <= set(known["versions"])
    assert known["started"] <= known["finished"]
    assert "commit" in known


def test_the_written_scenario_runs_to_the_same_tables(folder, results):
    again = run(folder / "scenario.yaml", replicates=5, seed=7)
    pd.testing.assert_frame_equal(again.monthly, results.monthly)


def test_a_folder_that_does_not_exist_is_refused(tmp_path):
    with pytest.raises(LinkageError, match="there is no such folder"):
        Study(tmp_path / "none")


def test_a_folder_without_a_manifest_is_refused(tmp_path):
    with pytest.raises(LinkageError, match=r"has no manifest\.json, so it is not a result folder"):
        Study(tmp_path)


@pytest.mark.parametrize("text", ["not json", "[1, 2]", '{"format": "other 1"}', '{"format": "linkage_sim results 99"}'])
def test_another_format_is_refused(folder, text):
    (folder / "manifest.json").write_text(text)
    with pytest.raises(LinkageError, match=r"its format is|cannot be read as JSON"):
        Study(folder)


def test_a_folder_of_the_older_form_is_refused_with_the_command_that_makes_it_anew(folder):
    tell(folder, lambda known: {key: value for key, value in known.items() if key not in ("kind", "state", "experiment", "ledger")})
    with pytest.raises(LinkageError, match=r"of an older form\. Make it anew, in a new folder: linkage-sim run junpu"):
        Study(folder)


@pytest.mark.parametrize("name", PIECES[1:])
def test_a_missing_piece_is_named(folder, name):
    (folder / name).unlink()
    with pytest.raises(LinkageError, match=f"{re.escape(name)}( is missing|: was changed or damaged)"):
        Study(folder).monthly.sum()


@pytest.mark.parametrize("name", PIECES[1:])
def test_a_piece_that_was_changed_is_named(folder, name):
    (folder / name).write_bytes((folder / name).read_bytes() + b" ")
    with pytest.raises(LinkageError, match=f"{re.escape(name)}: was changed or damaged after it was written"):
        Study(folder).monthly.sum()


def test_a_run_is_known_by_scenario_seed_horizon_and_model():
    ids = {run_id(*what) for what in [("a", 1, 60, "1"), ("b", 1, 60, "1"), ("a", 2, 60, "1"), ("a", 1, 61, "1"), ("a", 1, 60, "2")]}
    assert len(ids) == 5
    assert all(re.fullmatch("[0-9a-f]{16}", one) for one in ids)
    assert run_id("a", 1, 60, "1") == run_id("a", 1, 60, "1")


def test_the_title_changes_no_unit_of_a_table_but_another_value_is_another_run(scenario):
    other = scenario.with_overrides({"platform.on": False})
    assert run_id(scenario.hash, 1, 14, "1") != run_id(other.hash, 1, 14, "1")


def test_take_off_is_the_first_month_with_a_hundred_stores():
    months = pd.date_range("2012-01-01", periods=4, freq="MS")
    runs = {"early": [90.0, TAKEOFF_STORES, 50.0, 300.0], "never": [0.0, 1.0, 2.0, 3.0]}
    frame = pd.concat([_frame(name, months, stores) for name, stores in runs.items()], ignore_index=True)
    made = summarise(frame)
    assert made.loc["early", "takeoff_month"] == months[1]
    assert made.loc["early", "takeoff_after"] == 2
    assert pd.isna(made.loc["never", "takeoff_month"])
    assert made.loc["early", "stores_peak"] == 300
    assert made.loc["early", "stores_end"] == 300
    assert made.loc["early", "spending_sum"] == 4
    assert made.loc["never", "stores_end"] == 3


def test_take_off_is_told_by_village_as_well():
    months = pd.date_range("2012-01-01", periods=2, freq="MS")
    frame = pd.concat([_frame("a", months, [5.0, 120.0]).assign(village="x"), _frame("a", months, [9.0, 9.0]).assign(village="y")])
    made = take_off(frame, by=("run", "village"))
    assert list(made.index) == [("a", "x"), ("a", "y")]
    assert made.loc[("a", "x"), "takeoff_after"] == 2
    assert made.loc[("a", "x"), "takeoff_month"] == months[1]
    assert made.loc[("a", "y")].isna().all()


def test_dates_and_whole_numbers_keep_their_kind(tmp_path, results):
    import pyarrow.parquet as pq

    write_table(tmp_path / "monthly.parquet", results.monthly, KEYS + COLUMNS)
    kinds = {field.name: str(field.type) for field in pq.read_schema(tmp_path / "monthly.parquet")}
    assert (kinds["run"], kinds["seed"], kinds["month"], kinds["stores"]) == ("string", "int64", "date32[day]", "double")


def test_scenarios_of_the_package_load_from_what_they_write(tmp_path):
    junpu = Scenario.load("junpu")
    (tmp_path / "scenario.yaml").write_text(junpu.to_yaml())
    assert Scenario.load(tmp_path / "scenario.yaml").hash == junpu.hash


def _frame(run_name: str, months: pd.DatetimeIndex, stores: list[float]) -> pd.DataFrame:
    frame = pd.DataFrame(np.ones((len(months), len(COLUMNS))), columns=[column.name for column in COLUMNS])
    return frame.assign(run=run_name, month=months, stores=stores)
