"""A calibration by an emulator finds what made the runs, says what they cannot tell, and gives an ensemble that is read back."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from linkage_sim.errors import LinkageError
from linkage_sim.experiments.calibration.emulated import BEHAVIOUR, Whole, calibrate_by_emulator, posterior_of
from linkage_sim.experiments.calibration.emulator import differences, emulate, foretold
from linkage_sim.experiments.calibration.targets import targets_of
from linkage_sim.experiments.design.experiment import Experiment
from linkage_sim.experiments.design.sampling import unit_points
from linkage_sim.experiments.ensemble.ensemble import Ensemble
from linkage_sim.scenario.evidence import Evidence
from linkage_sim.views.calibration import figures

ARRIVALS, GROWTH, SINGLES = 0, 1, 2
TRUE = np.array([0.7, 0.4, 0.3, 0.5, 0.5])
NOISE = 0.1
FEW = 4
"""Targets where it does not matter how many there are: a process is fitted to each."""
DAY = "2026-01-31"


@pytest.fixture(scope="module")
def experiment() -> Experiment:
    return Experiment.load("calibrate-china")


def made(experiment: Experiment, places: np.ndarray, noise: float = NOISE) -> pd.DataFrame:
    """Runs of a country as simple as can be: at the true place all targets are met; two factors do not matter."""
    targets = targets_of("china", Evidence.load())
    off = places - TRUE
    moves = {
        "tv.rural_stores_2012": 5 * off[:, SINGLES],
        "poverty.rural_poor_2012": 0 * off[:, 0],
        "poverty.rural_poor_2014": 0 * off[:, 0],
    }
    chance = unit_points(experiment.design.model_copy(update={"seed": 7}), len(targets))
    read = {}
    for k, target in enumerate(targets):
        usual = 2 * off[:, ARRIVALS] + (k - 2) * off[:, GROWTH]
        read[target.id] = target.value * np.exp(moves.get(target.id, usual) + noise * (chance[: len(places), k] - 0.5))
    return pd.DataFrame(read)


@pytest.fixture(scope="module")
def found(experiment):
    places = unit_points(experiment.design, len(experiment.factors))
    targets = targets_of("china", Evidence.load())
    return posterior_of(experiment, places, made(experiment, places), targets, members=12, day=DAY)


def test_it_is_told_and_drawn(found) -> None:
    told = found.answer
    assert "met" in {row["verdict"] for table in told.tables if table.name == "figures" for row in table.rows}
    assert {row["factor"] for row in told.tables[0].rows} == set(found.posterior["factor"])
    axis = figures([found])[0].figure.axes[0]
    assert len(axis.get_yticklabels()) == len(found.posterior)
    assert all(0.0 <= x <= 1.0 for line in axis.lines for x in line.get_xdata())


def test_the_posterior_lies_around_what_made_the_runs(experiment, found) -> None:
    table = found.posterior.set_index("factor")
    for number, name in ((ARRIVALS, "arrivals"), (GROWTH, "news_growth"), (SINGLES, "singles")):
        true = experiment.factors[name].at(TRUE[number])
        assert table.loc[name, "low"] < true < table.loc[name, "high"], name
        assert table.loc[name, "width"] < 0.7, name


def test_what_does_not_matter_stays_as_wide_as_its_prior(found) -> None:
    table = found.posterior.set_index("factor")
    for name in ("goods_gradient", "first_list"):
        assert table.loc[name, "width"] > 0.9, name


def test_the_members_meet_the_targets_and_behave_as_the_villages_do(experiment, found, tmp_path) -> None:
    found.ensemble.save(tmp_path / "china.yaml")
    ensemble, villages = Ensemble.load(tmp_path / "china.yaml"), Ensemble.load("junpu")
    assert len(ensemble.weights) == 12
    assert set(ensemble.factors.values()) == set(villages.factors.values()) | {one.path for one in experiment.factors.values()}
    known = [member.values for member in villages.data.members]
    for member in ensemble.data.members:
        assert member.values[: len(villages.factors)] in known
    assert ensemble.data.tolerance < 2
    assert not ensemble.outdated


def test_an_emulator_knows_a_smooth_function_and_its_chance() -> None:
    at = unit_points(Experiment.load("calibrate-china").design, 2)
    chance = np.sin(1e4 * at.sum(axis=1)) * 0.2 / math.sqrt(0.5)
    mean, error, noise = emulate(at, np.sin(3 * at[:, 0]) + chance, at)
    assert np.abs(mean - np.sin(3 * at[:, 0])).mean() < 0.1
    assert noise == pytest.approx(0.2, rel=0.5)
    assert (error >= 0).all()
    assert foretold(at, np.sin(3 * at[:, 0])) > 0.95
    assert foretold(at, chance) < 0.3


def test_few_points_or_another_design_are_refused(experiment, tmp_path) -> None:
    few = Experiment.from_dict({
        "name": "few", "title": "Few", "scenario": "china", "design": {"kind": "lhs", "points": 10},
        "factors": {"arrivals": {"path": "nation.arrivals", "range": [1, 2]}},
        "outcomes": {"stores": {"column": "stores", "better": "more", "title": "stores"}},
    })  # fmt: skip
    with pytest.raises(LinkageError, match="40 points"):
        calibrate_by_emulator(few, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_runs_of_the_whole_country_correct_those_of_the_thinned_one(experiment) -> None:
    places, targets = unit_points(experiment.design, len(experiment.factors)), targets_of("china", Evidence.load())[:FEW]
    at = places[:6]  # the whole country has what the truth asks, the thinned one half of everything
    whole = Whole(at, np.arange(6), made(experiment, at, 0.0))
    found = posterior_of(experiment, places, made(experiment, places) / 2.0, targets, 8, DAY, whole=whole)
    table = found.posterior.set_index("factor")
    assert table.loc["arrivals", "low"] < experiment.factors["arrivals"].at(TRUE[ARRIVALS]) < table.loc["arrivals", "high"]


def test_a_behaviour_with_more_villages_is_given_fewer_founders(experiment) -> None:
    places, targets = unit_points(experiment.design, len(experiment.factors)), targets_of("china", Evidence.load())[:FEW]
    own = np.array(Ensemble.load(BEHAVIOUR).draws(8))
    eager = np.isin(own, own[:4])  # these bring twice as many of everything, in both of their runs
    at, twice = places[:16], np.tile(np.where(eager, 2.0, 1.0), 2)
    whole = Whole(at, np.tile(own, 2), made(experiment, at, 0.02).mul(twice, axis=0))
    found = posterior_of(experiment, places, made(experiment, places), targets, 8, DAY, whole=whole)
    number = list(found.ensemble.factors).index("arrivals")
    arrivals = np.log([member.values[number] for member in found.ensemble.data.members])
    assert arrivals[eager].mean() < arrivals[~eager].mean() - 0.2


def test_what_is_a_behaviours_own_is_told_from_chance() -> None:
    of = np.arange(400).repeat(5)
    own, chance = (size * math.sqrt(2) * np.sin(1e4 * np.arange(1, many + 1) ** 1.5) for size, many in ((0.3, 400), (0.2, 2000)))
    moved, noise = differences(1.0 + own[of] + chance, of, [0, 1, 2, 999])
    middle = (1.0 + own[of] + chance).mean()
    assert moved[3] == pytest.approx(middle)  # nothing is known of it
    part = 0.3**2 / (0.3**2 + 0.2**2 / 5)
    seen = np.array([1.0 + own[k] + chance[of == k].mean() for k in range(3)])
    assert moved[:3] == pytest.approx(middle + part * (seen - middle), abs=0.03)
    assert noise == pytest.approx(math.sqrt(0.2**2 + 0.3**2 * (1 - part)), rel=0.1)


def test_one_run_of_each_behaviour_tells_nothing_of_it() -> None:
    off = np.array([0.1, 0.5, 0.9])
    moved, noise = differences(off, np.arange(3), [0, 1, 2])
    assert moved == pytest.approx(0.5)
    assert noise == pytest.approx(off.std(ddof=1))


def test_behaviours_that_do_not_differ_are_moved_alike() -> None:
    moved, noise = differences(np.array([0.3, 0.7, 0.7, 0.3]), np.array([4, 4, 9, 9]), [4, 9])
    assert moved == pytest.approx(0.5)
    assert noise == pytest.approx(math.sqrt(0.16 / 2))


def test_a_part_of_a_range_may_count_alone(experiment) -> None:
    places, targets = unit_points(experiment.design, len(experiment.factors)), targets_of("china", Evidence.load())[:FEW]
    read = made(experiment, places)
    found = posterior_of(experiment, places, read, targets, 8, DAY, within={"first_list": (0.2, 0.4)})
    values = [member.values[-1] for member in found.ensemble.data.members]
    assert all(0.2 <= value <= 0.4 for value in values)
    for within, told in (({"nothing": (0.0, 1.0)}, "no factor"), ({"first_list": (2.0, 3.0)}, "leaves nothing")):
        with pytest.raises(LinkageError, match=told):
            posterior_of(experiment, places, read, targets, 8, DAY, within=within)


def test_what_is_asked_wrongly_is_refused_before_anything_is_run(experiment, tmp_path) -> None:
    with pytest.raises(LinkageError, match="no factor"):
        calibrate_by_emulator(experiment, tmp_path / "out", within={"nothing": (0.0, 1.0)})
    with pytest.raises(LinkageError, match="no such folder"):
        calibrate_by_emulator(experiment, tmp_path / "out", whole=[tmp_path / "nowhere"])
    assert not (tmp_path / "out").exists()
