"""The villages of some counties: the same whichever counties are drawn together."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from linkage_sim.scenario.country import Province, county_name
from linkage_sim.scenario.nation import Nation

from .counties import Counties, relative_goods
from .draws import Addresses, Array, What, Whole, lognormal, normals, uniforms
from .products import Chances, Niches
from .sharing import shared_out
from .tilting import at_odds

VILLAGE = np.dtype([
    ("province", "i4"), ("county", "i4"), ("town", "i4"), ("number", "i4"), ("key", "u4"), ("poor", "?"), ("households", "i4"),
    ("household_size", "f8"), ("income_scale", "f8"), ("away_scale", "f8"), ("broadband", "f8"), ("network", "f8"), ("roads", "i4"),
    ("goods", "f8"), ("product", "i4"), ("market_depth", "f8"), ("landless", "f8"), ("waterless", "f8"),
])  # fmt: skip
"""A village: rows of its province and county, numbers of its town and its own in the county, key of its draws (CRC-32 of its name), whether
its county is poor, and its facts in the units of ``places.*``. ``product`` is the number of a niche."""
Villages = npt.NDArray[np.void]
PLACES = 4
"""Decimals of a fact: what a machine calculates beyond them is not part of the country."""


BLOCK = 50
"""Counties that are drawn together: their columns stay in the processor's cache."""


def draw_villages(nation: Nation, provinces: Sequence[Province], counties: Counties, rows: Whole, niches: Niches) -> Villages:
    """Return the villages of the counties in ``rows``, county by county, in the order of their numbers."""
    villages = np.zeros(int(counties["villages"][rows].sum()), VILLAGE)
    at = 0
    for first in range(0, len(rows), BLOCK):
        drawn = _drawn(nation, provinces, counties, rows[first : first + BLOCK], niches)
        villages[at : at + len(drawn)] = drawn
        at += len(drawn)
    return villages


def _drawn(nation: Nation, provinces: Sequence[Province], counties: Counties, rows: Whole, niches: Niches) -> Villages:
    """Return the villages of a few counties."""
    adcodes = np.array([one.adcode for one in provinces], np.int64)
    drawn = counties[rows]
    sizes = drawn["villages"].astype(np.int64)
    villages = np.zeros(int(sizes.sum()), VILLAGE)
    of = np.repeat(np.arange(len(drawn)), sizes)
    county = drawn[of]
    villages["province"], villages["county"], villages["poor"] = county["province"], rows[of], county["poor"]
    villages["number"] = np.arange(len(villages)) - (np.cumsum(sizes) - sizes)[of] + 1
    at = Addresses(nation.geography, adcodes[county["province"]], county["number"], villages["number"])
    town_at, towns, town = _towns(nation, adcodes, drawn, at)
    villages["town"] = town_at.place[town]
    villages["key"] = _keys([one.name for one in provinces], drawn, of, villages["number"])
    _give_facts(villages, county, nation, at, normals(town_at, What.TOWN)[1][town], drawn["households"], sizes)
    villages["product"] = _products(nation, drawn, niches, (town_at, towns, town), (at, of))
    villages["market_depth"] = niches.depth[villages["product"]]
    return villages


def _products(
    nation: Nation, drawn: Counties, niches: Niches, towns: tuple[Addresses, Whole, Whole], villages: tuple[Addresses, Whole]
) -> Whole:
    """Return the villages' niches: the town's or their own, as the town has the county's or its own."""
    chances = Chances(niches, relative_goods(nation, drawn))
    (town_at, county_of_town, town), (at, county) = towns, villages
    share, which, _, _ = uniforms(town_at, What.TOWN_PRODUCT)
    of_town = np.where(share < nation.town_product, drawn["product"][county_of_town], chances.drawn(county_of_town, which))
    share, which, _, _ = uniforms(at, What.VILLAGE_PRODUCT)
    products: Whole = np.where(share < nation.village_product, of_town[town], chances.drawn(county, which))
    return products


def _towns(nation: Nation, adcodes: Whole, drawn: Counties, at: Addresses) -> tuple[Addresses, Whole, Whole]:
    """Return the towns' addresses, each one's county, and each village's town, as rows; a town's villages have numbers in a row."""
    count = drawn["towns"].astype(np.int64)
    of = np.repeat(np.arange(len(drawn)), count)
    number = np.arange(len(of)) - (np.cumsum(count) - count)[of] + 1
    towns = Addresses(nation.geography, adcodes[drawn["province"][of]], drawn["number"][of], number)
    weights = lognormal(normals(towns, What.TOWN)[0], nation.town_spread)
    sizes = shared_out(drawn["villages"].astype(np.int64), weights, np.ones_like(of), drawn["villages"][of].astype(np.int64), count)
    return towns, of, np.repeat(np.arange(len(of)), sizes)


def _keys(provinces: Sequence[str], drawn: Counties, of: Whole, number: Whole) -> npt.NDArray[np.uint32]:
    """Return the CRC-32 of the villages' names, as ``village_key`` has it: of the county's name once, and on from there."""
    names = [county_name(provinces[county["province"]], county["number"]) + "-" for county in drawn]
    heads = [zlib.crc32(name.encode()) for name in names]
    keys = (zlib.crc32(b"%04d" % village, heads[county]) for county, village in zip(of.tolist(), number.tolist(), strict=True))
    return np.fromiter(keys, np.uint32, len(of))


def _give_facts(
    villages: Villages, county: Counties, nation: Nation, at: Addresses, town_goods: Array, households: Whole, sizes: Whole
) -> None:
    """Give the villages their facts: the county's level times a spread of their own."""
    size, income, away, goods = normals(at, What.VILLAGE_SIZE)
    lines, reach, land, water = (*normals(at, What.VILLAGE_LINES)[:2], *normals(at, What.VILLAGE_LAND)[:2])
    low, high = (np.full(len(villages), most) for most in (nation.least_households, nation.most_households))
    villages["households"] = shared_out(households, lognormal(size, nation.household_spread), low, high, sizes)
    spread = lognormal(lines, nation.village_lines)
    facts = {
        "household_size": (county["size"], 1.0, 12.0),
        "income_scale": (county["income"] * lognormal(income, nation.village_income), 0.05, 20.0),
        "away_scale": (county["away"] * lognormal(away, nation.village_away), 0.0, 3.0),
        "broadband": (nation.lines * county["lines"] * spread, 0.0, 1.0),
        "network": (county["lines"] * lognormal(reach, nation.village_lines), 0.0, 20.0),
        "goods": (county["goods"] * lognormal(town_goods, nation.goods_town) * lognormal(goods, nation.goods_village), 0.0, 1.0),
        "landless": (at_odds(county["landless"], land * nation.land_spread), 0.0, 1.0),
        "waterless": (at_odds(county["waterless"], water * nation.land_spread), 0.0, 1.0),
    }
    for name, (value, least, most) in facts.items():
        villages[name] = np.round(np.clip(value, least, most), PLACES)
    villages["roads"] = _roads(nation, county["paved"], *uniforms(at, What.VILLAGE_ROADS)[:2])


def _roads(nation: Nation, paved: Array, first: Array, second: Array) -> Whole:
    """Return the roads out of each village: none where the entry road is not paved, else by the bands of evidence cn.roads.

    The bands are of 2015 and of all villages; here they hold for those that had a paved road in 2006 (assumption), so that at the start
    there are fewer roads than in 2015.
    """
    bands = np.cumsum([nation.six_roads, *[nation.three_roads / 3.0] * 3, nation.two_roads])
    many = np.array([6, 5, 4, 3, 2, 1])[np.searchsorted(bands, second, side="right")]
    roads: Whole = np.where(first < paved, many, 0)
    return roads
