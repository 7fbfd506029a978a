"""A scenario run with an ensemble's behaviour: the place stays, every run behaves as the member that was drawn for it."""

from __future__ import annotations

import shutil

import pandas as pd
import pytest

from linkage_sim.errors import LinkageError
from linkage_sim.experiments.analysis.comparison.comparing import compare
from linkage_sim.experiments.ensemble.ensemble import Ensemble
from linkage_sim.experiments.running import run
from linkage_sim.experiments.snapshots import take_snapshots
from linkage_sim.experiments.stored import read_manifest
from linkage_sim.experiments.study.folder import read_experiment
from linkage_sim.experiments.study.study import Study
from linkage_sim.experiments.study.sweeping import sweep
from linkage_sim.views.report.of_study import of_study
from tests.ensembles import few, few_in

MONTHS = 8


@pytest.fixture(scope="module")
def ensemble() -> Ensemble:
    return few()


@pytest.fixture(scope="module")
def drawn(ensemble, scenario):
    return run(scenario, 6, seed=3, months=MONTHS, ensemble=ensemble)


def test_every_run_tells_its_member_and_simulates_it(drawn, ensemble, scenario):
    assert drawn.runs["design"].tolist() == ensemble.draws(6)
    assert drawn.runs["seed"].tolist() == [3, 4, 5, 6, 7, 8]
    last = drawn.runs.iloc[-1]
    alone = run(ensemble.scenarios(scenario)[int(last["design"])], seed=8, months=MONTHS)
    mine = drawn.monthly[drawn.monthly["run"] == last["run"]].reset_index(drop=True)
    assert alone.runs["run"].tolist() == [last["run"]]
    columns = [name for name in mine.columns if name not in ("design", "replicate")]
    pd.testing.assert_frame_equal(mine[columns], alone.monthly[columns], check_exact=True)


def test_without_a_number_every_member_has_its_part(ensemble, tmp_path):
    results = run("base", months=1, ensemble=str(few_in(tmp_path)))
    assert len(results.runs) == ensemble.draws_of_all
    assert set(results.runs["design"]) == set(range(len(ensemble.weights)))


def test_a_member_that_is_drawn_again_has_another_replicate(ensemble, scenario):
    first = ensemble.data.model_copy(update={"members": (ensemble.data.members[0].model_copy(update={"weight": 1.0}),)})
    runs = run(scenario, 3, months=2, ensemble=Ensemble(first)).runs
    assert runs["design"].tolist() == [0, 0, 0]
    assert runs["replicate"].tolist() == [0, 1, 2]
    assert runs["run"].nunique() == 3


@pytest.mark.slow
def test_the_tables_are_the_same_for_any_number_of_jobs(drawn, ensemble, scenario):
    other = run(scenario, 6, seed=3, months=MONTHS, ensemble=ensemble, jobs=2)
    pd.testing.assert_frame_equal(other.monthly, drawn.monthly, check_exact=True)


@pytest.fixture(scope="module")
def kept(ensemble, scenario, tmp_path_factory):
    return run(scenario, 6, seed=3, months=MONTHS, ensemble=ensemble, out=tmp_path_factory.mktemp("runs") / "kept").folder


def test_the_folder_holds_the_ensemble_and_gives_it_back(drawn, kept, ensemble):
    again = Study(kept)
    pd.testing.assert_frame_equal(again.monthly, drawn.monthly, check_exact=True)
    assert again.outcomes["seed"].tolist() == again.runs["seed"].tolist()
    assert again.ensemble is not None
    assert again.ensemble.data == ensemble.data
    assert again.scenario_of(int(again.runs["design"].iloc[0])) == drawn.scenario_of(int(drawn.runs["design"].iloc[0]))
    assert again.scenario == drawn.scenario


def test_a_sweep_goes_on_with_a_run_whose_months_are_lost(kept, tmp_path):
    folder = tmp_path / "again"
    shutil.copytree(kept, folder)
    (folder / "monthly.parquet").unlink()
    study = sweep(read_experiment(folder), folder, engine="inprocess", resume=True)
    assert study.counts["succeeded"] == 6
    for name in ("monthly.parquet", "runs.parquet"):
        assert (folder / name).read_bytes() == (kept / name).read_bytes()


def test_snapshots_are_those_of_the_run_and_not_of_the_scenario_without_it(drawn):
    first = drawn.runs.iloc[0]
    online = drawn.monthly[drawn.monthly["run"] == first["run"]]["online_households"].iloc[-1]
    graph = take_snapshots(drawn)[-1].graph
    assert sum(data.get("stores", 0) > 0 for _, data in graph.nodes(data=True)) == online


def test_folders_of_the_same_ensemble_are_compared_and_others_refused(kept, ensemble, scenario, tmp_path):
    reform = scenario.with_overrides({"places.junpu.founders": 3})
    run(reform, 6, seed=3, months=MONTHS, ensemble=ensemble, out=tmp_path / "few")
    run(reform, 6, seed=3, months=MONTHS, out=tmp_path / "alike")
    found = compare(kept, tmp_path / "few")
    assert found.sound
    assert "drawn from an ensemble" in found.notes[0]
    with pytest.raises(LinkageError, match="the same --ensemble"):
        compare(kept, tmp_path / "alike")


def test_the_report_tells_the_members_and_how_to_run_it_again(kept):
    content = of_study(kept, read_manifest(kept))
    assert "behaving as 6 parameter sets of the ensemble few" in content.runs
    assert any(heading.text == "member" for table in content.tables for heading in table.headings)
