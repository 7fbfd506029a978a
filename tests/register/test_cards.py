from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage_sim.register.cards import (
    appraised_score,
    combined_score,
    correct,
    enter,
    give_card,
    inflated_quota,
    is_poor,
    is_secured,
    is_wrong,
    leave,
    note_rise,
    proxy_score,
    withdraw_card,
)
from linkage_sim.state.household import (
    ASSETS,
    ATTENDANCE,
    CARD,
    CARD_BEFORE,
    CARD_EVER,
    CHILD_MORTALITY,
    COMPLAINED,
    DISABILITY,
    DRINKING_WATER,
    ELECTRICITY,
    FUEL,
    HOUSING,
    ILLNESS,
    NUTRITION,
    RECORDED,
    RISEN,
    SANITATION,
    SCHOOLING,
    YEARS_OF_SCHOOLING,
    Household,
)
from linkage_sim.state.month import Month

LINE = 2_700.0


@pytest.mark.parametrize(("income", "poor"), [(0.0, True), (2_699.99, True), (2_700.0, False), (9e9, False)])
def test_the_poor_are_below_the_line(income, poor) -> None:
    assert is_poor(income, LINE) is poor


@pytest.mark.parametrize(
    ("income", "need", "deprived", "secured"),
    [
        (2_700.0, 0, 0, True),
        (2_699.0, 0, 0, False),
        (5_000.0, ILLNESS, 0, False),
        (5_000.0, DISABILITY | SCHOOLING, 0, True),
        (5_000.0, 0, NUTRITION, False),
        (5_000.0, 0, ATTENDANCE, False),
        (5_000.0, 0, HOUSING, False),
        (5_000.0, 0, ASSETS, False),
        (5_000.0, 0, CHILD_MORTALITY | YEARS_OF_SCHOOLING | FUEL | SANITATION | DRINKING_WATER | ELECTRICITY, True),
    ],
)
def test_two_assurances_and_three_guarantees(income, need, deprived, secured) -> None:
    assert is_secured(income, LINE, need, deprived) is secured


@given(st.integers(0, 63))
def test_entry_and_exit_keep_what_was(card) -> None:
    entered = give_card(card)
    assert entered & CARD
    assert entered & CARD_EVER
    assert not entered & (COMPLAINED | RISEN)
    assert entered & (CARD_BEFORE | RECORDED) == card & (CARD_BEFORE | RECORDED)
    left = withdraw_card(entered)
    assert not left & CARD
    assert left & CARD_EVER
    assert left == entered & ~CARD


@pytest.mark.parametrize(
    ("when_it_leaves", "in_between", "when_it_enters", "relapse"),
    [
        (3_000.0, 3_000.0, 2_000.0, True),  # rose, left, fell back
        (2_000.0, 3_000.0, 2_000.0, True),  # left while still poor, rose then, fell back
        (2_000.0, 2_000.0, 2_000.0, False),  # taken off by mistake: it was poor all along
        (3_000.0, 3_000.0, 3_000.0, False),  # given again by mistake
    ],
)
def test_only_renewed_poverty_is_a_relapse(when_it_leaves, in_between, when_it_enters, relapse) -> None:
    household, month = Household(income=2_000.0), Month()
    enter(household, LINE, month)
    assert (month.entries, month.relapses, month.corrections) == (1, 0, 0)
    household.income = when_it_leaves
    leave(household, LINE, month)
    household.income = in_between
    note_rise(household, LINE)
    household.income = when_it_enters
    enter(household, LINE, month)
    assert household.registered
    assert (month.entries, month.exits) == (2, 1)
    assert (month.relapses, month.corrections) == ((1, 0) if relapse else (0, 1))


def test_who_holds_a_card_or_never_did_has_not_risen_from_the_list() -> None:
    for card in (CARD | CARD_EVER, 0, RECORDED):
        household = Household(income=3_000.0, card=card)
        note_rise(household, LINE)
        assert household.card == card


@pytest.mark.parametrize(
    ("card", "income", "held", "counted"),
    [
        (CARD | CARD_EVER, 3_000.0, False, (0, 1)),  # a wrong card is taken away
        (0, 2_000.0, True, (0, 1)),  # a missed household
        (CARD_EVER, 2_000.0, True, (0, 1)),  # taken off by mistake
        (CARD_EVER | RISEN, 2_000.0, True, (1, 0)),  # fell back
    ],
)
def test_a_card_put_right_is_counted_once(card, income, held, counted) -> None:
    household, month = Household(card=card, income=income), Month()
    correct(household, LINE, month)
    assert household.registered is held
    assert (month.relapses, month.corrections) == counted


def test_scores() -> None:
    assert proxy_score(math.e**8, 0.5, 1.0) == pytest.approx(8.5)
    assert proxy_score(0.0, 0.0, 1.0) == 0.0
    assert combined_score(8.0, 6.0, 0.25) == pytest.approx(7.5)
    assert combined_score(8.0, 6.0, 0.0) == 8.0
    assert combined_score(8.0, 6.0, 1.0) == 6.0


@given(st.floats(0, 1), st.floats(0, 3))
def test_kin_are_called_poorer_as_far_as_integrity_is_missing(integrity, favour) -> None:
    other, kin = (appraised_score(5_000.0, 0.4, 0.3, is_kin, favour, integrity) for is_kin in (False, True))
    assert other - kin == pytest.approx(favour * (1 - integrity))


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_reported_poverty_is_inflated_as_far_as_integrity_is_missing(quota, falsify, integrity) -> None:
    assert quota <= inflated_quota(quota, falsify, integrity) <= 1
    assert inflated_quota(quota, falsify, 1.0) == quota
    assert inflated_quota(quota, 0.0, integrity) == quota
    assert inflated_quota(0.5, 0.3, 0.5) == pytest.approx(0.575)


@pytest.mark.parametrize(
    ("card", "income", "wrong"), [(CARD, 3_000.0, True), (CARD, 2_000.0, False), (0, 2_000.0, True), (CARD_EVER, 3_000.0, False)]
)
def test_a_card_is_wrong_where_it_does_not_follow_poverty(card, income, wrong) -> None:
    assert is_wrong(Household(card=card, income=income), LINE) is wrong
