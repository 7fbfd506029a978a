"""What a study says of itself in a script or a notebook, and its figures."""

from __future__ import annotations

import pytest

import linkage_sim
from linkage_sim.errors import LinkageError
from linkage_sim.experiments.design.experiment import Experiment
from linkage_sim.experiments.study.study import Study
from tests.views.report_cases import spoil

FACTORS = {
    "platform": {"path": "platform.on", "values": [True, False]},
    "founders": {"path": "places.junpu.founders", "values": [0, 12]},
}
SMALL = {
    "schema": 1, "name": "small", "title": "A small experiment", "question": "Do founders matter?", "scenario": "junpu", "months": 4,
    "replicates": 2, "factors": FACTORS, "outcomes": {"stores": {"column": "stores", "better": "more"}},
}  # fmt: skip


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    return linkage_sim.sweep(Experiment.from_dict(SMALL), tmp_path_factory.mktemp("shown") / "s", engine="inprocess")


def test_a_run_says_what_it_is_and_shows_its_table():
    ran = linkage_sim.run("junpu", replicates=2, months=3)
    told = repr(ran)
    assert ran.scenario.title in told
    assert "2 runs of 3 months" in told
    assert str(ran.folder) not in told  # it vanishes
    page = ran._repr_html_()
    assert all(words in page for words in ("2012-01", "2012-03", "of runs", "people who are poor", ran.answer.verdicts[1]))
    assert len(ran.plot("poverty").axes) > 0
    with pytest.raises(LinkageError, match="emergence, poverty, loop"):
        ran.plot("levels")


def test_a_sweep_says_what_it_is_and_shows_its_points(swept):
    told = repr(swept)
    assert all(words in told for words in ("A small experiment", "junpu", "4 points with 2 seeds each, 8 runs", str(swept.folder)))
    page = swept._repr_html_()
    assert "Do founders matter?" in page
    assert page.count("<tr>") == 1 + 4
    assert {axis.get_title("left") for axis in swept.plot().axes} >= {"Founders"}


def test_a_sweep_under_way_tells_of_the_runs_that_are_there(swept, tmp_path):
    half = Study(spoil(swept.folder, tmp_path / "half", failed=1, pending=3))
    assert "5 of 8 runs done, 1 without success" in repr(half)
    assert half._repr_html_().count("<tr>") == 1 + 4


def test_a_folder_that_has_gone_has_a_name_still(tmp_path):
    study = linkage_sim.run("junpu", months=1, out=tmp_path / "r")
    (tmp_path / "r").rename(tmp_path / "elsewhere")
    assert str(tmp_path / "r") in repr(study)


def test_findings_are_a_list_that_shows_itself_and_a_folder_may_be_given_by_its_path(swept, tmp_path):
    found = linkage_sim.discover(str(swept.folder), "stores >= 20")
    assert isinstance(found, list)
    assert found[0].answer == linkage_sim.discover(Study(str(swept.folder)), "stores >= 20")[0].answer
    assert found[0].answer.question in repr(found)
    assert found[0].answer.question in found._repr_html_()
    by_one = {name: value for name, value in SMALL.items() if name != "question"} | {"design": {"kind": "oat"}}
    moved = linkage_sim.sensitivity(linkage_sim.sweep(Experiment.from_dict(by_one), tmp_path / "oat", engine="inprocess"))
    assert len(moved.plot().axes) > 0
    assert "stores" in repr(moved)
    with pytest.raises(LinkageError):
        type(found)().plot()
