"""The commands ``sensitivity`` and ``discover`` as a user meets them."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from linkage_sim.cli import main
from linkage_sim.experiments.study.study import Study
from tests.folders import tell

FILE = """\
schema: 1
name: small
title: A small experiment
scenario: junpu
months: {months}
replicates: 2
factors:
  platform: {{path: platform.on, values: [true, false], title: information platform}}
  founders: {{path: places.junpu.founders, range: [0, 30], scale: integer, title: returning founders}}
design: {{kind: {kind}, points: {points}}}
outcomes:
  stores: {{column: stores, better: more, title: online stores}}
  people: {{column: people}}
"""
INPROCESS = ("--engine", "inprocess")


def written(folder: Path, kind: str, points: int, months: int = 6) -> Path:
    path = folder / f"{kind}.yaml"
    path.write_text(FILE.format(kind=kind, points=points, months=months))
    return path


def called(capsys, *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as caught:
        main([str(one) for one in arguments])
    out, err = capsys.readouterr()
    assert "Traceback" not in out + err
    return int(caught.value.code or 0), out, err


@pytest.fixture(scope="module")
def morris(tmp_path_factory) -> Path:
    """A study that the command has run, analysed and drawn."""
    folder = tmp_path_factory.mktemp("studies")
    with pytest.raises(SystemExit) as caught:
        main(["sensitivity", str(written(folder, "morris", 8)), "--out", str(folder / "s"), *INPROCESS])
    assert caught.value.code == 0
    return folder / "s"


@pytest.fixture(scope="module")
def spread(tmp_path_factory) -> Path:
    """A study of points all over the space, with its discovery."""
    folder = tmp_path_factory.mktemp("studies")
    file = written(folder, "lhs", 120)
    with pytest.raises(SystemExit) as caught:
        main(["discover", str(file), "--out", str(folder / "s"), "--where", "stores >= 20", *INPROCESS])
    assert caught.value.code == 0
    return folder / "s"


def test_an_experiment_is_run_analysed_and_kept(morris):
    told = json.loads((morris / "sensitivity.json").read_text())
    stores, people = told
    assert (stores["method"], stores["points"], stores["runs_each"]) == ("morris", 24, 2)
    assert stores["factors"][0]["label"] == "returning founders"
    assert stores["factors"][0]["grade"] == "paper"
    assert stores["factors"][0]["mu"] > 0
    assert people["sentences"][0].startswith("Nothing that was varied moves people")
    assert {path.name for path in (morris / "figures").glob("*.png")} == {"tornado_stores.png", "morris_stores.png"}
    assert Study(morris).manifest["command"] == f"linkage-sim sensitivity {morris.parent / 'morris.yaml'} --out {morris}"


def test_a_folder_is_analysed_without_running_anything(capsys, morris):
    before = (morris / "ledger.sqlite").read_bytes()
    code, out, _ = called(capsys, "sensitivity", morris, "--outcome", "stores", "--where", "stores >= 15", "--json", "--no-figures")
    assert code == 0
    assert [one["method"] for one in json.loads(out)] == ["morris", "regional"]
    assert (morris / "ledger.sqlite").read_bytes() == before


def test_the_text_says_what_moves_the_outcome_and_how_far_to_trust_it(capsys, morris):
    _, out, _ = called(capsys, "sensitivity", morris)
    for words in (
        "A small experiment",
        "What moves online stores in junpu?",
        "elementary effects (Morris), 24 points, 2 runs each",
        "Returning founders moves online stores most",
        "Not settled: with 8 trajectories",
        "Single runs leave",
        f"Tables and figures: {morris}",
    ):
        assert words in out


def test_the_same_numbers_are_told_whether_run_or_read(capsys, tmp_path, morris):
    _, out, _ = called(capsys, "sensitivity", written(tmp_path, "morris", 8), "--json", *INPROCESS)
    _, again, _ = called(capsys, "sensitivity", morris, "--json")
    assert out == again
    assert [path.name for path in tmp_path.iterdir()] == ["morris.yaml"]


def test_without_a_folder_it_is_said_how_to_keep_more(capsys, tmp_path):
    code, out, _ = called(capsys, "sensitivity", written(tmp_path, "saltelli", 4), *INPROCESS)
    assert code == 0
    assert "shares of variance (Sobol')" in out
    assert "Nothing was kept; add --out DIR" in out


def test_more_trajectories_extend_a_study(capsys, tmp_path):
    called(capsys, "sensitivity", written(tmp_path, "morris", 4), "--out", tmp_path / "s", *INPROCESS, "--no-figures")
    code, _, err = called(capsys, "sensitivity", written(tmp_path, "morris", 6), "--out", tmp_path / "s", "--resume", "--json", *INPROCESS)
    assert code == 0, err
    assert Study(tmp_path / "s").counts["succeeded"] <= 2 * 6 * 3
    assert json.loads((tmp_path / "s" / "sensitivity.json").read_text())[0]["points"] == 18


@pytest.mark.slow
def test_a_search_tells_box_and_tree_and_keeps_them(capsys, spread):
    code, out, _ = called(capsys, "discover", spread, "--where", "stores >= 20")
    assert code == 0
    assert "120 points, 2 runs each" in out
    assert "with returning founders at least 6" in out
    assert all(word in out for word in ("(a box)", "(a tree)", "branch"))
    told = json.loads((spread / "discovery.json").read_text())[0]
    assert told["separates"]
    assert told["box"][0]["factor"] == "founders"
    assert {path.stem for path in (spread / "figures").glob("*.svg")} == {"discovery_box", "discovery_box.narrow", "discovery_tree"}


@pytest.mark.slow
def test_a_search_with_too_few_cases_says_so_and_is_no_failure(capsys, spread):
    code, out, _ = called(capsys, "discover", spread, "--where", "stores >= 100000", "--json", "--no-figures")
    assert code == 0
    assert "there is no run of interest to compare with" in json.loads(out)[0]["sentences"][0]


@pytest.mark.slow
def test_a_study_with_a_missing_run_is_refused(capsys, spread, tmp_path):
    import shutil

    shutil.copytree(spread, tmp_path / "s")
    with sqlite3.connect(tmp_path / "s" / "ledger.sqlite") as ledger:
        table = next(name for (name,) in ledger.execute("select name from sqlite_master where type = 'table' and sql like '%state%'"))
        ledger.execute(f"update {table} set state = 'failed' where rowid = (select min(rowid) from {table})")
    tell(tmp_path / "s", lambda known: known | {"ledger": None, "files": {}})
    for command in (("sensitivity", tmp_path / "s"), ("discover", tmp_path / "s", "--where", "stores >= 20")):
        code, out, err = called(capsys, *command)
        assert code == 1
        assert "of 240 runs are missing" in err
        assert "--resume" in err
        assert out == ""


def test_options_for_running_have_no_meaning_for_a_study_that_was_run(capsys, morris):
    code, _, err = called(capsys, "sensitivity", morris, "--jobs", 2)
    assert code == 2
    assert "is a study that was run already" in err
    assert "--jobs" in err
    code, _, err = called(capsys, "sensitivity", morris, "--out", "elsewhere")
    assert code == 2
    assert "leave out --out" in err
