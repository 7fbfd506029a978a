"""The list of result folders: what was asked, when, whether it is whole, and what came of it."""

from __future__ import annotations

import json
import shutil

import pytest

import linkage_sim
from linkage_sim.errors import LinkageError
from linkage_sim.experiments.analysis.attribution.ensembling import FILE
from linkage_sim.experiments.answers import of_run, of_sweep
from linkage_sim.experiments.ensemble.ensemble import Ensemble
from linkage_sim.experiments.keeping import answers, sealed
from linkage_sim.experiments.listing import results
from linkage_sim.experiments.stored import write_manifest
from linkage_sim.experiments.study.study import Study
from linkage_sim.findings.answer import Answer
from linkage_sim.findings.finding import Finding
from tests.cli.calling import assert_refused, command
from tests.views.report_cases import GRID, make_run, make_sweep, spoil

ANSWER = Answer("compare", "What does it change?", ["Clearly more stores.", "It costs nothing."], [])


class Found(Finding):
    """A finding of which nothing is known but the answer."""

    analysis = "compare"
    answer = ANSWER


GRID_RUNS = 3 * 3 * 2 * 2  # accuracy, founders, platform, replicates


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A place with a run, a study that is whole, one that was interrupted, and a few things that are none of these."""
    place = tmp_path_factory.mktemp("listing")
    make_run(place / "old" / "ran", replicates=2)
    make_sweep(place / "swept", replicates=2)
    spoil(place / "swept", place / ".hidden")
    spoil(place / "swept", place / "half", failed=2, pending=3)
    (place / "notes").mkdir()
    (place / "notes" / "manifest.json").write_text('{"name": "a page of somebody else"}')
    (place / "swept" / "inside").mkdir()
    shutil.copy(place / "old" / "ran" / "manifest.json", place / "swept" / "inside")
    (place / "c" / "comparison").mkdir(parents=True)
    (place / "c" / "comparison" / "comparison.json").write_text(json.dumps({"finding": ANSWER.content()}))
    return place


@pytest.fixture(scope="module")
def listed(place):
    return {one.folder.removeprefix(f"{place}/"): one for one in results(place)}


def test_every_result_folder_is_listed_once_and_nothing_else(listed):
    assert list(listed) == ["c", "half", "old/ran", "swept"]


def test_state_and_runs(listed):
    assert (listed["swept"].state, listed["swept"].runs, listed["swept"].failed) == ("whole", GRID_RUNS, 0)
    half = listed["half"]
    assert (half.state, half.runs, half.done, half.failed) == ("interrupted", GRID_RUNS, GRID_RUNS - 3, 2)
    assert half.words == f"interrupted, {GRID_RUNS - 3} of {GRID_RUNS} runs, 2 failed"
    assert listed["old/ran"].words == "whole, 2 runs"


def test_question_verdict_and_date(listed, place):
    assert (listed["swept"].kind, listed["swept"].question) == ("sweep", GRID["question"])
    assert listed["swept"].verdict == of_sweep.sentences(Study(place / "swept"))[0]
    ran = listed["old/ran"]
    assert (ran.kind, ran.verdict) == ("run", of_run.sentences(Study(place / "old" / "ran"))[0])
    assert ran.question.endswith("?")
    assert listed["half"].verdict == ""
    found = listed["c"]
    assert (found.kind, found.question, found.verdict) == ("compare", ANSWER.question, ANSWER.verdicts[0])
    finished = json.loads((place / "swept" / "manifest.json").read_text())["finished"]
    assert listed["swept"].date == finished[:10] <= found.date


def test_parameter_sets_that_were_not_begun_count_as_missing(place, tmp_path):
    ensemble = Ensemble.load("junpu").thinned(3)
    ensemble.save(tmp_path / FILE)
    shutil.copytree(place / "swept", tmp_path / "members" / "000")
    (one,) = results(tmp_path)
    assert (one.folder, one.state, one.done, one.runs) == (str(tmp_path), "interrupted", GRID_RUNS, len(ensemble.weights) * GRID_RUNS)


def test_a_folder_that_cannot_be_read_is_told_of_and_the_others_are_listed(place, tmp_path):
    shutil.copytree(place / "c", tmp_path / "c")
    shutil.copytree(place / "swept", tmp_path / "newer")
    known = json.loads((tmp_path / "newer" / "manifest.json").read_text())
    (tmp_path / "newer" / "manifest.json").write_text(json.dumps(known | {"format": "linkage_sim results 99"}))
    (tmp_path / "c" / "comparison" / "comparison.json").write_text("{")
    damaged = results(tmp_path)
    assert [one.state for one in damaged] == ["damaged", "damaged"]
    assert "99" in damaged[1].verdict


MANIFESTS = {
    "states that are words": {"states": {"succeeded": "x"}},
    "states that are a list": {"states": [1]},
    "fewer than no runs": {"states": {"succeeded": -5}},
    "a title that is a list": {"title": [1]},
    "a kind that is a list": {"kind": [1]},
}


@pytest.mark.parametrize("case", MANIFESTS)
def test_a_manifest_of_another_form_is_told_of(case, tmp_path):
    folder = tmp_path / "r"
    folder.mkdir()
    write_manifest(folder, {"versions": {"model": "1"}, "files": {}, "title": "A title"} | MANIFESTS[case])
    assert [one.state for one in results(tmp_path)] == ["damaged"]


def test_what_others_wrote_reaches_the_terminal_as_plain_letters(tmp_path):
    folder = tmp_path / "r\x1b[31m"
    folder.mkdir()
    write_manifest(folder, {"versions": {"model": "1"}, "files": {}, "title": f"a\u202e\x1b[31m{'b' * 5000}"})
    told = command("results", tmp_path).stdout
    assert "a\\u202e\\x1b[31m" in told
    assert told.replace("\n", "").isprintable()
    assert len(told) < 2000


def test_a_finding_that_was_changed_is_not_believed(tmp_path):
    folder = tmp_path / "c"
    folder.mkdir()
    kept = json.loads(sealed(Found()))
    (folder / "comparison.json").write_text(json.dumps(kept))
    assert [answer.question for answer in answers(folder)] == [ANSWER.question]
    kept["finding"]["verdicts"] = ["Nobody is poor any more."]
    (folder / "comparison.json").write_text(json.dumps(kept))
    with pytest.raises(LinkageError, match=r"comparison\.json: was changed after it was written"):
        answers(folder)


def test_the_command_tells_the_same(place, listed):
    done = command("results", place, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [vars(one) for one in listed.values()]
    lines = command("results", place).stdout.splitlines()
    assert [line for line in lines if not line.startswith(" ")] == [one.folder for one in listed.values()]
    assert f"  {ANSWER.verdicts[0]}" in lines


def test_a_place_that_is_none_is_refused(tmp_path):
    assert_refused("no such folder", "results", tmp_path / "nowhere")
    with pytest.raises(LinkageError, match="no such folder"):
        linkage_sim.results(tmp_path / "nowhere")
    assert linkage_sim.results(tmp_path) == []
