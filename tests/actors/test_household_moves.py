"""Migrants come home where there is work or something to found, and free hands leave where there is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage_sim.actors.household.moves import become_founder, founder_chance, may_leave, move, shop_calls, wants_to_leave
from linkage_sim.kernel.random import Draws
from linkage_sim.state.environment import EnvironmentRow
from linkage_sim.state.household import AWARE, CONNECTED, FOUNDER, RETURNED, Household
from linkage_sim.state.ledger import Flow
from linkage_sim.state.month import Month
from linkage_sim.state.parameters import Parameters
from linkage_sim.state.village import Books, Village
from tests.worlds import small_world

SHARE = st.floats(0, 1)
NEVER = {"home_rate": 0.0, "return_rate": 0.0, "leave_rate": 0.0, "founder_share": 0.0, "urban_skill": 0.25, "return_news": 1.0}
EASY = {"startup_capital": 5_000.0, "belief_midpoint": 0.1, "know_midpoint": 0.1, "piece_slope": 50.0, "unseen_trust": 1.0,
        "second_chance": 0.1, "informants": 2.0, "parcel_value": 100.0, "parcels_per_hand": 100.0, "store_attention": 0.5,
        "worth_while": 0.5}  # fmt: skip
ABLE = {"workers": 1, "away": 1, "flags": AWARE | CONNECTED, "cash": 6_000.0, "skill": 0.9, "motivation": 0.9}


def called(household: dict[str, float], seen: int = 0, **place: float) -> float:
    """Return how far there is work at home for a migrant of a household."""
    village = Village(**{"shipping": 1.0, "goods": 1.0, **place})
    return shop_calls(Household(**household), seen, village, Parameters(**EASY), EnvironmentRow(migrant_wage=2_000.0))


@pytest.mark.parametrize(
    ("workers", "away", "sales", "calls"), [(2, 1, 4_000.0, 0.0), (2, 1, 6_000.0, 1.0), (3, 1, 6_000.0, 0.0), (1, 1, 0.0, 1.0)]
)
def test_a_shop_of_ones_own_calls_where_it_would_hire_else(workers, away, sales, calls) -> None:
    assert called({"stores": 1, "workers": workers, "away": away, "sales": sales}) == calls


def test_a_shop_that_would_be_opened_calls_where_nobody_is_at_home_to_do_it() -> None:
    assert called(ABLE) == pytest.approx(1.0, abs=1e-6)
    for missing in ({"workers": 2}, {"flags": CONNECTED}, {"cash": 4_999.0}, {"skill": 0.0}, {"motivation": 0.0}):
        assert called({**ABLE, **missing}) < 0.01
    for missing in ({"shipping": 0.0}, {"goods": 0.0}, {"stores": 3.0, "profit_household": 0.0}):
        assert called(ABLE, **missing) == 0.0


def test_a_job_calls_for_which_the_village_has_no_hands() -> None:
    assert called({"workers": 2, "away": 1}, vacancies=0.3) == pytest.approx(0.3)
    assert called({"workers": 2, "away": 1}) == 0.0
    assert called({"stores": 1, "workers": 3, "away": 1}, vacancies=1.0) == 0.0  # who keeps a shop takes no job in another


def test_who_earns_less_than_a_migrant_wants_to_leave() -> None:
    # 9,000 RMB a head for four are 3,000 a month
    assert wants_to_leave(9_000.0, 4, 1, 3_001.0)
    assert not wants_to_leave(9_000.0, 4, 1, 3_000.0)
    assert wants_to_leave(9_000.0, 4, 2, 1_501.0)


@pytest.mark.parametrize(("stores", "workers", "away", "may"), [(0, 3, 1, True), (0, 2, 1, False), (1, 3, 0, False)])
def test_one_worker_stays_and_nobody_leaves_a_shop(stores, workers, away, may) -> None:
    assert may_leave(Household(stores=stores, workers=workers, away=away)) is may


@given(SHARE, SHARE, SHARE, SHARE)
def test_the_chance_to_found_is_a_share_and_rises_with_news_and_goods(internet, fame, goods, part) -> None:
    chance = founder_chance(internet, fame, goods, part)
    assert 0 <= chance <= part
    assert chance <= founder_chance(min(internet + 0.1, 1.0), fame, goods, part) + 1e-12
    assert chance <= founder_chance(internet, min(fame + 0.1, 1.0), goods, part) + 1e-12
    assert chance <= founder_chance(internet, fame, min(goods + 0.1, 1.0), part) + 1e-12
    assert founder_chance(0.0, 0.0, goods, part) == founder_chance(internet, fame, 0.0, part) == 0.0


def test_the_chance_to_found_by_hand() -> None:
    assert founder_chance(0.2, 0.5, 0.9, 0.1) == pytest.approx(0.1 * 0.9 * 0.6)


@pytest.mark.parametrize(("cash", "brought"), [(1_000.0, 4_000.0), (5_000.0, 0.0), (9_000.0, 0.0), (0.0, 5_000.0)])
def test_a_founder_brings_experience_and_what_savings_are_missing(cash, brought) -> None:
    household, village, books, month = Household(cash=cash, quality=1.5), Village(journal=1), Books(), Month()
    become_founder(household, village, Parameters(startup_capital=5_000.0, founder_quality=2.0), books, month)
    assert household.flags == AWARE | FOUNDER
    assert household.quality == pytest.approx(3.0)
    assert (household.skill, household.motivation) == (pytest.approx(0.7), pytest.approx(0.85))
    assert household.cash == cash + brought
    assert village.flows[Flow.BROUGHT] == books.flows[Flow.BROUGHT] == brought
    assert month.founders_home == 1


def test_experience_makes_nobody_worse() -> None:
    household = Household(skill=0.9, motivation=0.95, cash=9.0)
    become_founder(household, Village(), Parameters(founder_quality=1.0), Books(), Month())
    assert (household.skill, household.motivation) == (pytest.approx(0.9), pytest.approx(0.95))


class Home:
    """A village in which one household's members come and go; keywords are parameters."""

    def __init__(self, scenario, place: dict[str, float] | None = None, **rules: float) -> None:
        self.world = small_world(scenario)
        self.village, self.month, self.parameters = self.world.villages[0], self.world.months[0], self.world.parameters[0]
        for name, value in {**NEVER, **rules}.items():
            setattr(self.parameters, name, value)
        for name, value in (place or {}).items():
            setattr(self.village, name, value)

    def after(self, household: Household, times: int = 1, draw: float = 0.99) -> Household:
        """Let members of a household come and go for some months."""
        for _ in range(times):
            move(household, 0, self.village, self.parameters, Draws(second=draw, third=draw, fourth=draw), self.world)
        return household


@pytest.fixture
def home(minimal):
    return lambda place=None, **rules: Home(minimal(), place, **rules)


def test_who_returns_brings_skill_and_news(home) -> None:
    here, household = home(home_rate=1.0), Household(workers=3, away=2, skill=0.2)
    here.after(household)
    assert household.away == here.month.returned == 1
    assert household.skill == pytest.approx(0.2 + 0.25 * 0.8)
    assert household.flags == AWARE | RETURNED
    here.after(household, 2)
    assert household.away == 0
    assert here.month.returned == 2
    assert here.month.founders_home == 0


@pytest.mark.parametrize(
    ("household", "away"),
    [
        ({"income": 100.0}, 2),  # one stays
        ({"income": 1e6}, 0),
        ({"income": 100.0, "stores": 1}, 0),
    ],
)
def test_free_hands_leave_but_one_stays_and_nobody_leaves_a_shop_or_a_good_income(home, household, away) -> None:
    assert home(leave_rate=1.0).after(Household(workers=3, size=4, **household), 4).away == away


@pytest.mark.parametrize(("jobs", "draw", "leaves"), [(0.0, 0.9, 1), (0.3, 0.65, 1), (0.3, 0.75, 0), (1.0, 1e-6, 0)])
def test_nobody_leaves_a_helpers_job(home, jobs, draw, leaves) -> None:
    here = home({"job_share": jobs}, leave_rate=1.0)
    assert here.after(Household(workers=3, size=4, income=100.0), draw=draw).away == leaves


@pytest.mark.parametrize(("vacancies", "draw", "comes"), [(0.0, 1e-6, 0), (0.5, 0.49, 1), (0.5, 0.51, 0), (1.0, 0.99, 1)])
def test_migrants_come_home_as_far_as_there_is_work(home, vacancies, draw, comes) -> None:
    here = home({"vacancies": vacancies}, return_rate=1.0)
    assert here.after(Household(workers=3, away=1), draw=draw).away == 1 - comes


def test_without_initiative_nobody_comes_home_for_work(home) -> None:
    here = home({"vacancies": 1.0}, return_rate=1.0, household_active=0.0)
    assert here.after(Household(workers=3, away=1), draw=1e-6).away == 1


@pytest.mark.parametrize(
    ("household", "goods", "founds"),
    [({}, 1.0, True), ({}, 0.0, False), ({"stores": 1}, 1.0, False), ({"flags": FOUNDER}, 1.0, False)],
)
def test_at_any_time_a_few_come_home_to_found_a_shop(home, household, goods, founds) -> None:
    here = home({"fame": 1.0, "goods": goods}, home_rate=1.0, founder_share=1.0)
    one = here.after(Household(workers=2, away=1, quality=1.0, **household))
    assert one.away == 0
    assert here.month.founders_home == founds
    assert (one.quality > 1.0) is founds
    assert one.stores == household.get("stores", 0)  # it opens when it has seen to it


def test_where_households_take_no_initiative_nobody_comes_home_to_found(home) -> None:
    here = home({"fame": 1.0, "goods": 1.0}, home_rate=1.0, founder_share=1.0, household_active=0.0)
    here.after(Household(workers=2, away=1))
    assert here.month.founders_home == 0


def test_they_come_and_go_in_the_course_of_months(bench) -> None:
    here = bench({"actors.household.home_rate": 0, "actors.household.leave_rate": 1}).rule(patience=99.0)
    here.set(workers=3, away=0, size=4)
    here.households.stores[:10] = 1
    for month in range(4):
        here.play("input", month).set(income=100.0).play("implementation", month)
    assert (here.households.away[10:] == 2).all()
    here.rule(home_rate=1.0, leave_rate=0.0).play("input", 4).play("implementation", 4)
    assert (here.households.away[10:] == 1).all()
    assert here.month.returned >= 50
