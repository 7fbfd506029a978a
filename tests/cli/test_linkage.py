from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pandas as pd
import pytest

from linkage_sim.views.report import report
from tests.cli.calling import command
from tests.ensembles import few_in

SMALL = """
schema: 1
name: small
title: A small grid
question: Does it pay?
scenario: junpu
months: 6
factors:
  founders: {path: places.junpu.founders, values: [1, 12]}
  funds: {path: actors.government.public_funds, values: [10.0, 90.0], title: public funds}
replicates: 2
outcomes:
  stores: {column: stores, better: more, title: stores}
"""


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    folder = tmp_path_factory.mktemp("linkage")
    (folder / "small.yaml").write_text(SMALL)
    done = command("linkage", "small.yaml", "--equal-funds", "--engine", "inprocess", "--out", "kept", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder, done.stdout


@pytest.mark.slow
def test_the_folder_holds_the_runs_the_numbers_and_the_map(kept):
    folder, told = kept
    table = pd.read_parquet(folder / "kept" / "linkage.parquet")
    assert len(table) == 4 * 8
    assert set(table["founders"]) == {1, 12}
    content = json.loads((folder / "kept" / "linkage.json").read_text())
    assert len(content["rows"]) == len(table)
    assert {path.name for path in (folder / "kept" / "figures").iterdir()} == {
        f"linkage_stores.{end}" for end in ("png", "svg", "narrow.svg", "csv")
    }
    assert content["finding"]["verdicts"] == content["sentences"]["stores"]
    assert all(sentence in told for sentence in content["sentences"]["stores"])
    page = report(folder / "kept").read_text(encoding="utf-8")
    assert page.index("Does it pay?") < page.index("linkage_stores") < page.index("In how many settings it pays")


@pytest.mark.slow
def test_resume_adds_only_what_is_missing(kept):
    folder, _ = kept
    words = ["linkage", "small.yaml", "--equal-funds", "--engine", "inprocess", "--out", "kept"]
    again = command(*words, cwd=folder)
    assert again.returncode == 2
    assert "Add --resume" in again.stderr
    done = command(*words, "--resume", "--replicates", 3, "--json", "--no-figures", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert {row["seeds"] for row in json.loads(done.stdout)["rows"]} == {3}
    with closing(sqlite3.connect(folder / "kept" / "ledger.sqlite")) as ledger:
        assert ledger.execute("select count(*), max(attempts) from runs").fetchone() == (4 * 22 * 3, 1)


@pytest.mark.slow
def test_over_an_ensemble_each_set_is_a_study_of_its_own(kept):
    folder, _ = kept
    sets = ["--ensemble", few_in(folder), "--members", 2, "--out", "sets"]
    words = ["linkage", "small.yaml", "--equal-funds", "--engine", "inprocess", *sets]
    done = command(*words, "--json", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["over"] == "2 parameter sets of 1 seed each"
    assert len(list((folder / "sets" / "members").iterdir())) == 2
    more = command(*words, "--replicates", 2, "--resume", "--no-figures", cwd=folder)
    assert "A small grid: 4 settings, 2 parameter sets of 2 seeds each" in more.stdout
