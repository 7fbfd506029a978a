"""Factors: every place of the unit interval has its value, and every value its equal part."""

from __future__ import annotations

import itertools
import math
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage_sim.experiments.design import declared
from linkage_sim.experiments.design.factors import Factor, described
from linkage_sim.scenario import Scenario

PLACES = st.floats(0.0, 1.0)
NUMBERS = st.floats(-1e6, 1e6)
RANGES = st.tuples(NUMBERS, NUMBERS).map(sorted).filter(lambda ends: ends[1] - ends[0] > 1e-3)
WHOLE = st.tuples(st.integers(-500, 500), st.integers(1, 60)).map(lambda given: (given[0], given[0] + given[1]))
POSITIVE = st.tuples(st.floats(1e-6, 1e6), st.floats(1.01, 1e6)).map(lambda given: (given[0], given[0] * given[1]))


def linear(low: float, high: float, **more: object) -> Factor:
    return Factor("f", "p", "linear", (), low, high, **more)


def log(low: float, high: float, **more: object) -> Factor:
    return Factor("f", "p", "log", (), low, high, **more)


def integer(low: int, high: int, **more: object) -> Factor:
    return Factor("f", "p", "integer", (), float(low), float(high), **more)


def words(*values: object) -> Factor:
    return Factor("f", "p", "categorical", values)


@given(RANGES, PLACES)
def test_a_linear_range_is_divided_evenly(ends, place) -> None:
    value = linear(*ends).at(place)
    assert ends[0] <= value <= ends[1]
    assert value == pytest.approx(ends[0] + place * (ends[1] - ends[0]), abs=1e-12 * (ends[1] - ends[0]))


@given(POSITIVE, PLACES)
def test_a_log_range_is_divided_by_equal_ratios(ends, place) -> None:
    value = log(*ends).at(place)
    assert ends[0] <= value <= ends[1]
    assert math.log(value) == pytest.approx(math.log(ends[0]) + place * math.log(ends[1] / ends[0]), abs=1e-9)


@given(st.one_of(RANGES.map(lambda ends: linear(*ends)), POSITIVE.map(lambda ends: log(*ends)), WHOLE.map(lambda ends: integer(*ends))))
def test_the_ends_are_hit_exactly(factor) -> None:
    assert (factor.at(0.0), factor.at(1.0)) == (factor.low, factor.high)
    assert factor.ends() == (factor.low, factor.high)
    assert (factor.levels()[0], factor.levels()[-1]) == (factor.low, factor.high)


@given(
    st.one_of(RANGES.map(lambda ends: linear(*ends)), POSITIVE.map(lambda ends: log(*ends)), WHOLE.map(lambda ends: integer(*ends))),
    PLACES,
    PLACES,
)
def test_values_rise_with_the_place(factor, one, other) -> None:
    low, high = sorted((one, other))
    assert factor.at(low) <= factor.at(high) or math.isclose(factor.at(low), factor.at(high))


@given(WHOLE)
def test_every_whole_number_has_an_equal_part(ends) -> None:
    count = ends[1] - ends[0] + 1
    found = Counter(integer(*ends).at((k + 0.5) / (7 * count)) for k in range(7 * count))
    assert found == dict.fromkeys(range(ends[0], ends[1] + 1), 7)
    assert all(type(value) is int for value in found)


@given(st.lists(st.one_of(st.booleans(), st.text(max_size=3)), min_size=1, max_size=9, unique=True))
def test_every_given_value_has_an_equal_part(values) -> None:
    factor = words(*values)
    found = Counter(factor.at((k + 0.5) / (5 * len(values))) for k in range(5 * len(values)))
    assert found == dict.fromkeys(values, 5)
    assert factor.at(1.0) == values[-1]
    assert factor.levels() == factor.ends() == tuple(values)


@given(RANGES, st.integers(2, 50))
def test_a_linear_grid_has_its_steps_at_equal_distance(ends, steps) -> None:
    levels = linear(*ends, steps=steps).levels()
    assert len(levels) == steps
    assert [b - a for a, b in itertools.pairwise(levels)] == pytest.approx([(ends[1] - ends[0]) / (steps - 1)] * (steps - 1))


def test_values_of_a_grid_are_written_as_people_write_them() -> None:
    assert linear(0.1, 0.8, steps=3).levels() == (0.1, 0.45, 0.8)
    assert linear(0.05, 0.95, steps=7).levels() == (0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95)
    assert linear(0.0, 1.0, steps=4).levels() == (0.0, 0.333333333333333, 0.666666666666667, 1.0)


def test_a_log_grid_has_its_steps_at_equal_ratios() -> None:
    assert log(10.0, 1000.0, steps=3).levels() == pytest.approx((10.0, 100.0, 1000.0))


@given(WHOLE, st.integers(2, 100))
def test_a_grid_of_whole_numbers_holds_none_twice(ends, steps) -> None:
    levels = integer(*ends, steps=steps).levels()
    assert list(levels) == sorted(set(levels))
    assert len(levels) == min(steps, ends[1] - ends[0] + 1)
    assert all(type(level) is int for level in levels)


def in_junpu(name: str, given: declared.Factor) -> Factor:
    return described({name: given}, Scenario.load("junpu"))[name]


@pytest.mark.parametrize("path", ["places.junpu.founders", "places.0.founders"])
def test_a_factor_knows_what_its_parameter_declares(path) -> None:
    factor = in_junpu("founders", declared.Factor(path=path, range=(0.0, 16.0), scale="integer", title="returners"))
    assert (factor.unit, factor.evidence, factor.grade, factor.assumed) == ("households", "junpu.founders", "paper", None)
    assert factor.text == "Households whose members have come home with online-shop experience."
    assert (factor.label, factor.scale, factor.low, factor.high) == ("returners", "integer", 0.0, 16.0)


def test_a_factor_with_values_is_categorical_and_is_called_by_its_name() -> None:
    factor = in_junpu("who_first", declared.Factor(path="platform.matching", values=("need", "random")))
    assert (factor.label, factor.scale, factor.values) == ("who first", "categorical", ("need", "random"))
    assert factor.assumed == "a switch of the experiment, not a quantity"


def test_a_factor_of_a_plain_field_has_no_unit() -> None:
    factor = in_junpu("when", declared.Factor(path="programmes.roads.start", values=("2013-01", "2014-01")))
    assert (factor.unit, factor.evidence, factor.text) == ("", None, "First month, YYYY-MM.")
