"""The provinces' level of each fact: from the table where it knows, else by a gradient over its columns."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from linkage_sim.scenario.country import REGIONS, Province
from linkage_sim.scenario.nation import Nation

from .draws import Array, Whole


class Level(NamedTuple):
    """Levels of the provinces, a value for each.

    Attributes
    ----------
    adcode : array of int
        The province's code, its part of the address.
    counties, poor, towns, villages, households : array of int
        Counts of the table (evidence: cn.provinces); towns before they were merged.
    size : array of float
        Mean persons of a household.
    income, away : array of float
        Scales of income and of workers away (evidence: cn.provinces).
    lines : array of float
        Residents online over the country's, to the power that the scenario gives.
    goods : array of float
        Access to goods, over the country's mean.
    paved : array of float
        Share of villages with a paved entry road.
    """

    adcode: Whole
    counties: Whole
    poor: Whole
    towns: Whole
    villages: Whole
    households: Whole
    size: Array
    income: Array
    away: Array
    lines: Array
    goods: Array
    paved: Array


def level_of(nation: Nation, provinces: tuple[Province, ...]) -> Level:
    """Return the levels of all provinces of a table."""
    households = np.array([one.households for one in provinces], float)
    villages = np.array([one.villages for one in provinces], np.int64)
    counties = np.array([one.counties for one in provinces], np.int64)
    merged = np.array([one.towns for one in provinces]) * nation.towns_merged
    workers = _relative(np.array([one.workers for one in provinces]), households)
    internet = _relative(np.array([one.internet for one in provinces]), households)
    size = workers**nation.size_by_workers
    lines = internet**nation.lines_by_internet
    return Level(
        adcode=np.array([one.adcode for one in provinces], np.int64),
        counties=counties,
        poor=np.array([one.poor_counties for one in provinces], np.int64),
        towns=np.clip(np.rint(merged).astype(np.int64), counties, villages),
        villages=villages,
        households=households.astype(np.int64),
        size=nation.size_mean * _relative(size, households),
        income=nation.income_level * np.array([one.income_scale for one in provinces]),
        away=np.array([one.away_scale for one in provinces]),
        lines=_relative(lines, villages),
        goods=_relative(np.exp(nation.goods_gradient * _trade(provinces)), villages),
        paved=np.array([getattr(nation, f"paved_{REGIONS[one.region]}") for one in provinces]),
    )


def _relative(values: Array, weights: Array | Whole) -> Array:
    """Return values over their weighted mean."""
    return values / np.average(values, weights=weights)


def _trade(provinces: tuple[Province, ...]) -> Array:
    """Return how far a province trades: the mean of two logarithms, of big markets and of parcels per household over the country's.

    Both are proxies for goods within reach (assumption); where one is not known or nothing, the other one stands alone.
    """
    households = np.array([one.households for one in provinces], float)
    markets = np.array([one.markets or 0.0 for one in provinces])
    express = np.array([one.express for one in provinces])
    found = [np.where(some > 0, some, np.nan) / households / (some.sum() / households.sum() or 1.0) for some in (markets, express)]
    logarithms = np.log(np.array(found))
    known = np.isfinite(logarithms)
    mean: Array = np.where(known, logarithms, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    return mean
