"""A calibration through the project's own sweeps: the same ensemble for any workers, after any stop, and refusals in a sentence."""

from __future__ import annotations

import json
import re
import shutil
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import linkage_sim.experiments.calibration.simulating as simulating
from linkage_sim.errors import LinkageError
from linkage_sim.experiments.calibration.calibrating import calibrate, chosen, experiment_hash
from linkage_sim.experiments.calibration.search import Search
from linkage_sim.experiments.calibration.simulating import Simulator
from linkage_sim.experiments.design.experiment import Experiment
from linkage_sim.experiments.engines import open_engine
from linkage_sim.experiments.ensemble.ensemble import Ensemble, hash_without
from linkage_sim.experiments.ensemble.priors import admissible, net_margin
from linkage_sim.experiments.study import sweeping
from linkage_sim.experiments.study.work import calculate
from linkage_sim.scenario import Scenario

CONTENT: dict[str, Any] = {
    "name": "small",
    "title": "A small calibration",
    "scenario": "junpu",
    "factors": {
        "gross_margin": {"path": "economy.gross_margin", "range": [0.3, 0.45]},
        "sellers": {"path": "economy.seller_sales", "range": [10000, 300000], "scale": "log"},
        "kin_ties": {"path": "population.kin_ties", "range": [2, 4], "scale": "integer"},
    },
    "design": {"kind": "lhs", "points": 64, "seed": 4},
    "replicates": 1,
    "seed": 11,
}
WAVES = 2
PAIR = ("junpu", "dongfeng")


def experiment(**changed: Any) -> Experiment:
    return Experiment.from_dict(CONTENT | changed)


@pytest.fixture(scope="module", autouse=True)
def _confirmed_by_few():
    """The last particles are run with two seeds each and not with eight: what is tested is how, not how well it is known."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(simulating, "CONFIRMING", 2)
        yield


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("calibration") / "c"
    calibrate(experiment(), folder, waves=WAVES, engine="inprocess")
    return folder


def bytes_of(folder: Path) -> bytes:
    """The ensemble without the day on which it was made."""
    return re.sub(rb"made: .*\n", b"", (folder / "ensemble.yaml").read_bytes())


def test_the_ensemble_says_where_it_comes_from(made):
    data = Ensemble.load(made / "ensemble.yaml").data
    assert (data.name, data.scenario, data.experiment, data.seed) == ("junpu", "junpu", "small", 4)
    assert data.scenario_hash == hash_without(Scenario.load("junpu"), [factor.path for factor in data.factors.values()])
    assert data.experiment_hash == experiment_hash(experiment())
    assert data.waves == WAVES + 1
    waves = json.loads((made / "waves.json").read_text())
    assert data.tried == sum(wave["tried"] for wave in waves)
    assert data.runs == sum(wave["tried"] for wave in waves[:-1]) + simulating.CONFIRMING * waves[-1]["tried"]
    manifest = json.loads((made / "wave-00" / "manifest.json").read_text())
    assert data.made == manifest["started"][:10]
    assert sum(member.weight for member in data.members) == pytest.approx(1.0)
    assert max(member.distance for member in data.members) <= data.tolerance


def test_every_wave_is_a_study_with_seeds_of_its_own(made):
    waves = sorted(path.name for path in made.glob("wave-*"))
    assert waves == ["wave-00", "wave-01"]
    seeds = [json.loads((made / name / "manifest.json").read_text())["seeds"] for name in (*waves, "confirming/wave-02")]
    assert seeds == [[11, 11], [12, 12], [13, 13 + simulating.CONFIRMING - 1]]


def test_members_were_run_with_just_these_values_and_had_just_this_distance(made):
    ensemble = Ensemble.load(made / "ensemble.yaml")
    tried = {}
    for folder in sorted(made.glob("**/wave-*"), key=lambda path: path.name):  # the last distance is the one that counts
        from linkage_sim.experiments.calibration.distance import distances
        from linkage_sim.experiments.study.study import Study

        simulator = Simulator(experiment())
        study = Study(folder)
        found = distances(simulating.read_study(study, simulator.targets), simulator.targets)
        for number, row in study.points.iterrows():
            tried[row["gross_margin"], row["sellers"], float(row["kin_ties"])] = found[number]
    for member in ensemble.data.members:
        assert tried[member.values] == pytest.approx(member.distance, rel=1e-5)


@pytest.mark.slow
def test_workers_change_nothing(made, tmp_path, monkeypatch):
    with open_engine("processes", calculate, jobs=2) as engine:  # once for all waves
        monkeypatch.setattr(sweeping, "open_engine", lambda *_, **__: nullcontext(engine))
        calibrate(experiment(), tmp_path / "two", waves=WAVES, engine="processes", jobs=2)
    assert bytes_of(tmp_path / "two") == bytes_of(made)


def test_an_interrupted_calibration_ends_with_the_same_ensemble(made, tmp_path, monkeypatch):
    """Stopped in the second wave, and gone on with."""
    calls = []
    whole = Simulator.__call__

    def stopping(self: Simulator, wave: int, places: Any) -> Any:
        calls.append(wave)
        if calls.count(1) == 1 and wave == 1:
            raise KeyboardInterrupt
        return whole(self, wave, places)

    monkeypatch.setattr(Simulator, "__call__", stopping)
    with pytest.raises(KeyboardInterrupt):
        calibrate(experiment(), tmp_path / "c", waves=WAVES, engine="inprocess")
    assert not (tmp_path / "c" / "ensemble.yaml").exists()
    calibrate(experiment(), tmp_path / "c", waves=WAVES, engine="inprocess", resume=True)
    assert bytes_of(tmp_path / "c") == bytes_of(made)


def test_a_search_that_is_extended_comes_to_the_ensemble_of_a_long_one(made, tmp_path):
    """The confirming wave of the short search is not taken for a wave of the long one, nor for its confirming wave."""
    for waves in (1, WAVES):
        calibrate(experiment(), tmp_path / "c", waves=waves, engine="inprocess", resume=waves > 1)
    assert bytes_of(tmp_path / "c") == bytes_of(made)
    assert (tmp_path / "c" / "waves.json").read_bytes() == (made / "waves.json").read_bytes()
    assert sorted(path.name for path in (tmp_path / "c" / "confirming").iterdir()) == ["wave-01", "wave-02"]


@pytest.mark.parametrize("text", ["{", "[]", "", "\udcff"])
def test_damaged_settings_are_refused_in_a_sentence(made, tmp_path, text):
    (tmp_path / "c").mkdir()
    path = tmp_path / "c" / "calibration.json"
    path.write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(LinkageError, match=re.escape(f"{path}: is damaged")) as caught:
        calibrate(experiment(), tmp_path / "c", waves=1, engine="inprocess", resume=True)
    assert "calibrate into a new folder" in str(caught.value)


def test_a_folder_is_not_overwritten_and_not_mixed(made, tmp_path):
    with pytest.raises(LinkageError, match="Add --resume"):
        calibrate(experiment(), made, waves=WAVES, engine="inprocess")
    copy = tmp_path / "copy"
    shutil.copytree(made, copy)
    with pytest.raises(LinkageError, match="begun with another seed"):
        calibrate(experiment(), copy, waves=WAVES, seed=9, engine="inprocess", resume=True)
    with pytest.raises(LinkageError, match="begun with another experiment hash"):
        calibrate(experiment(replicates=2), copy, waves=WAVES, engine="inprocess", resume=True)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"scenario": "base"}, "no targets for 'base'"),
        ({"design": {"kind": "lhs", "points": 8}}, "at least 64 particles"),
        ({"design": {"kind": "grid"}}, "lhs or sobol"),
        ({"scenario": "", "scenarios": ["junpu", "scattered"]}, "no targets for 'scattered'"),
        ({"factors": {"platform": {"path": "platform.on", "values": [True, False]}}}, "platform must have a range"),
        ({"months": 24}, "run longer"),
    ],
)
def test_what_cannot_be_calibrated_is_refused_in_a_sentence(tmp_path, changed, told):
    with pytest.raises(LinkageError, match=told):
        calibrate(experiment(**changed), tmp_path / "c", waves=1, engine="inprocess")


def test_all_particles_keep_the_margin_that_was_observed(made):
    scenario = Scenario.load("junpu")
    for member in Ensemble.load(made / "ensemble.yaml").overrides():
        assert 0.05 <= net_margin(member, scenario) <= 0.20
    assert admissible({"economy.gross_margin": 0.36, "economy.platform_fee": 0.07, "economy.parcel_value": 137.0}, scenario)
    assert not admissible({"economy.gross_margin": 0.5}, scenario)
    assert not admissible({"economy.gross_margin": 0.2, "economy.parcel_value": 137.0}, scenario)


def test_the_first_wave_is_as_large_as_asked_though_not_all_points_are_admissible():
    asked = experiment()
    simulator = Simulator(asked)
    places = simulator.first(asked.design)
    assert len(places) == 64
    assert simulator.admit(places).all()
    assert not simulator.admit(np.array([[0.99, 0.5, 0.5]]))[0]


def test_members_stand_for_the_population_and_copies_are_counted():
    places = np.array([[0.1, 0.2]] * 3 + [[0.5, 0.5]] * 1)
    numbers, weights = chosen(Search(places, np.array([0.1, 0.1, 0.1, 0.4])), most=100)
    assert places[numbers].tolist() == [[0.1, 0.2], [0.5, 0.5]]
    assert weights == [0.75, 0.25]
    assert len(chosen(Search(np.random.default_rng(1).random((300, 2)), np.arange(300.0)), most=100)[0]) == 100


def test_a_set_runs_in_every_scenario_and_is_one_row(tmp_path):
    """Each scenario's targets are read off its own runs, as if it were alone."""
    places = np.array([[0.3, 0.5, 0.5], [0.6, 0.2, 0.5]])
    both, alone = (Simulator(experiment(scenario="", scenarios=list(names)), engine="inprocess") for names in (PAIR, PAIR[1:]))
    assert [target.scenario for target in both.targets] == ["junpu"] * 10 + ["dongfeng"] * 2
    read, of_one = (
        simulating.read_study(sweeping.sweep(one.wave(0, one.values(places), 2), engine="inprocess"), one.targets) for one in (both, alone)
    )
    assert list(read.index) == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert read[list(of_one.columns)].equals(of_one)
    assert both(0, places).shape == (2,)
    assert both.runs == 4


def test_scenarios_that_are_named_take_the_place_of_the_experiments_own():
    given = simulating.over(experiment(outcomes={"stores": {"column": "stores", "summary": "at", "month": "2016-10"}}), PAIR)
    assert list(given.scenarios) == list(PAIR)
    assert given.data.factors == experiment().data.factors
    assert (given.design, given.data.seed) == (experiment().design, experiment().data.seed)


def test_no_wave_is_begun_when_time_is_up(tmp_path):
    found = calibrate(experiment(), tmp_path / "c", waves=9, seconds=0, engine="inprocess")
    assert found.ensemble.data.waves == 2  # the first, and the one that finds out who was lucky
