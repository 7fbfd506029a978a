from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage_sim.platform.cards import (
    appraised_score,
    combined_score,
    give_card,
    inflated_quota,
    is_poor,
    is_secured,
    proxy_score,
    withdraw_card,
)
from linkage_sim.platform.management import is_wrong
from linkage_sim.state.household import CARD, CARD_BEFORE, CARD_EVER, COMPLAINED

LINE = 2_700.0
CARDS = st.integers(0, 15)


@pytest.mark.parametrize(("income", "poor"), [(0.0, True), (2_699.99, True), (2_700.0, False), (9e9, False)])
def test_the_poor_are_below_the_line(plain, income, poor) -> None:
    assert plain(is_poor)(income, LINE) is poor


@pytest.mark.parametrize(
    ("income", "need", "deprived", "secured"),
    [
        (2_700.0, 0, 0, True),
        (2_699.0, 0, 0, False),
        (5_000.0, 1, 0, False),  # illness
        (5_000.0, 2 | 4, 0, True),
        (5_000.0, 0, 1, False),  # nutrition
        (5_000.0, 0, 8, False),  # attendance at school
        (5_000.0, 0, 256, False),  # housing
        (5_000.0, 0, 512, False),  # assets
        (5_000.0, 0, 2 | 4 | 16 | 32 | 64 | 128, True),
    ],
)
def test_two_assurances_and_three_guarantees(plain, income, need, deprived, secured) -> None:
    assert plain(is_secured)(income, LINE, need, deprived) is secured


@given(CARDS)
def test_entry_and_exit_keep_what_was(card) -> None:
    entered = getattr(give_card, "py_func", give_card)(card)
    assert entered & CARD
    assert entered & CARD_EVER
    assert not entered & COMPLAINED
    assert entered & CARD_BEFORE == card & CARD_BEFORE
    left = getattr(withdraw_card, "py_func", withdraw_card)(entered)
    assert not left & CARD
    assert left & CARD_EVER
    assert left == entered & ~CARD


def test_scores(plain) -> None:
    assert plain(proxy_score)(math.e**8, 0.5, 1.0) == pytest.approx(8.5)
    assert plain(proxy_score)(0.0, 0.0, 1.0) == 0.0
    assert plain(combined_score)(8.0, 6.0, 0.25) == pytest.approx(7.5)
    assert plain(combined_score)(8.0, 6.0, 0.0) == 8.0
    assert plain(combined_score)(8.0, 6.0, 1.0) == 6.0


@given(st.floats(0, 1), st.floats(0, 3))
def test_kin_are_called_poorer_as_far_as_integrity_is_missing(integrity, favour) -> None:
    rule = getattr(appraised_score, "py_func", appraised_score)
    other, kin = (rule(5_000.0, 0.4, 0.3, is_kin, favour, integrity) for is_kin in (False, True))
    assert other - kin == pytest.approx(favour * (1 - integrity))


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_reported_poverty_is_inflated_as_far_as_integrity_is_missing(quota, falsify, integrity) -> None:
    rule = getattr(inflated_quota, "py_func", inflated_quota)
    assert quota <= rule(quota, falsify, integrity) <= 1
    assert rule(quota, falsify, 1.0) == quota
    assert rule(quota, 0.0, integrity) == quota
    assert rule(0.5, 0.3, 0.5) == pytest.approx(0.575)


@pytest.mark.parametrize(
    ("card", "income", "wrong"), [(CARD, 3_000.0, True), (CARD, 2_000.0, False), (0, 2_000.0, True), (CARD_EVER, 3_000.0, False)]
)
def test_a_card_is_wrong_where_it_does_not_follow_poverty(card, income, wrong) -> None:
    assert is_wrong(card, income, LINE) is wrong
