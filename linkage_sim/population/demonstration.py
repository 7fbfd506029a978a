"""What reaches a country's counties from above: when each becomes a demonstration county, and the part of quotas and funds that it gets."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from linkage_sim.nation.country import Country
from linkage_sim.nation.draws import Addresses, What, uniforms
from linkage_sim.nation.tilting import times_behind
from linkage_sim.scenario.nation import Nation
from linkage_sim.state.environment import month_index

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

NEW_COUNTIES = {2014: 56, 2015: 200, 2016: 240, 2017: 260, 2018: 260, 2019: 215}
"""Demonstration counties that are named in a year (evidence: cn.demonstration_counties)."""
NAMED_IN = 7
"""Month of the year from which a county is one (assumption: lists are published in summer)."""
COUNTIES = 2853
"""Counties of the country: a table of some provinces gets its part of the demonstration counties."""


def rollouts(country: Country, nation: Nation, start: str) -> Whole:
    """Return the month, counted from 1, in which each county of the country becomes a demonstration county; 0 for never.

    Which counties come first is drawn by their addresses, a poor one ahead of others by ``nation.poor_first`` of the order (assumption).
    """
    counties = country.counties
    months = np.zeros(len(counties), np.int64)
    if not nation.demonstration:
        return months
    codes = np.array([one.adcode for one in country.provinces])[counties["province"]]
    at = Addresses(nation.geography, codes, counties["number"], np.zeros(len(counties), int))
    order = np.argsort(uniforms(at, What.ROLLOUT)[0] - nation.poor_first * counties["poor"], kind="stable")
    whole = sum(one.counties for one in country.provinces) / COUNTIES
    first = 0
    for year, new in NEW_COUNTIES.items():
        last = first + round(new * whole)
        months[order[first:last]] = max(year * 12 + NAMED_IN - month_index(start), 1)
        first = last
    return months


def poor_shares(country: Country, nation: Nation) -> Floats:
    """Return the official count of the poor per household in each county, over the country's (evidence: cn.provinces).

    Provinces without a figure had no poor by the national line. Within a province poor counties have ``nation.poor_quota`` times the
    others' (assumption).
    """
    counties, provinces = country.counties, country.provinces
    number = counties["province"]
    poor, households = (np.array([getattr(one, name) or 0.0 for one in provinces], float) for name in ("poor", "households"))
    level = (poor / households) / ((poor.sum() / households.sum()) or 1.0)
    behind = np.bincount(number, counties["households"] * counties["poor"], len(provinces)) / households
    ordinary, more = times_behind(behind, nation.poor_quota)
    shares: Floats = level[number] * np.where(counties["poor"], more[number], ordinary[number])
    return shares
