"""A study that was altered is not believed, and a study that was made to mislead touches nothing outside its folder."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from linkage_sim.errors import LinkageError
from linkage_sim.experiments.design.experiment import Experiment
from linkage_sim.experiments.study.study import Study
from linkage_sim.experiments.study.sweeping import sweep
from linkage_sim.experiments.tables import spreadsheet
from linkage_sim.views.report.making import report
from tests.folders import tell

CONTENT: dict[str, Any] = {
    "name": "small",
    "title": "A small experiment",
    "scenario": "junpu",
    "months": 3,
    "replicates": 2,
    "factors": {"platform": {"path": "platform.on", "values": [True, False]}},
    "outcomes": {"stores": {"column": "stores", "better": "more"}, "poor": {"column": "poor_people"}},
}
TABLES = (
    "monthly.parquet",
    "runs.parquet",
    "points.parquet",
    "outcomes.parquet",
    "outcomes.csv",
    "experiment.yaml",
    "scenarios/junpu.yaml",
)


@pytest.fixture(scope="module")
def experiment() -> Experiment:
    return Experiment.from_dict(CONTENT)


@pytest.fixture(scope="module")
def finished(experiment: Experiment, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sweep(experiment, tmp_path_factory.mktemp("finished") / "study", engine="inprocess").folder


@pytest.fixture
def folder(finished: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(finished, tmp_path / "study"))


def content(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in TABLES}


def ledger(folder: Path, statement: str, *values: object) -> None:
    with sqlite3.connect(folder / "ledger.sqlite") as database:
        database.execute(statement, values)
    database.close()


def manifest(folder: Path, **changed: Any) -> None:
    """Change entries of the manifest; None takes one out."""
    tell(folder, lambda known: {key: value for key, value in (known | changed).items() if value is not None})


def replaced(name: str, old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        text = (folder / name).read_text()
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1))

    return change


def table(folder: Path, name: str) -> None:
    frame = pd.read_parquet(folder / name)
    frame.assign(stores=frame["stores"] * 10).to_parquet(folder / name)


ALTERED: dict[str, Callable[[Path], None]] = {
    "an outcome in the ledger": lambda folder: ledger(folder, "UPDATE runs SET outcomes = '[1e6, 0]' WHERE position = 0"),
    "outcomes that are no JSON": lambda folder: ledger(folder, "UPDATE runs SET outcomes = '[1' WHERE position = 0"),
    "outcomes that are no numbers": lambda folder: ledger(folder, "UPDATE runs SET outcomes = '{\"a\": 1}' WHERE position = 0"),
    "outcomes nested without end": lambda folder: ledger(folder, "UPDATE runs SET outcomes = ?", "[" * 3000),
    "replicates that are a word": lambda folder: ledger(folder, "UPDATE facts SET value = '\"x\"' WHERE name = 'replicates'"),
    "replicates beyond all measure": lambda folder: ledger(folder, "UPDATE facts SET value = '1e9' WHERE name = 'replicates'"),
    "a state": lambda folder: ledger(folder, "UPDATE runs SET state = 'failed', message = 'it broke' WHERE position = 0"),
    "the experiment": replaced("experiment.yaml", "stores", "sales"),
    "a scenario": replaced("scenarios/junpu.yaml", "households: 490", "households: 500"),
    "the first scenario": replaced("scenario.yaml", "households: 490", "households: 500"),
    "the spreadsheet": replaced("outcomes.csv", "succeeded", "pending"),
    "the outcomes": lambda folder: table(folder, "outcomes.parquet"),
    "the months": lambda folder: table(folder, "monthly.parquet"),
    "a title in the manifest": replaced("manifest.json", "A small experiment", "A great experiment"),
    "a seed in the manifest": replaced("manifest.json", '"seeds": [\n    1', '"seeds": [\n    3'),
    "the manifest's own hash": replaced("manifest.json", '"sha256": "', '"sha256": "0'),
    "a scenario taken away": lambda folder: (folder / "scenarios/junpu.yaml").unlink(),
}


@pytest.mark.parametrize("case", ALTERED)
def test_an_altered_study_is_not_reported_on_and_is_made_again(case: str, folder: Path, finished: Path, experiment: Experiment) -> None:
    ALTERED[case](folder)
    with pytest.raises(LinkageError, match=r"(was changed .*--resume|as they were written.*--resume)"):
        report(folder)
    assert not (folder / "report.html").exists()
    sweep(experiment, folder, engine="inprocess", resume=True)
    assert content(folder) == content(finished)
    assert report(folder).is_file()


MANIFESTS: dict[str, dict[str, Any]] = {
    "no files": {"files": []},
    "no versions": {"versions": None},
    "versions that are a word": {"versions": "x"},
    "versions without a model": {"versions": {}},
    "files that are numbers": {"files": {"monthly.parquet": 1}},
    "seeds that are a word": {"seeds": "x"},
    "scenarios that are a list": {"scenarios": ["junpu"]},
    "a beginning that is a list": {"started": []},
}


@pytest.mark.parametrize("case", MANIFESTS)
def test_a_manifest_of_another_form_is_told_and_made_again(case: str, folder: Path, finished: Path, experiment: Experiment) -> None:
    manifest(folder, **MANIFESTS[case])
    with pytest.raises(LinkageError, match=r"manifest\.json: (lacks|its \w+ (are|is) not as)"):
        report(folder)
    sweep(experiment, folder, engine="inprocess", resume=True)
    assert content(folder) == content(finished)
    assert report(folder).is_file()


@pytest.mark.parametrize("text", ["[" * 100_000, '{"format": ' * 3000, "\x00", "[]", "7"])
def test_a_manifest_that_is_none_is_told(folder: Path, text: str) -> None:
    (folder / "manifest.json").write_text(text)
    with pytest.raises(LinkageError, match=r"manifest\.json"):
        report(folder)


@pytest.mark.parametrize(
    "name", ["../outside/victim.txt", "/outside/victim.txt", "scenarios/../../outside/victim.txt", "..\\victim.txt", ""]
)
def test_a_name_outside_the_folder_is_refused_and_nothing_is_touched(name: str, folder: Path, experiment: Experiment) -> None:
    victim = folder.parent / "outside" / "victim.txt"
    victim.parent.mkdir()
    victim.write_text("mine")
    absolute = str(victim) if name.startswith("/") else name
    manifest(folder, files={absolute: "0" * 64})
    for work in (report, lambda place: sweep(experiment, place, engine="inprocess", resume=True)):
        with pytest.raises(LinkageError, match="lies outside the folder"):
            work(folder)
    assert [path.name for path in victim.parent.iterdir()] == ["victim.txt"]
    assert victim.read_text() == "mine"


@pytest.mark.parametrize("name", ["monthly.parquet", "ledger.sqlite", "scenarios", "parts", "scenarios/junpu.yaml", "new.yaml"])
def test_a_link_that_leads_out_is_refused_and_nothing_is_touched(name: str, folder: Path, experiment: Experiment) -> None:
    outside = folder.parent / "outside"
    outside.mkdir()
    place = folder / name
    if place.exists():
        place.rename(outside / place.name)
    else:
        (outside / place.name).write_text("mine")
    (outside / "000001.monthly.parquet").write_text("mine")
    place.symlink_to(outside / place.name)
    before = {path: path.read_bytes() for path in outside.rglob("*") if path.is_file()}
    for work in (report, lambda place: sweep(experiment, place, engine="inprocess", resume=True)):
        with pytest.raises(LinkageError, match=r"(is a link that leads out of|which lies outside) the folder"):
            work(folder)
    assert {path: path.read_bytes() for path in outside.rglob("*") if path.is_file()} == before


def test_a_scenario_outside_the_folder_is_not_read(folder: Path) -> None:
    replaced("experiment.yaml", "- junpu", "- ../../outside/junpu")(folder)
    manifest(folder, files={})
    with pytest.raises(LinkageError, match="does not name its scenarios as it was written"):
        _ = Study(folder).experiment


def test_a_strange_file_among_the_parts_is_left_alone(folder: Path, experiment: Experiment) -> None:
    (folder / "parts" / "abc.parquet").write_text("mine")
    sweep(experiment, folder, engine="inprocess", resume=True)
    assert (folder / "parts" / "abc.parquet").read_text() == "mine"


def test_a_column_that_is_missing_is_told(folder: Path) -> None:
    pd.read_parquet(folder / "monthly.parquet").drop(columns="stores").to_parquet(folder / "monthly.parquet")
    manifest(folder, files={})
    with pytest.raises(LinkageError, match=r"monthly\.parquet: lacks the column stores"):
        Study(folder).table("monthly")


def test_no_cell_of_a_spreadsheet_is_a_formula() -> None:
    frame = spreadsheet(pd.DataFrame({"text": ["=1+1", "@x", "+1", "-1", "plain"], "number": [-1.0, 2.0, 3.0, 4.0, 5.0]}))
    assert frame["text"].tolist() == ["'=1+1", "'@x", "'+1", "'-1", "plain"]
    assert frame["number"].tolist() == [-1.0, 2.0, 3.0, 4.0, 5.0]
