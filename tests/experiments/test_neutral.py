from __future__ import annotations

import math

import pytest

from linkage_sim.errors import LinkageError
from linkage_sim.experiments.analysis.comparison.neutral import MOST_LEVELS, Gap, Lever, parse_range, solve
from linkage_sim.experiments.analysis.statistics import Interval

BASELINE = 1000.0
LEVER = Lever("actors.government.public_funds", "RMB per household and month", 0.0, 100.0)


def looked_up(cost, half_width=5.0, baseline=BASELINE):
    """A made-up cost as a function of the lever, known to a half-width; counts how often it is asked."""
    asked: list[float] = []

    def gap_at(level: float) -> Gap:
        asked.append(level)
        mean = cost(level) - baseline
        return Gap(level, Interval(mean, mean - half_width, mean + half_width), baseline)

    return gap_at, asked


@pytest.mark.parametrize(
    ("cost", "level"),
    [
        (lambda x: 20.0 * x, 50.0),
        (lambda x: 3000.0 - 40.0 * x, 50.0),
        (lambda x: x**2, math.sqrt(1000.0)),
        (lambda x: 10.0 * math.exp(x / 10.0), 10.0 * math.log(100.0)),
        (lambda x: 1500.0 * x / (x + 1.0), 2.0),  # steep at first, flat later
        (lambda x: 1000.0 + (x - 70.0) ** 3 / 100.0, 70.0),
    ],
)
def test_a_smooth_cost_is_met(cost, level):
    gap_at, asked = looked_up(cost)
    found = solve("reform", LEVER, gap_at)
    assert found.reason == "found"
    assert found.gap.closed()
    assert abs(cost(found.level) - BASELINE) <= 0.01 * BASELINE
    assert found.level == pytest.approx(level, rel=0.15)
    assert len(asked) == len(found.tried) <= MOST_LEVELS
    assert len(set(asked)) == len(asked)


def test_the_sentence_gives_level_difference_and_interval():
    gap_at, _ = looked_up(lambda x: 20.0 * x + 2.0)
    told = solve("scattered", LEVER, gap_at).sentence()
    assert told.startswith("scattered costs the same as the baseline with public funds at ")
    assert "RMB per household and month; the difference left is " in told


@pytest.mark.parametrize(("cost", "words"), [(lambda x: 1200.0 + x, "more"), (lambda x: 800.0 - x, "less")])
def test_where_it_is_too_dear_or_too_cheap_at_both_ends_none_exists(cost, words):
    gap_at, asked = looked_up(cost)
    found = solve("reform", LEVER, gap_at)
    assert (found.reason, found.level, len(asked)) == ("none", None, 2)
    low, high = (f"{abs(cost(end) - BASELINE):.0f} RMB {words}" for end in (0.0, 100.0))
    told = found.sentence()
    assert "at no level of public funds from 0 to 100: it costs " in told
    assert told.index(low) < told.index(high)
    assert "Widen --lever-range" in told


def test_a_cost_that_steps_over_the_baselines_has_no_level():
    gap_at, asked = looked_up(lambda x: 700.0 if x < 37.0 else 1400.0)
    found = solve("reform", LEVER, gap_at, most=60)
    assert (found.reason, found.level) == ("step", None)
    low, high = found.bracket
    assert low.level < 37.0 <= high.level
    assert high.level - low.level < 1e-3
    assert "makes a step there: it costs 300 RMB less (-30 %) at " in found.sentence()
    assert len(asked) < 40


def test_the_number_of_levels_is_bounded():
    gap_at, asked = looked_up(lambda x: 700.0 if x < 37.0 else 1400.0)
    found = solve("reform", LEVER, gap_at, most=7)
    assert (found.reason, found.level) == ("limit", None)
    assert len(asked) == 7
    assert "was found in 7 tries" in found.sentence()
    low, high = found.bracket
    assert low.level < 37.0 <= high.level


def test_fine_steps_are_met_within_the_tolerance():
    gap_at, _ = looked_up(lambda x: 15.0 * math.floor(x))
    found = solve("reform", LEVER, gap_at)
    assert found.reason == "found"
    assert abs(15.0 * math.floor(found.level) - BASELINE) <= 10.0


def test_a_whole_number_is_moved_in_whole_steps():
    lever = Lever("actors.government.notice_delay", "months", 0.0, 24.0, whole=True)
    gap_at, asked = looked_up(lambda x: 100.0 * x)
    found = solve("reform", lever, gap_at)
    assert (found.reason, found.level) == ("found", 10.0)
    gap_at, asked = looked_up(lambda x: 300.0 * x)
    found = solve("reform", lever, gap_at)
    assert found.reason == "step"
    assert [gap.level for gap in found.bracket] == [3.0, 4.0]
    assert all(level.is_integer() for level in asked)


def test_of_several_levels_one_is_found():
    gap_at, _ = looked_up(lambda x: 1000.0 + 500.0 * math.sin(x / 8.0) + 2.0 * x - 80.0)
    found = solve("reform", LEVER, gap_at)
    assert found.reason == "found"
    assert found.gap.closed()


def test_an_end_of_the_range_can_be_the_answer():
    gap_at, asked = looked_up(lambda x: 1000.0 + x)
    found = solve("reform", LEVER, gap_at)
    assert (found.reason, found.level, asked) == ("found", 0.0, [0.0, 100.0])


def test_a_baseline_that_spends_nothing_is_met_by_nothing_only():
    gap_at, _ = looked_up(lambda x: 10.0 * x, half_width=0.0, baseline=0.0)
    assert solve("reform", LEVER, gap_at).level == 0.0
    gap_at, _ = looked_up(lambda x: 5.0 + 10.0 * x, half_width=0.0, baseline=0.0)
    found = solve("reform", LEVER, gap_at)
    assert found.reason == "none"
    assert "5 RMB more at 0" in found.sentence()


@pytest.mark.parametrize(
    ("mean", "half", "closed"),
    [
        (0.0, 500.0, True),  # within one per cent, and not known to differ
        (9.0, 20.0, True),
        (9.0, 0.5, True),  # surely different, but surely by less than one per cent
        (9.9, 0.5, False),  # within one per cent, but perhaps beyond, and surely different
        (11.0, 50.0, False),  # not known to differ, but a poor guess
        (-9.0, 0.5, True),
        (300.0, 5.0, False),
    ],
)
def test_costs_are_the_same_within_one_per_cent(mean, half, closed):
    assert Gap(1.0, Interval(mean, mean - half, mean + half), BASELINE).closed() is closed


def test_a_range_is_read_from_the_command_line():
    assert parse_range("0:1e6") == (0.0, 1e6)
    assert parse_range("-5:-1") == (-5.0, -1.0)
    for text in ("5", "5:", "9:1", "a:b", "3:3", "nan:4"):
        with pytest.raises(LinkageError, match="write for example 0:1e6"):
            parse_range(text)
