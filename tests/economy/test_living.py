from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage_sim.economy.living import (
    credit_room,
    defaults,
    farm_income,
    instalment,
    pay,
    remittances,
    structural,
    trailing,
    wage_income,
    wanted_consumption,
)

MONEY = st.floats(0, 1e7)


FULL = structural(1.0, 4, 9_000.0)


def offline_income(full: float, working: float, wage_share: float, land: float) -> float:
    """Return what a farm and local wages bring together."""
    return farm_income(full, working, wage_share, land) + wage_income(full, working, wage_share)


def test_offline_income_of_full_hands_is_structural_income() -> None:
    assert offline_income(FULL, 1.0, 0.4, 1.0) == pytest.approx(4 * 9_000 * 0.75 / 12)
    assert offline_income(structural(2.0, 4, 9_000.0), 1.0, 0.4, 1.0) == pytest.approx(2 * 4 * 9_000 * 0.75 / 12)


def test_without_hands_only_half_of_the_farm_is_left() -> None:
    whole = offline_income(FULL, 1.0, 0.4, 1.0)
    assert farm_income(FULL, 0.0, 0.4, 1.0) == offline_income(FULL, 0.0, 0.4, 1.0) == pytest.approx(whole * 0.6 * 0.5)
    assert wage_income(FULL, 0.0, 0.4) == 0.0
    assert offline_income(FULL, 0.0, 1.0, 1.0) == 0.0


def test_a_small_plot_lowers_the_farms_yield_and_no_wage() -> None:
    full, short = (offline_income(FULL, 1.0, 0.4, land) for land in (1.0, 0.7))
    assert short == pytest.approx(full * (0.4 + 0.6 * 0.7))
    assert farm_income(FULL, 1.0, 0.4, 0.7) == pytest.approx(0.7 * farm_income(FULL, 1.0, 0.4, 1.0))


@given(st.integers(1, 8), st.floats(0, 1))
def test_offline_income_falls_with_hands_that_leave(home, wage_share) -> None:
    incomes = [offline_income(FULL, free / home, wage_share, 1.0) for free in range(home + 1)]
    assert incomes == sorted(incomes)
    assert incomes[0] < incomes[-1]


def test_remittances_are_per_migrant() -> None:
    assert remittances(1.0, 2, 3_000.0, 0.35) == pytest.approx(2_100)
    assert remittances(1.0, 0, 3_000.0, 0.35) == 0.0


@given(st.floats(-1e6, 1e6), MONEY)
def test_nobody_pays_more_than_is_there_or_due(cash, due) -> None:
    paid = pay(cash, due)
    assert 0 <= paid <= due
    assert paid <= max(cash, 0)
    assert paid in (due, max(cash, 0))


def test_consumption_is_necessities_and_a_share_of_the_rest() -> None:
    # 0.6 of a line of 2,400 RMB a year for five are 600 RMB a month
    assert wanted_consumption(1_000.0, 5, 2_400.0, 0.6, 0.8) == pytest.approx(600 + 0.8 * 400)
    assert wanted_consumption(100.0, 5, 2_400.0, 0.6, 0.8) == pytest.approx(600)
    assert wanted_consumption(-300.0, 5, 2_400.0, 0.6, 0.8) == pytest.approx(600)


def test_the_trailing_year_moves_by_a_twelfth_and_settles() -> None:
    assert trailing(1_200.0, 2_400.0) == pytest.approx(1_300)
    value = 0.0
    for _ in range(200):
        value = trailing(value, 500.0)
    assert value == pytest.approx(500, rel=1e-6)


def test_instalments() -> None:
    assert instalment(3_600.0, 10_000.0, 36.0) == pytest.approx(100)
    assert instalment(3_600.0, 40.0, 36.0) == pytest.approx(40)
    assert instalment(3_600.0, -40.0, 36.0) == 0.0
    assert instalment(80.0, 500.0, 36.0) == pytest.approx(80)


@given(MONEY, MONEY, st.floats(6, 120))
def test_an_instalment_is_never_more_than_debt_or_cash(debt, cash, term) -> None:
    paid = instalment(debt, cash, term)
    assert 0 <= paid <= debt
    assert paid <= cash


@pytest.mark.parametrize(("debt", "cash", "given_up"), [(20_001.0, 0.0, True), (20_000.0, 0.0, False), (20_001.0, 2.0, False)])
def test_debt_is_given_up_without_cash_and_beyond_two_years_income(debt, cash, given_up) -> None:
    assert defaults(debt, cash, 10_000.0) is given_up


def test_credit_follows_the_sales_record() -> None:
    assert credit_room(10_000.0, 0.0, 0.5) == 5_000
    assert credit_room(10_000.0, 3_000.0, 0.5) == 2_000
    assert credit_room(10_000.0, 9_000.0, 0.5) == 0
    assert credit_room(0.0, 0.0, 0.5) == 0
