"""Designs: how many points, where they lie, in which order, and that the same seed gives the same ones."""

from __future__ import annotations

import itertools
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage_sim.experiments.design.declared import Design
from linkage_sim.experiments.design.factors import Factor
from linkage_sim.experiments.design.sampling import SPREAD, levels, point_count, unit_points

KINDS = ("grid", "lhs", "sobol", "saltelli", "morris", "oat")
LINEAR = Factor("share", "platform.coverage", "linear", (), 0.3, 0.9, steps=4)
LOG = Factor("funds", "actors.government.public_funds", "log", (), 10.0, 300.0, steps=3)
WHOLE = Factor("founders", "places.junpu.founders", "integer", (), 0.0, 15.0, steps=2)
SWITCH = Factor("platform", "platform.on", "categorical", (True, False))
FOUR = (LINEAR, LOG, WHOLE, SWITCH)


def design(kind: str, **more: object) -> Design:
    return Design.model_validate({"kind": kind, **more})


def table(made: Design, factors: tuple[Factor, ...] = FOUR) -> list[dict[str, object]]:
    return list(levels(made, factors))


def test_a_grid_holds_every_combination_and_lets_the_first_factor_vary_slowest() -> None:
    rows = table(design("grid"))
    assert len(rows) == 4 * 3 * 2 * 2
    assert [tuple(row.values()) for row in rows] == list(itertools.product(*(factor.levels() for factor in FOUR)))
    assert [row["share"] for row in rows[:13]] == [0.3] * 12 + [0.5]
    assert [row["platform"] for row in rows[:4]] == [True, False, True, False]


def test_one_at_a_time_begins_with_the_scenario_as_it_is_and_goes_to_each_end() -> None:
    assert table(design("oat")) == [
        {},
        {"share": 0.3},
        {"share": 0.9},
        {"funds": 10.0},
        {"funds": 300.0},
        {"founders": 0},
        {"founders": 15},
        {"platform": True},
        {"platform": False},
    ]


def test_a_latin_hypercube_has_one_point_in_every_row_of_every_factor() -> None:
    places = unit_points(design("lhs", points=50), 4)
    for column in places.T:
        assert sorted(np.floor(column * 50)) == list(range(50))


def test_a_latin_hypercube_shares_out_whole_numbers_and_values_evenly() -> None:
    rows = table(design("lhs", points=64))
    assert Counter(row["founders"] for row in rows) == dict.fromkeys(range(16), 4)
    assert Counter(row["platform"] for row in rows) == {True: 32, False: 32}
    assert min(row["funds"] for row in rows) < 10.0 * 30 ** (1 / 64)
    assert max(row["funds"] for row in rows) > 300.0 / 30 ** (1 / 64)
    assert Counter(row["funds"] < np.sqrt(10.0 * 300.0) for row in rows) == {True: 32, False: 32}


@pytest.mark.parametrize("points", [1, 2, 64, 256])
def test_a_sobol_sequence_of_a_power_of_two_has_one_point_in_every_row_of_every_factor(points) -> None:
    places = unit_points(design("sobol", points=points), 5)
    assert places.shape == (points, 5)
    for column in places.T:
        assert sorted(np.floor(column * points)) == list(range(points))


@pytest.mark.parametrize("second", [False, True])
def test_saltelli_is_salibs_own_sample_row_for_row(second) -> None:
    from SALib.sample import sobol

    bounds = {"share": [0.3, 0.9], "cost": [10.0, 300.0], "rate": [0.01, 0.2]}
    problem = {"num_vars": 3, "names": list(bounds), "bounds": list(bounds.values())}
    factors = tuple(Factor(name, name, "linear", (), *ends) for name, ends in bounds.items())
    made = design("saltelli", points=16, second_order=second, seed=7)
    rows = table(made, factors)
    expected = sobol.sample(problem, 16, calc_second_order=second, seed=7)
    assert len(rows) == len(expected) == 16 * (8 if second else 5)
    np.testing.assert_allclose([list(row.values()) for row in rows], expected, rtol=1e-12)


@pytest.mark.parametrize("grid", [4, 8])
def test_morris_is_salibs_own_sample_row_for_row(grid) -> None:
    from SALib.sample import morris

    problem = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[0.3, 0.9], [10.0, 300.0], [0.01, 0.2]]}
    factors = tuple(Factor(name, name, "linear", (), *ends) for name, ends in zip("abc", problem["bounds"], strict=True))
    rows = table(design("morris", points=10, levels=grid, seed=7), factors)
    expected = morris.sample(problem, 10, num_levels=grid, seed=7)
    assert len(rows) == len(expected) == 10 * 4
    np.testing.assert_allclose([list(row.values()) for row in rows], expected, rtol=1e-12)


def test_every_step_of_a_trajectory_changes_one_factor_and_each_once() -> None:
    rows = table(design("morris", points=6))
    for start in range(0, len(rows), 5):
        path = rows[start : start + 5]
        changed = [[name for name in one if one[name] != other[name]] for one, other in itertools.pairwise(path)]
        assert sorted(changed) == [["founders"], ["funds"], ["platform"], ["share"]]


@pytest.mark.parametrize("kind", SPREAD)
@given(seed=st.integers(0, 2**32 - 1), factors=st.integers(1, 6))
@settings(max_examples=10, deadline=None)
def test_the_same_seed_gives_the_same_points_and_another_one_others(kind, seed, factors) -> None:
    one, again, other = (unit_points(design(kind, points=8, seed=given), factors) for given in (seed, seed, (seed + 1) % 2**32))
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)
    assert one.min() >= 0.0
    assert one.max() <= 1.0


@pytest.mark.parametrize("kind", KINDS)
@given(
    points=st.sampled_from([1, 2, 4, 16]),
    second=st.booleans(),
    factors=st.lists(st.sampled_from(FOUR), min_size=1, max_size=4, unique_by=lambda factor: factor.name),
)
@settings(max_examples=20, deadline=None)
def test_the_number_of_points_is_known_before_any_is_made(kind, points, second, factors) -> None:
    made = design(kind, points=points, second_order=second)
    assert point_count(made, factors) == len(table(made, tuple(factors)))


@pytest.mark.parametrize("kind", KINDS)
def test_levels_are_values_that_a_scenario_takes(kind) -> None:
    for row in table(design(kind, points=8)):
        for factor in FOUR:
            value = row.get(factor.name)
            assert value is None or type(value) is {"linear": float, "log": float, "integer": int, "categorical": bool}[factor.scale]
            assert value is None or factor.values or factor.low <= value <= factor.high
