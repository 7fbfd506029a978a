from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage_sim.measures.poverty import SCORES, alkire_foster, censored_score, fgt, shortfall
from linkage_sim.state.household import INDICATORS

INDICATOR_WEIGHTS = tuple(INDICATORS.values())

INCOMES = st.lists(st.floats(0, 1e5), min_size=1, max_size=50)


@pytest.mark.parametrize(("order", "index"), [(0, 0.5), (1, 0.3), (2, (0.75**2 + 0.45**2) / 4)])
def test_fgt_by_hand(order, index) -> None:
    # gaps 0.75, 0.45, 0 and 0: a person at the line is not poor
    assert fgt([25, 55, 100, 200], 100, order) == pytest.approx(index)


def test_fgt_of_a_textbook_example() -> None:
    # Haughton and Khandker, Handbook on Poverty and Inequality (World Bank 2009), chapter 4: line 125;
    # country A (100, 100, 150, 150) and B (124, 124, 150, 150), poverty gap index 0.10 and 0.004, headcount 0.5
    assert fgt([100, 100, 150, 150], 125, 0) == 0.5
    assert fgt([100, 100, 150, 150], 125, 1) == pytest.approx(0.10)
    assert fgt([124, 124, 150, 150], 125, 1) == pytest.approx(0.004)
    assert fgt([100, 100, 150, 150], 125, 2) == pytest.approx(0.02)


def test_people_weigh_households() -> None:
    assert fgt([50, 200], 100, 0, weights=[3, 1]) == 0.75
    assert fgt([50, 200], 100, 1, weights=[3, 1]) == pytest.approx(0.375)


@given(INCOMES, st.floats(1, 1e5))
def test_fgt_orders_are_nested_and_shares(incomes, line) -> None:
    found = [fgt(incomes, line, order) for order in (0, 1, 2)]
    assert 0 <= found[2] <= found[1] + 1e-12
    assert found[1] <= found[0] + 1e-12
    assert found[0] <= 1


@given(INCOMES, st.floats(1, 1e4), st.floats(0.1, 10))
def test_fgt_does_not_depend_on_the_unit(incomes, line, scale) -> None:
    income = np.array(incomes)
    assert fgt(income * scale, line * scale, 1) == pytest.approx(fgt(income, line, 1), abs=1e-9)


@given(st.lists(st.floats(0, 1e5), min_size=1, max_size=30), st.floats(10, 1e4), st.floats(0, 1))
def test_a_gift_to_the_poorest_never_raises_the_gap(incomes, line, part) -> None:
    income = np.array(incomes)
    before = fgt(income, line, 1)
    income[np.argmin(income)] += part * line
    assert fgt(income, line, 1) <= before + 1e-12


@given(st.floats(0, 1e6), st.floats(1, 1e5))
def test_the_shortfall_of_one_person_is_fgt_of_one(income, line) -> None:
    assert shortfall(income, line) == pytest.approx(fgt([income], line, 1), abs=1e-12)


# Alkire and Foster (2011), section 2: four persons, cut-offs (13, 12, 3, 1), equal weights, k = 2.
ACHIEVEMENTS = np.array([[13.1, 14, 4, 1], [15.2, 7, 5, 0], [12.5, 10, 1, 0], [20, 11, 3, 1]])
CUTOFFS = np.array([13, 12, 3, 1])


def test_the_worked_example_of_alkire_and_foster() -> None:
    deprived = ACHIEVEMENTS < CUTOFFS
    assert deprived.sum(axis=1).tolist() == [0, 2, 4, 1]
    adjusted, headcount, intensity = alkire_foster(deprived, np.full(4, 0.25), cutoff=2 / 4)
    assert headcount == pytest.approx(1 / 2)
    assert intensity == pytest.approx(3 / 4)
    assert adjusted == pytest.approx(3 / 8)


def test_union_and_intersection_are_the_limits_of_the_cutoff() -> None:
    deprived, weights = ACHIEVEMENTS < CUTOFFS, np.full(4, 0.25)
    assert alkire_foster(deprived, weights, 1 / 4)[1] == pytest.approx(3 / 4)
    assert alkire_foster(deprived, weights, 1.0) == pytest.approx((1 / 4, 1 / 4, 1.0))
    assert alkire_foster(np.zeros((3, 4)), weights, 0.5) == (0.0, 0.0, 0.0)


def test_people_weigh_rows() -> None:
    deprived = ACHIEVEMENTS < CUTOFFS
    assert alkire_foster(deprived, np.full(4, 0.25), 0.5, people=[1, 1, 5, 1])[1] == pytest.approx(6 / 8)


def test_the_weights_are_those_of_the_global_mpi() -> None:
    # three dimensions of equal weight: health, education, living standard
    assert sum(INDICATOR_WEIGHTS[:2]) == pytest.approx(1 / 3)
    assert sum(INDICATOR_WEIGHTS[2:4]) == pytest.approx(1 / 3)
    assert sum(INDICATOR_WEIGHTS[4:]) == pytest.approx(1 / 3)
    assert len(INDICATORS) == len(INDICATOR_WEIGHTS) == 10


@given(st.integers(0, 1023))
def test_the_table_of_scores_is_the_weighted_sum(bits) -> None:
    by_hand = sum(weight for k, weight in enumerate(INDICATOR_WEIGHTS) if bits >> k & 1)
    assert float(SCORES[bits]) == pytest.approx(by_hand, abs=1e-6)


@pytest.mark.parametrize(
    ("bits", "poor"),
    [
        (0b0000000011, True),  # both of health: one third
        (0b0000000001, False),
        (0b1111110000, True),  # all of the living standard: one third
        (0b0111110000, False),
        (0b0000010001, False),  # nutrition and fuel
        (0b0001110001, True),  # nutrition and three of the living standard
        (0b1111111111, True),
    ],
)
def test_a_third_of_the_weights_is_poor(bits, poor) -> None:
    score = float(SCORES[bits])
    assert censored_score(score, 1 / 3) == (score if poor else 0.0)


def test_the_table_agrees_with_alkire_and_foster() -> None:
    rows = np.array([[bits >> k & 1 for k in range(10)] for bits in range(1024)])
    adjusted, headcount, _ = alkire_foster(rows, np.array(INDICATOR_WEIGHTS), 1 / 3)
    censored = [censored_score(float(score), 1 / 3) for score in SCORES]
    assert np.mean(censored) == pytest.approx(adjusted, abs=1e-6)
    assert np.mean(np.array(censored) > 0) == pytest.approx(headcount)
