"""What the documents tell readers to type is typed here, on folders that the commands have made."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from linkage_sim.experiments.design.declared import Design, ExperimentData, Factor, Precision, Reading
from linkage_sim.experiments.design.experiment import Experiment
from linkage_sim.experiments.formats import FORMATS
from linkage_sim.experiments.running import run
from linkage_sim.experiments.study.study import Study
from linkage_sim.experiments.study.sweeping import sweep
from linkage_sim.experiments.summary import TABLES
from linkage_sim.scenario.reading import read_text

DOCS = Path(__file__).resolve().parents[2] / "docs"
RESULTS, EXPERIMENTS, VILLAGES = ((DOCS / name).read_text(encoding="utf-8") for name in ("results.md", "experiments.md", "villages.md"))
SEEDS = 3


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def named(text: str, name: str) -> str:
    """The complete file of that name which a page tells readers to save."""
    return next(block for block in blocks(text, "yaml") if f"\nname: {name}\n" in block)


STATEMENTS = [statement.strip() for block in blocks(RESULTS, "sql") for statement in block.split(";") if statement.strip()]
PYTHON = [pytest.param(block, id=block.strip().splitlines()[-1][:40]) for block in blocks(RESULTS, "python")]


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    """A folder with the results that the page reads."""
    place = tmp_path_factory.mktemp("docs")
    (place / "orange-valley.yaml").write_text(named(VILLAGES, "orange-valley"), encoding="utf-8")
    (place / "two-switches.yaml").write_text(named(EXPERIMENTS, "two-switches"), encoding="utf-8")
    (place / "results").mkdir()
    for name, scenario in (("orange-valley", place / "orange-valley.yaml"), ("linked", "junpu"), ("alone", "scattered")):
        asked = name == "orange-valley"
        run(scenario, replicates=SEEDS, villages=asked, stores=asked, out=place / "results" / name)
    sweep(place / "two-switches.yaml", place / "results" / "two-switches", engine="inprocess", replicates=SEEDS)
    return place


@pytest.fixture
def there(place: Path, monkeypatch) -> Path:
    monkeypatch.chdir(place)
    return place


@pytest.mark.parametrize("code", PYTHON)
def test_python_that_the_page_shows(code: str, there, capsys) -> None:
    known: dict[str, object] = {}
    exec(compile(code, "docs/results.md", "exec"), known)
    if "print(" in code:
        assert capsys.readouterr().out.strip()
    for name in ("monthly", "runs", "rows", "outcomes", "some"):
        assert name not in known or len(known[name]) > 0


@pytest.mark.parametrize("statement", STATEMENTS, ids=range(len(STATEMENTS)))
def test_sql_that_the_page_shows(statement: str, there) -> None:
    found = duckdb.sql(statement)
    if statement.startswith("COPY"):
        written = pd.read_csv(there / "stores-by-month.csv")
        assert list(written.columns) == ["platform", "own_list", "month", "stores"]
        assert len(written) == 6 * 60
    else:
        assert len(found.df()) > 0
        assert not found.df().isna().any().any()


def test_duckdb_on_the_command_line(there) -> None:
    """The words are DuckDB's own; the statement is the one that its program would be given."""
    lines = [line for block in blocks(RESULTS, "bash") for line in block.splitlines() if line]
    assert lines
    for line in lines:
        program, option, statement = shlex.split(line)
        assert (program, option) == ("duckdb", "-c")
        frame = duckdb.sql(statement).df()
        assert (len(frame), list(frame.columns)) == (72, ["month", "stores"])


def test_duckdb_and_pandas_give_the_same_answer(there) -> None:
    known: dict[str, pd.DataFrame] = {}
    code = next(block for block in blocks(RESULTS, "python") if "pivot(index=" in block and "sem()" in block)
    exec(compile(code, "docs/results.md", "exec"), known)
    frame = duckdb.sql(next(statement for statement in STATEMENTS if "stddev" in statement)).df()
    assert frame["saved"].tolist() == pytest.approx(known["saved"].mean().tolist())
    assert frame["standard_error"].tolist() == pytest.approx(known["saved"].sem().tolist())
    assert (frame["saved"] > 0).all()


def test_the_csv_holds_what_the_table_holds(there) -> None:
    folder = there / "results" / "two-switches"
    written, table = pd.read_csv(folder / "outcomes.csv", keep_default_na=False), pd.read_parquet(folder / "outcomes.parquet")
    assert list(written.columns) == list(table.columns)
    pd.testing.assert_frame_equal(written, table, check_dtype=False, rtol=1e-9)
    assert b"\r" not in (folder / "outcomes.csv").read_bytes()


def test_the_pages_name_the_pieces_of_the_folders(there) -> None:
    def pieces(text: str) -> set[str]:
        return {
            name.strip("/")
            for name in re.findall(r"`([\w.-]+/?)`", "\n".join(line.split("|")[1] for line in text.splitlines() if line.startswith("| `")))
        }

    study = {path.name for path in (there / "results" / "two-switches").iterdir()}
    comes_out = EXPERIMENTS[EXPERIMENTS.index("## What comes out") : EXPERIMENTS.index("## Bundled experiments")]
    on_request = {f"{name}.parquet" for name in TABLES if name != "monthly"}
    formats = {one for one in FORMATS if one != "parquet"}
    assert pieces(comes_out) == study | on_request | formats | {"figures"}
    single = RESULTS[RESULTS.index("## One scenario") : RESULTS.index("## A study")]
    assert pieces(single) == {path.name for path in (there / "results" / "linked").iterdir()} | on_request | {"figures", "ensemble.yaml"}
    assert pieces(RESULTS[RESULTS.index("## A study") : RESULTS.index("## Rules for both")]) <= study | on_request


def test_the_columns_that_the_page_names_are_there(there) -> None:
    table = pd.read_parquet(there / "results" / "two-switches" / "outcomes.parquet")
    row = next(line for line in RESULTS.splitlines() if line.startswith("| `outcomes.parquet`"))
    common = re.findall(r"`(\w+)`", row.split("|")[2])
    assert list(table.columns) == [*common, "platform", "own_list", "stores", "spending"]


def test_the_sweep_of_the_page_on_experiments(there) -> None:
    code = next(block for block in blocks(EXPERIMENTS, "python") if "sweep(" in block)
    small = code.replace('Experiment.load("two-switches.yaml")', "SMALL").replace('"results/two-switches"', '"results/again"')
    assert small != code
    known: dict[str, object] = {
        "SMALL": Experiment.from_dict(read_text((there / "two-switches.yaml").read_text(), "page").value | {"replicates": 2})
    }
    exec(compile(small, "docs/experiments.md", "exec"), known)
    assert len(known["rows"]) == 6 * 2
    assert Study(there / "results" / "again").counts["succeeded"] == 12


@pytest.mark.parametrize("block", [Factor, Design, Reading, Precision, ExperimentData], ids=lambda block: block.__name__)
def test_the_page_tells_every_key(block) -> None:
    keys = {info.alias or name for name, info in block.model_fields.items()}
    told = set(re.findall(r"[`{ ](\w+)[:`]", EXPERIMENTS))
    assert not sorted(keys - told)


def test_fragments_of_the_page_are_experiments() -> None:
    head = {"schema": 1, "name": "page", "title": "Page", "scenarios": ["junpu", "base"]}
    fragments = [read_text(block, "page").value for block in blocks(EXPERIMENTS, "yaml") if "schema:" not in block]
    assert len(fragments) == 2
    listed, precise = (Experiment.from_dict(head | fragment) for fragment in fragments)
    assert [point.label for point in listed.points] == ["as it is", "twice the loans", "loans and no platform", "somewhere else"]
    assert listed.points[2].levels == {"loans": 30, "platform.on": False}
    assert (precise.data.precision.outcome, precise.data.precision.at_most) == ("stores", 400)
