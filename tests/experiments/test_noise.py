from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from linkage_sim.errors import LinkageError
from linkage_sim.experiments.analysis.comparison import noise
from linkage_sim.experiments.analysis.comparison.cases import chosen_outcomes
from linkage_sim.experiments.analysis.comparison.comparing import compare
from linkage_sim.experiments.analysis.comparison.tables import pair_table
from linkage_sim.experiments.design.outcomes import Outcome, usual
from linkage_sim.model import LinkageModel
from linkage_sim.scenario import Scenario
from linkage_sim.state.month import COLUMNS

COLUMN = {column.name: place for place, column in enumerate(COLUMNS)}


@pytest.fixture(scope="module")
def everything() -> dict[str, Outcome]:
    """Every recorded column, at the end and added up."""
    ends = [Outcome(column.name, column.name) for column in COLUMNS]
    return {one.name: one for one in [*ends, *(Outcome(f"{one.name}_sum", one.name, "sum") for one in ends)]}


@pytest.fixture(scope="module")
def real():
    """A comparison of eight pairs, in processes of their own, so that the null reform runs elsewhere than the baseline."""
    return compare("junpu", "scattered", replicates=8, months=30, engine="processes", jobs=2)


def test_the_null_reform_is_exactly_zero_in_every_outcome(real):
    rows = real.noise[real.noise["test"] == noise.NULL]
    assert list(rows["outcome"]) == list(usual())
    assert rows["exact"].all()
    assert (rows["largest"] == 0.0).all()
    assert set(rows["pairs"]) == {noise.NULL_RUNS}
    assert real.sound


def test_the_placebo_is_exactly_zero_in_every_outcome(real):
    rows = real.noise[real.noise["test"] == noise.PLACEBO]
    assert list(rows["outcome"]) == list(usual())
    assert rows["exact"].all()
    assert (rows["largest"] == 0.0).all()
    assert set(rows["pairs"]) == {8}


def test_luck_is_not_zero_but_its_interval_says_so(real):
    rows = real.noise[real.noise["test"] == noise.LUCK].set_index("outcome")
    assert (rows["largest"] > 0.0).all()
    assert (rows["luck"] > 0.0).all()
    assert ((rows["low"] <= 0.0) & (rows["high"] >= 0.0)).sum() >= len(rows) - 1
    assert rows["luck"].to_dict() == pytest.approx(real.effects.set_index("outcome")["luck"].to_dict())


def test_a_run_alone_in_this_process_equals_the_same_run_among_others(everything):
    scenario = Scenario.load("junpu").with_overrides({"months": 30})
    together = LinkageModel(scenario, seeds=range(1, 8)).run().record.runs
    for seed in (7, 4, 1):
        alone = LinkageModel(scenario, seed=seed).run().record.runs
        assert np.array_equal(alone[:, 0], together[:, seed - 1])


def test_the_same_run_gives_the_same_outcomes_in_any_company(everything):
    """Sums of floats depend on their order: outcomes of a run read alone, and read among others, must not."""
    from linkage_sim.experiments.design.outcomes import measure

    scenario = Scenario.load("junpu").with_overrides({"months": 30})
    together = LinkageModel(scenario, seeds=range(1, 8)).run().record.runs
    values = measure(list(everything.values()), together, scenario.start)
    again = noise.run_again(scenario, everything, [7, 4, 1]).set_index("seed")
    for seed in (7, 4, 1):
        assert again.loc[seed, list(everything)].tolist() == values[seed - 1].tolist()


def test_a_run_that_depends_on_its_company_is_found_out():
    """The smallest possible difference, in one run of one outcome, is enough."""
    outcomes = usual(["stores", "sales"])
    base = pd.DataFrame({"replicate": range(3), "seed": [1, 2, 3], "stores": [5.0, 6.0, 7.0], "sales": [0.1, 0.2, 0.3]})
    other = base.assign(sales=[0.1, np.nextafter(0.2, 1.0), 0.3])
    rows = noise.exact_rows(noise.NULL, pair_table(base, {noise.NULL: other}, list(outcomes)), outcomes)
    assert [row["exact"] for row in rows] == [True, False]
    assert rows[1]["largest"] > 0.0


def test_the_placebo_changes_no_recorded_column_but_the_stage():
    baseline = Scenario.load("junpu")
    records = [LinkageModel(one, seeds=range(1, 6)).run().record.runs for one in (baseline, noise.placebo_scenario(baseline))]
    differing = {column.name for column in COLUMNS if not np.array_equal(*(record[:, :, COLUMN[column.name]] for record in records))}
    assert differing <= noise.PLACEBO_READERS


def test_the_placebos_parameter_is_alive():
    """A parameter that nothing reads would prove nothing of the way that overrides take."""
    stages = []
    for memory in (1.0, 60.0):
        scenario = Scenario.load("junpu").with_overrides({noise.PLACEBO_PATH: memory})
        stages.append(LinkageModel(scenario, seeds=range(1, 6)).run().record.runs[:, :, COLUMN["stage"]])
    assert not np.array_equal(*stages)


@pytest.mark.parametrize("memory", [1.0, 12.0, 40.0, 41.0, 60.0])
def test_the_placebo_differs_from_the_baseline_whatever_that_has(memory):
    baseline = Scenario.load("junpu").with_overrides({noise.PLACEBO_PATH: memory})
    placebo = noise.placebo_scenario(baseline)
    assert list(placebo.differences(baseline)) == [noise.PLACEBO_PATH]
    assert placebo.hash != baseline.hash


@pytest.mark.parametrize("name", ["junpu", "county"])
def test_luck_changes_nothing_but_names(name):
    baseline = Scenario.load(name)
    luck = noise.luck_scenario(baseline)
    assert [place.name for place in luck.places] == [f"{place.name}-by-luck" for place in baseline.places]
    first, other = (dict(one.resolved()) for one in (baseline, luck))
    assert [{**place, "name": ""} for place in first.pop("places")] == [{**place, "name": ""} for place in other.pop("places")]
    assert first.pop("evidence") != other.pop("evidence")
    assert first == other


def test_luck_draws_anew_and_always_the_same():
    baseline = Scenario.load("junpu").with_overrides({"months": 6})
    runs = [LinkageModel(one, seed=3).run() for one in (baseline, noise.luck_scenario(baseline), noise.luck_scenario(baseline))]
    incomes = [run.world.households.income for run in runs]
    assert not np.array_equal(incomes[0], incomes[1])
    assert np.array_equal(incomes[1], incomes[2])


@pytest.mark.parametrize(
    ("seeds", "chosen"), [(range(1, 41), [40, 30, 21, 11, 1]), ([5], [5]), ([1, 2], [2, 1]), (range(3, 8), [7, 6, 5, 4, 3])]
)
def test_the_null_reform_runs_in_reversed_order(seeds, chosen):
    assert noise.null_seeds(list(seeds)) == chosen


def test_of_a_country_one_run_is_made_again():
    assert noise.null_seeds([1, 2, 3], Scenario.load("china")) == [1]
    assert noise.null_seeds([1, 2, 3], Scenario.load("junpu")) == [3, 2, 1]


def test_outcomes_that_the_placebo_changes_are_left_out_of_its_test():
    outcomes = chosen_outcomes(["stage", "stores"])
    frame = pd.DataFrame({"replicate": [0, 1], "seed": [1, 2], "stage": [1.0, 2.0], "stores": [3.0, 4.0]})
    pairs = pair_table(frame, {noise.PLACEBO: frame.assign(stage=[2.0, 2.0])}, ["stage", "stores"])
    assert [row["outcome"] for row in noise.exact_rows(noise.PLACEBO, pairs, outcomes)] == ["stores"]
    assert [row["outcome"] for row in noise.exact_rows(noise.NULL, pairs, outcomes)] == ["stage", "stores"]


def test_a_comparison_by_the_stage_alone_is_refused():
    with pytest.raises(LinkageError, match="compare another outcome beside it"):
        chosen_outcomes(["stage"])
