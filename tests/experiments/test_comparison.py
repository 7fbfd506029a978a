from __future__ import annotations

import json
import math
import re

import numpy as np
import pandas as pd
import pytest

from linkage_sim.errors import LinkageError
from linkage_sim.experiments.analysis.comparison import costs
from linkage_sim.experiments.analysis.comparison.cases import chosen_outcomes, read_cases
from linkage_sim.experiments.analysis.comparison.comparing import compare
from linkage_sim.experiments.analysis.comparison.costs import cost_table
from linkage_sim.experiments.analysis.comparison.finding import Comparison, cost_sentences, effect_sentence
from linkage_sim.experiments.analysis.comparison.noise import LUCK, NULL, PLACEBO, noise_table
from linkage_sim.experiments.analysis.comparison.tables import SMALL, TOGETHER, UNCHANGED, ZERO, effect_table, pair_table
from linkage_sim.experiments.analysis.statistics import detectable, mean_interval, p_value
from linkage_sim.experiments.design.outcomes import Outcome, usual
from linkage_sim.findings.answer import records
from linkage_sim.findings.certainty import CLEARLY, NONE, UNCLEAR
from linkage_sim.findings.numbers import estimated
from linkage_sim.scenario import Scenario

PAIRS = 30
OUTCOMES = usual(["poor_people", "stores", "spending", "takeoff"])


def frame(**values: object) -> pd.DataFrame:
    """A table of outcomes with seeds 1, 2, ..."""
    return pd.DataFrame({"replicate": range(PAIRS), "seed": range(1, PAIRS + 1), **values})


@pytest.fixture(scope="module")
def base() -> pd.DataFrame:
    rng = np.random.default_rng(1)
    return frame(
        poor_people=rng.normal(400.0, 40.0, PAIRS), stores=rng.normal(900.0, 90.0, PAIRS), spending=rng.normal(5e6, 1e5, PAIRS),
        takeoff=np.full(PAIRS, 20.0), poor_households=rng.normal(80.0, 8.0, PAIRS),
    )  # fmt: skip


@pytest.fixture(scope="module")
def reform(base) -> pd.DataFrame:
    """Thirty poor people fewer, no clear change of stores, dearer by half a million, six households lifted, no change of take-off."""
    rng = np.random.default_rng(2)
    return base.assign(
        poor_people=base["poor_people"] - rng.normal(30.0, 5.0, PAIRS), stores=base["stores"] + rng.normal(0.0, 60.0, PAIRS),
        spending=base["spending"] + rng.normal(5e5, 5e4, PAIRS), poor_households=base["poor_households"] - rng.normal(6.0, 1.0, PAIRS),
    )  # fmt: skip


@pytest.fixture(scope="module")
def pairs(base, reform) -> pd.DataFrame:
    return pair_table(base, {"reform": reform}, [*OUTCOMES, "poor_households"])


@pytest.fixture(scope="module")
def made(base, pairs) -> Comparison:
    """A whole comparison from made-up frames."""
    luck = base.assign(poor_people=base["poor_people"] + np.random.default_rng(4).normal(0.0, 50.0, PAIRS))
    tests = {NULL: base.iloc[:4], PLACEBO: base, LUCK: luck}
    noise = noise_table(
        {test: pair_table(base[base["seed"].isin(rows["seed"])], {test: rows}, list(OUTCOMES)) for test, rows in tests.items()}, OUTCOMES
    )
    facts = {"start": "2012-01", "months": 60, "pairs": PAIRS, "seeds": [1, PAIRS]}
    return Comparison("before", OUTCOMES, effect_table(pairs, OUTCOMES, {"poor_people": 18.0}), cost_table(pairs), noise, pairs, facts)


def test_effects_are_those_of_the_paired_differences(base, reform, made):
    row = made.effects.set_index("outcome").loc["poor_people"]
    change = (reform["poor_people"] - base["poor_people"]).to_numpy()
    assert (row["difference"], row["low"], row["high"]) == pytest.approx(mean_interval(change))
    assert (row["baseline"], row["value"]) == pytest.approx((base["poor_people"].mean(), reform["poor_people"].mean()))
    assert row["percent"] == pytest.approx(100 * change.mean() / base["poor_people"].mean())
    assert row["percent_low"] < row["percent"] < row["percent_high"] < 0.0
    assert row["p"] == pytest.approx(p_value(change))
    assert row["p_holm"] == pytest.approx(4 * row["p"])
    assert row["detectable"] == pytest.approx(detectable(change.std(ddof=1), PAIRS))
    assert (row["improved"], row["worsened"], row["tied"]) == (1.0, 0.0, 0.0)
    assert row["luck"] == 18.0
    assert row["luck_percent"] == pytest.approx(1800.0 / base["poor_people"].mean())
    assert row["below"] == ""


def test_ties_are_told_apart_and_a_direction_is_only_told_where_there_is_one(base):
    other = base.assign(takeoff=[19.0] * 6 + [22.0] * 4 + [20.0] * 20, spending=base["spending"] + 1.0)
    table = effect_table(pair_table(base, {"reform": other}, ["takeoff", "spending"]), OUTCOMES).set_index("outcome")
    assert table.loc["takeoff", ["improved", "worsened", "tied"]].tolist() == pytest.approx([0.2, 4 / 30, 20 / 30])
    assert table.loc["spending", ["improved", "worsened"]].isna().all()
    assert table.loc["spending", "better"] == ""


@pytest.mark.parametrize(
    ("change", "below"),
    [
        (np.zeros(PAIRS), UNCHANGED),
        (np.linspace(-10.0, 10.5, PAIRS), ZERO),
        (np.linspace(-10.0, 10.0, PAIRS) + 2.6, SMALL),  # t = 2.4: the interval leaves zero, but 80 % power takes t = 2.9
        (np.linspace(-10.0, 10.0, PAIRS) + 4.0, ""),
        (np.full(PAIRS, 1.0), ""),
    ],
)
def test_what_is_below_the_noise_floor_is_marked_with_the_reason(base, change, below):
    table = effect_table(pair_table(base, {"reform": base.assign(stores=base["stores"] + change)}, ["stores"]), OUTCOMES)
    assert table["below"].item() == below
    told = effect_sentence(records(table)[0])
    assert (NONE if below == UNCHANGED else UNCLEAR if below else CLEARLY) in told


def test_what_is_clear_by_itself_but_not_among_so_many_is_not_called_clear(base):
    change = np.linspace(-10.0, 10.0, PAIRS) + 3.4  # t = 3.1, p = 0.004: not among twenty
    pairs = pair_table(base, {"reform": base.assign(stores=base["stores"] + change)}, ["stores"])
    idle = pair_table(base, {f"idle {k}": base for k in range(19)}, ["stores"])
    assert effect_table(pairs, OUTCOMES)["below"].item() == ""
    row = records(effect_table(pd.concat([pairs, idle]), OUTCOMES))[0]
    assert row["p"] < 0.01 < 0.05 < row["p_holm"]
    assert row["below"] == TOGETHER
    assert UNCLEAR in effect_sentence(row)


def test_an_outcome_that_is_nothing_in_the_baseline_has_no_per_cent(base):
    nothing = base.assign(stores=0.0)
    table = effect_table(pair_table(nothing, {"reform": base}, ["stores"]), OUTCOMES, {"stores": 3.0})
    assert table[["percent", "percent_low", "percent_high", "luck_percent", "detectable_percent"]].isna().all(axis=None)
    assert table["difference"].item() == pytest.approx(base["stores"].mean())


def test_pairs_go_by_seed_not_by_row(base, reform, pairs):
    shuffled = pair_table(base, {"reform": reform.sample(frac=1.0, random_state=1)}, [*OUTCOMES, "poor_households"])
    pd.testing.assert_frame_equal(shuffled, pairs)


def test_other_seeds_are_refused(base, reform):
    for wrong in (reform.iloc[1:], reform.assign(seed=reform["seed"] + 1), reform.assign(seed=1)):
        with pytest.raises(LinkageError, match="do not have the seeds of the baseline's runs"):
            pair_table(base, {"reform": wrong}, ["stores"])


def test_missing_runs_and_numbers_are_refused(base, reform):
    with pytest.raises(LinkageError, match="1 of 30 runs are missing"):
        pair_table(base, {"reform": reform.assign(state=["failed", *["succeeded"] * 29])}, ["stores"])
    with pytest.raises(LinkageError, match="'stores' is not finite in 1 of 30 runs"):
        pair_table(base.assign(stores=[math.nan, *base["stores"][1:]]), {"reform": reform}, ["stores"])


def test_several_reforms_are_each_compared_with_the_baseline(base, reform):
    pairs = pair_table(base, {"one": reform, "two": base}, list(OUTCOMES))
    table = effect_table(pairs, OUTCOMES)
    assert list(table["reform"]) == ["one"] * 4 + ["two"] * 4
    assert (table[table["reform"] == "two"]["below"] == UNCHANGED).all()
    smallest = table["p"].min()
    assert table["p_holm"].min() == pytest.approx(8 * smallest)


def test_costs_and_the_cost_for_each_household_lifted(base, reform, made):
    row = made.costs.iloc[0]
    more, fewer = reform["spending"] - base["spending"], base["poor_households"] - reform["poor_households"]
    assert (row["cost"], row["cost_low"], row["cost_high"]) == pytest.approx(mean_interval(more.to_numpy()))
    assert row["lifted"] == pytest.approx(fewer.mean())
    assert row["per_household"] == pytest.approx(more.mean() / fewer.mean())
    assert row["per_household_low"] < row["per_household"] < row["per_household_high"]
    assert row["verdict"] == costs.DEARER


@pytest.mark.parametrize(
    ("more", "fewer", "verdict", "words"),
    [
        (5e5, 6.0, costs.DEARER, "It lifts more households out of poverty, at"),
        (-5e5, -6.0, costs.CHEAPER, "It lifts fewer households out of poverty and saves"),
        (-5e5, 6.0, costs.DOMINATES, "It dominates the baseline"),
        (5e5, -6.0, costs.DOMINATED, "The baseline dominates it"),
        (0.0, 6.0, costs.EVEN, "The cost is not clearly different"),
        (5e5, 0.0, costs.UNDEFINED, "is not clear"),
        (-5e5, 0.0, costs.UNDEFINED, "no cost for each of them"),
    ],
)
def test_what_can_be_said_of_cost_and_effect_together(base, more, fewer, verdict, words):
    wave = np.where(np.arange(PAIRS) % 2, 1.0, -1.0)  # spread without a mean
    other = base.assign(spending=base["spending"] + more + 1e5 * wave, poor_households=base["poor_households"] - fewer + wave)
    row = records(cost_table(pair_table(base, {"reform": other}, ["spending", "poor_households"])))[0]
    assert row["verdict"] == verdict
    assert words in " ".join(cost_sentences(row))
    assert math.isnan(row["per_household"]) == (verdict in (costs.DOMINATES, costs.DOMINATED, costs.UNDEFINED))


def test_a_reform_that_costs_exactly_the_same_is_told_as_such(base):
    row = records(cost_table(pair_table(base, {"reform": base}, ["spending", "poor_households"])))[0]
    assert cost_sentences(row)[0] == "It costs exactly the same."


def test_a_reform_that_lifts_as_many_in_all_pairs_is_told_as_such(base):
    row = records(cost_table(pair_table(base, {"reform": base}, ["spending", "poor_households"])))[0]
    assert row["verdict"] == costs.SAME
    assert "not clear" not in cost_sentences(row)[1]


def test_costs_are_read_by_the_definition_of_clear_that_effects_are_read_by(base):
    some = base.iloc[:6]
    spread = np.array([0.0, 0.1, 0.4, 0.5, 0.6, 0.8])  # the interval leaves out zero, by less than six pairs can detect
    other = some.assign(spending=some["spending"] + 1e5 * spread, poor_households=some["poor_households"] + spread)
    pairs = pair_table(some, {"reform": other}, ["spending", "poor_households"])
    row, outcomes = records(cost_table(pairs))[0], costs.cost_outcomes()
    assert row["lifted_high"] < 0.0 < row["cost_low"]
    assert set(effect_table(pairs, outcomes)["below"]) == {SMALL} == {row["cost_below"], row["lifted_below"]}
    assert row["verdict"] == costs.UNDEFINED
    assert f": {UNCLEAR}, " in cost_sentences(row)[0]


def test_verdicts_tables_and_trust_are_made_from_the_numbers(made):
    size, ends = estimated(mean_interval(-made.pairs[made.pairs["outcome"] == "poor_people"]["difference"].to_numpy()), "persons")
    told = made.answer
    assert told.question.endswith("?")
    assert all(word in told.verdicts[0] for word in ("Poor people", size, ends, f"{CLEARLY} better"))
    assert f"{UNCLEAR}: online stores" in told.verdicts[1].lower()
    assert "30 of 30" in told.tables[2].cells()[0]
    assert any("exactly nothing" in line for line in told.trust)
    assert made.sound


@pytest.mark.parametrize(("pairs", "told"), [(2, "cannot tell"), (6, "less than 1 person")])
def test_two_pairs_cannot_tell_what_they_detect_and_a_reform_that_changes_nothing_hides_no_other(base, pairs, told):
    some, names = base.iloc[:pairs], ["poor_people", "spending", "poor_households"]
    other = some.assign(poor_people=some["poor_people"] + np.resize([0.4, -0.4], pairs))
    table = pair_table(some, {"same": some, "other": other}, names)
    outcomes, noise = usual(["poor_people"]), noise_table({}, {})
    found = Comparison("before", outcomes, effect_table(table, outcomes), cost_table(table), noise, table, {})
    assert any(told in line for line in found.answer.trust)


def test_verdicts_have_three_numbers_at_most_and_no_names_of_parameters(made):
    told = [*made.answer.verdicts, *made.answer.trust]
    assert not [line for line in told if re.search(r"\w_\w|\w\.\w*[a-z]", line)]
    assert max(len(re.findall(r"\d[\d,.]*", line)) for line in made.answer.verdicts) <= 3


def test_a_reform_that_should_change_nothing_and_does_is_told_first(made):
    wrong = made.noise.copy()
    wrong.loc[0, "exact"] = False
    broken = Comparison(made.baseline, made.outcomes, made.effects, made.costs, wrong, made.pairs, made.facts)
    assert not broken.sound
    assert broken.answer.verdicts[0].startswith("Do not trust these numbers")
    assert "poor people" in broken.answer.verdicts[0]
    assert not any("exactly nothing" in line for line in broken.answer.trust)


def test_json_holds_everything_but_the_pairs(made):
    told = json.loads(made.to_json())
    assert told["reforms"] == ["reform"]
    assert told["sound"] is True
    assert told["sentences"] == list(made.answer.verdicts)
    assert [row["outcome"] for row in told["effects"]] == list(OUTCOMES)
    assert told["effects"][2]["improved"] is None
    assert told["noise"][0]["luck"] is None
    assert (told["pairs"], told["seeds"]) == (PAIRS, [1, PAIRS])


# ---------------------------------------------------------------- what is compared


def test_reforms_are_scenarios_files_or_other_values(tmp_path):
    (tmp_path / "mine.yaml").write_text("schema: 1\nname: mine\ntitle: Mine\nextends: junpu\nplatform: {on: false}\n")
    given = ["scattered", tmp_path / "mine.yaml", "platform.on=false;actors.government.public_funds=50", Scenario.load("county")]
    cases = read_cases("junpu", given, {"months": 12, "actors.society.donations": 3.0})
    assert [case.label for case in cases] == ["junpu", "scattered", "mine", given[2], "county"]
    assert {case.scenario.months for case in cases} == {12}
    assert {case.scenario.actors.society.donations for case in cases} == {3.0}
    assert cases[1].scenario == cases[2].scenario
    assert sorted(cases[3].scenario.differences(cases[0].scenario)) == ["actors.government.public_funds", "platform.on"]


def test_two_reforms_of_one_name_are_told_apart_by_their_files(tmp_path):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "mine.yaml").write_text("schema: 1\nname: mine\ntitle: Mine\nextends: junpu\n")
    cases = read_cases("junpu", [tmp_path / "a" / "mine.yaml", tmp_path / "b" / "mine.yaml"], {})
    assert [case.label for case in cases[1:]] == ["mine", str(tmp_path / "b" / "mine.yaml")]


@pytest.mark.parametrize(
    ("reforms", "told"),
    [
        (["months=12"], "junpu covers 60 months from 2012-01, but months=12 12 months from 2012-01"),
        (["start=2013-01"], "cannot be paired"),
        (["scatterd"], "write scattered"),
        (["platform.onn=false"], r"write platform\.on"),
        (["junpu", "junpu"], "'junpu' is given twice"),
    ],
)
def test_what_cannot_be_paired_or_read_is_refused(reforms, told):
    with pytest.raises(LinkageError, match=told):
        read_cases("junpu", reforms, {})


def test_without_a_reform_there_is_nothing_to_compare():
    with pytest.raises(LinkageError, match="name at least one reform"):
        compare("junpu")


def test_outcomes_are_the_usual_ones_or_recorded_columns():
    assert list(chosen_outcomes(None)) == list(usual())
    chosen = chosen_outcomes(["takeoff", "gini", "poor_households"])
    assert chosen["takeoff"] == usual()["takeoff"]
    assert (chosen["gini"].column, chosen["gini"].summary, chosen["gini"].better) == ("gini", "end", None)
    with pytest.raises(LinkageError, match="no outcome of the name 'poor_peple'; write poor_people"):
        chosen_outcomes(["poor_peple"])
    with pytest.raises(LinkageError, match=r"'spending' is needed for the costs as it is .*; give yours another name"):
        chosen_outcomes([Outcome("spending", "spending", "peak")])


# ---------------------------------------------------------------- for real

SMALL_RUNS = {"replicates": 12, "months": 24, "seed": 5}
HERE = {**SMALL_RUNS, "engine": "inprocess"}


@pytest.fixture(scope="module")
def real() -> Comparison:
    return compare("junpu", "scattered", "actors.government.public_funds=20", **HERE)


def test_a_reform_changes_what_it_changes_and_the_machinery_changes_nothing(real):
    assert real.sound
    assert real.reforms == ["scattered", "actors.government.public_funds=20"]
    effects = real.effects.set_index(["reform", "outcome"])
    assert effects.loc[("scattered", "spending"), "difference"] > 0
    assert effects.loc[("actors.government.public_funds=20", "spending"), "high"] < 0
    assert len(real.pairs) == 2 * 12 * len(set(real.pairs["outcome"]))
    assert sum(line.startswith(f"{reform}. ") for reform in real.reforms for line in real.answer.verdicts) == 2


@pytest.mark.slow
def test_results_depend_on_no_engine_and_can_be_kept_and_gone_on_with(real, tmp_path):
    kept = compare(
        "junpu", "scattered", "actors.government.public_funds=20", **SMALL_RUNS, out=tmp_path / "kept", engine="processes", jobs=2
    )
    pd.testing.assert_frame_equal(kept.effects, real.effects, check_exact=True)
    pd.testing.assert_frame_equal(kept.pairs, real.pairs, check_exact=True)
    told = json.loads((tmp_path / "kept" / "comparison" / "comparison.json").read_text())
    assert told.pop("sha256")
    assert told == json.loads(real.to_json())
    assert len(pd.read_csv(tmp_path / "kept" / "comparison" / "pairs.csv")) == len(real.pairs)
    more = compare(
        "junpu", "scattered", "actors.government.public_funds=20", **(HERE | {"replicates": 14}), out=tmp_path / "kept", resume=True
    )
    assert more.facts["pairs"] == 14
    pd.testing.assert_frame_equal(more.pairs[more.pairs["replicate"] < 12].reset_index(drop=True), real.pairs)
    with pytest.raises(LinkageError, match="--resume"):
        compare("junpu", "scattered", **SMALL_RUNS, out=tmp_path / "kept")


def test_pairs_are_added_until_the_difference_is_known():
    found = compare("junpu", "scattered", **HERE, outcomes=["poor_people"], precision={"poor_people": 6.0}, at_most=300)
    stop = found.stops[0]
    row = found.effects.iloc[0]
    assert stop.reason == "reached"
    assert 12 < stop.pairs == row["pairs"] == found.facts["pairs"]
    assert (row["high"] - row["low"]) / 2 == pytest.approx(stop.reached)
    assert stop.reached <= 6.0
    assert stop.sentence("poor people", "persons") in found.answer.trust


@pytest.mark.slow
def test_at_equal_cost_reforms_are_compared_at_another_level():
    lever = "actors.government.public_funds"
    found = compare("junpu", "scattered", **HERE, outcomes=["poor_people"], budget_neutral=lever, lever_range=(1.0, 300.0))
    solution, cost = found.solutions[0], found.costs.iloc[0]
    assert solution.reason == "found"
    assert found.reforms == [f"scattered, {lever}={solution.level:.6g}"]
    assert cost["cost"] == pytest.approx(solution.gap.difference.estimate)
    assert abs(cost["cost"]) <= 0.01 * cost["baseline"]
    assert solution.sentence() in found.answer.verdicts


def test_where_no_level_costs_the_same_the_reform_stays_as_it_is():
    found = compare("junpu", "scattered", **HERE, budget_neutral="actors.society.donations", lever_range=(50.0, 60.0))
    assert found.solutions[0].reason == "none"
    assert found.reforms == ["scattered"]
    assert json.loads(found.to_json())["budget_neutral"][0]["level"] is None


@pytest.mark.parametrize(
    ("path", "limits", "told"),
    [
        ("actors.government.public_funds", None, "no upper bound; say how far to look with --lever-range"),
        ("platform.on", None, "is not a single number"),
        ("actors.government", None, "is not a single number"),
        ("actors.government.publik_funds", None, "write actors.government.public_funds"),
        ("platform.accuracy", (0.0, 7.0), "must be a number from 0 to 1"),
    ],
)
def test_levers_that_cannot_be_moved_are_refused(path, limits, told):
    with pytest.raises(LinkageError, match=told):
        compare("junpu", "scattered", **SMALL_RUNS, budget_neutral=path, lever_range=limits)
