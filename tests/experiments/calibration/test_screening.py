"""Screening: draws come from members and priors, the same seed gives the same table, and what matters is told from what does not."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr

from linkage_sim.errors import LinkageError
from linkage_sim.experiments.calibration.screening import COLUMNS, OUTCOMES, Screening, draws, outcomes, rank_correlations, screen, spread
from linkage_sim.experiments.calibration.targets import targets_of
from linkage_sim.experiments.design.declared import Factor
from linkage_sim.experiments.design.experiment import Experiment, value_at
from linkage_sim.experiments.ensemble.ensemble import Ensemble
from linkage_sim.experiments.ensemble.priors import admissible, net_margin
from linkage_sim.scenario import Scenario
from linkage_sim.scenario.behaviour import behaviour
from linkage_sim.scenario.evidence import Evidence
from tests.ensembles import few

POINTS = 60
THRIVING = {
    "economy.seller_sales": 300000.0, "economy.parcels_per_hand": 400.0, "economy.store_cost": 20.0, "economy.store_rank": 0.6,
    "actors.household.open_rate": 0.9, "actors.household.belief_midpoint": 0.3, "actors.household.know_midpoint": 0.3,
    "actors.household.expand_rate": 0.9, "actors.household.expand_profit": 10.0, "actors.household.tell_rate": 0.5,
    "population.founder_quality": 5.0, "population.aptitude": 0.9, "population.motivation_mean": 0.6,
}  # fmt: skip
"""With these a third of the villages reach scale, whatever the rest of the behaviour."""
MARGINS = (0.06, 0.19)  # nearly all that was observed
SUPPLIER_SALES = "actors.market.supplier_sales"


@pytest.fixture(scope="module")
def ensemble() -> Ensemble:
    """Parameter sets that hold all that a calibration searches, most of it at what Junpu has; margins differ."""
    data = few().data
    scenario, factors = Scenario.load("junpu"), Experiment.load("calibrate-junpu").data.factors
    own = {path: min(max(float(value_at(scenario, path)), low), high) for path, (low, high) in ranges(factors).items()} | THRIVING
    sets = []
    for margin in np.linspace(*MARGINS, len(data.members)):
        gross = own["economy.gross_margin"] + float(margin) - net_margin(own, scenario)
        sets.append(tuple((own | {"economy.gross_margin": gross}).values()))
    members = tuple(one.model_copy(update={"values": values}) for one, values in zip(data.members, sets, strict=True))
    return Ensemble(data.model_copy(update={"factors": factors, "members": members}))


def ranges(factors: Mapping[str, Factor]) -> dict[str, tuple[float, float]]:
    """The ends of each factor, by its path."""
    return {factor.path: factor.range for factor in factors.values()}


@pytest.fixture(scope="module")
def screened(ensemble) -> Screening:
    return screen(ensemble, POINTS)


def test_all_behaviour_is_drawn_what_the_ensemble_varies_from_its_members_and_the_rest_over_the_priors(ensemble):
    drawn = draws(ensemble, POINTS)
    own = list(ensemble.factors.values())
    assert set(drawn.columns) == set(own) | set(behaviour())
    members = {tuple(member[path] for path in own) for member in ensemble.overrides()}
    assert set(drawn[own].itertuples(index=False, name=None)) <= members
    for one in spread(ensemble):
        low, high = one.prior
        places = (drawn[one.path] - low) / (high - low)
        assert places.between(0.0, 1.0).all()
        assert places.max() - places.min() > 0.9
        assert one.kind != "integer" or drawn[one.path].dtype.kind == "i"


def test_members_are_drawn_as_often_as_they_weigh(small):
    ensemble = Ensemble.load(small)
    first, second = ensemble.data.members
    heavy = ensemble.data.model_copy(
        update={"members": (first.model_copy(update={"weight": 0.75}), second.model_copy(update={"weight": 0.25}))}
    )
    known = ensemble.data.members[0].values[0]
    assert (draws(Ensemble(heavy), 400)["actors.household.open_rate"] == known).mean() == pytest.approx(0.75, abs=0.08)


def test_only_what_the_evidence_allows_together_is_drawn(ensemble):
    assert all(admissible(values, ensemble.scenario) for values in draws(ensemble, POINTS).to_dict(orient="records"))


def test_the_same_seed_gives_the_same_table_and_another_seed_another(ensemble, screened):
    assert list(screened.influence.columns) == list(OUTCOMES)
    assert len(screened.influence) == len(behaviour())
    assert 0 < screened.reached <= screened.runs == POINTS
    pd.testing.assert_frame_equal(screen(ensemble, POINTS).influence, screened.influence)
    assert not screen(ensemble, POINTS, seed=2).influence.equals(screened.influence)


def test_suppliers_that_ask_for_more_sales_come_later(ensemble):
    assert screen(ensemble, 160).influence.loc[SUPPLIER_SALES, "first_supplier"] > 0.1


def test_too_few_runs_to_tell_anything_are_refused(ensemble):
    with pytest.raises(LinkageError, match="take more points"):
        screen(ensemble, 8)


def test_correlations_are_those_of_scipy_and_what_never_happens_is_the_latest():
    values = pd.DataFrame(np.random.default_rng(1).random((80, 2)), columns=["a", "b"])
    read = pd.DataFrame({"up": np.exp(3 * values["a"]), "mixed": values["a"] - 2 * values["b"], "same": 1.0})
    read["never"] = np.where(values["a"] > 0.5, math.inf, values["a"])
    found = rank_correlations(values, read)
    assert found.loc["a", "up"] == pytest.approx(1.0)
    assert found.loc["b", "mixed"] == pytest.approx(spearmanr(values["b"], read["mixed"]).statistic)
    assert found.loc["a", "never"] == pytest.approx(spearmanr(values["a"], read["never"].replace(math.inf, 9.0)).statistic)
    assert found["same"].isna().all()


def test_the_strongest_come_first_each_with_what_it_moves_most():
    influence = pd.DataFrame({"x": [0.1, -0.5, 0.0], "y": [0.3, 0.2, math.nan], "z": [-0.2, 0.6, 0.05]}, index=["one", "two", "none"])
    found = Screening(influence, runs=500, reached=400)
    assert found.least == pytest.approx(0.175)
    assert found.idle == ["none"]
    strongest = found.strongest(2)
    told = [("two", "z", 0.6), ("two", "x", -0.5), ("one", "y", 0.3), ("one", "z", -0.2), ("none", "z", 0.05), ("none", "x", 0.0)]
    assert list(strongest.itertuples(index=False, name=None)) == told


def test_outcomes_are_read_off_a_runs_months():
    first, last = sorted((one for one in targets_of("junpu", Evidence.load()) if one.column == "stores"), key=lambda one: one.first)
    month = pd.date_range("2012-01-01", periods=60, freq="MS")
    months = pd.DataFrame(dict.fromkeys(COLUMNS, 0.0), index=range(60)).assign(month=month)
    months["stores"] = 50.0 * np.arange(60)
    months["online_households"] = 10.0 * np.arange(60)
    months.loc[8:, "couriers"] = 1.0
    months.loc[48:, "stores_closed"] = 0.1 * months.loc[48:, "stores"]
    read = outcomes(months, first, last)
    assert read["stores_after_a_year"] == 50.0 * np.mean(range(19, 24))
    assert read["stores"] == pytest.approx(50.0 * np.mean(range(29, 39)))
    assert (read["takeoff"], read["first_courier"], read["first_supplier"]) == (2.0, 6.0, math.inf)
    assert read["stores_per_household"] == pytest.approx(5.0)
    assert read["closing"] == pytest.approx(0.1)
