"""What documents tell of the validation is made from runs of the shipped ensemble, and the script that writes it refuses all else."""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from linkage_sim.errors import LinkageError
from linkage_sim.experiments.calibration import takeoff
from linkage_sim.experiments.ensemble.ensemble import Ensemble
from linkage_sim.experiments.validation import arms, claims, household_patterns, patterns, reproduction
from linkage_sim.experiments.validation import controls as of_controls
from linkage_sim.experiments.validation.controls import ControlRow, controls
from linkage_sim.experiments.validation.fit import TargetRow
from linkage_sim.experiments.validation.reproduction import PatternRow
from tests.docs.scripts import DOCS, script

PAGE = (DOCS / "validation.md").read_text(encoding="utf-8")


validate = script("validate")
SHIPPED = Ensemble.load("junpu")
BY_HAND = validate.PART.sub("", PAGE)

TARGET = TargetRow(
    *("junpu.stores", "stores", "stores", "2014-06..2015-03", "paper", 2300.0, "", 2423.4, 2002.0, 2885.0, 2201.0, 2650.0, True, True),
    *(1.15, "within 15%", 2300.0, "junpu"),
)
MISSED = PatternRow("firms", "firms enter", "junpu.market_entry", 0.54, 1.0, 10, 0.9, "junpu")
UNTOLD = PatternRow("untold", "nobody can tell", "paper V.B", float("nan"), 0.0, 10, 0.8, "junpu")
CONTROL = ControlRow("no network", "no line and no store", 1.0, 1.0, 0.95, 40, "stores", 0.0, 3860.0, "junpu")
BLOCKS = "\n".join(
    f"<!-- validated: {name} -->\nstale words of {name}\n<!-- end -->\n" for name in (*validate.OF_RUNS, *validate.OF_ENSEMBLE)
)


def content(**changed: Any) -> dict[str, Any]:
    """What ``reproduce --controls`` writes, of one target, two patterns and a control."""
    rows = [asdict(row) | {"holds": row.holds} for row in (MISSED, UNTOLD)]
    rows[1]["share"] = None
    made: dict[str, Any] = {"holds": False, "name": "junpu", "members": 77, "runs": 385, "outdated": ""}
    made |= {"targets": [asdict(TARGET) | {"holds": True}], "patterns": rows}
    made |= {"controls": {"holds": True, "controls": [asdict(CONTROL) | {"holds": True}], "medians": {}}}
    of_village = {key: value for key, value in (made | changed).items() if key in made and value is not None}
    return {"ensemble": changed.get("ensemble", SHIPPED.hash), "model_version": "0.1.0", "holds": False, "scenarios": {"junpu": of_village}}


def kept(folder: Path, **changed: Any) -> Path:
    """A folder such as ``reproduce`` leaves, without its runs."""
    (folder / "junpu" / "figures").mkdir(parents=True)
    (folder / "reproduce.json").write_text(json.dumps(content(**changed)))
    for name in validate.FIGURES:
        (folder / "junpu" / "figures" / name).write_bytes(f"picture of {name}".encode())
    return folder


@pytest.fixture
def docs(tmp_path) -> Path:
    """A copy of documents: one with all parts, one without any."""
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "page.md").write_text(f"# Mine\n\n{BLOCKS}\nMine too.\n")
    (folder / "other.md").write_text("Nothing is validated here.\n")
    return folder


# ---------------------------------------------------------------- the shipped documents


def test_the_documents_are_about_the_shipped_ensemble(capsys):
    assert validate.main(["--check"]) == 0, capsys.readouterr().err


def test_every_part_stands_in_the_documents_and_is_filled():
    text = PAGE + (DOCS / "calibration.md").read_text(encoding="utf-8")
    found = {part[2]: part[3] for part in validate.PART.finditer(text)}
    assert set(found) == {*validate.OF_RUNS, *validate.OF_ENSEMBLE}
    assert len(validate.PART.findall(text)) == text.count("<!-- validated: ")
    assert all(len(body.strip().splitlines()) > 2 for body in found.values())


def test_every_figure_is_there_and_shown():
    shown = re.findall(r"\(figures/(\S+?)\)", PAGE + (DOCS / "calibration.md").read_text(encoding="utf-8"))
    for name in (*validate.FIGURES.values(), validate.POSTERIOR):
        assert (DOCS / "figures" / name).is_file()
        assert name in shown


def test_every_pattern_and_control_of_the_tables_is_described_by_hand():
    tables = {part[2]: part[3] for part in validate.PART.finditer(PAGE)}
    labels = re.findall(r"^\| (?!Pattern|---)(.+?) \|", tables["patterns"], re.MULTILINE)
    assert len(labels) > 5
    described = re.findall(r"^\| (.+?) \|", BY_HAND, re.MULTILINE)
    assert not [label for label in (*labels, *(control.name for control in controls())) if label not in described]


def test_thresholds_in_the_text_are_those_of_the_code():
    for text in (
        f"| take-off | {takeoff.TAKEOFF:g} stores |",
        f"| clearly more | {patterns.CLEARLY:g} times |",
        f"sigma {household_patterns.DISPERSED:g}, first tenth sells {100 * household_patterns.TOP_SHARE:g} %",
        f"at least {100 * claims.SHAKEN:g} % of the stores close",
        f"{of_controls.MEMBERS} members of the ensemble with ten seeds each",
        f"Asked are {100 * (1 - of_controls.RARE):g} % of the runs",
        f"{reproduction.WATCHED} members of the ensemble are run three times more",
        f"{100 * reproduction.USUAL:g} % of the runs; {100 * reproduction.FIRMS:g} % for the entry of firms",
    ):
        assert text in BY_HAND, text
    assert (takeoff.SCALE, patterns.MORE, claims.SMALL, arms.WIDE) == (0.5, 1.1, 0.1, 1000.0)  # written out as words
    assert (claims.SPREAD, claims.PATCHY, arms.FLOOD, household_patterns.HORIZON) == (100.0, 0.9, 4.0, 12)
    assert (household_patterns.ENOUGH, of_controls.REPLICATES, reproduction.OFTEN, reproduction.REPLICATES) == (5, 10, 3, 20)


# ---------------------------------------------------------------- writing


def test_parts_are_filled_and_what_is_written_by_hand_is_left_alone(tmp_path, docs, capsys):
    assert validate.main(["--from", str(kept(tmp_path / "r"))], docs) == 0
    text = (docs / "page.md").read_text()
    assert text.startswith("# Mine\n")
    assert text.endswith("\nMine too.\n")
    assert "stale words" not in text
    assert text.count(f"<!-- of the ensemble {SHIPPED.hash[:16]} -->") == len(validate.OF_RUNS) + len(validate.OF_ENSEMBLE)
    for told in (
        "| stores | `junpu.stores` |",
        "2,423 | 2,201 to 2,650 | 2,002 to 2,885",
        "| firms enter |",
        "54 %",
        "unknown",
        "3,860 (as it is)",
        "385 runs",
    ):
        assert told in text, told
    assert (docs / "other.md").read_text() == "Nothing is validated here.\n"
    assert "docs/page.md: written." in capsys.readouterr().out


def test_figures_are_copied_under_the_names_of_the_documents(tmp_path, docs):
    validate.write(kept(tmp_path / "r"), SHIPPED, docs)
    assert (docs / "figures" / "validation_course.png").read_bytes() == b"picture of course.png"
    assert {path.name for path in (docs / "figures").iterdir()} == {*validate.FIGURES.values(), validate.POSTERIOR}


def test_a_second_time_nothing_changes_and_the_documents_are_in_step(tmp_path, docs):
    assert validate.main(["--check"], docs) == 1
    assert validate.write(kept(tmp_path / "r"), SHIPPED, docs)
    assert validate.write(tmp_path / "r", SHIPPED, docs) == []
    assert validate.main(["--check"], docs) == 0


def test_another_ensemble_puts_every_part_out_of_step(tmp_path, docs, capsys):
    validate.write(kept(tmp_path / "r"), SHIPPED, docs)
    assert len(validate.stale(SHIPPED.thinned(3), docs)) == len(validate.OF_RUNS) + len(validate.OF_ENSEMBLE)
    text = (docs / "page.md").read_text()
    (docs / "page.md").write_text(text.replace("| identified |", "| no |"))  # by hand, under the right hash
    assert validate.main(["--check"], docs) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_the_sentence_counts_what_holds_and_names_what_does_not():
    found = validate.Validation(SHIPPED, 385, "0.1.0", [TARGET], [MISSED, UNTOLD], [CONTROL])
    told = validate.verdict(found)
    assert told.startswith("**1 of 1 targets, 0 of 2 patterns and 1 of 1 controls hold.**")
    assert "of the patterns *firms enter*, *nobody can tell*." in told
    assert "Nothing fails." in validate.verdict(found._replace(patterns=[]))


def test_without_runs_given_it_makes_them_with_controls(tmp_path, docs, monkeypatch):
    asked = []

    def run(words: list[str], **how: Any) -> subprocess.CompletedProcess[str]:
        asked.extend(words)
        kept(Path(words[words.index("--out") + 1]))
        return subprocess.CompletedProcess(words, 1)  # something does not hold

    monkeypatch.setattr(validate.subprocess, "run", run)
    assert validate.main(["--out", str(tmp_path / "made"), "--jobs", "1"], docs) == 0
    assert " ".join(asked[2:]) == f"linkage_sim reproduce {' '.join(SHIPPED.hashes)} --controls --out {tmp_path / 'made'} --jobs 1"
    assert "54 %" in (docs / "page.md").read_text()


def test_a_run_that_was_refused_ends_the_script(docs, monkeypatch):
    monkeypatch.setattr(validate.subprocess, "run", lambda words, **how: subprocess.CompletedProcess(words, 2))
    with pytest.raises(SystemExit) as stop:
        validate.main([], docs)
    assert stop.value.code == 2


# ---------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"ensemble": "abc"}, "not made with the shipped ensemble"),
        ({"ensemble": None}, "not made with the shipped ensemble"),  # an older version did not say
        ({"controls": None}, "holds no negative controls"),
        ({"targets": [{"id": "junpu.stores"}]}, "is not what 'linkage-sim reproduce' writes"),
        ({"patterns": 7}, "is not what 'linkage-sim reproduce' writes"),
    ],
)
def test_runs_that_do_not_fit_are_refused_and_nothing_is_written(tmp_path, docs, changed, told):
    before = (docs / "page.md").read_text()
    with pytest.raises(LinkageError, match=told):
        validate.main(["--from", str(kept(tmp_path / "r", **changed))], docs)
    assert (docs / "page.md").read_text() == before
    assert not (docs / "figures").exists()


def test_a_folder_without_runs_without_figures_or_with_other_content_is_refused(tmp_path, docs):
    with pytest.raises(LinkageError, match=r"holds no reproduce\.json"):
        validate.main(["--from", str(tmp_path / "none")], docs)
    folder = kept(tmp_path / "r")
    (folder / "junpu" / "figures" / "course.png").unlink()
    with pytest.raises(LinkageError, match=r"has no junpu/figures/course\.png"):
        validate.main(["--from", str(folder)], docs)
    (folder / "reproduce.json").write_text("{")
    with pytest.raises(LinkageError, match="is not what"):
        validate.main(["--from", str(folder)], docs)


def test_an_unknown_part_is_refused(tmp_path, docs):
    (docs / "other.md").write_text("<!-- validated: nonsense -->\n<!-- end -->\n")
    before = (docs / "page.md").read_text()
    with pytest.raises(LinkageError, match="no validated part 'nonsense'"):
        validate.write(kept(tmp_path / "r"), SHIPPED, docs)
    assert (docs / "page.md").read_text() == before


@pytest.mark.parametrize("words", [["--nonsense"], ["--from", "a", "--out", "b"], ["--jobs", "many"], ["--check", "--from", "a"]])
def test_bad_words_are_refused_in_one_sentence(words, capsys):
    with pytest.raises(SystemExit) as stop:
        validate.main(words)
    told = capsys.readouterr().err
    assert stop.value.code == 2
    assert told.count("\n") == 1
    assert told.startswith("docs/validate.py: ")
