"""The command ``forecast`` as a user meets it."""

from __future__ import annotations

import json

from tests.cli.calling import assert_refused, command
from tests.ensembles import few_in

TEXT = """\
schema: 1
name: one
title: People of an ordinary village
scenarios: {base: {months: 2}}
quantities:
  - {name: people, scenario: base, column: people, when: [2012-02], meaning: members}
"""
FEW = ("--members", 2, "--replicates", 1, "--jobs", 1)


def test_it_prints_a_line_for_each_time_and_keeps_the_tables(tmp_path):
    (tmp_path / "one.yaml").write_text(TEXT)
    done = command("forecast", "one.yaml", "--ensemble", few_in(tmp_path), *FEW, "--out", "kept", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "2 runs of each scenario, 2 draws of the ensemble" in done.stdout
    assert {path.name for path in (tmp_path / "kept").iterdir()} == {"forecasts.json", "forecasts.csv", "runs-base.csv"}
    assert_refused("not empty", "forecast", "one.yaml", "--ensemble", "few.yaml", "--out", "kept", cwd=tmp_path)


def test_json_is_all_that_scripts_get(tmp_path):
    (tmp_path / "one.yaml").write_text(TEXT)
    told = json.loads(command("forecast", "one.yaml", "--ensemble", few_in(tmp_path), *FEW, "--json", cwd=tmp_path).stdout)
    assert [(row["name"], row["when"], row["unit"]) for row in told["quantities"]] == [("people", "2012-02", "persons")]


def test_a_file_that_is_none_and_an_ensemble_that_is_none_are_refused(tmp_path):
    assert_refused("missing.yaml", "forecast", "missing.yaml", cwd=tmp_path)
    assert_refused("neither a bundled ensemble nor a file", "forecast", "--ensemble", "atlantis", cwd=tmp_path)
