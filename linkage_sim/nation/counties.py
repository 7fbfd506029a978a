"""The counties: how many villages, towns and households each has, and the level of its facts. All are always drawn; they are few."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from linkage_sim.scenario.country import MOST_VILLAGES
from linkage_sim.scenario.nation import Nation

from .draws import Addresses, Array, What, Whole, lognormal, normals, uniforms
from .products import Chances, Niches
from .provinces import Level
from .sharing import shared_out
from .tilting import at_odds, odds_behind, times_behind

COUNTY = np.dtype([
    ("province", "i4"), ("number", "i4"), ("poor", "?"), ("villages", "i4"), ("towns", "i4"), ("households", "i8"), ("size", "f8"),
    ("income", "f8"), ("away", "f8"), ("lines", "f8"), ("paved", "f8"), ("goods", "f8"), ("product", "i4"), ("landless", "f8"),
    ("waterless", "f8"),
])  # fmt: skip
"""A county: row of its province, number in it, whether it is poor, counts, and the levels of its villages' facts."""
Counties = npt.NDArray[np.void]


def draw_counties(nation: Nation, level: Level, niches: Niches) -> Counties:
    """Return all counties of the country, province by province; counts add up to the table's exactly."""
    counties = np.zeros(int(level.counties.sum()), COUNTY)
    province = counties["province"] = np.repeat(np.arange(len(level.counties)), level.counties)
    counties["number"] = np.arange(len(counties)) - (np.cumsum(level.counties) - level.counties)[province] + 1
    at = Addresses(nation.geography, level.adcode[province], counties["number"], np.zeros(len(counties), int))
    _count(counties, nation, level, at)
    _give_levels(counties, nation, level, at)
    chances = Chances(niches, relative_goods(nation, counties))
    counties["product"] = chances.drawn(np.arange(len(counties)), uniforms(at, What.COUNTY_PRODUCT)[0])
    return counties


def relative_goods(nation: Nation, counties: Counties) -> Array:
    """Return the counties' goods over the country's mean; one, where the country has none."""
    goods: Array = counties["goods"] / nation.goods_mean if nation.goods_mean > 0 else np.ones(len(counties))
    return goods


def _count(counties: Counties, nation: Nation, level: Level, at: Addresses) -> None:
    """Share out villages, towns and households, and name the poor counties: those whose draw is lowest."""
    size, dense, _, _ = normals(at, What.COUNTY_SIZE)
    province, one = counties["province"], np.ones(len(counties), np.int64)
    most = np.full(len(counties), MOST_VILLAGES)
    villages = shared_out(level.villages, lognormal(size, nation.county_spread), one, most, level.counties)
    households = villages * lognormal(dense, nation.county_households)
    counties["villages"] = villages
    counties["towns"] = shared_out(level.towns, villages.astype(float), one, villages, level.counties)
    counties["households"] = shared_out(
        level.households, households, villages * nation.least_households, villages * nation.most_households, level.counties
    )
    draw = uniforms(at, What.COUNTY_FACTS)[0]
    order = np.lexsort((draw, province))
    place = np.empty(len(counties), np.int64)
    place[order] = counties["number"] - 1  # counties stand province by province, numbered from 1
    counties["poor"] = place < level.poor[province]


def _give_levels(counties: Counties, nation: Nation, level: Level, at: Addresses) -> None:
    """Give each county its level of each fact: poor counties lie behind, and each province keeps its own level."""
    province, poor = counties["province"], counties["poor"]
    part = _poor_part(counties, len(level.counties))
    _, _, income, away = normals(at, What.COUNTY_SIZE)
    goods, _, land, water = normals(at, What.COUNTY_FACTS)
    counties["size"] = level.size[province]
    richness = np.where(poor, nation.poor_income, 1.0) * lognormal(income, nation.county_income)
    weights = np.bincount(province, counties["households"])
    counties["income"] = (level.income * weights / np.bincount(province, counties["households"] * richness))[province] * richness
    counties["away"] = level.away[province] * lognormal(away, nation.county_away)
    counties["lines"] = level.lines[province] * np.where(poor, *_of(times_behind(part, nation.poor_lines), province))
    counties["paved"] = np.where(poor, *_of(odds_behind(level.paved, part, nation.poor_paved), province))
    behind = np.where(poor, *_of(times_behind(part, nation.poor_goods), province))
    counties["goods"] = nation.goods_mean * level.goods[province] * behind * lognormal(goods, nation.goods_county)
    everywhere = np.full(len(counties), np.average(poor, weights=counties["villages"]))
    for name, mean, deviate in (("landless", nation.short_of_land, land), ("waterless", nation.short_of_water, water)):
        ordinary, behind = odds_behind(np.full(len(counties), mean), everywhere, nation.poor_land)
        counties[name] = at_odds(np.where(poor, behind, ordinary), deviate * nation.land_spread / 2.0)


def _poor_part(counties: Counties, provinces: int) -> Array:
    """Return which part of each province's villages lies in poor counties."""
    villages = counties["villages"]
    part: Array = np.bincount(counties["province"], villages * counties["poor"], provinces) / np.bincount(counties["province"], villages)
    return part


def _of(pair: tuple[Array, Array], province: Whole) -> tuple[Array, Array]:
    """Return, for each county, its province's level in a poor county and in an ordinary one."""
    ordinary, behind = pair
    return behind[province], ordinary[province]
