from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage_sim.kernel.state import Table, empty
from linkage_sim.measures.grouping import gini_of_groups, group_of, group_of_single, median_of_groups
from linkage_sim.state.month import GROUPS, MoneyGroup

SEEDS = st.integers(0, 10_000)


def gini(incomes: np.ndarray) -> float:
    """Compute the exact coefficient: mean absolute difference over twice the mean."""
    ordered = np.sort(incomes)
    n = len(ordered)
    return float(2 * np.sum(np.arange(1, n + 1) * ordered) / (n * ordered.sum()) - (n + 1) / n)


def grouped(incomes: np.ndarray) -> Table[MoneyGroup]:
    groups = empty(MoneyGroup, GROUPS)
    for income in incomes:
        group = groups[group_of_single(float(income))]
        group.people += 1
        group.income += income
    return groups


def counted(counts: np.ndarray) -> Table[MoneyGroup]:
    groups = empty(MoneyGroup, GROUPS)
    groups.online[:] = counts
    return groups


def test_equal_incomes_have_no_inequality() -> None:
    assert gini_of_groups(grouped(np.array([1.0, 1.0, 1.0]))) == pytest.approx(0)


@pytest.mark.parametrize("n", [2, 5, 100])
def test_one_who_has_all_gives_one_less_one_nth(n) -> None:
    incomes = np.zeros(n)
    incomes[0] = 5_000.0
    assert gini_of_groups(grouped(incomes)) == pytest.approx(1 - 1 / n)


def test_gini_by_hand() -> None:
    # incomes 1,000 and 3,000: mean difference 1,000 over pairs incl. own, mean 2,000
    assert gini_of_groups(grouped(np.array([1_000.0, 3_000.0]))) == pytest.approx(0.25)
    assert gini(np.array([1_000.0, 3_000.0])) == pytest.approx(0.25)


def test_nobody_or_no_money_is_no_inequality() -> None:
    groups = empty(MoneyGroup, GROUPS)
    assert gini_of_groups(groups) == 0
    groups.people[3] = 2
    assert gini_of_groups(groups) == 0


@settings(max_examples=30, deadline=None)
@given(SEEDS, st.floats(0.1, 1.5), st.floats(500, 50_000))
def test_the_grouped_coefficient_is_within_five_thousandths(seed, sigma, median) -> None:
    incomes = median * np.exp(sigma * np.random.default_rng(seed).standard_normal(300))
    assert gini_of_groups(grouped(incomes)) == pytest.approx(gini(incomes), abs=0.005)


def test_the_coefficient_of_a_lognormal() -> None:
    # published closed form: erf(sigma / 2)
    incomes = 9_000 * np.exp(0.72 * np.random.default_rng(1).standard_normal(20_000))
    assert gini_of_groups(grouped(incomes)) == pytest.approx(0.3893, abs=0.012)


@settings(max_examples=50, deadline=None)
@given(SEEDS, st.integers(1, 200))
def test_the_grouped_median_is_within_a_group(seed, n) -> None:
    amounts = 3_000 * np.exp(np.random.default_rng(seed).standard_normal(2 * n + 1))
    counts = np.zeros(GROUPS)
    for amount in amounts:
        counts[group_of(float(amount))] += 1
    assert median_of_groups(counted(counts)) == pytest.approx(np.median(amounts), rel=2 ** (1 / 16) - 1 + 1e-9)


def test_the_median_of_none_and_of_losses_is_nothing() -> None:
    counts = np.zeros(GROUPS)
    assert median_of_groups(counted(counts)) == 0
    counts[group_of(-500.0)] = 3
    counts[group_of(800.0)] = 1
    assert median_of_groups(counted(counts)) == 0


@pytest.mark.parametrize(("amount", "group"), [(-5.0, 0), (0.0, 0), (0.99, 0), (1.0, 1), (2.0, 17), (4.0, 33), (1e12, GROUPS - 1)])
def test_groups_are_sixteen_to_an_octave(amount, group) -> None:
    assert group_of(amount) == group
    assert group_of_single(amount) == group


@given(st.floats(0, 2**24, width=32), st.floats(0, 2**24, width=32))
def test_groups_rise_with_amounts(one, other) -> None:
    low, high = sorted((one, other))
    by_bits = [group_of_single(amount) for amount in (low, high)]
    assert 0 <= by_bits[0] <= by_bits[1] < GROUPS
    assert group_of(low) <= group_of(high)


@pytest.mark.parametrize(("low", "inside", "high", "part"), [(0, 4, 0, 0.5), (1, 4, 0, 0.375), (0, 2, 2, 1.0)])
def test_the_median_lies_inside_its_group_by_what_is_below(low, inside, high, part) -> None:
    counts = np.zeros(GROUPS)
    at = group_of(1_000.0)
    counts[[at - 1, at, at + 1]] = low, inside, high
    assert median_of_groups(counted(counts)) == pytest.approx(2 ** ((at - 1 + part) / 16))
