"""The rules of numbers: four digits at most, whole people, shares in per cent, and no two numbers that look equal and are not."""

from __future__ import annotations

import math

import pytest
from hypothesis import given as whatever
from hypothesis import strategies as st

from linkage_sim.findings.numbers import (
    NO_DIFFERENCE,
    about,
    apart,
    chance,
    change,
    difference,
    estimated,
    level,
    minus,
    number,
    percent,
    quantity,
    short,
    spoken,
    spoken_size,
    tick,
)
from linkage_sim.findings.words import one_of

FINITE = st.floats(-1e12, 1e12, allow_nan=False)
UNITS = st.sampled_from(["persons", "RMB", "share of people", "share", ""])


@whatever(FINITE)
def test_no_number_has_more_than_four_digits_that_say_something_or_an_exponent(value):
    text = number(value)
    digits = "".join(letter for letter in text if letter.isdigit()).strip("0")
    assert len(digits) <= 4
    assert "e" not in text.replace("million", "")


@whatever(FINITE, FINITE, UNITS)
def test_two_numbers_that_differ_never_look_equal(first, last, unit):
    one, other = apart(first, last, unit)
    assert one != other
    assert (other == NO_DIFFERENCE) == (abs(first - last) <= 1e-9 * max(abs(first), abs(last)))


@whatever(FINITE, st.floats(1e-3, 1e6), UNITS)
def test_the_ends_of_an_interval_never_look_equal(estimate, half, unit):
    ends = estimated((estimate, estimate - half, estimate + half), unit)[1].removesuffix(" million").removesuffix(" billion")
    low, high = ends.split(" to ")
    assert low != high


@pytest.mark.parametrize(
    ("value", "written"),
    [(0, "0"), (0.1234, "0.123"),
     (12.34, "12.3"), (12.0, "12"), (999.6, "1,000"), (1234.5, "1,234"), (23456, "23,460"), (3.76e-05, "0.0000376"),
     (-2e-07, "-0.0000002"), (999_960, "1 million"), (7_017_000_000, "7.02 billion"), (math.nan, "unknown"), (-math.inf, "-endless")],
)  # fmt: skip
def test_numbers(value, written):
    assert number(value) == written


def test_levels_and_differences_are_told_in_the_unit_of_people():
    assert [level(value, "persons") for value in (271.6, 0.436, 0.0)] == ["272", "less than 1", "0"]
    assert quantity(0.125, "share of people") == "12.5 %"
    assert difference(-0.08, "share of people") == "-8 percentage points"
    assert difference(30.0, "persons", sign=True, named=False) == "+30"
    assert estimated((-271.6, -285.2, -259.3), "persons") == ("-272 persons", "-285 to -259")
    assert estimated((-271.6, math.nan, math.nan), "persons")[1] == "no interval"
    assert apart(272.1, 272.3, "persons") == ("272.1 persons", "272.3 persons")


def test_one_alone_is_told_in_the_singular():
    assert [quantity(value, "persons") for value in (1.0, 2.0, 0.0, 0.4)] == ["1 person", "2 persons", "0 persons", "less than 1 person"]
    told = {("months", -1.0): "-1 month", ("share of people", 0.01): "1 percentage point", ("branches", 1.0): "1 branch"}
    assert {(unit, value): difference(value, unit) for unit, value in told} == told
    assert estimated((1.0, -1.4, 3.2), "households") == ("1 household", "-1 to 3")
    assert apart(1.0, 2.0, "units per village and month") == ("1 unit per village and month", "2 units per village and month")
    assert [one_of(unit) for unit in ("people", "RMB", "branches", "storeys", "")] == ["person", "RMB", "branch", "storeys", ""]


def test_people_that_are_told_roughly_are_whole_from_ten_on():
    assert [about(value, "persons") for value in (13.9, 2.333, 0.0412)] == ["14 persons", "2.3 persons", "0.041 persons"]
    assert (about(13.94, "RMB"), about(0.125, "share of people"), about(math.inf, "stores")) == (
        "13.9 RMB", "12.5 percentage points", "endless stores",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("one", "written"),
    [
        ((0.75, 0.3, 1.2), ("less than 1 person", "less than 1 to 2")),
        ((0.31, 0.04, 0.57), ("less than 1 person", "less than 1")),
        ((-0.31, -0.57, -0.04), ("less than 1 person", "-1 to 0")),
        ((2.3, 2.1, 2.4), ("2 persons", "2 to 3")),
        ((2.2, 0.4, 5.0), ("2 persons", "less than 1 to 5")),
        ((0.0, 0.0, 0.0), ("0 persons", "0 to 0")),
        ((-22.3, -35.0, -10.0), ("-22 persons", "-35 to -10")),
    ],
)
def test_sentences_tell_no_parts_of_people_and_no_zero_in_what_leaves_it_out(one, written):
    assert spoken(one, "persons") == written
    assert spoken(one, "RMB") == estimated(one, "RMB")


def test_a_size_for_a_sentence_is_rounded_up():
    assert [spoken_size(size, "persons") for size in (2.8, 0.3, 0.0)] == ["3 persons", "less than 1 person", "0 persons"]
    assert spoken_size(2.84, "RMB") == "2.84 RMB"


def test_ends_that_differ_by_rounding_only_are_written():
    assert estimated((0.3, 0.3, 0.3 + 1e-16), "RMB")[1].startswith("0.3")
    assert estimated((4.0, 4.0 - 1e-14, 4.0 + 1e-14), "RMB")[1]


def test_shares_are_never_rounded_to_nothing_or_all_or_over_what_was_asked():
    told = {0.0: "0 %", 0.0004: "less than 0.1 %", 0.004: "0.4 %", 0.824: "82 %", 0.996: "99.6 %", 0.9999: "more than 99.9 %", 1.0: "100 %"}
    assert {share: percent(share) for share in told} == told
    assert percent(0.896, 0.9) == "89.6 %"
    assert percent(0.0004, language="zh") == "不到 0.1 %"
    assert (change(0.083), change(-0.083), chance(0.0004), chance(0.0124)) == ("+8.3 %", "-8.3 %", "< 0.001", "0.012")


def test_axes_and_tiles_have_short_numbers_and_signs_are_minus_signs():
    assert (tick(250_000), tick(1_012_500), tick(0.125, "share"), short(12_345), short(12_345, "zh")) == (
        "250 k", "1.0125 M", "12.5 %", "12.3 k", "1.23万",
    )  # fmt: skip
    assert minus("-3 to -1, take-off") == "\N{MINUS SIGN}3 to \N{MINUS SIGN}1, take-off"
