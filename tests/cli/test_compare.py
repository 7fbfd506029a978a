from __future__ import annotations

import json

import pytest

from linkage_sim.cli.compare import words
from linkage_sim.experiments.design.outcomes import usual
from tests.cli.calling import command

SHORT = ["compare", "junpu", "scattered", "--replicates", "4", "--months", "14", "--engine", "inprocess"]


def test_a_table_the_sentences_and_how_to_keep_more_are_printed():
    code, out, err = command(*SHORT)
    assert code == 0, err
    assert "4 pairs of runs, seeds 1 to 4, 14 months from 2012-01" in out
    assert all(one.label in out for one in usual().values())
    for words_ in ("difference", "verdict", "It costs ", "changed exactly nothing", "add --out DIR"):
        assert words_ in out


def test_json_is_all_that_scripts_get():
    code, out, _ = command(*SHORT, "--json", "--outcome", "stores", "--outcome", "gini", "--set", "actors.society.donations=3")
    found = json.loads(out)
    assert code == 0
    assert [row["outcome"] for row in found["effects"]] == ["stores", "gini"]
    assert found["sound"] is True
    assert found["sentences"] == found["finding"]["verdicts"]


@pytest.mark.slow
def test_a_folder_holds_runs_tables_and_the_figure_and_can_be_gone_on_with(tmp_path):
    kept = tmp_path / "kept"
    words_ = ["compare", "junpu", "scattered", "--months", "14", "--engine", "inprocess", "--out", kept, "--replicates"]
    first = command(*words_, 5)
    assert first.returncode == 0, first.stderr
    assert {path.name for path in (kept / "comparison").iterdir()} == {
        "effects.csv", "costs.csv", "noise.csv", "pairs.csv", "comparison.json", "comparison.png", "comparison.svg",
        "comparison.narrow.svg", "comparison.csv",
    }  # fmt: skip
    made_by = json.loads((kept / "manifest.json").read_text())["command"]
    assert made_by == f"linkage-sim compare junpu scattered --replicates 5 --seed 1 --months 14 --at-most 1000 --out {kept}"
    again = command(*words_, 7, "--resume", "--json")
    assert again.returncode == 0, again.stderr
    assert json.loads(again.stdout)["pairs"] == 7
    read = command("compare", f"{kept}#junpu", f"{kept}#scattered", "--json")
    assert read.returncode == 0, read.stderr
    assert json.loads(read.stdout)["effects"] == json.loads(again.stdout)["effects"]


def test_the_command_can_be_typed_again():
    unsaid = dict.fromkeys(("months", "outcomes", "budget_neutral", "lever_range", "out"))
    asked = {"replicates": 40, "seed": 1, "settings": ["x=[1, 2]"], "precision": ["stores=5"], "at_most": 1000}
    given = {"baseline": "my baseline.yaml", "reforms": ["a=1;b=2"], **unsaid, **asked}
    said = words(given)
    assert said == (
        "linkage-sim compare 'my baseline.yaml' 'a=1;b=2' --replicates 40 --seed 1 --set 'x=[1, 2]' --precision stores=5 --at-most 1000"
    )


def test_numbers_that_cannot_be_trusted_make_the_command_fail(tmp_path):
    """A stored table that the stored scenario does not give is a failed null reform."""
    from linkage_sim.experiments.running import run
    from tests.folders import altered

    for name in ("junpu", "scattered"):
        run(name, 3, 1, 14, out=tmp_path / name)
    altered(tmp_path / "junpu", "monthly", lambda months: months.assign(stores=months["stores"] + 1.0))
    code, out, err = command("compare", tmp_path / "junpu", tmp_path / "scattered")
    assert code == 1
    assert "changes online stores, though it must change nothing" in out
    assert "do not trust these numbers, and report this" in err


PART = ["--set", "nation.only=[ningxia-001]", "--set", "nation.per_stratum=1", "--months", 3, "--replicates", 2, "--engine", "inprocess"]


def test_counterfactuals_of_a_part_of_the_country_have_national_outcomes():
    reforms = ["platform.on=false", "nation.demonstration=false", "actors.market.courier_cost=1e9"]
    code, out, err = command("compare", "china", *reforms, *PART, "--json")
    assert code == 0, err
    found = json.loads(out)
    assert found["sound"] is True
    assert found["reforms"] == reforms
    assert [row["outcome"] for row in found["effects"]][:3] == ["taobao_villages", "exits", "poor_people"]
    assert all(row["baseline"] > 0 for row in found["effects"] if row["outcome"] == "poor_people")
