"""A country is held against Table I: readings by place, figures beside the targets, and controls that take one cause away."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from linkage_sim.experiments.calibration.simulating import months_asked, read_study
from linkage_sim.experiments.calibration.targets import targets_of
from linkage_sim.experiments.design.experiment import Experiment
from linkage_sim.experiments.study.sweeping import sweep
from linkage_sim.experiments.validation.arms import arms
from linkage_sim.experiments.validation.claims import fewer, fewer_villages, hardly_any
from linkage_sim.experiments.validation.controls import controls_of
from linkage_sim.experiments.validation.table_one import beside, naive_rows
from linkage_sim.scenario import Scenario
from linkage_sim.scenario.evidence import Evidence


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """Some counties of Guangdong to which many founders come home, and as many as come to the country."""
    counties = [f"guangdong-{number:03d}" for number in range(1, 9)]
    part = Scenario.load("china").with_overrides({"nation.only": counties, "nation.per_stratum": 2})
    experiment = Experiment.from_dict({
        "name": "table-one", "title": "Table I", "scenario": "china", "design": {"kind": "list"}, "months": 104, "replicates": 1,
        "points": [{"name": "many", "nation.arrivals": 300.0}, {"name": "few", "nation.arrivals": 10.0}],
        "outcomes": {"stores": {"column": "stores", "better": "more", "title": "stores"}},
    }, {"china": part})  # fmt: skip
    return sweep(experiment, tmp_path_factory.mktemp("table-one") / "runs", engine="inprocess")


@pytest.mark.slow
def test_targets_are_read_off_the_country_and_off_a_province(study) -> None:
    targets = targets_of("china", Evidence.load())
    read = read_study(study, targets)
    assert list(read.columns) == [target.id for target in targets]
    assert len(read) == 2
    assert (read["tv.guangdong_2016"] == read["tv.count_2016"]).all(), "all that is simulated lies in Guangdong"
    assert read["tv.count_2016"].iloc[0] > read["tv.count_2016"].iloc[1]
    months = study.months(columns=["taobao_villages"])
    first = months[(months["month"] == pd.Timestamp("2013-12-01")) & (months["design"] == 0)]["taobao_villages"].iloc[0]
    share = Scenario.load("china").nation.first_list
    assert read["tv.count_2013"].iloc[0] == pytest.approx(share * first)


@pytest.mark.slow
def test_what_stands_beside_the_targets_adds_up(study) -> None:
    rows = beside(study, "china", np.array([1.0, 1.0]))
    poor = [row for row in rows if row.label.startswith("poor counties")]
    assert [row.date for row in poor] == ["2013-12", "2014-12", "2015-12", "2016-08"]
    assert [row.observed for row in poor] == [53, 161, 283, 445]
    named = {row.label: row for row in rows}
    assert named["people at work for their stores"].median < named["jobs in Taobao villages, 2.8 per store"].median
    assert 0 <= named["share of them in counties with 10 or more"].low <= named["share of them in counties with 10 or more"].high <= 1
    assert named["concentration by province (Herfindahl)"].high == 1, "there is one province"


def test_curves_that_know_nothing_of_villages_stand_beside() -> None:
    rows = naive_rows()
    assert {row.label.split(" ")[0] for row in rows} == {"exponential", "logistic", "bass"}
    for row in rows:
        if row.label.startswith(("logistic", "bass")):
            assert row.median == pytest.approx(row.observed, rel=0.9)


def test_a_country_runs_until_its_last_target_and_a_village_as_long_as_it_says() -> None:
    assert months_asked(Scenario.load("china")) == {"months": 104}
    assert months_asked(Scenario.load("junpu")) == {}


def test_controls_of_a_country_take_one_cause_away_each() -> None:
    versions = arms(Scenario.load("china"))
    asked = {name for control in controls_of("china") for name in control.arms}
    assert asked == set(versions)
    for arm in versions.values():
        assert Scenario.load("china").variant(dict(arm.changes)).nation.thin > 1, arm.name


def test_claims_about_a_country() -> None:
    here = pd.DataFrame({"taobao": [0.0, 9.0], "lifted": [5.0, 9.0], "spending": [2.0, 2.0]})
    there = pd.DataFrame({"taobao": [100.0, 9.0], "lifted": [6.0, 8.0], "spending": [2.0, 1.0]})
    assert hardly_any(here, there).tolist() == [1.0, 0.0]
    assert fewer_villages(here, there).tolist() == [1.0, 0.0]
    assert fewer(here, there).tolist() == [1.0, 0.0]
