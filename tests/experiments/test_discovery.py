from __future__ import annotations

import json
import os
import subprocess
import sys
from math import inf
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

import linkage_sim
from linkage_sim.errors import LinkageError
from linkage_sim.experiments.analysis.condition import Condition
from linkage_sim.experiments.analysis.discovery.cases import cases
from linkage_sim.experiments.analysis.discovery.discovering import discover, of_points
from linkage_sim.experiments.analysis.discovery.prim import Limits, find_box, inside, quasi_p
from linkage_sim.experiments.analysis.discovery.tree import grow
from linkage_sim.experiments.analysis.words import limit_words
from linkage_sim.experiments.design.declared import Design
from linkage_sim.experiments.design.experiment import Experiment
from linkage_sim.experiments.design.factors import Factor
from linkage_sim.experiments.design.outcomes import Outcome
from linkage_sim.experiments.design.sampling import unit_points
from linkage_sim.findings.numbers import percent

STORES = Outcome("stores", "stores", title="online stores")
TAKEN_OFF = Condition(STORES, ">=", 1000.0)
FACTORS = {
    "founders": Factor("founders", "a", "integer", low=0, high=20),
    "broadband": Factor("broadband", "b", low=0.0, high=1.0, unit="share", title="broadband share"),
    "credit": Factor("credit", "c", "log", low=100.0, high=1e5, unit="RMB"),
    "platform": Factor("platform", "d", "categorical", (False, True), title="information platform"),
    "matching": Factor("matching", "e", "categorical", ("one", "many", "both")),
}


def points_of(count, seed=1):
    rows = unit_points(Design(kind="lhs", points=count, seed=seed), len(FACTORS)).tolist()
    levels = [{name: factor.at(place) for (name, factor), place in zip(FACTORS.items(), row, strict=True)} for row in rows]
    return pd.DataFrame(levels, index=pd.RangeIndex(count, name="design"))


def runs_of(chances, replicates=1, seed=3):
    """Runs that take off with the chance of their point."""
    rng = np.random.default_rng(seed)
    rows = [
        (design, replicate, replicate, "succeeded", "", 2000.0 if rng.random() < chance else 10.0)
        for design, chance in enumerate(chances)
        for replicate in range(replicates)
    ]
    return pd.DataFrame(rows, columns=["design", "replicate", "seed", "state", "message", "stores"])


def planted(points):
    return np.where((points["founders"] >= 6) & (points["broadband"] > 0.45), 0.9, 0.03)


def found_in(points, chances, replicates=1):
    return of_points(runs_of(chances, replicates), points, TAKEN_OFF, FACTORS)


@pytest.fixture(scope="module")
def known():
    points = points_of(500)
    return found_in(points, planted(points), replicates=2)


@pytest.fixture(scope="module")
def chance():
    points = points_of(300)
    return found_in(points, np.full(300, 0.3))


def test_a_planted_box_is_recovered(known):
    limits = known.found.box
    assert set(limits) == {"founders", "broadband"}
    assert 5.0 < limits["founders"].low < 6.5
    assert limits["broadband"].low == pytest.approx(0.45, abs=0.03)
    assert (limits["founders"].high, limits["broadband"].high) == (inf, inf)
    assert known.found.density == pytest.approx(0.9, abs=0.04)
    assert known.found.coverage > 0.9
    assert max(known.found.quasi_p.values()) < 0.001


def test_the_box_does_as_well_at_points_that_it_was_not_made_from(known):
    assert known.separates
    assert known.elsewhere.density == pytest.approx(known.found.density, abs=0.05)
    assert known.elsewhere.coverage == pytest.approx(known.found.coverage, abs=0.08)


def test_three_sentences_give_the_box_in_plain_words(known):
    box, covers, tree = known.answer.verdicts
    for words in ("founders at least 6", "roadband share above 0.4", "of runs have online stores of at least 1,000"):
        assert words in box
    assert percent(known.cases.mean) in covers
    assert percent(known.found.coverage) in covers
    assert known.tree.lines[0].words in tree
    assert percent(known.elsewhere.density) in known.answer.trust[0]


def test_switches_and_values_without_order_can_be_in_a_box():
    points = points_of(400)
    found = found_in(points, np.where(points["platform"] & (points["matching"] != "many"), 0.95, 0.02))
    assert {name: limits.kept for name, limits in found.found.box.items()} == {"platform": (1,), "matching": (0, 2)}
    assert set(found.box["words"]) == {"information platform on", "matching one or both"}
    assert found.tree.lines[0].words in ("information platform on", "matching many")


def test_chance_is_not_taken_for_a_box(chance):
    assert not chance.separates
    assert chance.tree.lines == ()
    assert chance.answer.verdicts[0].startswith("No box")
    assert chance.answer.verdicts[1].startswith("No tree ")
    assert "of 300 runs have" in chance.answer.verdicts[2]
    assert chance.content["box"] == []


@pytest.mark.slow
def test_none_of_five_studies_of_pure_chance_is_told_as_a_box():
    assert [find_and_check(seed) for seed in range(5)] == [False] * 5


def find_and_check(seed):
    points = points_of(120, seed)
    return of_points(runs_of(np.full(120, 0.5), seed=seed), points, TAKEN_OFF, FACTORS).separates


def test_the_path_leads_from_all_of_the_space_to_a_small_box(known):
    first, last = known.path.iloc[0], known.path.iloc[-1]
    assert (first["coverage"], first["density"], first["points"]) == (1.0, pytest.approx(known.cases.mean), 500)
    assert last["density"] > first["density"]
    assert last["points"] >= 0.05 * 500


def test_no_box_on_the_path_has_a_better_balance(known):
    balances = 2 * known.path["coverage"] * known.path["density"] / (known.path["coverage"] + known.path["density"])
    assert known.found.balance >= balances.max() - 1e-9


def test_a_quasi_p_is_the_chance_of_so_many_points_without_the_demand():
    points = points_of(200)
    share = (points["founders"] >= 10).to_numpy(dtype=float)
    made = cases(points, share, 1, FACTORS)
    box = {"founders": Limits(low=8.5), "broadband": Limits(high=0.5)}
    within = inside(box, made.frame)
    wide = inside({"broadband": Limits(high=0.5)}, made.frame)
    expected = binom.sf(share[within].sum() - 1, within.sum(), share[wide].mean())
    assert quasi_p(box, "founders", "low", made) == pytest.approx(expected)
    assert quasi_p(box, "broadband", "high", made) > 0.1


def test_replicates_are_no_further_witnesses_of_where_a_point_lies():
    points = points_of(200)
    share = (points["founders"] >= 10).to_numpy(dtype=float)
    box = {"founders": Limits(low=8.5)}
    once, often = (quasi_p(box, "founders", "low", cases(points, share, runs, FACTORS)) for runs in (1, 50))
    assert once == often


def test_demands_that_tell_nothing_are_given_up():
    points = points_of(300)
    share = (points["founders"] >= 14).to_numpy(dtype=float)
    assert set(find_box(cases(points, share, 1, FACTORS)).box) == {"founders"}


@pytest.mark.parametrize(
    ("chance", "told"),
    [
        (0.0, "None of 200 runs has online stores of at least 1,000. Nothing can be told of where: there is no run of interest"),
        (1.0, "All of 200 runs have online stores of at least 1,000. Nothing can be told of where: there is no other run"),
        (0.05, "Nothing can be told of where from so few runs of interest (as many as "),
        (0.95, "Nothing can be told of where from so few other runs (as many as "),
    ],
)
def test_too_few_cases_are_told(chance, told):
    found = found_in(points_of(200), np.full(200, chance))
    assert told in found.answer.verdicts[0]
    assert len(found.answer.verdicts) == 1
    assert (found.found, found.tree, found.separates) == (None, None, False)


def test_factors_that_do_not_vary_are_left_out():
    points = points_of(200).assign(broadband=0.5, platform=True)
    found = found_in(points, np.where(points["founders"] > 10, 1.0, 0.0))
    assert list(found.cases.frame.columns) == ["founders", "credit", "matching"]
    still = points.assign(founders=3, credit=5.0, matching="one")
    assert "no factor varies" in found_in(still, np.full(200, 0.5)).answer.verdicts[0]


def test_on_is_not_one():
    factors = {"a": Factor("a", "a", "categorical", (True, 1, "x"))}
    made = cases(pd.DataFrame({"a": [1, True, "x", True]}), np.zeros(4), 1, factors)
    assert made.codes["a"] == (True, 1, "x")
    assert made.frame["a"].to_list() == [1, 0, 2, 0]


def test_a_planted_split_is_found_by_the_tree(known):
    assert known.tree.lines[0].words in ("founders at least 6", "broadband share above 0.45")
    leaves = [line for line in known.tree.lines if line.leaf]
    assert sum(line.points for line in leaves) == 500
    assert max(line.share for line in leaves) == pytest.approx(0.9, abs=0.04)
    assert known.tree.skill > 0.7


def test_a_split_that_explains_all_leaves_a_tree_of_two_leaves():
    points = points_of(300)
    tree = grow(cases(points, (points["founders"] >= 8).to_numpy(dtype=float), 2, FACTORS))
    assert (
        tree.text
        == f"founders at least 8: 100 % of {2 * (points['founders'] >= 8).sum()} runs\nfounders at most 7: 0 % of "
        + str(2 * (points["founders"] < 8).sum())
        + " runs"
    )
    assert tree.skill == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("low", "high", "whole", "words"),
    [
        (5.5, inf, True, "founders at least 6"),
        (-inf, 5.5, True, "founders at most 5"),
        (5.5, 9.5, True, "founders from 6 to 9"),
        (5.5, 6.5, True, "founders 6"),
        (0.451, inf, False, "founders above 0.451"),
        (-inf, 12000.0, False, "founders below 12,000"),
        (0.2, 0.4, False, "founders between 0.2 and 0.4"),
    ],
)
def test_limits_are_told_in_words(low, high, whole, words):
    assert limit_words(FACTORS["founders"], low, high, whole) == words


def test_units_are_told_unless_they_go_without_saying():
    assert limit_words(FACTORS["credit"], 500.0, inf, False) == "credit above 500 RMB"
    assert limit_words(FACTORS["broadband"], 0.5, inf, False) == "broadband share above 0.5"
    assert limit_words(Factor("a", "a", title="delay in months", unit="months"), 3.0, inf, False) == "delay in months above 3"


def test_a_share_that_is_not_all_is_not_told_as_all():
    assert [percent(value) for value in (0.0, 0.001, 0.824, 0.999, 1.0)] == ["0 %", "0.1 %", "82 %", "99.9 %", "100 %"]


def test_json_holds_everything(known, chance):
    for found in (known, chance, found_in(points_of(50), np.zeros(50))):
        told = json.loads(found.to_json())
        assert told["condition"] == "stores >= 1000"
        assert told["sentences"] == found.answer.verdicts
        assert told["separates"] == found.separates
    assert [row["factor"] for row in json.loads(known.to_json())["box"]] == known.box["factor"].to_list()


def test_a_missing_run_is_refused():
    points = points_of(60)
    outcomes = runs_of(planted(points))
    outcomes.loc[5, "stores"] = np.nan
    with pytest.raises(LinkageError, match="Scenario discovery needs finite numbers"):
        of_points(outcomes, points, TAKEN_OFF, FACTORS)


AGAIN = """
from test_discovery import in_a_word_box
print(in_a_word_box())
"""


def in_a_word_box():
    points = points_of(120)
    return found_in(points, np.where(points["platform"] & (points["matching"] != "many"), 0.9, 0.1)).to_json()


@pytest.mark.slow
def test_the_same_points_give_the_same_answer_in_every_process():
    places = os.pathsep.join(map(str, (Path(__file__).parent, Path(linkage_sim.__file__).parents[1])))
    environment = os.environ | {"PYTHONHASHSEED": "1", "PYTHONPATH": places}  # sets hold words in another order than here
    done = subprocess.run([sys.executable, "-c", AGAIN], capture_output=True, text=True, check=True, env=environment)
    here = in_a_word_box()
    assert done.stdout == f"{here}\n"
    assert json.loads(here)["separates"]


# ---------------------------------------------------------------- the whole


def experiment(kind="lhs", **more):
    content = {
        "name": "made-up",
        "title": "Made up",
        "scenario": "junpu",
        "months": 12,
        "factors": {
            "founders": {"path": "places.junpu.founders", "range": [0, 20], "scale": "integer"},
            "broadband": {"path": "places.junpu.broadband", "range": [0.0, 1.0]},
        },
        "design": {"kind": kind} | ({} if kind in ("grid", "oat") else {"points": 128}),
        "outcomes": {"stores": {"column": "stores", "title": "online stores"}},
    }
    return Experiment.from_dict({key: value for key, value in (content | more).items() if value is not None})


def tables(asked):
    rows = [{"scenario": point.scenario, "label": "", **point.levels} for point in asked.points]
    points = pd.DataFrame(rows, index=pd.RangeIndex(len(rows), name="design"))
    return runs_of(np.where(points["scenario"] == "junpu", planted(points), 0.5)), points


def test_scenarios_are_searched_one_by_one():
    asked = experiment(scenario=None, scenarios=["junpu", "scattered"])
    one, other = discover(*tables(asked), asked, "stores >= 1000")
    assert (one.scenario, one.separates) == ("junpu", True)
    assert (other.scenario, other.separates) == ("scattered", False)


@pytest.mark.parametrize(("kind", "points", "word"), [("morris", 384, "depend on each other"), ("saltelli", 256, ""), ("grid", 25, "")])
def test_points_that_are_no_sample_of_the_space_are_told(kind, points, word):
    asked = experiment(kind)
    found = discover(*tables(asked), asked, "stores >= 1000")[0]
    assert len(found.cases) == points
    assert (any(word in text for text in found.answer.caveats) if word else True) or found.nothing


def test_several_conditions_are_searched_in_turn():
    asked = experiment()
    found = discover(*tables(asked), asked, ["stores >= 1000", "stores < 1000"])
    assert [str(one.condition) for one in found] == ["stores >= 1000", "stores < 1000"]
    assert found[0].cases.mean == pytest.approx(1 - found[1].cases.mean)


@pytest.mark.parametrize(
    ("where", "told"),
    [([], "add --where 'OUTCOME >= NUMBER' with one of stores"), (["stors > 1"], "write stores"), (["stores"], "is no condition")],
)
def test_a_search_without_a_condition_that_can_be_read_is_refused(where, told):
    asked = experiment()
    with pytest.raises(LinkageError) as refused:
        discover(*tables(asked), asked, where)
    assert told in str(refused.value)
