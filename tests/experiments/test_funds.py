from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage_sim.errors import LinkageError
from linkage_sim.experiments.analysis.attribution.design import course, plan
from linkage_sim.experiments.analysis.attribution.funds import BONUS, EQUAL, OWN, PATHS, SCALED, brought, endowment, from_above, shared_out
from linkage_sim.experiments.analysis.attribution.spending import SPENT, sentences, spending_table
from linkage_sim.experiments.study.plan import Plan as Runs
from linkage_sim.scenario import Scenario
from linkage_sim.state.month import ACTORS

JUNPU = Scenario.load("junpu")
OWN_FUNDS = {"government": 90.0, "community": 2.0, "society": 8.0}


def given_out(scenario):
    """What the payers that are at work bring in a scenario."""
    return sum(brought(scenario).values())


def who(made, design):
    return {actor for actor in made.players if made.members.at[design, actor]}


def test_the_money_of_absent_payers_goes_to_the_others_in_proportion():
    assert shared_out(OWN_FUNDS, []) == OWN_FUNDS
    assert shared_out(OWN_FUNDS, ["government"]) == {"community": 20.0, "society": 80.0}
    assert shared_out(OWN_FUNDS, ["government", "society"]) == {"community": 100.0}
    assert shared_out(OWN_FUNDS, list(OWN_FUNDS)) == {}
    assert shared_out(OWN_FUNDS | {"community": 0.0}, ["government", "society"]) == {}


@given(st.lists(st.floats(0.01, 1e4), min_size=3, max_size=3), st.sets(st.sampled_from(sorted(PATHS)), max_size=2))
def test_nothing_is_lost_and_nothing_added(money, absent):
    own = dict(zip(PATHS, money, strict=True))
    shares = shared_out(own, absent)
    assert set(shares) == set(PATHS) - absent
    assert sum(shares.values()) == pytest.approx(sum(money))


@pytest.mark.parametrize("rule", [EQUAL, SCALED])
def test_every_coalition_with_a_payer_has_the_same_money(rule):
    made = plan("junpu", 2, funds=rule)
    total = given_out(JUNPU)
    assert len(made.experiment.points) == 64
    for point in made.experiment.points:
        scenario, present = made.experiment.scenario_at(point), who(made, point.design)
        payers = present & set(PATHS)
        assert {actor for actor in ACTORS if getattr(scenario.actors, actor).active} == present
        assert scenario.platform.on == made.members.at[point.design, "platform"]
        assert given_out(scenario) == pytest.approx(total if payers else 0.0)
        assert made.funds[point.design] == pytest.approx(total if payers else 0.0)
        assert scenario.actors.society.publicity_donations == 0.0


@pytest.mark.parametrize("rule", [OWN, EQUAL, SCALED])
def test_nobody_and_everybody_are_found_whatever_money_they_have(rule):
    made = plan("junpu", 2, funds=rule)
    assert {words: (who(made, design), made.members.at[design, "platform"]) for words, design in course(made.experiment).items()} == {
        "nobody": (set(), True), "everybody, without the platform": ({*ACTORS}, False), "everybody": ({*ACTORS}, True),
    }  # fmt: skip
    alone = plan("junpu", 2, funds=rule, platform=[False])
    assert {words: who(alone, design) for words, design in course(alone.experiment).items()} == {"nobody": set(), "everybody": {*ACTORS}}


def test_with_all_nothing_but_the_bonus_for_publicity_changes():
    changed = JUNPU.with_overrides(endowment(JUNPU, (), SCALED))
    assert set(changed.differences(JUNPU)) == {BONUS}
    assert endowment(JUNPU, ["government"], OWN) == {}


COUNTY = Scenario.load("china").with_overrides({"nation.only": ["ningxia-001"], "nation.per_stratum": 1})


def test_of_a_country_the_central_funds_are_shared_out_too():
    above = from_above(COUNTY)
    assert from_above(JUNPU) == 0.0
    assert above > 0
    assert brought(COUNTY)["government"] == pytest.approx(COUNTY.actors.government.public_funds + above)
    for absent in ((), ("government",), ("society",), ("government", "community")):
        changed = endowment(COUNTY, absent, EQUAL)
        anyway = 0.0 if "government" in absent else above  # comes with the government, whatever its public funds are
        given = [changed[path] for payer, path in PATHS.items() if payer not in absent]
        assert min(given) >= 0.0
        assert sum(given) + anyway == pytest.approx(given_out(COUNTY))


def test_central_funds_are_those_of_the_years_that_are_run():
    early, late = (from_above(COUNTY.with_overrides({"months": months})) for months in (12, 156))
    assert early < 0.7 * late  # 27 billion a year until 2011, 146 billion in 2020


def test_an_attribution_of_a_part_of_a_country_can_be_laid_out():
    made = plan("china", 2, settings={"nation.only": ["ningxia-001"], "nation.per_stratum": 1}, funds=EQUAL, months=12)
    assert list(made.measured)[:2] == ["taobao_villages", "exits"]
    assert len(made.experiment.points) == 64
    assert set(made.funds.round(6)) == {0.0, round(given_out(COUNTY.with_overrides({"months": 12})), 6)}
    assert made.experiment.scenario_at(made.experiment.points[5]).nation.only == ("ningxia-001",)


def test_capacities_grow_as_the_money_does_where_that_is_asked_for():
    for rule, times in ((EQUAL, 1.0), (SCALED, 100.0 / 2.0)):
        made = JUNPU.with_overrides(endowment(JUNPU, {"government", "society"}, rule))
        assert made.programmes["local_brand"].capacity == pytest.approx(times * JUNPU.programmes["local_brand"].capacity)
        assert made.programmes["training"].capacity == JUNPU.programmes["training"].capacity
        assert made.programmes["agriculture"].capacity == JUNPU.programmes["agriculture"].capacity


def test_without_a_rule_the_runs_are_those_of_before():
    made = plan("junpu", 2)
    assert made.experiment.design.kind == "grid"
    assert made.funds.max() == 100.0
    assert made.funds[(made.members[ACTORS[0]]) & ~made.members.any(axis=1)].empty
    society_alone = next(d for d in made.members.index if who(made, d) == {"society"})
    assert made.funds[society_alone] == 8.0


def test_coalitions_share_their_seeds_and_no_two_are_the_same_run():
    made = plan("junpu", 3, seed=5, funds=EQUAL)
    runs = list(Runs(made.experiment, "1").runs(3))
    assert {run.seed for run in runs} == {5, 6, 7}
    assert len({run.run for run in runs}) == 64 * 3


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ({"funds": "fair"}, "there is no rule 'fair'; use one of own, equal, scaled"),
        ({"funds": EQUAL, "settings": dict.fromkeys(PATHS.values(), 0.0)}, "where nobody brings any"),
        ({"funds": EQUAL, "removals": {"rich": {"actors.government.public_funds": 0.0}}}, "which equal funds set themselves"),
    ],
)
def test_what_cannot_be_made_equal_is_refused_in_a_sentence(how, told):
    with pytest.raises(LinkageError, match=told):
        plan("junpu", **how)


def toy_spending(values, scenario=JUNPU):
    """Two players, platform on: spending in RMB by coalition, two seeds each."""
    members = pd.DataFrame({"a": [False, True, False, True], "b": [False, False, True, True], "platform": [True] * 4})
    rows = [(design, seed, value) for design, value in enumerate(values) for seed in (1, 2)]
    outcomes = pd.DataFrame(rows, columns=["design", "seed", SPENT.name])
    return spending_table(outcomes, members, ("a", "b"), pd.Series([0.0, 10.0, 10.0, 10.0]), scenario)


def test_spending_is_told_with_what_is_missed():
    table = toy_spending([0.0, 490 * 60.0, 490 * 60 * 4.1, 490 * 60 * 4.0])
    assert table["players"].to_list() == ["", "a", "b", "a+b"]
    assert table["rate"].to_list() == pytest.approx([0.0, 1.0, 4.1, 4.0])
    assert table["missed"].to_list() == pytest.approx([-1.0, -0.75, 0.025, 0.0])
    told = " ".join(sentences(table))
    assert "are given 10 RMB per household and month and spend 4 with the platform." in told
    assert "Of 3 coalitions with money, 2 spend as much as all do in the same state, within 5 %" in told
    assert "a with the platform on (-75 %)" in told
    assert "1 coalition has no payer and no money." in told


def test_spending_is_told_per_household_of_all_real_villages():
    threefold = JUNPU.with_overrides({"places.junpu.weight": 3})
    assert toy_spending([0.0, 3 * 490 * 60.0, 0.0, 0.0], threefold)["rate"].to_list() == pytest.approx([0.0, 1.0, 0.0, 0.0])


def test_where_nothing_is_spent_that_is_told():
    assert list(sentences(toy_spending([0.0] * 4))) == ["No coalition was given any money that it spent."]
