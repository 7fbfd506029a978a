from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import t

from linkage_sim.errors import LinkageError
from linkage_sim.experiments.analysis.attribution.attributing import analyse
from linkage_sim.experiments.analysis.attribution.ensembling import APART, FILE, plans, refuse_other
from linkage_sim.experiments.analysis.attribution.members import WHOSE
from linkage_sim.experiments.analysis.attribution.parameter_sets import Members
from linkage_sim.experiments.analysis.statistics import mean_interval, p_value, weighted_interval, weighted_p_value
from linkage_sim.experiments.design.outcomes import usual
from tests.ensembles import few
from tests.experiments.test_attribution import frames, row

VALUES = np.array([1.0, 4.0, 2.0, 9.0])
SEEDS = 3


def test_with_equal_weights_the_interval_is_students():
    assert weighted_interval(VALUES, np.full(4, 0.25)) == pytest.approx(mean_interval(VALUES))
    assert weighted_p_value(VALUES, np.full(4, 7.0)) == pytest.approx(p_value(VALUES))


def test_a_weighted_interval_that_can_be_worked_out_by_hand():
    found = weighted_interval(np.array([0.0, 4.0]), np.array([1.0, 3.0]))
    error = np.sqrt((0.0625 * 9 + 0.5625 * 1) * 1.6 / 0.6)  # shares 1/4 and 3/4, mean 3, effective number 1.6
    assert found.estimate == 3.0
    assert found.high - 3.0 == pytest.approx(error * t.ppf(0.975, 0.6))
    assert weighted_interval(np.array([2.0]), np.array([1.0])).high == np.inf
    assert weighted_p_value(np.array([5.0, 5.0]), np.ones(2)) == 0.0


def village(who, on, seed):
    """The parameter set of the seed decides what linkage is worth; the seeds of a set differ in their level only."""
    member = (seed - 1) // SEEDS
    return seed + 10.0 * (member + 1) * ({"household", "market"} <= who) * (2 if on else 1) + 5 * ("society" in who)


def over(weights):
    sets = Members(np.array(weights), SEEDS)
    seeds = tuple(range(1, SEEDS * len(weights) + 1))
    return analyse(*frames(village, seeds=seeds), usual(["stores"]), "A village", parameter_sets=sets)


def test_means_are_weighted_and_intervals_are_over_the_parameter_sets():
    found = over([0.5, 0.25, 0.25])
    link = row(found, "off", "linkage")
    assert link["value"] == pytest.approx(0.5 * 10 + 0.25 * 20 + 0.25 * 30)
    wanted = weighted_interval(np.array([10.0, 20.0, 30.0]), np.array([0.5, 0.25, 0.25]))
    assert (link["low"], link["high"]) == pytest.approx(wanted[1:])
    assert row(found, "off", "alone", "society")["low"] == pytest.approx(5.0)
    assert found.over == "3 parameter sets, each with 3 seeds of its own"


def test_how_much_sets_differ_is_told():
    found = over([0.5, 0.25, 0.25])
    spread = found.spread.query("platform == 'off' and quantity == 'linkage'").iloc[0]
    assert spread["above"] == 1.0
    assert 10.0 <= spread["low"] <= spread["median"] <= spread["high"] <= 30.0
    variance = (0.5 * 7.5**2 + 0.25 * 2.5**2 + 0.25 * 12.5**2) / (1 - 0.375)
    assert spread["between"] == pytest.approx(np.sqrt(variance))
    each = found.members.query("platform == 'off' and quantity == 'linkage'")
    assert each["value"].to_list() == pytest.approx([10.0, 20.0, 30.0])
    assert any("the linkage goes from +" in line and "above zero in 100 %" in line for line in found.answer.trust)
    between = found.answer.tables[-1]
    assert [row["what"] for row in between.rows] == [words for _, _, words in WHOSE]


def test_chance_of_the_seeds_is_no_difference_between_sets():
    def noisy(who, on, seed):
        return 100 * ((seed % SEEDS) - 1) * ("market" in who)

    found = analyse(*frames(noisy, seeds=range(1, 10)), usual(["stores"]), parameter_sets=Members(np.ones(3), SEEDS))
    assert found.spread.query("quantity == 'alone' and player == 'market'")["between"].to_list() == [0.0] * 3


def test_each_set_has_seeds_of_its_own_and_its_own_values():
    laid = plans(few(), 4, "junpu", replicates=3, seed=7, settings={"economy.gross_margin": 0.3})
    assert [one.experiment.data.seed for one in laid.plans] == [7 + APART * number for number in range(len(laid.plans))]
    assert [one.experiment.point_count for one in laid.plans] == [64] * len(laid.plans)
    for values, one in zip(laid.ensemble.overrides(), laid.plans, strict=True):
        scenario = next(iter(one.experiment.scenarios.values()))
        assert scenario.economy.parcel_value == values["economy.parcel_value"]
        assert scenario.economy.gross_margin == 0.3


def test_too_few_sets_or_too_many_seeds_are_refused():
    with pytest.raises(LinkageError, match="at least 2 parameter sets"):
        plans(few(), 1)
    with pytest.raises(LinkageError, match="at most 10,000 seeds"):
        plans(few(), 2, replicates=APART + 1)


def test_a_folder_of_other_sets_is_not_gone_on_with(tmp_path):
    laid = plans(few(), 2, replicates=2)
    refuse_other(laid.ensemble, tmp_path, resume=False)
    (tmp_path / FILE).write_text(laid.ensemble.to_yaml())
    refuse_other(laid.ensemble, tmp_path, resume=True)
    with pytest.raises(LinkageError, match="Add --resume"):
        refuse_other(laid.ensemble, tmp_path, resume=False)
    with pytest.raises(LinkageError, match="made with other parameter sets"):
        refuse_other(plans(few(), 3, replicates=2).ensemble, tmp_path, resume=True)
    (tmp_path / FILE).rename(tmp_path / "mine")
    with pytest.raises(LinkageError, match="not empty"):
        refuse_other(laid.ensemble, tmp_path, resume=True)
