"""The commands ``calibrate`` and ``reproduce`` as a user meets them."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from linkage_sim.cli import calibrate, reproduce
from linkage_sim.errors import LinkageError
from linkage_sim.experiments.ensemble.ensemble import Ensemble
from linkage_sim.experiments.validation import validation
from linkage_sim.experiments.validation.controls import ControlRow, Controls
from linkage_sim.experiments.validation.reproduction import REPLICATES, patterns_of
from linkage_sim.model import MODEL_VERSION
from linkage_sim.views.report import report
from tests.ensembles import few_in

FILE = """\
schema: 1
name: small
title: A small calibration
scenario: junpu
factors:
  open_rate: {path: actors.household.open_rate, range: [0.05, 0.9]}
  seller_sales: {path: economy.seller_sales, range: [10000, 300000], scale: log}
design: {kind: lhs, points: 64}
replicates: 1
"""
OF = ("junpu", "--ensemble")
INPROCESS = ("--engine", "inprocess")


def called(*arguments: object) -> tuple[int, str, str, BaseException | None]:
    app = typer.Typer()
    calibrate.register(app)
    reproduce.register(app)
    found = CliRunner().invoke(app, [str(one) for one in arguments])
    return found.exit_code, found.stdout, found.stderr, found.exception


@pytest.fixture(scope="module")
def file(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("experiments") / "small.yaml"
    path.write_text(FILE)
    return path


@pytest.fixture(scope="module")
def made(file) -> Path:
    """A folder that the command has made."""
    code, out, _, _ = called("calibrate", "junpu", "--experiment", file, "--waves", 2, "--out", file.parent / "c", *INPROCESS)
    assert code == 0
    assert "How sure is this?" in out
    return file.parent / "c"


def test_its_report_tells_answer_and_figure(made):
    page = report(made).read_text()
    told = json.loads((made / "posterior.json").read_text())["finding"]
    for sentence in (told["question"], *told["verdicts"]):
        assert sentence in page
    assert page.count("<figure") == 1


def test_it_leaves_an_ensemble_a_figure_and_the_waves(made):
    assert len(Ensemble.load(made / "ensemble.yaml").weights) > 3
    assert {path.name for path in (made / "figures").iterdir()} == {"posterior.png", "posterior.svg", "posterior.csv"}
    assert len(json.loads((made / "waves.json").read_text())) == 3  # the last one finds out who was lucky
    assert (made / "wave-01" / "monthly.parquet").is_file()
    assert {row["factor"] for row in csv.DictReader((made / "parameters.csv").open())} == {"open_rate", "seller_sales"}


def test_as_json_it_tells_everything_and_only_that(file):
    code, out, _, _ = called("calibrate", "junpu", "--experiment", file, "--waves", 1, "--json", *INPROCESS)
    content = json.loads(out)
    assert code == 0
    assert {row["factor"] for row in content["parameters"]} == {"open_rate", "seller_sales"}
    assert content["tried"] == 64 + 16  # the nearest quarter is run anew


def test_what_stands_is_neither_overwritten_nor_resumed_without_a_folder(file, made):
    _, _, _, error = called("calibrate", "junpu", "--experiment", file, "--waves", 2, "--out", made, *INPROCESS)
    assert isinstance(error, LinkageError)
    assert "Add --resume" in str(error)
    _, _, _, error = called("calibrate", "junpu", "--resume")
    assert isinstance(error, LinkageError)
    assert "--out DIR" in str(error)


def test_gone_on_with_it_comes_to_the_same(file, made):
    before = (made / "ensemble.yaml").read_bytes()
    code, _, _, _ = called("calibrate", "junpu", "--experiment", file, "--waves", 2, "--out", made, "--resume", *INPROCESS)
    assert code == 0
    assert (made / "ensemble.yaml").read_bytes() == before


def test_an_interrupt_says_how_to_go_on(file, tmp_path, monkeypatch):
    import linkage_sim.experiments.calibration.calibrating as calibrating

    def stop(*arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(calibrating, "search", stop)
    _, _, _, error = called("calibrate", "junpu", "--experiment", file, "--out", tmp_path / "c", *INPROCESS)
    assert isinstance(error, LinkageError)
    assert error.exit_code == 130
    assert f"--out {tmp_path / 'c'} --resume" in str(error)


JUDGED = Controls((ControlRow("no network", "no store at all", 1.0, 1.0, 0.95, 40, "stores", 0.0, 3860.0, "junpu"),), {})


@pytest.fixture(scope="module")
def reproduced(made) -> tuple[int, str, Path]:
    """A poor ensemble of two waves, held against the evidence; its controls are made up."""
    folder = made.parent / "r"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(validation, "run_controls", lambda *arguments, **how: JUDGED)
        code, out, _, _ = called("reproduce", *OF, made / "ensemble.yaml", "--replicates", 1, "--controls", "--out", folder, *INPROCESS)
    return code, out, folder


def test_an_ensemble_that_does_not_hold_is_told_by_the_exit_code_and_by_its_lines(reproduced):
    code, out, folder = reproduced
    content = json.loads((folder / "reproduce.json").read_text())
    assert content["holds"] is False
    assert code == 1
    for row in content["scenarios"]["junpu"]["targets"]:
        assert row["label"] in out
        assert row["low"] <= row["half_low"] <= row["median"] <= row["half_high"] <= row["high"]
        assert row["low"] <= row["median"] <= row["high"]


def test_it_is_told_by_its_report_with_answer_and_figures(reproduced):
    page = report(reproduced[2]).read_text()
    told = json.loads((reproduced[2] / "reproduce.json").read_text())["finding"]
    for sentence in (told["question"], *told["verdicts"][:2]):
        assert sentence in page
    assert page.count("<figure") == 4
    assert (reproduced[2] / "targets.csv").is_file()


def test_it_leaves_four_figures_with_their_numbers(reproduced):
    kept = {path.name for path in (reproduced[2] / "junpu" / "figures").iterdir()}
    assert kept >= {f"{name}.{kind}" for name in ("fit", "course", "patterns", "controls") for kind in ("png", "svg", "csv")}


def test_the_table_says_which_ensemble_and_which_rules_it_is_about(reproduced, made):
    content = json.loads((reproduced[2] / "reproduce.json").read_text())
    assert content["ensemble"] == Ensemble.load(made / "ensemble.yaml").hash
    assert content["model_version"] == MODEL_VERSION
    assert content["scenarios"]["junpu"]["controls"]["controls"][0]["name"] == "no network"
    assert content["scenarios"]["junpu"]["controls"]["controls"][0]["told"] == 1.0


def test_the_table_names_every_target_with_grade_and_every_pattern_with_its_share(reproduced):
    content = json.loads((reproduced[2] / "reproduce.json").read_text())["scenarios"]["junpu"]
    assert {row["id"] for row in content["targets"]} >= {"junpu.stores", "junpu.monthly_pieces", "junpu.double_eleven_2016"}
    assert {row["grade"] for row in content["targets"]} >= {"paper", "D"}
    assert [row["name"] for row in content["patterns"]] == patterns_of("junpu")
    assert all(row["share"] is None or 0 <= row["share"] <= 1 for row in content["patterns"])


def test_the_help_says_how_many_seeds_are_usual():
    app = typer.Typer()
    reproduce.register(app)
    told = CliRunner().invoke(app, ["--help"], env={"COLUMNS": "200"}).stdout
    assert f"{REPLICATES} if not given" in " ".join(told.split())


def test_a_scenario_without_targets_and_an_ensemble_that_is_none_are_refused(tmp_path):
    for words, told in (
        (["base", "--ensemble", few_in(tmp_path)], "no targets for 'base'"),
        (["--ensemble", "atlantis"], "neither a bundled ensemble nor a file"),
    ):
        _, _, _, error = called("reproduce", *words)
        assert isinstance(error, LinkageError)
        assert told in str(error)
