from __future__ import annotations

import json
import math

import numpy as np
import pandas as pd
import pytest

from linkage_sim.errors import LinkageError
from linkage_sim.experiments.analysis.condition import Condition, parse
from linkage_sim.experiments.analysis.sensitivity.analysing import analyse
from linkage_sim.experiments.analysis.sensitivity.convergence import judged
from linkage_sim.experiments.analysis.sensitivity.grades import grade_group
from linkage_sim.experiments.analysis.sensitivity.morris import morris
from linkage_sim.experiments.analysis.sensitivity.oneway import oneway
from linkage_sim.experiments.analysis.sensitivity.regional import regional
from linkage_sim.experiments.analysis.sensitivity.sobol import independent_rows, sobol
from linkage_sim.experiments.design.declared import Design
from linkage_sim.experiments.design.experiment import Experiment
from linkage_sim.experiments.design.factors import Factor
from linkage_sim.experiments.design.outcomes import Outcome
from linkage_sim.experiments.design.sampling import unit_points
from linkage_sim.experiments.extras import need

STORES = Outcome("stores", "stores", title="online stores")
RANGES = {name: Factor(name, f"a.{name}", low=0.0, high=10.0) for name in "abc"}
ANGLES = {name: Factor(name, f"a.{name}", low=-math.pi, high=math.pi) for name in "abc"}
PRINCIPAL = {"a": (0.3139, 0.5576), "b": (0.4424, 0.4424), "c": (0.0, 0.2437)}  # Ishigami and Homma (1990), a = 7, b = 0.1


def points_of(factors, design):
    rows = unit_points(design, len(factors)).tolist()
    levels = [{name: factor.at(place) for (name, factor), place in zip(factors.items(), row, strict=True)} for row in rows]
    return pd.DataFrame(levels, index=pd.RangeIndex(len(rows), name="design"))


def runs_of(values, replicates=1, scatter=0.0, common=0.0):
    """A row per run: the point's value, what its seed adds to every point, and what is the run's own."""
    rng = np.random.default_rng(1)
    shared = common * rng.normal(size=replicates)
    rows = [
        (design, replicate, 100 + replicate, "succeeded", "", value + shared[replicate] + scatter * rng.normal())
        for design, value in enumerate(values)
        for replicate in range(replicates)
    ]
    return pd.DataFrame(rows, columns=["design", "replicate", "seed", "state", "message", "stores"])


def study(function, factors, design, **how):
    points = points_of(factors, design)
    return runs_of(function(points), **how), points


def ishigami(points):
    return np.sin(points["a"]) + 7 * np.sin(points["b"]) ** 2 + 0.1 * points["c"] ** 4 * np.sin(points["a"])


def linear(points):
    return 3 * points["a"] - 20 * points["b"] + 0 * points["c"]


def by_factor(found):
    return found.table.set_index("factor")


@pytest.fixture(scope="module")
def known():
    design = Design(kind="saltelli", points=1024, second_order=True)
    return sobol(*study(ishigami, ANGLES, design), STORES, ANGLES, design)


@pytest.fixture(scope="module")
def straight():
    design = Design(kind="morris", points=20)
    return (*study(linear, RANGES, design), design)


# ---------------------------------------------------------------- Sobol'


@pytest.mark.parametrize("name", PRINCIPAL)
def test_the_indices_of_ishigamis_function_are_found(known, name):
    row = by_factor(known).loc[name]
    first, total = PRINCIPAL[name]
    assert row["first"] == pytest.approx(first, abs=0.05)
    assert row["total"] == pytest.approx(total, abs=0.05)
    assert row["first_low"] <= first <= row["first_high"]
    assert row["total_low"] <= total <= row["total_high"]


def test_the_interaction_of_ishigamis_function_is_found(known):
    first = known.pairs.iloc[0]
    assert {first["factor"], first["other"]} == {"a", "c"}
    assert first["second"] == pytest.approx(0.2437, abs=0.06)
    assert "between" not in known.answer.verdicts[1]
    assert "most of it a and c (2" in known.answer.verdicts[1]


def test_a_large_sample_is_settled_and_contradicts_nothing(known):
    assert known.convergence.settled
    assert known.answer.trust[0].startswith("Settled: with 1,024 base points")
    assert known.cautions == ()


def test_a_tiny_sample_is_not_settled_and_says_what_would_do():
    design = Design(kind="saltelli", points=8)
    found = sobol(*study(ishigami, ANGLES, design), STORES, ANGLES, design)
    assert not found.convergence.settled
    assert found.convergence.needed >= 64
    assert found.convergence.needed & (found.convergence.needed - 1) == 0
    assert "Fewer than 64 base points tell little of their own error" in found.answer.trust[0]
    assert f"Use at least {found.convergence.needed:,} base points" in found.answer.trust[0]


def test_first_orders_of_a_sum_add_up_to_one():
    design = Design(kind="saltelli", points=512)
    found = sobol(*study(linear, RANGES, design), STORES, RANGES, design)
    assert found.table["first"].sum() == pytest.approx(1.0, abs=0.03)
    assert by_factor(found).loc["b", "total"] == pytest.approx(400 / 409, abs=0.02)
    assert found.pairs is None


def spikes(points, *rows):
    values = np.zeros(len(points))
    values[list(rows)] = 1.0
    return runs_of(values)


def test_indices_that_cannot_be_are_told_and_never_settled():
    design = Design(kind="saltelli", points=128)
    points = points_of(RANGES, design)
    rng = np.random.default_rng(1)
    values = np.repeat(rng.normal(size=128), 5) + 0.01 * rng.normal(size=640)  # blocks differ, but within them no factor does anything
    found = sobol(runs_of(values), points, STORES, RANGES, design)
    assert any("which is less than all there is" in text for text in found.cautions)
    assert not found.convergence.settled
    assert "The indices contradict each other" in found.answer.trust[0]


@pytest.mark.parametrize("kind", ["saltelli", "morris"])
def test_an_outcome_that_differs_where_nothing_is_compared_has_no_indices(kind):
    design = Design(kind=kind, points=16)
    points = points_of(RANGES, design)
    found = sobol(spikes(points, 1), points, STORES, RANGES, design) if kind == "saltelli" else morris(
        spikes(points, 0, 1, 2, 3), points, STORES, RANGES, design
    )  # fmt: skip
    assert found.answer.verdicts[0].startswith("Nothing can be told of what moves online stores: it differs at so few of")


def test_rows_that_share_no_coordinate_are_the_first_and_last_of_each_block():
    for second in (False, True):
        design = Design(kind="saltelli", points=8, second_order=second)
        places = unit_points(design, 3)[independent_rows(design, 3)]
        assert len(places) == 16
        assert all(len(np.unique(places[:, k])) == 16 for k in range(3))


# ---------------------------------------------------------------- Morris


def test_effects_of_a_linear_function_are_exact(straight):
    outcomes, points, design = straight
    found = morris(outcomes, points, STORES, RANGES, design)
    table = by_factor(found)
    assert list(found.table["factor"]) == ["b", "a", "c"]
    assert table["mu_star"].to_dict() == pytest.approx({"a": 30.0, "b": 200.0, "c": 0.0})
    assert table["mu"].to_dict() == pytest.approx({"a": 30.0, "b": -200.0, "c": 0.0})
    assert table["sigma"].max() == pytest.approx(0.0, abs=1e-9)
    assert found.convergence.settled


def test_a_monotone_function_has_effects_of_one_sign_that_depend_on_the_place():
    design = Design(kind="morris", points=40)
    found = morris(*study(lambda points: np.exp(points["a"] / 3) + points["b"], RANGES, design), STORES, RANGES, design)
    table = by_factor(found)
    assert table["mu_star"].to_list() == pytest.approx(table["mu"].to_list())
    assert table.loc["a", "sigma"] > 0.1 * table.loc["a", "mu_star"]
    assert table.loc["b", "sigma"] == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize(
    "factor",
    [
        Factor("x", "a.x", "categorical", (False, True)),
        Factor("x", "a.x", "integer", low=0, high=1),
        Factor("x", "a.x", "integer", low=5, high=7),
        Factor("x", "a.x", low=0.0, high=4.0),
    ],
)
@pytest.mark.parametrize("levels", [4, 6, 8])
def test_an_effect_is_the_change_over_the_whole_range_or_between_two_values(factor, levels):
    factors = {"x": factor, "y": RANGES["a"]}
    design = Design(kind="morris", points=200, levels=levels)
    low, high = factor.ends()
    found = morris(*study(lambda points: 12 * (points["x"].astype(float) - low) / (high - low), factors, design), STORES, factors, design)
    assert by_factor(found).loc["x", "mu_star"] == pytest.approx(12, rel=0.06)


def test_a_few_trajectories_are_never_settled():
    design = Design(kind="morris", points=4)
    found = morris(*study(linear, RANGES, design, scatter=1.0), STORES, RANGES, design)
    assert found.convergence.widest < found.convergence.tolerance
    assert not found.convergence.settled
    assert "Not settled: with 4 trajectories" in found.answer.trust[0]
    assert "Fewer than 10" in found.answer.trust[0]


def test_a_single_trajectory_is_refused():
    design = Design(kind="morris", points=1)
    with pytest.raises(LinkageError, match="at least two trajectories"):
        morris(*study(linear, RANGES, design), STORES, RANGES, design)


# ---------------------------------------------------------------- the guard


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_one_number_that_is_not_finite_is_refused(straight, value):
    outcomes, points, design = straight
    spoilt = outcomes.assign(stores=outcomes["stores"].where(outcomes["design"] != 7, value))
    with pytest.raises(LinkageError, match=r"'stores' is not finite in 1 of 80 runs \(the first: design 7") as refused:
        morris(spoilt, points, STORES, RANGES, design)
    assert refused.value.exit_code == 1


def test_a_point_without_runs_is_refused(straight):
    outcomes, points, design = straight
    with pytest.raises(LinkageError, match=r"1 of 80 points have none \(the first: 33\)"):
        morris(outcomes[outcomes["design"] != 33], points, STORES, RANGES, design)


def test_a_run_that_failed_is_refused(straight):
    outcomes, points, design = straight
    failed = outcomes.assign(state=outcomes["state"].where(outcomes["design"] != 3, "failed"))
    with pytest.raises(LinkageError, match=r"1 of 80 runs are missing \(1 failed\)"):
        morris(failed, points, STORES, RANGES, design)


def test_points_with_fewer_runs_than_others_are_refused(straight):
    _, points, design = straight
    outcomes = runs_of(linear(points), replicates=3)
    with pytest.raises(LinkageError, match="there are from 2 to 3"):
        morris(outcomes.drop(index=5), points, STORES, RANGES, design)


def test_an_outcome_that_is_the_same_everywhere_is_moved_by_nothing(straight):
    outcomes, points, design = straight
    found = morris(outcomes.assign(stores=12.0), points, STORES, RANGES, design)
    assert found.answer.verdicts == ["Nothing that was varied moves online stores: it is 12 at all 80 points."]
    assert len(found.table) == 0
    assert not found.answer.trust


@pytest.mark.parametrize("kind", ["morris", "saltelli"])
def test_points_in_another_order_are_refused(kind):
    design = Design(kind=kind, points=16)
    outcomes, points = study(linear, RANGES, design)
    method = morris if kind == "morris" else sobol
    shuffled = points.sample(frac=1, random_state=1).set_axis(points.index)
    with pytest.raises(LinkageError, match="needs the points in the order of the design, and point 0 has a"):
        method(outcomes, shuffled, STORES, RANGES, design)


def test_a_design_of_another_length_is_refused(straight):
    outcomes, points, design = straight
    with pytest.raises(LinkageError, match="needs all 80 points of the design in their order, and the study has 79"):
        morris(outcomes, points.iloc[:-1], STORES, RANGES, design)


def test_the_order_of_the_runs_does_not_matter(straight):
    outcomes, points, design = straight
    one = morris(outcomes, points, STORES, RANGES, design)
    other = morris(outcomes.sample(frac=1, random_state=2), points, STORES, RANGES, design)
    pd.testing.assert_frame_equal(one.table, other.table)


def test_the_same_study_gives_the_same_numbers(known):
    design = Design(kind="saltelli", points=1024, second_order=True)
    again = sobol(*study(ishigami, ANGLES, design), STORES, ANGLES, design)
    assert again.to_json() == known.to_json()


# ---------------------------------------------------------------- convergence and noise


@pytest.mark.parametrize(("widths", "half", "settled"), [(0.05, 0.99, True), (0.3, 0.99, False), (0.05, 0.6, False), (0.05, None, False)])
def test_a_sample_is_settled_if_intervals_are_short_and_its_half_says_the_same(widths, half, settled):
    full = np.array([1.0, 0.2])
    halved = None if half is None else np.array([half, 0.2])
    found = judged(
        full, halved, np.array([widths, 0.01]), 0.1, size=200, unit="trajectories", points_each=3, fewest=10, relative=False
    )  # fmt: skip
    assert found.settled is settled
    assert found.sentence.startswith("Settled" if settled else "Not settled")


def test_the_size_that_is_needed_follows_from_the_widest_interval():
    found = judged(
        np.array([2.0]), np.array([2.0]), np.array([1.6]), 0.2, size=25, unit="trajectories", points_each=4, fewest=10, relative=True
    )  # fmt: skip
    assert found.widest == pytest.approx(0.8)
    assert found.needed == 400
    assert "Use about 400 trajectories, 375 more, which are 1,500 points" in found.sentence


def test_what_a_seed_adds_to_every_point_is_no_noise(straight):
    _, points, design = straight
    found = morris(runs_of(linear(points), replicates=5, common=500.0), points, STORES, RANGES, design)
    assert found.noise == pytest.approx(0.0, abs=1e-12)


def test_the_noise_of_single_runs_is_told_as_its_share_of_variance(straight):
    _, points, design = straight
    values = linear(points)
    found = morris(runs_of(values, replicates=4, scatter=40.0), points, STORES, RANGES, design)
    expected = 40.0**2 / 4
    assert found.noise == pytest.approx(expected / (values.var() + expected), rel=0.2)
    assert any("more replicates would make the ranking firmer" in note for note in found.answer.trust) == (found.noise > 0.1)


def test_one_run_of_each_point_leaves_the_noise_unknown(straight):
    outcomes, points, design = straight
    found = morris(outcomes, points, STORES, RANGES, design)
    assert math.isnan(found.noise)
    assert "With one run at each point" in found.answer.trust[1]


# ---------------------------------------------------------------- one at a time


def test_one_at_a_time_gives_changes_from_the_scenario_as_it_is():
    factors = {**RANGES, "d": Factor("d", "a.d", "categorical", ("x", "y", "z"))}
    base = {"a": 5.0, "b": 2.0, "c": 1.0, "d": "x"}
    points = pd.DataFrame([base, *({**base, name: end} for name, factor in factors.items() for end in factor.ends())])
    values = linear(points) + points["d"].map({"x": 0.0, "y": -7.0, "z": 40.0})
    found = oneway(runs_of(values, replicates=3, common=50.0), points, STORES, factors)
    table = by_factor(found)
    assert list(found.table["factor"]) == ["b", "d", "a", "c"]
    assert table[["down", "up"]].to_dict("index") == {
        "a": pytest.approx({"down": -15.0, "up": 15.0}),
        "b": pytest.approx({"down": 40.0, "up": -160.0}),
        "c": pytest.approx({"down": 0.0, "up": 0.0}),
        "d": pytest.approx({"down": -7.0, "up": 40.0}),
    }
    assert table.loc["b", ["swing", "swing_low", "swing_high"]].to_list() == pytest.approx([160.0] * 3)


def test_one_at_a_time_needs_common_seeds_and_its_own_points():
    points = pd.DataFrame([{"a": value, "b": 1.0, "c": 1.0} for value in range(7)])
    outcomes = runs_of(points["a"], replicates=2)
    with pytest.raises(LinkageError, match="do not share their seeds"):
        oneway(outcomes.assign(seed=range(len(outcomes))), points, STORES, RANGES)
    with pytest.raises(LinkageError, match="needs 7 points"):
        oneway(outcomes, points.iloc[:5], STORES, RANGES)


# ---------------------------------------------------------------- regional


def test_the_distance_is_that_of_the_two_distributions():
    points = pd.DataFrame({"a": np.arange(20.0), "b": np.tile([0.0, 1.0, 2.0, 3.0], 5), "c": 1.0})
    outcomes = runs_of(points["a"])
    found = regional(outcomes, points, parse("stores >= 12", {"stores": STORES}), RANGES)
    table = by_factor(found)
    assert table.loc["a", "distance"] == 1.0
    assert table.loc["b", "distance"] == pytest.approx(0.0)
    assert (table.loc["c", "distance"], table.loc["c", "p"]) == (0.0, 1.0)
    assert table.loc["a", "p_holm"] == pytest.approx(3 * table.loc["a", "p"])
    assert (table.loc["a", "inside"], table.loc["a", "outside"]) == ("15.5", "5.5")
    assert "40 % of the points meet the condition." in found.cautions


def test_switches_are_told_apart_by_their_shares():
    factors = {"a": RANGES["a"], "on": Factor("on", "a.on", "categorical", (False, True))}
    points = pd.DataFrame({"a": np.arange(40.0) % 7, "on": [True, False] * 20})
    found = regional(runs_of(points["on"] * 10.0), points, Condition(STORES, ">", 5.0), factors)
    first = found.table.iloc[0]
    assert (first["factor"], first["distance"], first["inside"], first["outside"]) == ("on", pytest.approx(1.0), "on", "off")


def test_a_point_meets_a_condition_if_half_of_its_runs_do():
    points = pd.DataFrame({"a": np.arange(12.0), "b": 0.0, "c": 0.0})
    outcomes = runs_of(points["a"] * 0.0, replicates=2)
    outcomes["stores"] = np.where((outcomes["design"] >= 6) & (outcomes["replicate"] == 0), 10.0, 0.0)
    assert by_factor(regional(outcomes, points, Condition(STORES, ">", 5.0), RANGES)).loc["a", "distance"] == 1.0


def test_too_few_points_on_one_side_are_told():
    points = pd.DataFrame({name: np.arange(20.0) for name in "abc"})
    found = regional(runs_of(points["a"]), points, Condition(STORES, ">", 17.0), RANGES)
    assert found.nothing
    assert "2 points of 20 have online stores above 17, and at least 5" in found.answer.verdicts[0]


def test_chance_is_not_taken_for_a_difference():
    design = Design(kind="lhs", points=200)
    points = points_of(RANGES, design)
    found = regional(runs_of(np.random.default_rng(5).normal(size=200)), points, Condition(STORES, ">", 0.0), RANGES)
    assert found.answer.verdicts[0].startswith("No factor tells points with online stores above 0 from others")


# ---------------------------------------------------------------- conditions


@pytest.mark.parametrize(
    ("text", "sign", "value"),
    [("stores >= 1000", ">=", 1000.0), ("stores<1e3", "<", 1000.0), ("  stores <= -2.5 ", "<=", -2.5), ("stores>0.45", ">", 0.45)],
)
def test_conditions_are_read(text, sign, value):
    assert parse(text, {"stores": STORES}) == Condition(STORES, sign, value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("store >= 1000", "'store' in the condition 'store >= 1000' is no outcome of the study; write stores."),
        ("income > 5", "is no outcome of the study; use one of stores."),
        ("stores = 1000", "is no condition; write an outcome, one of < <= > >=, and a number, as in 'stores >= 1000'."),
        ("stores >= many", "'many' in the condition 'stores >= many' is no number; write it as 1000 or 0.45."),
        ("stores >= 1,000", "is no number"),
        ("stores >= nan", "is no number"),
        ("stores >=", "is no condition"),
        ("", "is no condition"),
        ("stores >= 5 >= 3", "is no condition"),
    ],
)
def test_bad_conditions_are_refused_in_a_sentence(text, told):
    with pytest.raises(LinkageError) as refused:
        parse(text, {"stores": STORES})
    assert told in str(refused.value)
    assert refused.value.exit_code == 2


def test_a_condition_asks_numbers_and_is_told_in_words():
    condition = parse("stores >= 1000", {"stores": STORES})
    assert condition.holds(np.array([999.0, 1000.0, 1001.0])).tolist() == [False, True, True]
    assert condition.words == "online stores of at least 1,000"
    assert str(condition) == "stores >= 1000"
    poor = Outcome("poor", "headcount", title="share of people who are poor")
    assert Condition(poor, "<", 0.125).words == "share of people who are poor below 12.5 %"
    assert Condition(Outcome("sales", "sales"), ">", 2e6).words == "sales above 2 million RMB in the month"


# ---------------------------------------------------------------- words and grades


@pytest.mark.parametrize(
    ("grade", "group"),
    [("A", "A"), ("A, some M", "A"), ("M, 2019 and 2020 A", "M"), ("C", "C/D"), ("D", "C/D"), ("paper", "paper"), (None, "assumed"),
     ("?", "assumed")],
)  # fmt: skip
def test_grades_fall_into_groups(grade, group):
    assert grade_group(Factor("a", "a", grade=grade)) == group


def test_switches_and_rules_have_no_grade():
    assert grade_group(Factor("a", "a", "categorical", (True, False))) == "choice"
    assert grade_group(Factor("a", "a", "categorical", ("one", "many"), grade="A")) == "choice"
    assert grade_group(Factor("a", "a", "categorical", (1, 2, 4), grade="A")) == "A"


def test_three_sentences_are_made_from_the_numbers(straight):
    outcomes, points, design = straight
    factors = {**RANGES, "a": Factor("a", "a.a", low=0.0, high=10.0, title="broadband", grade="B")}
    told = morris(outcomes, points, STORES, factors, design).answer.verdicts
    assert all(word in told[0] for word in ("B moves online stores most", "200 stores", "then broadband"))
    assert "c moves it by less than a tenth" in told[1]
    assert "b is assumed without evidence" in told[2]
    assert "broadband (grade B)" in told[2]


def test_json_holds_every_number_and_nothing_that_json_cannot_hold(known, straight):
    outcomes, points, design = straight
    for found in (
        known,
        morris(outcomes, points, STORES, RANGES, design),
        morris(outcomes.assign(stores=0.0), points, STORES, RANGES, design),
    ):
        told = json.loads(found.to_json())
        assert told["outcome"]["name"] == "stores"
        assert len(told["factors"]) == len(found.table)
        assert told["sentences"] == found.answer.verdicts
        assert told["noise"] is None


# ---------------------------------------------------------------- the whole


def experiment(kind, **more):
    content = {
        "name": "made-up",
        "title": "Made up",
        "scenario": "junpu",
        "months": 12,
        "factors": {
            "accuracy": {"path": "platform.accuracy", "range": [0.5, 1.0]},
            "founders": {"path": "places.junpu.founders", "range": [0, 30], "scale": "integer"},
            "platform": {"path": "platform.on", "values": [True, False]},
        },
        "design": {"kind": kind} | ({} if kind in ("grid", "oat") else {"points": 32}),
        "outcomes": {"stores": {"column": "stores", "title": "online stores"}, "poor": {"column": "headcount", "better": "less"}},
    }
    return Experiment.from_dict({key: value for key, value in (content | more).items() if value is not None})


def tables(asked):
    rows = [{"scenario": point.scenario, "label": "", **point.levels} for point in asked.points]
    points = pd.DataFrame(rows, index=pd.RangeIndex(len(rows), name="design"))
    values = 10 * points["founders"] + 50 * points["platform"] + np.where(points["scenario"] == "scattered", 100 * points["accuracy"], 0.0)
    return runs_of(values.astype(float), replicates=2, scatter=1.0).assign(poor=0.5), points


@pytest.mark.parametrize(("kind", "method"), [("morris", "morris"), ("saltelli", "sobol"), ("oat", "oat"), ("lhs", "regional")])
def test_the_method_is_that_of_the_design(kind, method):
    asked = experiment(kind)
    found = analyse(*tables(asked), asked, ["stores"])
    assert [one.method for one in found] == [method]
    assert found[0].table["factor"].iloc[0] == "founders"
    assert [one.nothing != "" for one in analyse(*tables(asked), asked)] == [False, True]


def test_scenarios_are_analysed_one_by_one():
    asked = experiment("morris", scenario=None, scenarios=["junpu", "scattered"])
    one, other = analyse(*tables(asked), asked, ["stores"])
    assert (one.scenario, other.scenario) == ("junpu", "scattered")
    assert by_factor(one).loc["accuracy", "mu_star"] < 5
    assert by_factor(other).loc["accuracy", "mu_star"] == pytest.approx(50, abs=5)


@pytest.mark.parametrize(("kind", "points"), [("saltelli", 64), ("morris", 128)])
def test_a_condition_adds_a_regional_analysis_of_points_that_can_be_counted(kind, points):
    asked = experiment(kind)
    found = analyse(*tables(asked), asked, ["stores"], ["stores >= 200"])
    assert [one.method for one in found] == ["sobol" if kind == "saltelli" else "morris", "regional"]
    assert found[1].points == points
    assert any("depend on each other" in text for text in found[1].answer.caveats) == (kind == "morris")


def test_what_is_not_known_is_refused_with_the_nearest_name():
    asked = experiment("morris")
    with pytest.raises(LinkageError, match="store is no outcome of experiment made-up; write stores"):
        analyse(*tables(asked), asked, ["store"])
    nothing = experiment("grid", factors={}, scenario=None, scenarios=["junpu", "scattered"])
    with pytest.raises(LinkageError, match="needs factors"):
        analyse(*tables(asked), nothing)


def test_a_missing_package_is_told_with_how_to_install_it():
    with pytest.raises(LinkageError, match=r"The search needs no_such_thing; install linkage-sim\[analysis\]"):
        need("The search", "json", "no_such_thing")
