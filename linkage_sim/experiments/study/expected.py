"""What runs of a country take, told before they begin: measured on this machine, in a run of few of its counties."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING, Any, NamedTuple

from ...findings.words import counted
from ...population.spots import households_played

if TYPE_CHECKING:
    from ...scenario import Scenario
    from ...scenario.nation import Nation

WORTH_TELLING = 1_000_000_000
"""Household-months from which it is told: some minutes of work."""
PILOT = 20_000_000
"""Household-months of the run that is measured, about: some seconds of work."""
MOST_THINNED = 1_000


class Expected(NamedTuple):
    """What runs of a country take, about.

    Attributes
    ----------
    runs, households, months, workers : int
        How many runs, households and months of each, and runs side by side.
    seconds : float
        Of one run, by one worker.
    """

    runs: int
    households: int
    months: int
    workers: int
    seconds: float

    @property
    def total(self) -> float:
        """Seconds until the last run is done."""
        return self.seconds * math.ceil(self.runs / self.workers)

    @property
    def sentence(self) -> str:
        """What a person is told."""
        size = f"{counted(self.runs, 'run')} of {counted(self.households, 'household')} over {counted(self.months, 'month')}"
        workers = counted(self.workers, "worker")
        each = f"{duration(self.seconds)} a run, measured just now in a few of its counties"
        return f"{size}: about {duration(self.total)} on {workers} ({each})."


def expected(scenario: Scenario, runs: int, workers: int) -> Expected | None:
    """Tell what runs of a country take; None for what is no country, and for what is done in minutes anyway.

    A few counties are played through all months, since the later ones, with more shops, take longer.
    """
    nation, households = scenario.nation, households_played(scenario)
    if nation is None or households * scenario.months * runs < WORTH_TELLING:
        return None
    pilot = scenario.with_overrides(_thinned(nation, households * scenario.months))
    return Expected(runs, households, scenario.months, workers, _seconds(pilot, households))


def _thinned(nation: Nation, household_months: int) -> dict[str, Any]:
    """What makes a country as small as the run that is measured."""
    times = max(1, round(household_months / PILOT))
    return {"nation.thin": min(nation.thin * times, MOST_THINNED), "nation.per_stratum": min(nation.per_stratum, 1)}


def _seconds(pilot: Scenario, households: int) -> float:
    """Run a country and tell what one with so many households would take: drawing it is as long, its months go by households."""
    from ...model import LinkageModel, compile_rules

    compile_rules()
    began = time.perf_counter()
    model = LinkageModel(pilot, seed=1, threads=1)
    drawn = time.perf_counter()
    model.run()
    months = time.perf_counter() - drawn
    return drawn - began + months * households / len(model.households)


def duration(seconds: float) -> str:
    """Say a length of time in the largest unit that tells it."""
    if seconds < 90:
        return f"{max(round(seconds), 2)} seconds"
    return f"{seconds / 60:.0f} minutes" if seconds < 5400 else f"{seconds / 3600:.1f} hours"
