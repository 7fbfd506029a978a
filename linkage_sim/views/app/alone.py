"""A village of a country taken by itself: its place, and the founders whom the country's run brings home to it.

It begins in the month in which they come, or with the country where none come. Its lines have grown until then as residents online have.
What the country does to it beside is left out: neighbours, rivals in the market, quotas of its county, demonstration counties.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from linkage_sim.nation.country import country_of
from linkage_sim.population.spots import arrivals_in
from linkage_sim.scenario import Scenario
from linkage_sim.state.environment import interpolate

from .address import Address

LEAST = 60
"""Months that a village is played at the least, if the series reach so far."""


class Alone(NamedTuple):
    """A village by itself: where it is, and the seed of the country's run from which it has its founders."""

    at: Address
    seed: int = 1


@lru_cache(maxsize=32)
def village_alone(country: Scenario, alone: Alone) -> Scenario:
    """Return the scenario of one village of a country."""
    nation = country.nation
    assert nation is not None, "only a country has villages to take out"
    part = country.with_overrides({"nation.only": [alone.at._replace(village=0).name]})
    assert part.nation is not None
    drawn = country_of(part.nation)
    arrivals = arrivals_in(drawn, part, part.nation, alone.seed)
    row = alone.at.village - 1
    place = drawn.place_of(row).model_dump(by_alias=True)
    begins = max(int(arrivals.month[row]) - 1, 0)
    first = _running(country.start)
    series = country.environment
    online = interpolate(series.rural_internet, np.array([first, first + begins], float))
    place |= {"founders": int(arrivals.size[row]), "broadband": min(round(place["broadband"] * online[1] / online[0], 4), 1.0)}
    left = min(max(country.months - begins, LEAST), 12 * max(series.poverty_line) + 12 - first - begins)
    content = {key: value for key, value in country.resolved().items() if key not in ("nation", "evidence", "extends")}
    year, month = divmod(first + begins, 12)
    name = alone.at.name
    told = {"name": name, "title": f"Village {name} by itself", "start": f"{year}-{month + 1:02d}", "months": left, "places": [place]}
    return Scenario.from_dict({**content, **told})


def _running(month: str) -> int:
    """Months since the year 0."""
    return int(month[:4]) * 12 + int(month[5:7]) - 1
