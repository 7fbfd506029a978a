"""A new analysis is one file with a figure, and one registration: it then has a command, a Python function, a report and documents."""

from __future__ import annotations

import json

import pytest

import linkage_sim
from linkage_sim import cli
from linkage_sim.cli import analyses
from linkage_sim.errors import LinkageError
from linkage_sim.findings.answer import Answer
from linkage_sim.findings.registry import ANALYSES, register
from linkage_sim.findings.render import markdown
from linkage_sim.views.report import report
from tests.findings.toy import TOY, Reach

FILE = """\
schema: 1
name: small
title: A small experiment
scenario: junpu
months: 1
factors: {founders: {path: places.junpu.founders, values: [0, 30]}}
design: {kind: grid}
outcomes: {stores: {column: stores}, people: {column: people}}
"""


@pytest.fixture(scope="module")
def registered():
    register(TOY)
    analyses.register(cli.app)
    yield TOY
    del ANALYSES[TOY.name]
    cli.app.registered_commands[:] = [one for one in cli.app.registered_commands if one.name != TOY.name]


def called(capsys, *words: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as stop:
        cli.main([str(word) for word in words])
    out, err = capsys.readouterr()
    return int(stop.value.code or 0), out, err


@pytest.fixture(scope="module")
def folder(registered, tmp_path_factory):
    place = tmp_path_factory.mktemp("toy")
    (place / "small.yaml").write_text(FILE)
    with pytest.raises(SystemExit) as stop:
        cli.main(["reach", str(place / "small.yaml"), "--out", str(place / "s"), "--engine", "inprocess", "--outcome", "stores"])
    assert stop.value.code == 0
    return place / "s"


def test_it_has_a_command_made_from_its_function(registered, folder, capsys):
    code, out, _ = called(capsys, "reach", "--help")
    assert code == 0
    for words in ("Tell how far the runs of a study are apart", "--outcome", "Smallest value that counts", "--resume"):
        assert words in " ".join(out.split())
    assert linkage_sim.Study(folder).manifest["command"].endswith(f"small.yaml --outcome stores --out {folder}")
    code, _, err = called(capsys, "reach", folder, "--floor", "-1")
    assert (code, err) == (2, "--floor is below zero; give a number of stores.\n")


def test_terminal_json_csv_and_figures_tell_the_same(folder, capsys):
    kept = Answer.read(json.loads((folder / "reach.json").read_text())["finding"])
    code, out, _ = called(capsys, "reach", folder, "--outcome", "stores", "--no-figures")
    assert code == 0
    assert all(line in out for line in (kept.question, *kept.verdicts, *kept.trust))
    assert all(cell in out for row in kept.tables[0].cells() for cell in row)
    assert (folder / "ends.csv").read_text().startswith("outcome,unit,low,high\n")
    assert {path.name for path in (folder / "figures").iterdir()} == {"reach.png", "reach.svg", "reach.csv"}


def test_it_has_a_python_function_whose_result_shows_itself(folder):
    assert "reach" in dir(linkage_sim)
    found = linkage_sim.reach(linkage_sim.Study(folder), floor=5.0)
    assert isinstance(found, Reach)
    assert repr(found).splitlines() == [found.answer.question, *found.answer.verdicts]
    assert "<table>" in found._repr_html_()
    assert found.plot().axes
    assert found.ends["low"].min() >= 5.0


def test_it_has_a_report_and_documents(folder):
    page = report(folder).read_text()
    found = linkage_sim.reach(linkage_sim.Study(folder), ["stores"])
    assert "Reach" in page
    assert found.answer.question in page
    assert found.answer.verdicts[0] in page
    assert f"**{found.answer.question}**" in markdown(found.answer)
    assert "| lowest | highest |" in markdown(found.answer)


def test_two_analyses_cannot_have_one_name(registered):
    register(TOY)
    with pytest.raises(LinkageError, match="an analysis of the name 'reach' already"):
        register(TOY._replace(title="Another"))
