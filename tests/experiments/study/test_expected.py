"""What runs of a country take is measured and said; of villages, and of what is done in minutes, nothing is."""

from __future__ import annotations

import pytest

from linkage_sim.experiments.study.expected import WORTH_TELLING, Expected, duration, expected
from linkage_sim.population.spots import households_played
from linkage_sim.scenario import Scenario

COUNTY = Scenario.load("china").with_overrides({"nation.only": ["ningxia-001"], "nation.per_stratum": 1, "months": 2})


def test_of_a_country_it_is_measured_and_grows_with_the_runs():
    runs = WORTH_TELLING // households_played(COUNTY)
    told = expected(COUNTY, runs, 2)
    assert told is not None
    assert (told.runs, told.households, told.months, told.workers) == (runs, households_played(COUNTY), 2, 2)
    assert told.seconds > 0
    assert told.total == pytest.approx(told.seconds * -(-runs // 2))


def test_nothing_is_said_of_villages_or_of_minutes():
    assert expected(Scenario.load("junpu"), 10**9, 1) is None
    assert expected(COUNTY, 1, 1) is None


def test_it_is_one_sentence():
    told = Expected(64, 10_800_000, 156, 2, 600.0)
    assert told.sentence == (
        "64 runs of 10,800,000 households over 156 months: about 5.3 hours on 2 workers "
        "(10 minutes a run, measured just now in a few of its counties)."
    )
    assert [duration(seconds) for seconds in (0.2, 89, 90, 5399, 5400)] == [
        "2 seconds",
        "89 seconds",
        "2 minutes",
        "90 minutes",
        "1.5 hours",
    ]
