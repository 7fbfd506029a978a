from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage_sim.actors.community import visit_household
from linkage_sim.actors.household.input import (
    lacks,
    recovered,
    state_deprivations,
    state_needs,
    struck,
    suffer_shocks,
    throws_back,
    village_lacks,
    voice_chance,
    voice_needs,
)
from linkage_sim.kernel.random import Draws, Purpose, draw_all
from linkage_sim.kernel.state import empty
from linkage_sim.scenario.programmes import NEEDS
from linkage_sim.state.environment import EnvironmentRow
from linkage_sim.state.household import (
    ASSETS,
    ATTENDANCE,
    AWARE,
    BROADBAND,
    CONNECTED,
    DISABILITY,
    DISASTER,
    DRINKING_WATER,
    FUEL,
    FUNDS,
    GOODS,
    ILLNESS,
    INFORMATION,
    LABOUR,
    LAND,
    LOGISTICS,
    MARRIAGE,
    MOTIVATION,
    NUTRITION,
    ROADS,
    SCHOOLING,
    SHOCKS,
    SKILLS,
    WATER,
    Household,
)
from linkage_sim.state.month import Month
from linkage_sim.state.parameters import Parameters
from linkage_sim.state.village import Village

SHARE = st.floats(0, 1)
LIFE = Parameters(
    illness_onset=0.1,
    disability_onset=0.05,
    schooling_onset=0.2,
    disaster_onset=0.01,
    marriage_onset=0.04,
    illness_recovery=0.5,
    schooling_end=0.3,
    disaster_end=0.2,
    marriage_end=0.1,
    know_midpoint=0.4,
    belief_midpoint=0.5,
    startup_capital=5_000.0,
)


def month_of_draws(households: int) -> list[Draws]:
    """Draws of a month's input, as a village makes them."""
    draws = empty(Draws, households)
    draw_all(draws, 0, Purpose.INPUT, Village(seed=1, key=2))
    return list(draws)


def test_bits_are_in_the_order_of_the_register() -> None:
    bits = (ILLNESS, DISABILITY, SCHOOLING, DISASTER, MARRIAGE, LAND, WATER, SKILLS, FUNDS, LABOUR, ROADS, MOTIVATION)
    bits += (INFORMATION, BROADBAND, LOGISTICS, GOODS)
    assert [1 << k for k in range(len(NEEDS))] == list(bits)


@pytest.mark.parametrize(
    ("u", "shock"),
    [(0.0, ILLNESS), (0.099, ILLNESS), (0.12, DISABILITY), (0.2, SCHOOLING), (0.355, DISASTER), (0.38, MARRIAGE), (0.41, 0), (0.999, 0)],
)
def test_one_shock_strikes_at_its_chance(u, shock) -> None:
    assert struck(0, u, LIFE) == shock
    assert struck(shock, u, LIFE) == 0  # none that is there already


@given(st.integers(0, 2**16 - 1), SHARE)
def test_at_most_one_new_shock(need, u) -> None:
    shock = struck(need, u, LIFE)
    assert shock in (0, ILLNESS, DISABILITY, SCHOOLING, DISASTER, MARRIAGE)
    assert shock & need == 0


@given(st.integers(0, 2**16 - 1), SHARE)
def test_only_what_is_there_ends_and_disability_never(need, u) -> None:
    ended = recovered(need, u, LIFE)
    assert ended & ~need == 0
    assert ended & (DISABILITY | ~SHOCKS) == 0


@pytest.mark.parametrize(("u", "ended"), [(0.05, SHOCKS & ~DISABILITY), (0.15, ILLNESS | SCHOOLING | DISASTER), (0.4, ILLNESS), (0.6, 0)])
def test_shocks_end_at_their_chances(u, ended) -> None:
    assert recovered(SHOCKS, u, LIFE) == ended


FULL = {"skill": 0.5, "motivation": 0.6, "cash": 5_000.0, "workers": 2, "away": 1, "flags": AWARE | CONNECTED}


@pytest.mark.parametrize(
    ("missing", "lacking_here", "bits"),
    [
        ({}, 0, 0),
        ({"skill": 0.39}, 0, SKILLS),
        ({"motivation": 0.49}, 0, MOTIVATION),
        ({"cash": 4_999.0}, 0, FUNDS),
        ({"away": 2}, 0, LABOUR),
        ({"flags": CONNECTED}, 0, INFORMATION),
        ({"flags": AWARE}, 0, BROADBAND),
        ({}, ROADS | GOODS, ROADS | GOODS),
        ({"need": ILLNESS | LAND}, 0, ILLNESS | LAND),
        ({"need": SKILLS | FUNDS | LABOUR | ROADS | MOTIVATION | INFORMATION | BROADBAND | LOGISTICS | GOODS}, 0, 0),
        ({"skill": 0.0, "cash": 0.0, "flags": 0}, 0, SKILLS | FUNDS | INFORMATION | BROADBAND),
    ],
)
def test_needs_follow_what_is_missing(missing, lacking_here, bits) -> None:
    household = Household(**{**FULL, **missing})
    assert lacks(household, lacking_here, LIFE) == bits
    state_needs(household, lacking_here, LIFE)
    assert household.need == bits


@pytest.mark.parametrize(
    ("missing", "bits"),
    [
        ({}, 0),
        ({"roads": 0.1}, ROADS),
        ({"shipping": 0.1}, LOGISTICS),
        ({"goods": 0.1}, GOODS),
        ({"roads": 0.1, "goods": 0.1}, ROADS | GOODS),
    ],
)
def test_what_a_village_lacks_all_its_households_lack(bench, missing, bits) -> None:
    facts = {"roads": 1.0, "shipping": 1.0, "goods": 1.0, "brand": 1.0, **missing}
    assert village_lacks(Village(**facts)) == bits
    assert (bench().place(**facts).play("input").households.need & (ROADS | LOGISTICS | GOODS) == bits).all()


def test_a_shock_throws_back_below_the_threshold() -> None:
    assert throws_back(1_499.0, 1_500.0)
    assert not throws_back(1_500.0, 1_500.0)


@given(SHARE, SHARE, SHARE, st.floats(1, 36))
def test_the_chance_to_be_heard(alone, motivation, coverage, delay) -> None:
    scattered, linked = (voice_chance(alone, motivation, by_platform, coverage, delay) for by_platform in (False, True))
    assert 0 <= scattered <= linked + 1e-12
    assert linked <= 1
    assert scattered == pytest.approx(alone * motivation)
    assert voice_chance(alone, 0.0, True, coverage, delay) == 0


def suffer(household: Household, parameters: Parameters, draws: Draws | None = None, month: int = 0) -> Household:
    suffer_shocks(household, 0, Village(), parameters, draws or Draws(first=0.5, second=0.5), month)
    return household


@pytest.mark.parametrize("u", [1e-6, 0.5, 0.999])
def test_everyone_is_struck_where_that_is_certain(u) -> None:
    certain = Parameters(illness_onset=1.0, asset_threshold=1_500.0)
    household = suffer(Household(cash=9_999.0), certain, Draws(first=u, second=u))
    assert household.need == ILLNESS
    assert household.setbacks == 0


def test_a_setback_and_its_recovery() -> None:
    certain = Parameters(illness_onset=1.0, asset_threshold=1_500.0, setback_loss=0.2, setback_recovery=1.0)
    household = suffer(Household(earning=1.0), certain)
    assert household.setbacks == 1
    assert household.earning == pytest.approx(0.8)
    suffer(household, certain, month=1)  # ill already: no further shock, no assets to recover with
    assert household.setbacks == 1
    household.cash = 1e6
    suffer(household, certain, month=2)
    assert household.setbacks == 0
    assert household.earning == pytest.approx(1.0)


def test_setbacks_do_not_pile_up_without_end() -> None:
    again = Parameters(illness_onset=1.0, illness_recovery=1.0, asset_threshold=1_500.0, setback_loss=0.5)
    household = Household(earning=1.0)
    for month in range(15):
        suffer(household, again, month=month)
    assert household.setbacks == 5
    assert household.earning == pytest.approx(0.5**5)


def test_shares_of_shocks_are_those_of_their_chances() -> None:
    chances = Parameters(schooling_onset=0.3, illness_onset=0.1)
    needs = [suffer(Household(), chances, draws).need for draws in month_of_draws(1_000)]
    assert sum(need == SCHOOLING for need in needs) / 1_000 == pytest.approx(0.3, abs=0.06)
    assert sum(need == ILLNESS for need in needs) / 1_000 == pytest.approx(0.1, abs=0.04)


def test_needs_that_are_voiced_wait_until_they_are_met() -> None:
    household, lasting, ending = (
        Household(need=ILLNESS, voiced=ILLNESS | SCHOOLING, received=5),
        Parameters(),
        Parameters(illness_recovery=1.0),
    )
    state_needs(suffer(household, lasting), 0, lasting)
    assert household.voiced == ILLNESS
    assert household.received == 0
    state_needs(suffer(household, ending, month=1), 0, ending)
    assert household.voiced == 0


def test_the_motivated_voice_all_that_they_need() -> None:
    month = Month()
    for need in (SKILLS | FUNDS, ILLNESS, 0):
        household = Household(motivation=1.0, need=need)
        voice_needs(household, Village(), Parameters(household_active=1.0, voice_alone=1.0), Draws(third=0.999), month)
        assert household.voiced == need
    assert month.input_household == 2


@pytest.mark.parametrize("linked", [0.0, 1.0])
def test_without_motivation_only_a_visit_hears(linked) -> None:
    household, village, month = Household(need=SKILLS | ILLNESS), Village(last=60, linked=linked), Month()
    parameters = Parameters(household_active=1.0, voice_alone=1.0, coverage=1.0, delay=1.0, community_active=1.0, visit_accuracy=1.0)
    sure = Draws(third=1e-7, fourth=1e-7)
    voice_needs(household, village, parameters, sure, month)
    visit_household(household, village, parameters, sure, month)
    assert household.voiced == month.input_household == month.input_community == 0
    parameters.visits = 60.0
    visit_household(household, village, parameters, Draws(fourth=0.999), month)
    assert household.voiced == household.need
    assert month.input_community == 1


def test_a_committee_visits_as_many_as_it_can() -> None:
    def visited(active: float) -> float:
        month, parameters = Month(), Parameters(community_active=active, visits=200.0, visit_accuracy=0.5)
        for draws in month_of_draws(1_000):
            visit_household(Household(), Village(last=1_000), parameters, draws, month)
        return month.input_community

    assert visited(1.0) == pytest.approx(100, abs=40)
    assert visited(0.0) == 0


@pytest.mark.parametrize(
    ("income", "need", "cash", "deprived"),
    [
        (3.0, 0, 1e6, 0),
        (0.1, 0, 1e6, NUTRITION),
        (0.89, 0, 1e6, NUTRITION),
        (0.91, 0, 1e6, 0),
        (0.1, SCHOOLING, 1e6, NUTRITION | ATTENDANCE),
        (0.1, SCHOOLING, 0.0, NUTRITION | ATTENDANCE | ASSETS),
        (3.0, SCHOOLING, 0.0, 0),
        (3.0, WATER, 1e6, DRINKING_WATER),
    ],
)
def test_deprivations_that_follow_from_the_month(income, need, cash, deprived) -> None:
    for before in (0, NUTRITION | ATTENDANCE | ASSETS):
        household = Household(income=2_700.0 * income, need=need, cash=cash, deprived=FUEL | before)
        state_deprivations(household, Parameters(nutrition_line=0.9, asset_threshold=1_500.0), EnvironmentRow(poverty_line=2_700.0))
        assert household.deprived == FUEL | deprived


def test_a_village_lives_through_its_input(bench) -> None:
    quiet = {f"actors.household.{name}_onset": 0 for name in ("disability", "schooling", "disaster", "marriage")}
    here = bench({**quiet, "actors.household.illness_onset": 1, "actors.community.active": False}).rule(voice_alone=1.0)
    here.set(need=0, voiced=0, motivation=1.0, cash=9_999.0).play("input")
    assert (here.households.need & SHOCKS == ILLNESS).all()
    assert (here.households.voiced == here.households.need).all()
    assert here.month.input_household == 60
    here.rule(community_active=1.0, household_active=0.0, visits=60.0, visit_accuracy=1.0).set(voiced=0).play("input", 1)
    assert (here.households.voiced == here.households.need).all()
    assert here.month.input_community == 60
