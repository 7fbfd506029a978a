from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage_sim.economy.living import farm_income, remittances, structural, wage_income
from linkage_sim.population.initialise import (
    band,
    deprivation_exposure,
    fate,
    initial_deprivations,
    initial_size,
    initial_skill,
    normal_cdf,
    part,
)
from linkage_sim.state.household import (
    AGE_MASK,
    AGE_SHIFT,
    AWARE,
    CHILD_MORTALITY,
    CONNECTED,
    DRINKING_WATER,
    ELECTRICITY,
    ENTERPRISE,
    FOUNDER,
    FUEL,
    HOUSING,
    ILLNESS,
    LAND,
    SANITATION,
    SCHOOLING_MASK,
    YEARS_OF_SCHOOLING,
)
from linkage_sim.state.parameters import Parameters
from linkage_sim.state.ties import kin_at, neighbour_at

N = 3_000


@pytest.fixture(scope="module")
def village(bench):
    return bench(households=N, household_size=4.03, income_scale=1.5)


def test_income_is_lognormal_with_the_mean_of_the_place(village) -> None:
    log = np.log(village.households.income.astype(float))
    sigma, mean = village.parameters.income_sigma, village.environment().rural_income * 1.5
    assert log.mean() == pytest.approx(math.log(mean) - sigma**2 / 2, abs=4 * sigma / math.sqrt(N))
    assert log.std() == pytest.approx(sigma, abs=4 * sigma / math.sqrt(2 * N))
    standard = (log - log.mean()) / log.std()
    assert abs((standard**3).mean()) < 4 * math.sqrt(6 / N)
    assert (standard**4).mean() == pytest.approx(3, abs=4 * math.sqrt(24 / N))


def test_the_poorer_a_fifth_the_larger_its_households(village) -> None:
    # evidence: cn.household_size_by_quintile
    order = np.argsort(village.households.income)
    sizes = village.households.size[order].reshape(5, -1).mean(axis=1)
    assert sizes == pytest.approx([4.57, 4.31, 4.05, 3.81, 3.40], abs=4 * 1.25 / math.sqrt(N / 5))
    assert list(sizes) == sorted(sizes, reverse=True)


def test_workers_and_migrants_keep_their_shares(village) -> None:
    h = village.households
    assert h.workers.sum() / h.size.sum() == pytest.approx(village.parameters.labour_share, abs=0.01)
    assert h.away.sum() / h.workers.sum() == pytest.approx(village.parameters.away_share, abs=0.015)
    assert (h.away <= h.workers).all()
    assert (h.workers <= h.size).all()
    assert h.size.min() >= 1


def test_a_household_at_home_and_well_earns_its_income(village) -> None:
    h, p, e = village.households, village.parameters, village.environment()
    for i in range(0, N, 37):
        home = int(h.workers[i]) - int(h.away[i])
        if home == 0 or h.need[i] & LAND:  # a household short of land earns less than it was born to
            continue
        full = structural(float(h.earning[i]), int(h.size[i]), e.rural_income)
        earned = farm_income(full, 1.0, p.wage_share, 1.0) + wage_income(full, 1.0, p.wage_share)
        earned += remittances(float(h.earning[i]), int(h.away[i]), e.migrant_wage, p.remittance)
        assert earned * 12 / h.size[i] == pytest.approx(float(h.income[i]), rel=1e-5)


def test_schooling_goes_with_income_as_configured(village) -> None:
    schooling = village.households.traits & SCHOOLING_MASK
    assert set(np.unique(schooling)) <= {0, 1, 2, 3, 4}
    assert 0.2 < np.corrcoef(np.log(village.households.income), schooling)[0, 1] < 0.4
    shares = np.bincount(schooling, minlength=5) / N
    assert shares == pytest.approx([0.064, 0.370, 0.484, 0.071, 0.011], abs=0.04)
    ages = np.bincount(village.households.traits >> AGE_SHIFT & AGE_MASK, minlength=3) / N
    assert ages == pytest.approx([0.192, 0.473, 0.335], abs=0.04)


def test_shares_are_shares(village) -> None:
    for name in ("skill", "motivation"):
        column = getattr(village.households, name)
        assert column.min() >= 0
        assert column.max() <= 1
    assert village.households.motivation.mean() == pytest.approx(village.parameters.motivation_mean, abs=0.02)


def test_nobody_is_online_where_nobody_has_come_home(village) -> None:
    h = village.households
    assert not h.stores.any()
    assert not h.debt.any()
    assert not (h.flags & FOUNDER).any()
    assert not h.online_kin.any()
    assert not h.online_neighbours.any()


@pytest.mark.parametrize("founders", [0, 1, 7, 40])
def test_there_are_exactly_as_many_founders_as_asked_for(bench, founders) -> None:
    village = bench(households=40, founders=founders)
    h, p = village.households, village.parameters
    founder = (h.flags & FOUNDER) != 0
    assert founder.sum() == founders
    assert (h.stores == founder).all()
    assert (h.debt[founder] == p.founder_debt).all()
    assert (h.flags[founder] & (AWARE | CONNECTED) == AWARE | CONNECTED).all()
    assert (h.workers[founder] - h.away[founder] >= 1).all()
    assert (h.size[founder] >= h.workers[founder]).all()
    assert (h.skill[founder] >= np.float32(0.7)).all()
    assert (h.motivation[founder] >= np.float32(0.85)).all()
    assert (h.cash[founder] >= p.startup_capital).all()
    assert h.reputation[founder] == pytest.approx(p.reputation_start)


def test_those_tied_to_founders_count_them_as_online(bench) -> None:
    village = bench(households=60, founders=6)
    h = village.households
    for row, one in enumerate(h):
        kin = [kin_at(number, one, row, village.village, village.world) for number in range(one.kin)]
        neighbours = [neighbour_at(number, one, village.village, village.world) for number in range(one.neighbours)]
        assert one.online_kin == (h.stores[kin] > 0).sum()
        assert one.online_neighbours == (h.stores[neighbours] > 0).sum()
    assert h.online_kin.any()
    assert h.online_neighbours.any()


@pytest.mark.parametrize(("broadband", "network", "stores"), [(0.0, 0.0, 0), (0.0, 0.5, 7), (0.1, 0.0, 7)])
def test_founders_keep_a_store_from_the_start_where_a_line_can_be_had(bench, broadband, network, stores) -> None:
    h = bench(households=40, founders=7, broadband=broadband, network=network).households
    founder = (h.flags & FOUNDER) != 0
    assert founder.sum() == 7
    assert h.stores.sum() == ((h.flags & CONNECTED) != 0).sum() == stores
    assert h.opened.sum() == stores  # in the first quarter


def test_enterprises_are_where_a_hand_is_at_home(bench) -> None:
    h = bench({"population.enterprise_share": 0.25}, households=N).households
    home, kept = h.workers > h.away, (h.traits & ENTERPRISE) != 0
    assert not kept[~home].any()
    assert kept[home].mean() == pytest.approx(0.25, abs=0.03)


def test_founders_are_young_where_enough_are(bench) -> None:
    village = bench(households=400, founders=10)
    founder = (village.households.flags & FOUNDER) != 0
    assert (village.households.traits[founder] >> AGE_SHIFT & AGE_MASK == 0).all()


def test_founders_change_nothing_in_the_others(bench) -> None:
    none, some = bench(households=50), bench(households=50, founders=5)
    others = (some.households.flags & FOUNDER) == 0
    for name in none.households.kind.fields:
        if name not in ("online_kin", "online_neighbours"):
            before, after = none.households.array[name], some.households.array[name]
            np.testing.assert_array_equal(before[others], after[others], err_msg=name)


def test_causes_are_commoner_among_the_poor(bench) -> None:
    h = bench(households=N).households
    poor = h.income < np.quantile(h.income, 0.06)
    ill = (h.need & ILLNESS) != 0
    assert ill[poor].mean() > 1.3 * ill[~poor].mean()


def test_exposure_falls_with_income_in_poverty_lines() -> None:
    exposures = [deprivation_exposure(income, 2_000.0, 0.4) for income in (0, 1_000, 2_000, 10_000)]
    assert exposures == sorted(exposures, reverse=True)
    assert exposures[0] == 1.0
    assert exposures[2] == deprivation_exposure(4_000, 4_000.0, 0.4) == pytest.approx(math.exp(-0.4))


RATES = {
    "without_fuel": 0.5,
    "without_water": 0.5,
    "without_sanitation": 0.5,
    "without_housing": 0.5,
    "without_electricity": 0.5,
    "child_deaths": 0.5,
    "unfinished_schooling": 0.5,
}
ALL = CHILD_MORTALITY | FUEL | SANITATION | DRINKING_WATER | ELECTRICITY | HOUSING


def test_one_households_deprivations_by_hand() -> None:
    """A draw above ``together`` is its own, below it is the common one: 0.8 is (0.8 - 0.5) / 0.5 = 0.6 of its own, 0.6 is 0.2."""
    rules = Parameters(**RATES, deprivation_together=0.5)
    own, other = (0.8, 0.6, 0.8, 0.6), (0.8, 0.6, 0.8, 0.9)
    assert initial_deprivations(own, other, 1.0, 2, rules) == FUEL | DRINKING_WATER | HOUSING
    assert initial_deprivations(own, other, 0.3, 2, rules) == 0  # 0.2 is above 0.5 * 0.3
    assert initial_deprivations(own, other, 1.0, 0, rules) == FUEL | DRINKING_WATER | HOUSING | YEARS_OF_SCHOOLING
    common = (0.1, 0.2, 0.3, 0.4)
    assert initial_deprivations(common, (0.1, 0.2, 0.3, 0.4), 1.0, 1, rules) == ALL | YEARS_OF_SCHOOLING
    assert initial_deprivations(common, (0.1, 0.2, 0.3, 0.6), 1.0, 1, rules) == 0
    assert initial_deprivations(common, (0.1, 0.2, 0.3, 0.4), 1.0, 2, rules) == ALL


@pytest.mark.parametrize("together", [0.0, 0.5, 1.0])
def test_going_together_leaves_each_chance_as_it_is(together) -> None:
    draws = np.random.default_rng(1).uniform(size=(20_000, 2))
    fates = np.array([fate(own, common, together) for own, common in draws])
    assert [(fates < chance).mean() for chance in (0.1, 0.5, 0.9)] == pytest.approx([0.1, 0.5, 0.9], abs=0.015)


@pytest.mark.parametrize(("z", "value"), [(0.0, 0.5), (1.959964, 0.975), (-1.644854, 0.05)])
def test_the_normal_distribution_function(z, value) -> None:
    assert normal_cdf(z) == pytest.approx(value, abs=1e-6)


@pytest.mark.parametrize(("u", "at"), [(0.0, 0), (0.19, 0), (0.2, 1), (0.69, 1), (0.7, 2), (1.0, 2)])
def test_bands_begin_at_their_limits(u, at) -> None:
    assert band(u, (0.2, 0.7)) == at


@given(st.integers(0, 12), st.floats(0, 1), st.floats(0.001, 0.999))
def test_a_part_is_a_whole_number_next_to_the_expected_one(total, share, u) -> None:
    made = part(total, share, u)
    assert 0 <= made <= total
    assert abs(made - total * share) < 1


def test_parts_keep_their_mean() -> None:
    made = [part(5, 0.37, (k + 0.5) / 1000) for k in range(1000)]
    assert np.mean(made) == pytest.approx(5 * 0.37, abs=0.002)


@given(st.floats(0, 1), st.floats(1, 12), st.floats(-6, 6))
def test_sizes_stay_in_their_range(rank, mean, z) -> None:
    assert 1 <= initial_size(rank, mean, z) <= 12


def test_skill_rises_with_schooling_and_falls_with_age() -> None:
    by_schooling = [initial_skill(school, 1, 0.0) for school in range(5)]
    by_age = [initial_skill(2, age, 0.0) for age in range(3)]
    assert by_schooling == sorted(by_schooling)
    assert by_schooling[0] < by_schooling[-1]
    assert by_age == sorted(by_age, reverse=True)
    assert initial_skill(0, 2, -50.0) == 0.0
    assert initial_skill(4, 0, 50.0) == 0.95
