from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage_sim.kernel.state import Table, empty
from linkage_sim.measures.grouping import (
    gini_of_groups,
    group_of,
    group_of_single,
    log_middle,
    median_of_groups,
    sigma_of_groups,
    stores_above,
    top_share,
)
from linkage_sim.measures.observe import group_stores
from linkage_sim.state.environment import EnvironmentRow
from linkage_sim.state.household import Household
from linkage_sim.state.month import GROUPS, MoneyGroup
from tests.worlds import parameters_of

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


@given(st.floats(0, 2**32, width=32), st.floats(0, 2**32, width=32))
def test_groups_rise_with_amounts(one, other) -> None:
    low, high = sorted((one, other))
    by_bits = [group_of_single(amount) for amount in (low, high)]
    assert 0 <= by_bits[0] <= by_bits[1] < GROUPS
    assert group_of(low) <= group_of(high)


@given(st.integers(1, GROUPS - 2))
def test_the_middle_of_a_group_is_half_way_between_its_ends(group) -> None:
    octave, step = divmod(group - 1, 16)
    low, high = (2.0**octave * (1 + at / 16) for at in (step, step + 1))
    assert group_of_single(low) == group
    assert group_of_single(high) == group + 1
    assert math.exp(log_middle(group)) == pytest.approx((low + high) / 2)


def test_what_is_below_one_rmb_counts_as_one() -> None:
    assert log_middle(0) == 0.0


@pytest.mark.parametrize(("low", "inside", "high", "part"), [(0, 4, 0, 0.5), (1, 4, 0, 0.375), (0, 2, 2, 1.0)])
def test_the_median_lies_inside_its_group_by_what_is_below(low, inside, high, part) -> None:
    counts = np.zeros(GROUPS)
    at = group_of(1_000.0)
    counts[[at - 1, at, at + 1]] = low, inside, high
    assert median_of_groups(counted(counts)) == pytest.approx(2 ** ((at - 1 + part) / 16))


def selling(sales: np.ndarray) -> Table[MoneyGroup]:
    """Group stores by their yearly sales."""
    groups = empty(MoneyGroup, GROUPS)
    for amount in sales:
        group = groups[group_of_single(float(amount))]
        group.stores += 1
        group.sales += amount
    return groups


def shops(seed: int, sigma: float, n: int, median: float = 60_000.0) -> np.ndarray:
    """Draw yearly sales of stores, lognormal, in 32 bits as they are kept."""
    return (median * np.exp(sigma * np.random.default_rng(seed).standard_normal(n))).astype(np.float32).astype(float)


def top_of(sales: np.ndarray, part: float) -> float:
    """Return exactly what the largest stores sell of all; of the store on the edge the part that is among them."""
    ordered = np.sort(sales)[::-1]
    whole = int(part * len(ordered))
    rest = part * len(ordered) - whole
    return float((ordered[:whole].sum() + (rest * ordered[whole] if rest > 0 else 0.0)) / ordered.sum())


@settings(max_examples=40, deadline=None)
@given(SEEDS, st.floats(0.3, 2.5), st.integers(30, 400))
def test_the_grouped_dispersion_is_within_a_fiftieth(seed, sigma, n) -> None:
    sales = shops(seed, sigma, n)
    assert sigma_of_groups(selling(sales)) == pytest.approx(np.log(sales).std(), rel=0.02, abs=0.02)


@settings(max_examples=40, deadline=None)
@given(SEEDS, st.floats(0.3, 2.5), st.integers(1, 400), st.floats(0.01, 1.0))
def test_the_grouped_share_of_the_largest_is_within_a_hundredth(seed, sigma, n, part) -> None:
    sales = shops(seed, sigma, n)
    assert top_share(selling(sales), part) == pytest.approx(top_of(sales, part), abs=0.01)


@settings(max_examples=40, deadline=None)
@given(SEEDS, st.floats(0.3, 2.5), st.integers(1, 400), st.floats(5e3, 5e6))
def test_the_grouped_share_above_an_amount_errs_by_its_group_alone(seed, sigma, n, amount) -> None:
    sales = shops(seed, sigma, n)
    edge = group_of_single(amount)
    at = np.array([group_of_single(float(one)) for one in sales])
    found = stores_above(selling(sales), amount)
    assert (at > edge).mean() - 1e-9 <= found <= (at >= edge).mean() + 1e-9
    assert found == pytest.approx((sales > amount).mean(), abs=(at == edge).mean() + 1e-9)


@pytest.mark.parametrize(
    ("amount", "above"), [(2.0**20 * 0.5, 1.0), (2.0**20, 1.0), (2.0**20 * (1 + 1 / 32), 0.5), (2.0**20 * (1 + 1 / 16), 0.0)]
)
def test_stores_of_the_amounts_group_are_spread_evenly(amount, above) -> None:
    assert stores_above(selling(np.full(8, 2.0**20)), amount) == pytest.approx(above)


def test_a_million_by_many_stores() -> None:
    sales = shops(1, 1.5, 20_000)
    assert stores_above(selling(sales), 1e6) == pytest.approx((sales > 1e6).mean(), abs=0.0015)


def test_the_largest_stores_are_told_apart() -> None:
    sales = np.array([2.0**23, 2.0**26, 2.0**29, 2.0**31])
    assert sigma_of_groups(selling(sales)) == pytest.approx(np.log(sales).std(), rel=1e-6)
    assert stores_above(selling(sales), 2.0**28) == pytest.approx(0.5)


def test_of_no_stores_there_is_nothing_to_tell() -> None:
    groups = empty(MoneyGroup, GROUPS)
    assert stores_above(groups, 1e6) == sigma_of_groups(groups) == top_share(groups, 0.1) == 0.0
    assert sigma_of_groups(selling(np.array([5e4]))) == 0.0
    assert top_share(selling(np.zeros(3)), 0.1) == 0.0


def test_stores_alike_have_no_dispersion_and_a_tenth_of_them_sells_a_tenth() -> None:
    groups = selling(np.full(30, 5e4))
    assert sigma_of_groups(groups) == pytest.approx(0.0, abs=1e-6)
    assert top_share(groups, 0.1) == pytest.approx(0.1)


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 60), st.floats(0, 2), st.floats(1e3, 1e6), st.floats(0.5, 2))
def test_a_households_stores_are_grouped_one_by_one_and_sell_what_it_sells(stores, rank, sales, season) -> None:
    rank, groups = round(rank, 1), empty(MoneyGroup, GROUPS)
    group_stores(Household(stores=stores, sales=sales), 1.0, parameters_of(rank), EnvironmentRow(season=season), groups)
    sizes = np.arange(1, stores + 1) ** -rank
    exact = float(np.float32(sales)) * 12 / season * sizes / sizes.sum()
    assert groups.stores.sum() == stores
    assert groups.sales.sum() == pytest.approx(exact.sum(), abs=stores)  # in whole RMB
    assert sigma_of_groups(groups) == pytest.approx(np.log(exact).std(), rel=0.02, abs=0.025)
