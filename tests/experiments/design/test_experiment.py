"""Experiments: loaded from files and from Python, laid out in points, written and read again."""

from __future__ import annotations

import copy

import numpy as np
import pytest

from linkage_sim.errors import LinkageError
from linkage_sim.experiments.design.experiment import Experiment, value_at
from linkage_sim.experiments.study.plan import Plan
from linkage_sim.scenario import Scenario
from linkage_sim.scenario.reading import read_text

FUNDS, FOUNDERS = "actors.government.public_funds", "places.junpu.founders"
CONTENT = {
    "schema": 1,
    "name": "mine",
    "title": "Mine",
    "scenario": "junpu",
    "factors": {"platform": {"path": "platform.on", "values": [True, False]}, "founders": {"path": FOUNDERS, "values": [0, 12]}},
    "replicates": 3,
    "outcomes": {"stores": {"column": "stores", "better": "more"}, "poor": {"column": "poor_people", "summary": "mean", "last": 12}},
}
LISTED = {
    **{key: value for key, value in CONTENT.items() if key != "factors"},
    "factors": {"funds": {"path": FUNDS}, "founders": {"path": FOUNDERS, "values": [0, 3, 12]}},
    "design": {"kind": "list"},
    "points": [
        {"name": "as it is"},
        {"name": "poor county", "funds": 20, "platform.on": False},
        {"funds": 20.5, "founders": 3},
        {"programmes.roads.start": "2014-01"},
    ],
}


def made(**changes: object) -> Experiment:
    return Experiment.from_dict(copy.deepcopy(CONTENT) | changes)


def ids(experiment: Experiment) -> list[str]:
    return [run.run for run in Plan(experiment, "1").runs(2)]


def test_points_have_numbers_levels_and_what_is_changed() -> None:
    experiment = made()
    assert experiment.point_count == len(experiment.points) == 4
    assert [point.design for point in experiment.points] == [0, 1, 2, 3]
    assert experiment.points[1] == (1, "junpu", {"platform": True, "founders": 12}, {"platform.on": True, FOUNDERS: 12}, "")
    scenario = experiment.scenario_at(experiment.points[2])
    assert (scenario.platform.on, scenario.places[0].founders) == (False, 0)


def test_what_the_file_says_of_the_experiment_is_kept() -> None:
    experiment = made(question="Why?", seed=5, villages=True)
    assert (experiment.name, experiment.title, experiment.question) == ("mine", "Mine", "Why?")
    assert (experiment.data.replicates, experiment.data.seed, experiment.data.villages) == (3, 5, True)
    assert experiment.outcomes["stores"].better == "more"
    assert experiment.outcomes["poor"].better is None
    assert experiment.outcomes["poor"].last == 12


def test_without_outcomes_the_usual_ones_are_read() -> None:
    assert {"poor_people", "takeoff", "spending"} <= set(made(outcomes={}).outcomes)


def test_what_is_set_holds_at_every_point() -> None:
    experiment = made(set={FUNDS: 33, "places.junpu.households": 100}, months=7)
    assert {experiment.scenario_at(point).actors.government.public_funds for point in experiment.points} == {33}
    assert {experiment.scenario_at(point).places[0].households for point in experiment.points} == {100}
    assert {experiment.scenario_at(point).months for point in experiment.points} == {7}
    assert experiment.sources["junpu"].months == 60


def test_several_scenarios_are_laid_out_one_after_the_other() -> None:
    content = {**CONTENT, "factors": {"platform": CONTENT["factors"]["platform"]}}
    del content["scenario"]
    experiment = Experiment.from_dict(content | {"scenarios": ["junpu", "base"]})
    assert [(point.scenario, point.levels["platform"]) for point in experiment.points] == [
        ("junpu", True),
        ("junpu", False),
        ("base", True),
        ("base", False),
    ]
    assert experiment.scenario_at(experiment.points[3]).places[0].name == "village"


def test_scenarios_alone_can_be_the_design() -> None:
    experiment = Experiment.from_dict({"name": "both", "title": "Both", "scenarios": ["junpu", "scattered"]})
    assert [(point.scenario, point.levels) for point in experiment.points] == [("junpu", {}), ("scattered", {})]
    assert experiment.scenario_at(experiment.points[1]) == Scenario.load("scattered")


def test_one_at_a_time_keeps_what_the_scenario_has() -> None:
    experiment = made(design={"kind": "oat"})
    assert [tuple(point.levels.values()) for point in experiment.points] == [(True, 12), (True, 12), (False, 12), (True, 0), (True, 12)]
    assert experiment.points[0].overrides == {}
    assert experiment.points[3].overrides == {FOUNDERS: 0}


def test_listed_points_have_names_factors_and_paths() -> None:
    experiment = Experiment.from_dict(LISTED)
    assert [point.label for point in experiment.points] == ["as it is", "poor county", "", ""]
    assert list(experiment.factors) == ["funds", "founders", "platform.on", "programmes.roads.start"]
    own = Scenario.load("junpu").actors.government.public_funds
    assert [point.levels["funds"] for point in experiment.points] == [own, 20, 20.5, own]
    assert [point.levels["founders"] for point in experiment.points] == [12, 12, 3, 12]
    assert [point.levels["platform.on"] for point in experiment.points] == [True, False, True, True]
    assert [point.levels["programmes.roads.start"] for point in experiment.points] == ["2000-01"] * 3 + ["2014-01"]
    assert experiment.points[2].overrides == {FUNDS: 20.5, FOUNDERS: 3}
    assert experiment.scenario_at(experiment.points[3]).programmes["roads"].start == "2014-01"


def test_a_listed_factor_has_the_values_that_its_points_have() -> None:
    factors = Experiment.from_dict(LISTED).factors
    own = Scenario.load("junpu").actors.government.public_funds
    assert factors["funds"].values == (own, 20, 20.5)
    assert factors["funds"].unit == "RMB per household and month"
    assert factors["founders"].values == (0, 3, 12)
    assert factors["platform.on"].values == (True, False)


def test_a_listed_point_chooses_its_scenario_and_else_takes_the_first() -> None:
    points = [{"name": "linked"}, {"name": "not", "scenario": "scattered"}, {"scenario": "base", "platform.on": False}]
    content = {"name": "three", "title": "Three", "scenarios": ["junpu", "scattered", "base"], "design": {"kind": "list"}, "points": points}
    experiment = Experiment.from_dict(content)
    assert [(point.scenario, point.label, point.levels["platform.on"]) for point in experiment.points] == [
        ("junpu", "linked", True),
        ("scattered", "not", False),
        ("base", "", False),
    ]


def test_a_village_that_only_one_scenario_has_is_nothing_in_the_other() -> None:
    points = [{"scenario": "junpu", FOUNDERS: 3}, {"scenario": "base"}]
    content = {"name": "two", "title": "Two", "scenarios": ["base", "junpu"], "design": {"kind": "list"}, "points": points}
    experiment = Experiment.from_dict(content)
    assert [point.levels[FOUNDERS] for point in experiment.points] == [3, None]
    assert experiment.factors[FOUNDERS].values == (3,)


@pytest.mark.parametrize(
    "content", [CONTENT, LISTED, CONTENT | {"design": {"kind": "oat"}}, CONTENT | {"design": {"kind": "lhs", "points": 9}}]
)
def test_what_is_written_is_read_as_the_same_experiment(content, tmp_path) -> None:
    experiment = Experiment.from_dict(copy.deepcopy(content))
    path = tmp_path / "again.yaml"
    path.write_text(experiment.to_yaml())
    for again in (Experiment.load(path), Experiment.from_dict(read_text(experiment.to_yaml(), "again").value)):
        assert again.points == experiment.points
        assert again.factors == experiment.factors
        assert again.outcomes == experiment.outcomes
        assert ids(again) == ids(experiment)
        assert again.to_yaml() == experiment.to_yaml()


def test_the_same_content_gives_the_same_points_and_another_seed_of_the_design_others() -> None:
    spread = {"design": {"kind": "lhs", "points": 8, "seed": 3}, "factors": {"funds": {"path": FUNDS, "range": [10, 300], "scale": "log"}}}
    assert made(**spread).points == made(**spread).points
    assert made(**spread, seed=9).points == made(**spread).points
    other = spread | {"design": {"kind": "lhs", "points": 8, "seed": 4}}
    assert made(**other).points != made(**spread).points


def test_numbers_of_numpy_are_as_good_as_pythons() -> None:
    experiment = made(
        factors={
            "founders": {"path": FOUNDERS, "values": list(np.arange(3))},
            "funds": {"path": FUNDS, "range": np.array([10.0, 20.0]).tolist()},
        }
    )
    assert [point.levels["founders"] for point in experiment.points[::5]] == [0, 1, 2]
    assert all(type(point.levels["founders"]) is int for point in experiment.points)


def test_scenarios_given_in_python_go_by_their_names() -> None:
    own = Scenario.load("junpu").with_overrides({"name": "own", "places.junpu.founders": 1})
    experiment = Experiment.from_dict(
        CONTENT | {"scenario": "own", "factors": {}, "scenarios": [], "design": {"kind": "list"}, "points": [{}]}, {"own": own}
    )
    assert experiment.scenario_at(experiment.points[0]) == own


def test_a_scenario_file_is_looked_for_beside_the_experiment(tmp_path, monkeypatch) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "small.yaml").write_text("schema: 1\nname: small\ntitle: Small\nextends: junpu\nmonths: 9\n")
    (folder / "mine.yaml").write_text(
        "schema: 1\nname: mine\ntitle: Mine\nscenario: small.yaml\nfactors: {platform: {path: platform.on, values: [true, false]}}\n"
    )
    monkeypatch.chdir(tmp_path)
    assert Experiment.load("mine/mine.yaml").scenarios["small"].months == 9


def test_a_bundled_experiment_goes_by_its_name() -> None:
    assert Experiment.load("tipping-line").name == "tipping-line"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("tiping-line", "'tiping-line' is neither a bundled experiment nor a file; write tipping-line."),
        ("nowhere.yaml", "nowhere.yaml: does not exist; check the path."),
        ("x" * 5000, f"'{'x' * 57}...' is neither a bundled experiment nor a file; use actors-needed, "),
    ],
)
def test_an_experiment_that_does_not_exist_is_told(name, told) -> None:
    with pytest.raises(LinkageError) as caught:
        Experiment.load(name)
    assert str(caught.value).startswith(told)
    assert caught.value.exit_code == 2


def test_too_many_points_are_told_before_they_are_made() -> None:
    factors = {
        f"f{k}": {"path": path, "range": [0.1, 0.9], "steps": 500}
        for k, path in enumerate(("platform.coverage", "platform.accuracy", "platform.own_list"))
    }
    told = "design asks for 125,000,000 design points, more than 100,000; give factors fewer values, or use a design such as lhs"
    with pytest.raises(LinkageError, match=told):
        made(factors=factors)


def test_values_are_read_off_a_scenario_by_their_paths() -> None:
    junpu = Scenario.load("junpu")
    assert value_at(junpu, "places.junpu.founders") == value_at(junpu, "places.0.founders") == 12
    assert value_at(junpu, "environment.poverty_line.2014") == 2800
    assert value_at(junpu, "places.nowhere.founders") is None
    assert value_at(junpu, "platform.on.more") is None
