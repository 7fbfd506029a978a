"""Levers of policy that are written by month: what is read, refused and kept, and when they take effect."""

from __future__ import annotations

import numpy as np
import pytest

from linkage_sim.errors import LinkageError
from linkage_sim.experiments.analysis.attribution.funds import EQUAL, refuse_unfit
from linkage_sim.model import LinkageModel
from linkage_sim.scenario import Scenario
from linkage_sim.scenario.behaviour import FACTS, behaviour
from linkage_sim.scenario.declare import in_month
from linkage_sim.scenario.overrides import parse_setting
from linkage_sim.scenario.parameters import json_schema, parameters
from linkage_sim.state.household import RECORDED
from linkage_sim.state.parameters import changes_by_month, parameter_values

AUDIT = "actors.government.audit"
LEVERS = {one.path: one for one in parameters() if one.dated}
BY_MONTH = {"2012-04": 0.1, "2012-08": 0.3}


def test_what_is_set_from_above_can_be_written_by_month() -> None:
    assert set(LEVERS) == {path for path in FACTS if path not in ("economy.spoilage", "population.income_sigma")} | {
        "platform.coverage", "platform.accuracy", "platform.check_power",
    }  # fmt: skip
    assert not set(LEVERS) & set(behaviour())
    for one in LEVERS.values():
        assert (one.kind, one.low, one.high) == ("number", 0.0, None if "RMB" in one.unit else 1.0)


@pytest.mark.parametrize(
    ("month", "value"), [("1999-01", 0.1), ("2012-03", 0.1), ("2012-04", 0.1), ("2012-07", 0.1), ("2012-08", 0.3), ("2030-01", 0.3)]
)
def test_a_value_holds_from_its_month_on_and_the_first_before_it(month, value) -> None:
    assert in_month(BY_MONTH, month) == value
    assert in_month(0.7, month) == 0.7


def test_a_lever_is_read_from_the_command_line_and_survives_writing(minimal, tmp_path) -> None:
    path, value = parse_setting("actors.government.audit={2012-08: 0.3, 2012-04: 0.1 chance per month}")
    made = minimal({path: value})
    assert made.actors.government.audit == BY_MONTH
    file = tmp_path / "made.yaml"
    file.write_text(made.to_yaml())
    again = Scenario.load(file)
    assert again == made == minimal().variant({AUDIT: BY_MONTH})
    assert again.to_yaml() == made.to_yaml()
    assert made.differences(minimal()) == {AUDIT: (0.02, BY_MONTH)}
    assert made.with_overrides({f"{AUDIT}.2012-08": 0.5}).actors.government.audit == {"2012-04": 0.1, "2012-08": 0.5}
    assert made.with_overrides({AUDIT: 0.02}) == minimal() == made.variant({AUDIT: 0.02})


def test_a_file_replaces_the_months_of_the_one_that_it_extends(tmp_path) -> None:
    (tmp_path / "one.yaml").write_text(
        "schema: 1\nname: one\ntitle: One\nextends: base\nactors: {government: {audit: {2012-04: 0.1, 2012-08: 0.3}}}\n"
        "evidence: {actors.government.audit: {assumed: a try}}\n"
    )
    (tmp_path / "two.yaml").write_text(
        "schema: 1\nname: two\ntitle: Two\nextends: one.yaml\nactors: {government: {audit: {2013-01: 0.2}}}\n"
    )
    (tmp_path / "three.yaml").write_text("schema: 1\nname: three\ntitle: Three\nextends: one.yaml\nactors: {government: {audit: 0.2}}\n")
    assert Scenario.load(tmp_path / "two.yaml").actors.government.audit == {"2013-01": 0.2}
    assert AUDIT not in Scenario.load(tmp_path / "two.yaml").evidence
    assert Scenario.load(tmp_path / "three.yaml").actors.government.audit == 0.2


@pytest.mark.parametrize(
    ("value", "where", "what", "remedy"),
    [
        ({}, "", "has no month", "write a number, or months"),
        ({"2014-13": 0.1}, ".2014-13", "is no month", "write a month such as 2014-04"),
        ({"1812-01": 0.1}, ".1812-01", "is no month", "write a month such as 2014-04"),
        ({2014: 0.1}, ".2014", "is no month", "write a month such as 2014-04"),
        ({"2014-04": 2}, ".2014-04", "is 2, but must be a number from 0 to 1", "choose a value in that range"),
        ({"2014-04": "much"}, ".2014-04", 'is the text "much", but must be a number', "write a number without quotes"),
        ({"2014-04": True}, ".2014-04", "is true, but must be a number", "write it so"),
        ({"2014-04": None}, ".2014-04", "is empty, but must be a number", "write a value or remove the line"),
        ({"2014-04": float("nan")}, ".2014-04", "is nan, but must be a number", "choose a value in that range"),
        (7, "", "is 7, but must be a number from 0 to 1", "choose a value in that range"),
        ([0.1], "", "is a list, but must be a number", "write it so"),
    ],
)
def test_what_is_no_lever_is_refused_in_one_sentence(minimal, value, where, what, remedy) -> None:
    with pytest.raises(LinkageError) as refused:
        minimal({AUDIT: value})
    told = str(refused.value)
    assert f"{AUDIT}{where} {what}" in told
    assert remedy in told
    assert "more problem" not in told


def test_what_is_no_lever_of_policy_is_one_number(minimal) -> None:
    with pytest.raises(LinkageError, match=r"actors\.government\.punish is a block of keys, but must be a number"):
        minimal({"actors.government.punish": {"2014-04": 0.1}})


def test_the_schema_allows_both_forms() -> None:
    kinds = [kind["type"] for kind in json_schema()["$defs"]["GovernmentRules"]["properties"]["audit"]["anyOf"]]
    assert kinds == ["number", "object", "string"]


def test_a_plain_number_and_a_course_are_told_apart_and_the_order_of_months_is_not(minimal) -> None:
    assert minimal({AUDIT: {"2012-08": 0.3, "2012-04": 0.1}}) == minimal({AUDIT: BY_MONTH})
    assert minimal({AUDIT: 0.1}) != minimal({AUDIT: BY_MONTH})
    assert changes_by_month([minimal({AUDIT: 0.1})]) == {}


def test_values_are_resolved_for_the_first_month_and_changes_come_in_theirs(minimal) -> None:
    past = minimal({AUDIT: {"2011-01": 0.5, "2011-06": 0.6, "2012-03": 0.7}})
    assert parameter_values(past)["audit"] == 0.6
    assert changes_by_month([minimal(), past]) == {2: [(1, "audit", 0.7)]}


MONEY = {
    "actors.government.public_funds": ("government", 50.0),
    "actors.community.village_fund": ("community", 5.0),
    "actors.society.donations": ("society", 7.0),
}


@pytest.mark.parametrize("path", MONEY)
def test_money_changes_in_the_very_month_and_not_before(minimal, path) -> None:
    account, amount = MONEY[path]
    quiet = {"months": 6, "actors.market.active": False}
    funds = [LinkageModel(minimal({**quiet, path: value})) for value in (amount, {"2012-01": amount, "2012-04": 2 * amount})]
    received = np.zeros((2, 7))
    for month in range(1, 7):
        for k, model in enumerate(funds):
            model.step()
            received[k, month] = model.balance(account)
    plain, dated = np.diff(received)
    np.testing.assert_allclose(dated[:3], plain[:3])
    np.testing.assert_allclose(dated[3:], 2 * plain[3:])


def test_before_its_month_nothing_differs_and_from_then_on_it_does(lively) -> None:
    short = lively.with_overrides({"months": 14})
    for path, value in (("platform.accuracy", {"2012-01": 0.85, "2012-10": 0.0}), ("platform.coverage", {"2012-01": 0.9, "2012-10": 0.1})):
        plain, dated = (LinkageModel(one).run().record.monthly for one in (short, short.with_overrides({path: value})))
        same = (plain == dated).all(axis=1)
        assert same[:9].all()
        assert not same[9]


def test_the_platforms_record_grows_and_shrinks_with_its_coverage(minimal) -> None:
    scenario = minimal({"platform.coverage": {"2012-01": 0.2, "2012-03": 0.6, "2012-05": 0.2}, "months": 6}, households=400)
    model, seen = LinkageModel(scenario), []
    for _ in range(6):
        model.step()
        seen.append((model.households.card & RECORDED) != 0)
    np.testing.assert_array_equal(seen[0], seen[1])
    np.testing.assert_array_equal(seen[0], seen[4])
    assert (seen[2] >= seen[0]).all()
    assert [one.mean() for one in seen[::2]] == pytest.approx([0.2, 0.6, 0.2], abs=0.08)
    whole = LinkageModel(minimal({"platform.coverage": 0.6, "months": 6}, households=400))
    np.testing.assert_array_equal(seen[2], (whole.households.card & RECORDED) != 0)


def test_runs_side_by_side_keep_their_own_policy(minimal) -> None:
    quiet, path = {"months": 4, "actors.market.active": False}, "actors.government.public_funds"
    both = [minimal({**quiet, path: value}) for value in (50.0, {"2012-01": 50.0, "2012-03": 0.0})]
    model = LinkageModel(both[0], seeds=[1, 1], scenarios=both)
    model.run()
    assert model.world.parameters.array["public_funds"].tolist() == [50.0, 0.0]


def test_funds_that_change_by_month_cannot_be_made_equal(minimal) -> None:
    dated = minimal({"actors.government.public_funds": {"2012-01": 50.0, "2012-03": 0.0}})
    with pytest.raises(LinkageError, match=r"change by month; set actors\.government\.public_funds to one number"):
        refuse_unfit(dated, EQUAL)
