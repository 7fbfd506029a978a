"""What a change makes out of date is told, and what it leaves alone is not: tried by changing copies."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from linkage_sim.experiments.ensemble.ensemble import locate
from tests.docs.scripts import DOCS, script

ROOT = DOCS.parent
STORES, HOUSEHOLD = "linkage_sim/actors/household/stores.py", "linkage_sim/scenario/household.py"
SAMPLE, JUNPU, COUNTRY = "linkage_sim/nation/sample.py", "scenarios/junpu.yaml", "scenarios/china.yaml"
RULES = {"version", "odd", "second-reading"}
stale = script("stale")
NATION = {"nation", "forecasts"}
RUNS = stale.WORKS.keys() - RULES - NATION


@pytest.fixture
def tree(tmp_path) -> Path:
    """A few real files, of which a record says that all is up to date."""
    for name in (STORES, HOUSEHOLD, SAMPLE, JUNPU, COUNTRY, "docs/ODD.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, tmp_path / name)
    stale.Record(tmp_path).note(list(stale.WORKS))
    assert stale.to_do(tmp_path) == []
    return tmp_path


def change(tree: Path, name: str, before: str, after: str) -> None:
    text = (tree / name).read_text(encoding="utf-8")
    assert before in text
    (tree / name).write_text(text.replace(before, after, 1), encoding="utf-8")


def told(tree: Path) -> dict[str, str]:
    """Works that are told to be out of date, with their lines."""
    return {line.split(":")[0].strip(): line for line in stale.to_do(tree)}


def test_a_changed_rule_is_told_with_the_sections_that_describe_it(tree):
    change(tree, STORES, "else parameters.startup_capital * 0.5", "else parameters.startup_capital * 0.4")
    found = told(tree)
    assert found.keys() - {"open_store"} == stale.WORKS.keys()
    assert "actors.household.stores.open_store" in found["version"]
    assert "as for version" in found["odd"]
    assert "7.6.2 Further stores" in found["open_store"]


@pytest.mark.parametrize(
    ("name", "before", "after", "works"),
    [
        (STORES, "MAX_STORES = ", "MAX_STORES = 1 + ", stale.WORKS.keys()),
        (HOUSEHOLD, "0.006,", "0.007,", stale.WORKS.keys()),
        (HOUSEHOLD, "prior=(0.002, 0.012)", "prior=(0.002, 0.013)", stale.WORKS.keys()),
        (SAMPLE, "    return ", "    return 0 or ", RULES - {"second-reading"} | NATION),
        (JUNPU, "founders: 12", "founders: 13", RUNS | NATION),
        (COUNTRY, "months: ", "months: 1", NATION),
    ],
)
def test_what_depends_on_a_change_is_told_and_nothing_else(tree, name, before, after, works):
    change(tree, name, before, after)
    assert {line.split(":")[0] for line in stale.to_do(tree) if not line.startswith(" ")} == set(works)


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        (STORES, "    household.stores += 1\n", "    # one more\n    household.stores += 1  # here\n\n"),
        (STORES, '"""Open a store: pay', '"""Pay'),
        (HOUSEHOLD, '"Chance that a member falls seriously ill."', '"Chance that somebody falls ill."'),
        (JUNPU, "name: junpu", "# ours\nname: junpu"),
    ],
)
def test_words_that_explain_make_nothing_out_of_date(tree, name, before, after):
    change(tree, name, before, after)
    assert stale.to_do(tree) == []


def test_what_is_done_is_forgotten_and_what_is_not_is_kept(tree):
    change(tree, STORES, "household.stores += 1", "household.stores += 2")
    stale.Record(tree).note(["odd"])
    assert "odd" not in told(tree)
    assert "open_store" in told(tree)["version"]
    change(tree, STORES, "household.stores += 2", "household.stores += 1")  # taken back: only what was renewed is out of date
    assert told(tree).keys() == {"odd", "open_store"}


def test_what_is_older_than_the_record_is_told_until_it_is_done(tree):
    record = tree / stale.RECORD
    record.write_text(json.dumps(json.loads(record.read_text(encoding="utf-8")) | {"older": ["linkage"]}), encoding="utf-8")
    assert told(tree).keys() == {"linkage"}
    stale.Record(tree).note(["linkage"])
    assert told(tree) == {}


def test_an_ensemble_of_other_rules_is_told(tree, monkeypatch):
    monkeypatch.setattr(stale, "ROOT", tree)
    folder = tree / "scenarios" / "ensembles"
    folder.mkdir()
    text = locate("junpu").read_text(encoding="utf-8")
    (folder / "junpu.yaml").write_text(text, encoding="utf-8")
    assert stale.ensembles() == []
    change(tree, "scenarios/ensembles/junpu.yaml", "model_version: ", "model_version: 0.0.")
    assert len(stale.ensembles()) == 1
    assert "linkage-sim calibrate junpu dongfeng ordinary" in stale.ensembles()[0]


def test_every_sort_of_check_is_made_and_the_exit_code_tells(tree, monkeypatch, capsys):
    import generate

    from tests import baseline

    monkeypatch.setattr(stale, "ROOT", tree)
    monkeypatch.setattr(generate, "_documents", lambda _: [tree / "docs" / "page.md"])
    monkeypatch.setattr(baseline, "STORED", tree / "baseline.json")
    (tree / "docs" / "page.md").write_text("<!-- generated: effects -->\nold\n<!-- end -->\n", encoding="utf-8")
    known = json.loads((ROOT / "tests/model/baseline.json").read_text(encoding="utf-8"))
    known["columns"]["stores"][-1] = (float.fromhex(known["columns"]["stores"][-1]) + 1.0).hex()
    (tree / "baseline.json").write_text(json.dumps(known), encoding="utf-8")
    monkeypatch.setattr(stale, "CHECKS", (*stale.CHECKS[1:], lambda: stale.to_do(tree)))
    assert stale.main([]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in lines] == ["generated", "baseline"]
    assert "1 columns differ" in lines[1]
    generate.write()
    shutil.copyfile(ROOT / "tests/model/baseline.json", tree / "baseline.json")
    assert stale.main([]) == 0


def test_an_unknown_work_is_refused_and_nothing_is_noted(tree, monkeypatch, capsys):
    monkeypatch.setattr(stale, "ROOT", tree)
    before = (tree / stale.RECORD).read_bytes()
    assert stale.main(["done", "odd", "homework"]) == 2
    assert stale.main(["odd"]) == 2
    assert "second-reading" in capsys.readouterr().err
    assert (tree / stale.RECORD).read_bytes() == before
