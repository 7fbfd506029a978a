from __future__ import annotations

import re
from itertools import product

import numpy as np
import pandas as pd
import pytest

from linkage_sim.errors import LinkageError
from linkage_sim.experiments.analysis.attribution.ensembling import APART
from linkage_sim.experiments.analysis.attribution.funds import EQUAL
from linkage_sim.experiments.analysis.attribution.parameter_sets import Members
from linkage_sim.experiments.analysis.linkage.analysing import analyse, mean_of, verdict
from linkage_sim.experiments.analysis.linkage.blocks import largest_block
from linkage_sim.experiments.analysis.linkage.crossing import WANTED, crossed, crossed_over
from linkage_sim.experiments.analysis.linkage.finding import NOTHING, PAYS, SHORT, UNCLEAR, block_words
from linkage_sim.experiments.design.experiment import Experiment
from linkage_sim.state.month import ACTORS
from tests.ensembles import few

ASKED = {
    "schema": 1, "name": "small", "title": "A small grid", "scenario": "junpu", "months": 12, "replicates": 3,
    "factors": {
        "founders": {"path": "places.junpu.founders", "values": [0, 4]},
        "funds": {"path": "actors.government.public_funds", "values": [10.0, 90.0], "title": "public funds"},
    },
    "outcomes": {
        "poor": {"column": "poor_people", "better": "less", "title": "poor people"},
        "sales": {"column": "sales", "summary": "sum", "better": "more", "title": "sales"},
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def crossing():
    return crossed(Experiment.from_dict(ASKED))


def sales(who, on, founders):
    """Each helper brings 10 where there are households; with founders, two of them bring 30 more together; the platform 4 with all."""
    helpers = len(who - {"household"})
    if "household" not in who:
        return 0.0
    return 5.0 + 10 * helpers + 30 * (helpers == 4) * (founders > 0) + 4 * (on and helpers == 4)


def played(crossing, rule=sales):
    rows = []
    for point in crossing.experiment.points:
        members = crossing.members.loc[point.design]
        who, levels = {actor for actor in ACTORS if members[actor]}, crossing.asked.points[members["cell"]].levels
        for seed in (1, 2, 3):
            value = rule(who, members["platform"], levels["founders"]) + 0.001 * seed * len(who)
            rows.append({"design": point.design, "seed": seed, "sales": value, "poor": 100 - value})
    return pd.DataFrame(rows)


def test_eleven_coalitions_with_and_without_the_platform_are_enough(crossing):
    assert len(WANTED) == 11
    assert len(crossing.experiment.points) == 4 * 22
    assert len({crossing.experiment.scenario_at(point).hash for point in crossing.experiment.points}) == 4 * 22
    assert crossing.members.groupby("cell").size().to_list() == [22] * 4


def test_each_setting_has_its_own_values_and_its_own_money():
    crossing = crossed(Experiment.from_dict(ASKED), EQUAL)
    for point in crossing.experiment.points:
        scenario, cell = crossing.experiment.scenario_at(point), crossing.asked.points[crossing.members.at[point.design, "cell"]]
        assert scenario.places[0].founders == cell.levels["founders"]
        subjects = (scenario.actors.government, scenario.actors.community, scenario.actors.society)
        amounts = (scenario.actors.government.public_funds, scenario.actors.community.village_fund, scenario.actors.society.donations)
        money = [amount for subject, amount in zip(subjects, amounts, strict=True) if subject.active]
        assert not money or sum(money) == pytest.approx(cell.levels["funds"] + 10)


def test_effects_are_those_that_can_be_worked_out_by_hand(crossing):
    found = analyse(played(crossing), crossing)
    for name, sign in (("sales", 1), ("poor", -1)):
        values = {
            quantity: found.of(name, quantity).groupby("founders")["value"].mean().to_dict()
            for quantity in ("helpers", "helpers_off", "platform", "together", "actors", "total", "before", "after")
        }
        assert values["helpers"] == pytest.approx({0: 4.0, 4: 34.0}, abs=0.01)
        assert values["helpers_off"] == pytest.approx({0: 0.0, 4: 30.0}, abs=0.01)
        assert values["platform"] == pytest.approx({0: 4.0, 4: 4.0}, abs=0.01)
        assert values["together"] == pytest.approx({0: 4.0, 4: 34.0}, abs=0.01)
        assert values["actors"] == pytest.approx({0: 44.0, 4: 74.0}, abs=0.01)
        assert values["total"] == pytest.approx({0: 49.0, 4: 79.0}, abs=0.02)
        assert values["before"][0] == pytest.approx(5.0 if sign > 0 else 95.0, abs=0.01)
        assert values["after"][4] == pytest.approx(79.0 if sign > 0 else 21.0, abs=0.02)


def test_one_setting_alone_is_no_everywhere():
    one = crossed(Experiment.from_dict(ASKED | {"factors": {"founders": ASKED["factors"]["founders"]}}))
    linked = analyse(played(one, lambda who, on, founders: 30.0 * (founders > 0) * (len(who) == 5)), one)
    told = linked.content["sentences"]["poor"]
    assert "1 of 2 settings" in told[0]
    assert "founders 4" in told[1]
    assert "everywhere" not in told[1]


def test_what_is_worse_with_linkage_is_told_as_harm(crossing):
    """Helpers replace each other: two do what one does, unless there are no founders."""

    def replacing(who, on, founders):
        helpers = len(who - {"household"})
        return 20.0 * ("household" in who) * (min(helpers, 1) if founders else helpers)

    found = analyse(played(crossing, replacing), crossing)
    helpers = found.of("poor", "helpers").set_index("founders")["verdict"]
    assert set(helpers.loc[4]) == {SHORT}
    assert PAYS not in set(helpers)
    told = found.content["sentences"]["poor"]
    assert told[0].startswith("On poor people, the helpers achieve more together")
    assert told[0].endswith("in none of 4 settings, and less in 2.")
    assert told[1] == "It is less everywhere with founders 4."
    told = analyse(played(crossing), crossing).content["sentences"]["sales"]
    assert told[0].endswith("in 4 of 4 settings, and less in none.")
    assert not any("everywhere" in line for line in told[:1])


def test_a_finding_tells_the_first_outcome_and_tables_of_all(crossing):
    answer = analyse(played(crossing), crossing).answer
    assert answer.verdicts[0].startswith("On poor people, ")
    assert answer.verdicts[-1].endswith("4 for sales.")
    assert max(len(re.findall(r"\d[\d,.]*", line)) for line in answer.verdicts) <= 3
    counts, ends, reach, more, *settings = answer.tables
    assert len(counts.rows) == 2 * 2
    assert len(more.rows) == 2 * 4
    assert len(ends.rows) == 2 * 2 * 2
    assert len(reach.rows) == 2 * 2
    assert [len(table.rows) for table in settings] == [4, 4]
    assert "better" in settings[0].cells()[0]


def test_a_block_is_told_by_what_it_restricts(crossing):
    factors, values = crossing.asked.factors, {"founders": [0, 2, 4, 6], "funds": [10.0, 90.0]}
    for ends, told in (((0, 2), "at most 2"), ((4, 6), "at least 4"), ((2, 4), "from 2 to 4"), ((2, 2), "2")):
        assert block_words({"founders": ends, "funds": (10.0, 90.0)}, factors, values) == f"founders {told}"
    assert "public funds at most 10" not in block_words({"founders": (0, 6), "funds": (90.0, 90.0)}, factors, values)


@pytest.mark.parametrize(
    ("values", "wanted"), [([1.0, 1.1, 0.9], PAYS), ([-1.0, -1.1, -0.9], SHORT), ([-1.0, 1.1, -0.9], UNCLEAR), ([0.0, 0.0, 0.0], NOTHING)]
)
def test_verdicts(values, wanted):
    samples = np.array(values)
    assert verdict(mean_of(samples, None)[0], samples) == wanted
    assert verdict(mean_of(samples, Members(np.ones(3), 1))[0], samples) == wanted


def test_over_an_ensemble_each_set_has_its_values_and_its_seeds():
    asked, three = Experiment.from_dict(ASKED | {"set": {"economy.gross_margin": 0.4}}), few().thinned(3)
    every = crossed_over(asked, three, EQUAL, 2)
    assert [one.experiment.data.seed for one in every] == [1, 1 + APART, 1 + 2 * APART][: len(every)]
    for one, values in zip(every, three.overrides(), strict=True):
        scenario = one.experiment.scenario_at(one.experiment.points[0])
        assert scenario.economy.parcel_value == values["economy.parcel_value"]
        assert scenario.economy.gross_margin == 0.4
        assert len(one.experiment.points) == 4 * 22


def test_means_over_an_ensemble_are_weighted(crossing):
    """The seeds 1, 2 and 3 are three sets: the last weighs half."""
    runs = played(crossing)
    runs["sales"] += 10.0 * (runs["seed"] == 3) * runs["design"].map(crossing.members[["household", "market", "platform"]].all(axis=1))
    found = analyse(runs, crossing, Members(np.array([0.25, 0.25, 0.5]), 1))
    total = found.of("sales", "total")
    assert total[total["founders"] == 0]["value"].to_list() == pytest.approx([49.0 + 0.5 * 10] * 2, abs=0.02)
    assert found.over == "3 parameter sets of 1 seed each"


def test_the_largest_block_has_no_hole():
    values = {"x": [0, 1, 2], "y": ["low", "high"]}
    cells = pd.DataFrame(list(product(*values.values())), columns=list(values))
    wanted = [row.x > 0 and not (row.x == 2 and row.y == "high") for row in cells.itertuples()]
    assert largest_block(cells, wanted, values) == ({"x": (1, 1), "y": ("low", "high")}, 2)
    assert largest_block(cells, [True] * 6, values) == ({"x": (0, 2), "y": ("low", "high")}, 6)
    assert largest_block(cells, [False] * 6, values) == ({}, 0)


SPREAD = {"design": {"kind": "lhs", "points": 8}, "factors": {"a": {"path": "platform.accuracy", "range": [0.1, 0.9]}}}
TWO = {"scenario": "", "scenarios": ["junpu", "base"], "factors": {"a": {"path": "platform.accuracy", "values": [0.5]}}}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"replicates": 1}, "at least 2 are needed"),
        (SPREAD, "design kind lhs, 1 factor and"),
        ({"factors": {"on": {"path": "platform.on", "values": [True, False]}}}, "switches platform.on"),
        ({"factors": {"on": {"path": "actors.market.active", "values": [True, False]}}}, "switches actors.market.active"),
        ({"outcomes": {"spending": {"column": "spending"}}}, "Outcome spending has no better direction"),
        (TWO, "and 2 scenarios"),
    ],
)
def test_an_experiment_that_does_not_fit_is_refused_in_a_sentence(changes, told):
    with pytest.raises(LinkageError, match=told):
        crossed(Experiment.from_dict({key: value for key, value in (ASKED | changes).items() if value != ""}))


def test_missing_runs_are_refused(crossing):
    runs = played(crossing)
    with pytest.raises(LinkageError, match="needs one run of every coalition with every seed"):
        analyse(runs.iloc[1:], crossing)
