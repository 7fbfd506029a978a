"""What one unit of a programme changes in a household."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage_sim.actors.household.assistance import (
    MAX_DEPENDENCE,
    mend,
    skill_reach,
    take_money,
    take_unit,
    towards,
    towards_one,
)
from linkage_sim.scenario.programmes import NEEDS, PROVIDERS
from linkage_sim.state.household import (
    CHILD_MORTALITY,
    CONNECTED,
    FUEL,
    HOUSING,
    ILLNESS,
    SCHOOLING,
    SUBSIDISED,
    YEARS_OF_SCHOOLING,
    Household,
)
from linkage_sim.state.ledger import Flow
from linkage_sim.state.parameters import Parameters, ProgrammeRow
from linkage_sim.state.village import Books, Village

HELP = {"title": "Help", "providers": ["society"], "need": "illness", "cost": 500, "capacity": 100}


def helped(household: Household | None = None, draw: float = 0.5, **effect: float) -> Household:
    """Give a household one unit of a programme against illness."""
    household = household or Household(need=ILLNESS, skill=0.2, motivation=0.4)
    programme, needy = ProgrammeRow(need=NEEDS.index("illness"), **effect), household.need & ILLNESS != 0
    assert take_unit(household, programme, Parameters(aptitude=0.6), (draw, draw, draw, draw)) is needy
    return household


@pytest.mark.parametrize("traits", [school + 16 * age for school in range(5) for age in range(3)])
def test_gains_are_parts_of_what_is_missing(traits) -> None:
    household = helped(Household(need=ILLNESS, skill=0.2, motivation=0.4, traits=traits), skill=0.3, motivation=0.25)
    assert household.skill == pytest.approx(0.2 + 0.3 * max(skill_reach(traits, 0.6) - 0.2, 0.0))
    assert household.motivation == pytest.approx(0.4 + 0.25 * 0.6)


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_no_gain_leads_beyond_the_reach_and_none_takes_away(level, part, reach) -> None:
    after = towards(level, part, reach)
    assert level - 1e-12 <= after <= max(level, reach) + 1e-12
    assert after == pytest.approx(level) or level < reach


def test_the_young_and_the_schooled_can_learn_more() -> None:
    by_schooling = [skill_reach(school + 16, 0.6) for school in range(5)]
    by_age = [skill_reach(2 + 16 * age, 0.6) for age in range(3)]
    assert by_schooling == sorted(by_schooling)
    assert by_age == sorted(by_age, reverse=True)
    assert by_schooling[2] == by_age[1] == 0.6  # junior schooling in middle age is the measure
    assert skill_reach(4, 1.0) == 1.0
    assert skill_reach(32, 0.1) == 0.0


@given(st.floats(0, 1), st.floats(0, 1))
def test_no_gain_leaves_the_scale(level, part) -> None:
    assert level - 1e-12 <= towards_one(level, part) <= 1


def test_news() -> None:
    assert helped(awareness=1.0, draw=0.999).aware
    assert not helped(awareness=0.0, draw=1e-7).aware


def test_a_cure_is_for_those_that_have_the_need() -> None:
    assert helped(cure=1.0, draw=0.999).need == 0
    assert helped(cure=0.0, draw=1e-7).need == ILLNESS
    assert helped(Household(need=SCHOOLING), cure=1.0).need == SCHOOLING


def test_a_unit_that_meets_a_need_counts_and_another_is_wasted(bench) -> None:
    here = bench({"programmes.help": {**HELP, "effect": {"cure": 0.2}}})
    for need, met in ((ILLNESS, 60), (SCHOOLING, 0)):
        here.play("input").set(need=need, received=1).play("implementation")
        assert here.offers[0].met == met
        assert here.month.wasted == 60 - met


@pytest.mark.parametrize("journal", [0, 1])
def test_money_reaches_the_household_and_the_rest_is_in_kind(journal) -> None:
    household, village, books = Household(), Village(journal=journal), Books()
    programme = ProgrammeRow(payer=PROVIDERS.index("society"), cost=500.0, cash=350.0, loan=2_000.0)
    take_money(household, programme, village, books)
    assert village.flows[Flow.AID_SOCIETY] == 350
    assert village.flows[Flow.KIND_SOCIETY] == 150
    assert village.flows[Flow.LOANS] == household.debt == 2_000
    assert village.flows.sum() == 2_500
    assert household.cash == 2_350
    assert household.flags & SUBSIDISED
    assert [books.flows[Flow.AID_SOCIETY], books.flows[Flow.LOANS], books.flows.sum()] == [350 * journal, 2_000 * journal, 2_350 * journal]


def test_who_owes_already_gets_no_subsidy() -> None:
    household = Household(debt=1.0)
    take_money(household, ProgrammeRow(cost=500.0, loan=2_000.0), Village(), Books())
    assert household.debt == 2_001
    assert not household.flags & SUBSIDISED


def test_earning_power_and_relief() -> None:
    household = helped(Household(need=ILLNESS, earning=2.0, relief=3), earning=0.1, relief=12)
    assert household.earning == pytest.approx(2.2)
    assert household.relief == 12
    assert helped(Household(need=ILLNESS, relief=30), relief=5).relief == 30


def test_a_pure_handout_makes_dependent_and_that_has_an_end() -> None:
    assert helped(handout=True).dependence == 2
    assert helped().dependence == 0
    assert helped(Household(need=ILLNESS, dependence=MAX_DEPENDENCE), handout=True).dependence == MAX_DEPENDENCE


def test_housing_mends_one_deprivation_of_the_living_standard() -> None:
    others = CHILD_MORTALITY | YEARS_OF_SCHOOLING
    left = [helped(Household(need=ILLNESS, deprived=others | FUEL | HOUSING), draw, housing=1.0).deprived for draw in (0.1, 0.5, 0.9)]
    assert left == [others | HOUSING, others | FUEL, others | FUEL]


@given(st.integers(0, 1023), st.floats(0, 0.999))
def test_mending_takes_away_one_of_five_or_nothing(deprived, u) -> None:
    left = mend(deprived, u)
    gone = deprived & ~left
    assert left & ~deprived == 0
    assert gone in (0, 16, 32, 64, 128, 256)
    assert (gone == 0) is (deprived & (16 | 32 | 64 | 128 | 256) == 0)


def test_two_units_for_one_need_overlap(bench) -> None:
    here = bench({"programmes.a": HELP, "programmes.b": HELP, "programmes.c": {**HELP, "need": "schooling"}}).play("input")
    here.set(need=ILLNESS, received=0)
    here.households.received[:3] = 0b111
    here.households.received[3:5] = 0b101
    here.play("implementation")
    assert here.month.overlaps == 3
    assert here.month.wasted == 5
    assert list(here.offers.met) == [5, 3, 0]


def test_the_last_of_thirty_two_programmes_is_served(bench) -> None:
    here = bench({f"programmes.p{k}": {**HELP, "effect": {"skill": 1.0 if k == 31 else 0.0}} for k in range(32)}).play("input")
    here.set(skill=0.1, received=0, traits=4).rule(aptitude=0.9)  # a young head from college can learn all
    here.households.received[7] = 1 << 31
    here.play("implementation")
    skill = here.households.skill
    assert skill[7] == skill.max() == 1.0
    assert np.sort(skill)[-2] < 0.2


def test_lines_connect_in_a_fixed_order(bench) -> None:
    here, before = bench(broadband=0.3, households=300), np.zeros(300, bool)
    for month, broadband in enumerate((0.3, 0.6, 1.0)):
        here.place(broadband=broadband).play("input", month).play("implementation", month)
        connected = (here.households.flags & CONNECTED) != 0
        assert connected.mean() == pytest.approx(broadband, abs=0.1)
        assert connected[before].all()
        before = connected
    assert before.all()
