"""The look-back and the autumn check: one household at a time, in a village, and over the years."""

from __future__ import annotations

import numpy as np
import pytest

from linkage_sim.actors.government import look_back_at_card
from linkage_sim.model import LinkageModel
from linkage_sim.register.management import chance_seen, looked_back_at, update_card, update_is_due
from linkage_sim.scenario import Scenario
from linkage_sim.state.environment import EnvironmentRow
from linkage_sim.state.household import CARD, CARD_EVER, ILLNESS, RISEN, Household
from linkage_sim.state.month import Month
from linkage_sim.state.parameters import Parameters
from linkage_sim.state.village import Village

LINE = 2_800.0
N = 400
CALM = {
    "platform.register_start": "2012-01",
    "platform.look_back_start": "2012-03",
    "platform.look_back_end": "2012-06",
    "platform.update_start": "2012-10",
    "actors.government.audit": 0,
    "actors.community.display": 0,
    "actors.society.supervise": 0,
    **{f"actors.household.{shock}_onset": 0 for shock in ("illness", "disability", "schooling", "disaster", "marriage")},
}


def parameters(**values: float) -> Parameters:
    usual = {
        "government_active": 1.0,
        "community_active": 1.0,
        "look_back": 1.0,
        "look_back_power": 0.8,
        "update_power": 0.8,
        "by_hand": 0.5,
    }
    return Parameters(**{**usual, **values})


@pytest.mark.parametrize(
    ("is_held", "linked", "committee", "chance"),
    [(True, 1, 1, 0.8), (True, 0, 1, 0.4), (True, 0, 0, 0.4), (False, 1, 1, 0.8), (False, 0, 1, 0.8), (False, 1, 0, 0.0)],
)
def test_records_show_wrong_cards_and_the_village_names_who_is_missing(is_held, linked, committee, chance) -> None:
    rules = parameters(community_active=committee)
    assert chance_seen(0.8, is_held, Village(linked=linked), rules) == pytest.approx(chance)


@pytest.mark.parametrize(
    ("card", "income", "after"),
    [
        (CARD | CARD_EVER, 9_000.0, False),
        (CARD | CARD_EVER, 2_000.0, True),
        (0, 2_000.0, True),
        (0, 9_000.0, False),
    ],
)
def test_a_look_back_puts_a_card_right_if_it_sees(card, income, after) -> None:
    environment = EnvironmentRow(poverty_line=LINE)
    for draw, active in ((0.79, 1.0), (0.81, 1.0), (0.79, 0.0)):
        household, month = Household(card=card, income=income), Month()
        look_back_at_card(household, draw, Village(linked=1), parameters(government_active=active), environment, month)
        seen = draw < 0.8 and active > 0.0
        assert household.registered is (after if seen else bool(card & CARD))
        assert month.feedback_government == month.corrections == float(seen and after is not bool(card & CARD))


def test_each_household_is_looked_back_at_once() -> None:
    rules, village = parameters(look_back_start=5.0, look_back_end=9.0), Village(seed=3, key=7)
    months = np.array([[looked_back_at(row, month, village, rules) for month in range(15)] for row in range(200)])
    assert (months.sum(axis=1) == 1).all()
    assert set(np.flatnonzero(months.any(axis=0))) == {5, 6, 7, 8, 9}
    off = parameters(look_back_start=5.0, look_back_end=9.0, look_back=0.0)
    assert not any(looked_back_at(row, month, village, off) for month in range(15) for row in range(20))


@pytest.mark.parametrize(("month", "due"), [(8, False), (9, True), (10, False), (20, False), (21, True), (33, True)])
def test_exits_and_entries_are_decided_every_autumn(month, due) -> None:
    assert update_is_due(month, 9) is due


@pytest.mark.parametrize(
    ("card", "income", "need", "after"),
    [
        (CARD | CARD_EVER, 9_000.0, 0, False),  # above the line and secured: it leaves
        (CARD | CARD_EVER, 9_000.0, ILLNESS, True),  # above the line, but not secured
        (CARD | CARD_EVER, 2_000.0, 0, True),
        (0, 2_000.0, 0, True),  # became poor
        (CARD_EVER | RISEN, 2_000.0, 0, True),  # fell back
        (0, 9_000.0, ILLNESS, False),
    ],
)
def test_in_autumn_the_secured_leave_and_the_poor_enter(card, income, need, after) -> None:
    environment = EnvironmentRow(poverty_line=LINE)
    for draw in (0.79, 0.81):
        household, month = Household(card=card, income=income, need=need), Month()
        update_card(household, draw, Village(linked=1), parameters(), environment, month)
        assert household.registered is (after if draw < 0.8 else bool(card & CARD))
        assert month.relapses == float(draw < 0.8 and bool(card & RISEN))


@pytest.fixture
def village(bench):
    """Half of the households are poor; half of the poor and half of the others hold cards."""
    made = bench(CALM, households=N)
    made.set(income=np.where(np.arange(N) % 2 == 0, 500.0, 50_000.0), need=0, deprived=0, voiced=0, cash=9_999.0)
    made.set(card=np.where(np.arange(N) % 4 < 2, CARD | CARD_EVER, 0))
    return made.place(listed=1.0, quota=0.128, quota_set=0.128)


def wrong(village) -> int:
    return int((((village.households.card & CARD) != 0) != (village.households.income < village.environment().poverty_line)).sum())


def look_back(village) -> list[int]:
    """Play the feedback of the look-back's months, and those around it; return the wrong cards left after each."""
    left = []
    for month in range(1, 7):
        village.play("feedback", month)
        left.append(wrong(village))
    return left


def test_a_certain_look_back_leaves_no_wrong_card(village) -> None:
    left = look_back(village.rule(look_back_power=1.0, platform_on=1.0).place(linked=1.0))
    assert left[0] == N / 2
    assert left[-2:] == [0, 0]
    assert N / 2 > left[1] > left[2] > left[3] > 0


def test_without_a_look_back_they_stay(village) -> None:
    assert look_back(village.rule(look_back=0.0)) == [N / 2] * 6


def test_by_hand_half_of_the_wrong_cards_stay_and_the_village_still_names_the_missed(village) -> None:
    look_back(village.rule(look_back_power=1.0, by_hand=0.5).place(linked=0.0))
    cards, poor = (village.households.card & CARD) != 0, village.households.income < village.environment().poverty_line
    assert cards[poor].all()
    assert (cards & ~poor).sum() == pytest.approx(N / 8, abs=4 * np.sqrt(N / 16))


def test_no_quota_binds_in_autumn(village) -> None:
    village.rule(update_power=1.0, quota=0.01).place(linked=1.0)
    village.play("input", 9).play("integration", 9)
    poor = village.households.income < village.environment(9).poverty_line
    np.testing.assert_array_equal((village.households.card & CARD) != 0, poor)
    assert poor.mean() > 0.4 > village.parameters.quota
    assert village.month.integration_household == N / 2


@pytest.fixture(scope="module")
def errors():
    """Both errors of the base village, mean over runs, by month, with and without the look-back; and the runs' other columns."""
    found = {}
    seeds = list(range(1, 13))
    for on in (True, False):
        scenario = Scenario.load("base").with_overrides({"months": 84, "actors.government.look_back": on})
        monthly = LinkageModel(scenario, seeds=seeds).run().record.monthly
        found[on] = monthly.groupby(monthly["month"].astype(str).str[:7]).mean(numeric_only=True)
    return found


def test_the_register_is_accurate_after_the_look_back_and_not_without_it(errors) -> None:
    before, after = "2015-07", "2016-06"
    for error, at_most in (("inclusion_error", 0.12), ("exclusion_error", 0.04)):
        looked, not_looked = errors[True][error], errors[False][error]
        assert looked[before] == not_looked[before]
        assert looked[after] < at_most
        assert looked[after] < 0.7 * not_looked[after]
    assert errors[False]["inclusion_error"][after] > 0.75 * errors[False]["inclusion_error"][before]  # the control: time alone does little


def test_the_errors_do_not_grow_while_poverty_falls(errors) -> None:
    looked = errors[True]
    assert looked["poor_households"]["2018-12"] < 0.6 * looked["poor_households"]["2014-01"]
    for error in ("inclusion_error", "exclusion_error"):
        assert looked[error]["2018-12"] < 0.7 * looked[error]["2014-01"]


def test_cards_follow_the_poor_and_not_the_quota_once_the_list_is_kept_up(errors) -> None:
    looked = errors[True]
    after = looked.loc["2016-10":"2018-12"]
    assert (after["registered_households"] < 0.75 * 0.128 * after["households"]).all()
    assert (abs(after["registered_households"] / after["poor_households"] - 1.0) < 0.15).all()


def test_relapses_are_few_for_nobody_is_redrawn(errors) -> None:
    looked = errors[True]
    assert 0 < looked["relapses"].sum() < 0.1 * looked["entries"].sum()
