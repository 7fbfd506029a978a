"""The command ``forecast`` as a user meets it."""

from __future__ import annotations

import hashlib
import json

import pandas as pd

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
    files = {path.name for path in (tmp_path / "kept").iterdir()}
    assert files >= {"manifest.json", "forecasts.json", "forecasts.csv", "runs-base.csv", "figures"}
    assert_refused("Add --resume", "forecast", "one.yaml", "--ensemble", "few.yaml", "--out", "kept", cwd=tmp_path)


def test_json_is_all_that_scripts_get(tmp_path):
    (tmp_path / "one.yaml").write_text(TEXT)
    told = json.loads(command("forecast", "one.yaml", "--ensemble", few_in(tmp_path), *FEW, "--json", cwd=tmp_path).stdout)
    assert [(row["name"], row["when"], row["unit"]) for row in told["quantities"]] == [("people", "2012-02", "persons")]


def test_a_file_that_is_none_and_an_ensemble_that_is_none_are_refused(tmp_path):
    assert_refused("missing.yaml", "forecast", "missing.yaml", cwd=tmp_path)
    assert_refused("neither a bundled file of forecasts nor a file; write china", "forecast", "chian", cwd=tmp_path)
    assert_refused("neither a bundled ensemble nor a file", "forecast", "--ensemble", "atlantis", cwd=tmp_path)


COUNTRY = """\
schema: 1
name: part
title: A part of the country
ensemble: china
members: 2
replicates: 1
scenarios: {china: {months: 3}}
quantities:
  - {name: people, scenario: china, by: province, column: people, when: [2008-03], meaning: members}
"""
PART = ("--set", "nation.only=[ningxia, hainan]", "--set", "nation.per_stratum=1", "--jobs", 1)


def test_of_a_country_the_whole_is_printed_and_its_provinces_are_kept(tmp_path):
    (tmp_path / "part.yaml").write_text(COUNTRY)
    done = command("forecast", "part.yaml", *PART, "--out", "kept", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "2 runs of each scenario, 2 draws of the ensemble" in done.stdout
    table = pd.read_csv(tmp_path / "kept" / "forecasts.csv", keep_default_na=False)
    assert list(table["province"]) == ["", "hainan", "ningxia"]
    content = json.loads((tmp_path / "kept" / "forecasts.json").read_text())
    assert content["settings"] == {"nation.only": ["ningxia", "hainan"], "nation.per_stratum": 1}
    assert content["hash"] == hashlib.sha256((tmp_path / "kept" / "forecasts.csv").read_bytes()).hexdigest()


def test_what_the_ensemble_varies_cannot_be_set(tmp_path):
    assert_refused("nation.arrivals is varied by the ensemble china", "forecast", "china", "--set", "nation.arrivals=50", cwd=tmp_path)
