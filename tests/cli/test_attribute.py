from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from html import escape
from pathlib import Path

import pandas as pd
import pytest

from linkage_sim.experiments.study.study import Study
from linkage_sim.findings.numbers import minus
from linkage_sim.state.month import ACTORS
from linkage_sim.views.report import report
from tests.cli.calling import assert_refused, command
from tests.ensembles import few_in

HERE = ["--engine", "inprocess"]
SHORT = ["attribute", "junpu", "--replicates", "2", "--months", "8", "--outcome", "stores", "--outcome", "poor_people", *HERE]


@pytest.fixture(scope="module")
def kept(tmp_path_factory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("attribute") / "kept"
    done = command(*SHORT, "--seed", 5, "--out", folder)
    assert done.returncode == 0, done.stderr
    return folder, done.stdout


@pytest.mark.slow
def test_the_folder_holds_the_study_the_tables_and_the_figures(kept):
    folder, _ = kept
    table = pd.read_parquet(folder / "attribution.parquet")
    shares = table[(table["quantity"] == "share") & (table["platform"] == "on") & (table["outcome"] == "stores")]
    assert list(shares["player"]) == list(ACTORS)
    total = table[(table["quantity"] == "total") & (table["platform"] == "on") & (table["outcome"] == "stores")]["value"].item()
    assert shares["value"].sum() == pytest.approx(total, abs=1e-9)
    drawn = {path.name for path in (folder / "figures").iterdir()}
    assert drawn == {f"attribution_{name}.{ending}" for name in ("stores", "poor_people") for ending in ("png", "svg", "narrow.svg", "csv")}
    study = Study(folder)
    assert len(study.complete()) == 64 * 2
    assert sorted(study.outcomes["seed"].unique()) == [5, 6]
    assert json.loads((folder / "manifest.json").read_text())["command"].startswith(
        "linkage-sim attribute junpu --replicates 2 --seed 5 --months 8"
    )


@pytest.mark.slow
def test_what_is_printed_are_sentences_and_shares(kept):
    folder, told = kept
    for words in (
        "Junpu village, 2012 to 2016, with the actors linked by the platform: 5 players, 2 seeds",
        "how much comes about only when they act together?",
        "with the platform (stores)",
        "All outcomes at a glance",
        "the five actors together ",
        "leave out zero, each read by itself",
        f"Tables and figures: {folder}",
    ):
        assert words in told


@pytest.mark.slow
def test_resume_does_only_what_is_missing_and_extends(kept):
    folder, _ = kept
    done = command(*SHORT, "--seed", 5, "--out", folder, "--resume", "--json", "--replicates", 3)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["seeds"] == [5, 6, 7]
    assert len(Study(folder).complete()) == 64 * 3
    with closing(sqlite3.connect(folder / "ledger.sqlite")) as ledger:
        assert ledger.execute("select count(*), min(attempts), max(attempts) from runs").fetchone() == (64 * 3, 1, 1)
    kept = json.loads((folder / "attribution.json").read_text())
    assert kept.pop("sha256")
    assert kept == json.loads(done.stdout)


@pytest.mark.slow
def test_without_a_folder_nothing_is_kept(tmp_path):
    words = ["attribute", "junpu", "--replicates", 2, "--months", 2, "--outcome", "stores", "--set", "platform.coverage=0.5", *HERE]
    done = command(*words, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "add --out DIR to keep" in done.stdout
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_equal_funds_are_told_with_what_is_spent(tmp_path):
    few = ["attribute", "junpu", "--replicates", "2", "--months", "30", "--outcome", "stores", *HERE, "--equal-funds"]
    done = command(*few, "--scale-capacity", "--out", tmp_path / "kept")
    assert done.returncode == 0, done.stderr
    assert "All together are given 100 RMB per household and month" in done.stdout
    table = pd.read_parquet(tmp_path / "kept" / "attribution_coalitions.parquet")
    assert len(table) == 64
    assert sorted(set(table["funds"].round(9))) == [0.0, 100.0]
    assert "--equal-funds --scale-capacity" in json.loads((tmp_path / "kept" / "manifest.json").read_text())["command"]
    assert_refused("are not part of the experiment any more", *few, "--out", tmp_path / "kept", "--resume")


@pytest.mark.slow
def test_an_ensemble_is_run_set_by_set_and_gone_on_with(tmp_path):
    few = ["attribute", "junpu", "--ensemble", few_in(tmp_path), "--members", "2", "--months", "3", "--outcome", "stores", *HERE]
    done = command(*few, "--replicates", "2", "--out", tmp_path / "kept", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["over"] == "2 parameter sets, each with 2 seeds of its own"
    assert told["seeds"] == [1, 2, 10001, 10002]
    more = json.loads(command(*few, "--replicates", "3", "--out", tmp_path / "kept", "--json", "--resume").stdout)
    assert more["seeds"] == [1, 2, 3, 10001, 10002, 10003]
    for number in range(2):
        with closing(sqlite3.connect(tmp_path / "kept" / "members" / f"{number:03d}" / "ledger.sqlite")) as ledger:
            assert ledger.execute("select count(*), min(attempts), max(attempts) from runs").fetchone() == (64 * 3, 1, 1)
    kept = {path.name for path in (tmp_path / "kept").glob("attribution*")}
    assert kept == {"attribution.json", *(f"attribution{part}.parquet" for part in ("", "_coalitions", "_members", "_spread"))}
    page = report(tmp_path / "kept").read_text(encoding="utf-8").replace("\N{NO-BREAK SPACE}", " ")
    assert all(escape(minus(verdict)) in page for verdict in more["finding"]["verdicts"])
    assert "384 runs: all succeeded." in page
    assert "2 parameter sets" in page
    few[few.index("--members") + 1] = "3"
    assert_refused("was made with other parameter sets", *few, "--out", tmp_path / "kept", "--resume")


@pytest.mark.slow
def test_an_interrupted_ensemble_says_how_to_go_on(tmp_path):
    few = ["--ensemble", few_in(tmp_path), "--members", "3", "--replicates", "2", "--months", "12", "--outcome", "stores", "--jobs", "1"]
    words = ["attribute", "junpu", *few, "--out", tmp_path / "kept"]
    started = subprocess.Popen(
        [sys.executable, "-m", "linkage_sim", *map(str, words)], stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    first = tmp_path / "kept" / "members" / "000" / "monthly.parquet"
    for _ in range(6000):
        if first.exists() or started.poll() is not None:
            break
        time.sleep(0.05)
    started.send_signal(signal.SIGINT)
    told = started.communicate(timeout=300)[1]
    assert started.returncode == 130, told
    assert "parameter sets are kept in" in told
    assert "few.yaml --members 3" in told
    assert told.strip().endswith("--resume")


def test_a_taken_folder_is_refused_before_anything_is_simulated(tmp_path):
    (tmp_path / "mine").touch()
    assert_refused("not empty", "attribute", "junpu", "--replicates", 2000, "--out", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]
