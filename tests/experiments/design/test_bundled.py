"""The bundled experiments: sound, of a size that a laptop does in a minute, and what their remarks claim is so."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from linkage_sim.experiments.design.bundled import bundled, bundled_folder
from linkage_sim.experiments.design.experiment import Experiment
from linkage_sim.experiments.design.sampling import SPREAD
from linkage_sim.experiments.study.plan import Batches, Plan
from linkage_sim.experiments.study.sweeping import sweep
from linkage_sim.experiments.study.work import calculate
from linkage_sim.scenario.parameters import parameters
from linkage_sim.scenario.reading import read_text

FILES = bundled()
MOST_RUNS, MOST_SPREAD, MOST_MONTHS = 2000, 3100, 60
FEW = 100  # points that are built again
MOST_PLAYED = 100  # points that are played; of a wider spread every so many, which are a spread as well
SMALLER = {
    "nation.thin": 200,
    "nation.per_stratum": 1,
}  # of a country one county in two hundred, and few of its villages, of every province
PRIORS = {parameter.path: parameter.prior for parameter in parameters()}
WIDER = {"places.junpu.market_depth"}  # a fact of the place, spread over farm produce and clothing
PAGE = (Path(__file__).resolve().parents[3] / "docs" / "experiments.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module", params=FILES)
def experiment(request) -> Experiment:
    return Experiment.load(request.param)


@cache
def planned(name: str) -> Plan:
    """Plan a bundled experiment; of a country two points of it, for the households of each are estimated from thousands of villages."""
    experiment = Experiment.load(name)
    if is_country(experiment):
        content = read_text(experiment.to_yaml(), name).value
        content["set"] |= SMALLER
        content["design"] |= {"points": 2}
        experiment = Experiment.from_dict(content)
    return Plan(experiment, "1")


def is_country(experiment: Experiment) -> bool:
    return any(scenario.nation is not None for scenario in experiment.scenarios.values())


def test_there_are_the_questions_of_a_reader_of_the_paper() -> None:
    assert set(FILES) >= {
        "actors-needed",
        "platform-and-budget",
        "tipping-line",
        "handouts-or-help",
        "what-audits-buy",
        "late-government",
        "what-drives-takeoff",
        "where-takeoff-happens",
    }
    assert bundled_folder().name in ("experiments", "_experiments")


def test_each_says_what_it_asks(experiment) -> None:
    text = FILES[experiment.name].read_text(encoding="utf-8")
    assert text.startswith("# ")
    assert experiment.question.endswith("?")
    assert any(outcome.better for outcome in experiment.outcomes.values())
    assert all(outcome.title for outcome in experiment.outcomes.values())


def test_each_is_of_a_size_that_a_laptop_does_in_a_minute(experiment) -> None:
    assert experiment.point_count * experiment.data.replicates <= (MOST_SPREAD if experiment.design.kind in SPREAD else MOST_RUNS)
    for scenario in experiment.scenarios.values():  # of a country only an experiment that thins it; it takes minutes
        assert scenario.months <= MOST_MONTHS if scenario.nation is None else scenario.nation.thin >= 10


def test_every_point_is_a_scenario_of_its_own(experiment) -> None:
    points = experiment.points[:: every(len(experiment.points), FEW)]
    assert len({experiment.scenario_at(point).hash for point in points}) == len(points)
    assert len(experiment.points) == experiment.point_count


def test_ranges_lie_within_what_is_thought_possible(experiment) -> None:
    for factor in experiment.factors.values():
        path = re.sub(r"^places\.[\w-]+\.", "places.*.", factor.path)
        prior = PRIORS.get(path)
        numbers = [value for value in factor.values or (factor.low, factor.high) if isinstance(value, float)]
        assert prior is None or all(prior[0] <= number <= prior[1] for number in numbers), factor
        assert prior or factor.values or path.startswith("places.") or factor.path in WIDER, f"{factor.path} has no prior: list its values"


def test_screenings_go_over_the_whole_prior() -> None:
    for factor in Experiment.load("what-drives-takeoff").factors.values():
        assert (factor.low, factor.high) == PRIORS[factor.path], factor.path


def test_what_is_written_is_read_as_the_same_runs(experiment, tmp_path) -> None:
    path = tmp_path / "again.yaml"
    path.write_text(experiment.to_yaml())
    again = Experiment.load(path)
    assert again.points == experiment.points
    some = [again.scenario_at(point).hash for point in again.points[:FEW]]
    assert some == [experiment.scenario_at(point).hash for point in experiment.points[:FEW]]
    assert read_text(again.to_yaml(), "again").value == read_text(experiment.to_yaml(), "first").value


def every(points: int, most: int = MOST_PLAYED) -> int:
    """Of how many points one is looked at, so that they are so many at most."""
    return -(-points // most)


@cache
def outcomes_of(name: str) -> pd.DataFrame:
    """What one run at each point of a bundled experiment comes to; none may fail."""
    plan = planned(name)
    runs = list(plan.runs(1))
    runs = runs[:: every(len(runs))]
    parts = [calculate(batch) for batch in Batches(plan, runs, len(runs), workers=1)]
    assert {name: failure for part in parts for name, failure in part.failures.items()} == {}
    found = {run: values for part in parts for run, values in part.outcomes.items()}
    return pd.DataFrame([found[run.run] for run in runs], columns=list(plan.experiment.outcomes))


def test_every_run_succeeds(experiment) -> None:
    points = planned(experiment.name).experiment.point_count
    assert len(outcomes_of(experiment.name)) == len(range(0, points, every(points)))


def test_some_villages_take_off_and_some_do_not() -> None:
    assert 0.1 < (outcomes_of("where-takeoff-happens")["takeoff"] <= MOST_MONTHS).mean() < 0.9


def test_hand_outs_and_help_cost_the_same() -> None:
    """All but the reference spend about what the remark in the file says, within a twentieth of each other."""
    study = sweep("handouts-or-help", engine="inprocess", replicates=30)
    spent = study.outcomes.groupby("design")["spending"].mean()
    spent.index = [point.label for point in study.experiment.points]
    money = spent.drop("none of them")
    assert money.max() / money.min() < 1.05, spent
    assert spent["none of them"] < 0.75 * money.min()
    said = float(re.search(r"about ([\d,]+) RMB", FILES["handouts-or-help"].read_text())[1].replace(",", ""))
    assert money.mean() == pytest.approx(said, rel=0.05)


def test_the_documents_list_each_with_its_question_and_size(experiment) -> None:
    row = next(line for line in PAGE.splitlines() if line.startswith(f"| `{experiment.name}` |"))
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert cells[1] == experiment.question
    assert cells[2] == experiment.design.kind
    assert cells[3] == f"{experiment.point_count} x {experiment.data.replicates}"


def test_places_are_named_not_numbered(experiment) -> None:
    paths = [*(factor.path for factor in experiment.factors.values()), *experiment.data.set]
    assert not [path for path in paths if re.search(r"\.\d", path)]
