from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage_sim.register.cards import (
    appraised_score,
    combined_score,
    enter,
    give_card,
    inflated_quota,
    is_poor,
    is_secured,
    leave,
    proxy_score,
    withdraw_card,
)
from linkage_sim.register.management import is_wrong
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


@given(st.integers(0, 31))
def test_entry_and_exit_keep_what_was(card) -> None:
    entered = give_card(card)
    assert entered & CARD
    assert entered & CARD_EVER
    assert not entered & COMPLAINED
    assert entered & (CARD_BEFORE | RECORDED) == card & (CARD_BEFORE | RECORDED)
    left = withdraw_card(entered)
    assert not left & CARD
    assert left & CARD_EVER
    assert left == entered & ~CARD


def test_entries_exits_and_relapses_are_counted() -> None:
    household, month = Household(), Month()
    counted = []
    for change in (enter, leave, enter):
        change(household, month)
        counted.append((household.registered, month.entries, month.exits, month.relapses))
    assert counted == [(True, 1, 0, 0), (False, 1, 1, 0), (True, 2, 1, 1)]


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
