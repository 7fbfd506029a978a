"""Tables for other programs: read back with the libraries that read such files, they are what the Parquet tables hold."""

from __future__ import annotations

import csv
import shutil
import subprocess
import zipfile
from datetime import datetime
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest

from linkage_sim.errors import LinkageError
from linkage_sim.experiments.design.experiment import Experiment
from linkage_sim.experiments.export import TIMELESS, export, foreseen
from linkage_sim.experiments.formats import FORMATS, Shape, chosen_formats, refuse_unfit, refuse_values, stata_label
from linkage_sim.experiments.manifest import file_hash
from linkage_sim.experiments.running import experiment_of, run
from linkage_sim.experiments.study.sweeping import sweep
from linkage_sim.experiments.tables import read_table, units
from linkage_sim.state.month import Column
from tests.folders import altered, tell

FORMULA = "=HYPERLINK(1)"
SMALL = {
    "schema": 1, "name": "small", "title": "Small", "question": "Is it kept?", "scenario": "junpu", "months": 2, "replicates": 2,
    "factors": {"platform": {"path": "platform.on", "values": [True, False]}}, "outcomes": {"stores": {"column": "stores"}},
}  # fmt: skip


@pytest.fixture(scope="module")
def kept(tmp_path_factory, scenario):
    return run(scenario, replicates=5, seed=7, out=tmp_path_factory.mktemp("runs") / "kept").folder


@pytest.fixture(scope="module")
def folder(kept, tmp_path_factory):
    """Five runs, of which one says something that a spreadsheet could take for a formula."""
    made = tmp_path_factory.mktemp("export") / "kept"
    shutil.copytree(kept, made)
    altered(made, "runs", lambda runs: runs.assign(message=[FORMULA, "", "", "", ""]))
    return made


@pytest.fixture(scope="module")
def monthly(folder):
    return read_table(folder / "monthly.parquet")


@pytest.fixture(scope="module")
def made(folder):
    return {name: export(folder, name) for name in FORMATS}


def test_csv_keeps_every_digit(made, folder, monthly):
    read = pd.read_csv(folder / "csv" / "monthly.csv", dtype=str)
    assert list(read) == list(monthly)
    for name in monthly:
        kept = (
            [float(text) for text in read[name]]
            if monthly[name].dtype.kind in "if"
            else pd.to_datetime(read[name])
            if name == "month"
            else read[name]
        )
        assert list(kept) == list(monthly[name])
    assert made["csv"] == [folder / "csv" / f"{name}.csv" for name in ("runs", "monthly", "columns")]


def test_every_column_is_explained_beside_the_tables(made, folder):
    for name in ("csv", "stata"):
        with (folder / name / "columns.csv").open(newline="") as stream:
            rows = [tuple(row.values()) for row in csv.DictReader(stream)]
        assert rows == [(table, *one) for table in ("runs", "monthly") for one in units(folder / f"{table}.parquet").values()]


def test_a_workbook_holds_numbers_dates_and_texts(made, folder, monthly):
    book = openpyxl.load_workbook(folder / "xlsx" / "tables.xlsx")
    assert book.sheetnames == ["runs", "monthly", "columns"]
    heading, *rows = book["monthly"].iter_rows(values_only=True)
    read = pd.DataFrame(rows, columns=list(heading))
    assert list(read["run"]) == list(monthly["run"])
    assert list(read["month"]) == list(monthly["month"])
    numbers = monthly.select_dtypes("number").columns
    np.testing.assert_allclose(read[numbers].astype(float), monthly[numbers], rtol=1e-14)
    assert [cell.value for cell in book["columns"][2]] == ["runs", *units(folder / "runs.parquet")["run"]]


def test_stata_keeps_numbers_dates_and_meanings(made, folder, monthly):
    with pd.io.stata.StataReader(folder / "stata" / "monthly.dta") as reader:
        read, labels = reader.read(), reader.variable_labels()
        stamp = reader.time_stamp
    pd.testing.assert_frame_equal(read, monthly, check_exact=True, check_dtype=False)
    assert labels["stores"] == "Online stores at the end of the month [stores]"
    assert all(labels[name] for name in monthly)
    assert datetime.strptime(stamp, "%d %b %Y %H:%M") == TIMELESS


def test_nothing_tells_when_a_workbook_was_made(made, folder):
    """The other formats have no place for it, or a test of their own."""
    with zipfile.ZipFile(folder / "xlsx" / "tables.xlsx") as archive:
        assert {one.date_time[0] for one in archive.infolist()} == {1980}
    assert openpyxl.load_workbook(folder / "xlsx" / "tables.xlsx").properties.created == TIMELESS


def test_a_second_time_gives_the_same_bytes(made, folder):
    for name, paths in made.items():
        before = [path.read_bytes() for path in paths]
        assert [path.read_bytes() for path in export(folder, name)] == before


def test_no_spreadsheet_finds_a_formula(made, folder):
    book = openpyxl.load_workbook(folder / "xlsx" / "tables.xlsx")
    cell = next(cell for row in book["runs"].iter_rows(max_row=2) for cell in row if FORMULA in str(cell.value))
    assert (cell.data_type, cell.value) == ("s", f"'{FORMULA}")
    assert pd.read_csv(folder / "csv" / "runs.csv")["message"][0] == f"'{FORMULA}"


def test_a_heading_is_no_formula_either(folder, tmp_path):
    theirs = Path(shutil.copytree(folder, tmp_path / "theirs"))
    table = pq.read_table(theirs / "runs.parquet")
    pq.write_table(table.rename_columns([FORMULA, *table.column_names[1:]]), theirs / "runs.parquet")
    tell(theirs, lambda known: known | {"files": known["files"] | {"runs.parquet": file_hash(theirs / "runs.parquet")}})
    heads = [path.read_text().splitlines() for path in export(theirs, "csv", ["runs"])]
    assert heads[0][0].startswith(f"'{FORMULA},")
    assert any(f",'{FORMULA}," in line for line in heads[1])


def test_a_study_gives_its_outcomes_first(tmp_path):
    sweep(SMALL, tmp_path / "s", engine="inprocess")
    heading, *rows = openpyxl.load_workbook(*export(tmp_path / "s", "xlsx")).worksheets[0].iter_rows(values_only=True)
    assert [(row[heading.index("platform")], row[heading.index("seed")]) for row in rows] == [
        (True, 1), (False, 1), (True, 2), (False, 2)]  # fmt: skip
    assert export(tmp_path / "s", "stata", ["points"])[0].name == "points.dta"
    assert pd.read_stata(tmp_path / "s" / "stata" / "points.dta")["platform"].tolist() == [1, 0]


@pytest.mark.parametrize(
    ("name", "shape", "told"),
    [
        ("xlsx", Shape("monthly", 1_048_576, ()), "Excel holds 1,048,575 rows below a heading, and monthly has 1,048,576"),
        ("stata", Shape("outcomes", 1, ("a" * 33,)), f"'{'a' * 33}' of outcomes"),
        ("stata", Shape("outcomes", 1, ("1st",)), "'1st' of outcomes"),
        ("stata", Shape("outcomes", 1, ("if",)), "'if' of outcomes"),
    ],
)
def test_what_a_format_cannot_hold_is_refused(name, shape, told):
    with pytest.raises(LinkageError, match=told):
        refuse_unfit([name], [shape])
    refuse_unfit(["csv"], [shape])


@pytest.mark.parametrize(
    ("name", "values"),
    [("stata", [1.0, np.inf]), ("xlsx", [-np.inf]), ("xlsx", [10**15 + 1]), ("stata", [2**53 + 1]), ("xlsx", ["a" * 32_768])],
)
def test_values_that_would_change_are_refused(name, values):
    with pytest.raises(LinkageError, match="'linkage-sim export DIR --tables NAMES'"):
        refuse_values(name, "runs", pd.DataFrame({"one": values}))
    refuse_values(name, "runs", pd.DataFrame({"one": values * 0, "other": values * 0}))


def test_of_what_cannot_be_written_whole_nothing_is_written(tmp_path, kept):
    shutil.copytree(kept, tmp_path / "kept")
    altered(tmp_path / "kept", "runs", lambda runs: runs.assign(seed=10**15 + 1))
    with pytest.raises(LinkageError, match="all digits of seed of runs"):
        export(tmp_path / "kept", "xlsx")
    assert not (tmp_path / "kept" / "xlsx").exists()


def test_a_table_that_was_changed_is_refused(tmp_path, kept):
    shutil.copytree(kept, tmp_path / "kept")
    (tmp_path / "kept" / "runs.parquet").write_bytes(b"changed")
    with pytest.raises(LinkageError, match=r"runs\.parquet: is missing or was changed"):
        export(tmp_path / "kept")


@pytest.mark.parametrize(("name", "tables", "told"), [("sas", [], "parquet, csv, xlsx, stata"), ("csv", ["cats"], "runs, monthly")])
def test_a_word_that_is_not_known_is_answered_with_those_that_are(folder, name, tables, told):
    with pytest.raises(LinkageError, match=told):
        export(folder, name, tables)
    with pytest.raises(LinkageError, match="parquet, csv, xlsx, stata"):
        chosen_formats("csv, sas")


def test_what_is_foreseen_of_a_run_is_what_it_leaves(results, folder, scenario):
    asked = experiment_of(scenario, None, range(7, 12), villages=True, stores=True)
    told = {shape.name: shape.rows for shape in foreseen(asked, len(results.runs)) if shape.rows}
    assert told["runs"] == len(results.runs)
    assert told["monthly"] == told["villages"] == len(results.monthly)


def test_points_that_share_their_runs_are_foreseen_once():
    points = [{"platform": True}, {"platform": False}, {"platform": True, "name": "again"}]
    shapes = {one.name: one for one in foreseen(Experiment.from_dict(SMALL | {"design": {"kind": "list"}, "points": points}), 5)}
    assert shapes["outcomes"].rows == 3 * 5
    assert shapes["monthly"].rows == 2 * 5 * 2
    assert {"platform", "stores"} <= set(shapes["outcomes"].columns)


def test_a_long_meaning_is_cut_and_the_unit_is_not():
    label = stata_label(Column("one", "RMB per head", "Word " * 40))
    assert len(label) == 80
    assert label.endswith("... [RMB per head]")


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed")
def test_r_reads_the_same_numbers(made, folder, monthly):
    script = """
        read <- read.csv("csv/monthly.csv"); cat(class(as.Date(read$month)), sum(read$stores), nrow(read), "\\n")
        if (requireNamespace("haven", quietly = TRUE)) {
            read <- haven::read_dta("stata/monthly.dta"); cat(class(read$month), sum(read$stores), nrow(read), "\\n")
        }
        if (requireNamespace("readxl", quietly = TRUE)) {
            read <- readxl::read_excel("xlsx/tables.xlsx", "monthly"); cat("Date", sum(read$stores), nrow(read), "\\n")
        }
    """
    done = subprocess.run(["Rscript", "--vanilla", "-e", script], cwd=folder, capture_output=True, text=True, check=True)
    assert {line.strip() for line in done.stdout.splitlines()} == {f"Date {monthly['stores'].sum():.0f} {len(monthly)}"}
