"""The country as a table of places (block ``nation``): which tables, which part, how many villages, and what the tables do not know."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .csv_tables import table_digest
from .declare import Block, digest_of, money, quantity, share, switch

ALL = "all"
"""Stands for the whole country in ``nation.only``."""
Strata = Literal["region", "province"]


def spread(default: float, text: str, assumed: str) -> float:
    """Declare the dispersion of a fact between places: a sigma of its logarithm."""
    return float_quantity(default, "sigma of the logarithm", text, 0.0, 2.0, assumed)


def float_quantity(default: float, unit: str, text: str, low: float, high: float, assumed: str) -> float:
    """Declare an assumed number with its bounds."""
    field: float = quantity(default, unit, text, low=low, high=high, assumed=assumed)
    return field


class Nation(Block):
    """Rural China, or a part of it, drawn by address: a village is the same whatever else is simulated."""

    provinces: str = Field("provinces.csv", description="Table of provinces: a bundled one by its name, or a file.")
    products: str = Field("products.csv", description="Table of products: a bundled one by its name, or a file.")
    only: tuple[str, ...] = Field((ALL,), min_length=1, description="Provinces and counties that are simulated; 'all' for the country.")
    geography: int = quantity(
        1, "number", "Seed of the geography; all runs share the country.", low=0, high=2**32 - 1, assumed="any number will do"
    )
    strata: Strata = Field("province", description="Villages are sampled from poor and other counties of each region, or of each province.")
    per_stratum: int = quantity(
        3,
        "villages",
        "Villages sampled from each stratum, or all that it has.",
        low=1,
        high=1_000_000,
        assumed="a choice of the experiment",
    )

    thin: int = quantity(
        1,
        "counties per county",
        "Of so many counties one is played, and its villages count as often: a cheaper country, for counts and not for clusters.",
        low=1,
        high=1_000,
        assumed="a choice of the experiment",
    )

    full: bool = Field(
        False,
        description="Whether every village is played from the first month on, and not only those with founders and who may follow.",
    )

    founding: float = share(
        0.3,
        "Goods from which groups of founders come home to a village; elsewhere single shops are opened.",
        assumed="with less, one group in a hundred makes a Taobao village; see docs/nation.md for what it misses",
    )
    following: float = share(
        0.6,
        "Goods from which a village is played for itself beside a neighbour in its town to which founders come home.",
        assumed="such villages take off next door to others; see docs/nation.md for what it misses",
    )
    beside: int = quantity(
        8,
        "villages per village",
        "Of a town's villages with fewer goods, beside one to which founders come home, one of so many is played and counts as often.",
        low=1,
        high=1_000,
        assumed="a choice of the experiment; see docs/nation.md for what it costs",
    )

    # founders and single shops
    arrivals: float = quantity(
        100.0, "groups in a year per 1,000 villages", "Groups of founders who come home, where all have heard of shops and goods are full.",
        low=0.0, high=10_000.0, assumed="calibrated with tv.count_2013 to 2016; see docs/nation.md", prior=(30.0, 300.0),
    )  # fmt: skip
    news_growth: float = quantity(
        2.5, "elasticity", "How what is heard of shops grows with the country's online retail, up to that of 2014.", low=0.0, high=5.0,
        assumed="calibrated with tv.count_2013 to 2016; see docs/nation.md", prior=(1.5, 5.0),
    )  # fmt: skip
    singles: float = quantity(
        5.0, "times", "Migrants who come home to quiet villages to open a shop by themselves, times those of villages awake.", low=0.0,
        high=1000.0, assumed="calibrated with tv.rural_stores_2012, below cn.returned_entrepreneurs; see docs/nation.md", prior=(1.0, 8.0),
    )  # fmt: skip
    spared: float = share(
        1.0,
        "What a household's first store is spared of its cost and attention in a quiet village, where it is kept on the side.",
        assumed="a shelf in the house, a line that is there, an idle hour: nothing is rented for one small shop, and nobody sits by it",
        prior=(0.0, 1.0),
    )
    group: float = quantity(
        4.0, "founders", "Mean size of a group of founders, from one to twelve; it cannot be told from their number.", low=1.0, high=12.0,
        assumed="between Dongfeng's three and Junpu's twelve (junpu.founders)", prior=(1.0, 8.0),
    )  # fmt: skip

    # the count
    first_list: float = share(
        0.2,
        "Taobao villages that the list of 2013 finds, the first, made by hand; later ones find all.",
        evidence="tv.first_list",
        prior=(0.05, 1.0),
    )

    # policy from above
    demonstration: bool = switch(True, "Whether counties become demonstration counties, by the roll-out of cn.demonstration_counties.")
    poor_first: float = share(0.5, "How far poor counties come first in the roll-out: by this part of its order.", assumed="no figure")
    poor_quota: float = float_quantity(
        3.0, "times", "Quotas and central funds of a household in a poor county, over another's in its province.", 1.0, 20.0, "no figure"
    )  # fmt: skip

    # counties, towns and villages
    county_spread: float = spread(0.5, "Villages of a province's counties.", "counties of a province differ by a factor of two or three")
    town_spread: float = spread(0.4, "Villages of a county's towns.", "towns are more alike than counties")
    towns_merged: float = float_quantity(
        1.12, "towns per town of the table", "Towns before the mergers that the table, of 2023, has behind it.", 1.0, 3.0,
        "about 33,000 towns in 2013, 16 to 18 villages each",
    )  # fmt: skip
    household_spread: float = spread(0.6, "Households of a county's villages.", "half of all villages within a factor of 1.5 of the median")
    county_households: float = spread(0.25, "Households per village, between the counties of a province.", "plains and hills of a province")
    least_households: int = quantity(
        50, "households", "Fewest households of a village.", low=1, high=5000, assumed="a hamlet with a committee"
    )
    most_households: int = quantity(
        2000, "households", "Most households of a village.", low=1, high=5000, assumed="a village of some 8,000"
    )
    size_mean: float = quantity(
        4.03, "persons", "Mean size of a household in the country.", low=1.0, high=12.0, evidence="cn.household_size_by_quintile"
    )
    size_by_workers: float = float_quantity(
        0.5, "elasticity", "How a province's size of households follows its workers per household.", 0.0, 2.0,
        "the table has workers per household of 2006 and no size; the square root, for they count other things as well",
    )  # fmt: skip

    # income and work away
    income_level: float = quantity(
        1.0, "times", "Mean income at the start, over the country's mean per head.", low=0.5, high=2.0,
        assumed="the country's mean",
    )  # fmt: skip
    county_income: float = spread(0.15, "Income, between the counties of a province that are poor, and those that are not.", "no figure")
    village_income: float = spread(0.2, "Income, between the villages of a county.", "no figure")
    poor_income: float = float_quantity(
        0.65, "times", "Income in a poor county, over that in another county of its province.", 0.1, 1.0,
        "poor counties were named for their income; the province keeps its mean",
    )  # fmt: skip
    county_away: float = spread(0.2, "Workers away, between the counties of a province.", "no figure")
    village_away: float = spread(0.25, "Workers away, between the villages of a county.", "who leaves draws others after")

    # lines and roads
    lines: float = share(
        0.1,
        "Share of households that could be connected at the start, in the country.",
        assumed="2008; a third to a quarter of 2016 (cn.broadband_households)",
    )
    lines_by_internet: float = float_quantity(
        1.0, "elasticity", "How a province's lines follow its rural residents online.", 0.0, 2.0, "in proportion"
    )
    village_lines: float = spread(0.4, "Lines, between the villages of a county.", "no figure")
    poor_lines: float = quantity(
        0.886, "times", "Lines and network in a poor county, over the country's: 0.62 to 0.70 of the villages in 2015.", low=0.0, high=1.0,
        evidence="cn.broadband_villages",
    )  # fmt: skip
    paved_east: float = share(0.85, "Villages with a paved entry road in the east.", assumed="agricultural census of 2006")
    paved_centre: float = share(0.64, "Villages with a paved entry road in the centre.", assumed="agricultural census of 2006")
    paved_west: float = share(0.31, "Villages with a paved entry road in the west.", assumed="agricultural census of 2006")
    paved_northeast: float = share(0.60, "Villages with a paved entry road in the north-east.", assumed="agricultural census of 2006")
    poor_paved: float = float_quantity(
        0.5, "odds ratio", "Paved entry roads in a poor county, against the others of its province.", 0.01, 1.0, "no figure"
    )
    two_roads: float = share(0.298, "Of the villages with a paved road, those with two.", evidence="cn.roads")
    three_roads: float = share(0.101, "Of the villages with a paved road, those with three to five.", evidence="cn.roads")
    six_roads: float = share(0.036, "Of the villages with a paved road, those with over five.", evidence="cn.roads")

    # goods and products
    goods_mean: float = share(0.165, "Mean access to goods worth selling.", assumed="that of the thirty villages of 'ordinary'")
    goods_gradient: float = quantity(
        0.5, "elasticity", "How a province's goods follow its big markets and parcels per household.", low=0.0, high=2.0,
        assumed="calibrated with tv.guangdong_2016; see docs/nation.md", prior=(0.2, 0.9),
    )  # fmt: skip
    goods_county: float = spread(0.5, "Goods, between the counties of a province.", "industrial districts: with the next two, 0.8 in all")
    goods_town: float = spread(0.4, "Goods, between the towns of a county.", "a market town and its neighbours")
    goods_village: float = spread(0.48, "Goods, between the villages of a town.", "workshops of one village")
    poor_goods: float = float_quantity(0.8, "times", "Goods in a poor county, over those in others.", 0.1, 1.0, "no figure")
    product_by_goods: float = float_quantity(
        1.0, "elasticity", "How the share of manufactured products follows a county's goods; crafts follow with half of it.", 0.0, 3.0,
        "where there are workshops, they make what is sold",
    )  # fmt: skip
    town_product: float = share(
        0.5, "Chance that a town shares the product of its county.", assumed="one county in ten thousand is all of one trade"
    )
    village_product: float = share(
        0.7, "Chance that a village shares the product of its town.", assumed="a town more so than a county (tv.neighbours)"
    )
    market_2013: float = money(
        1850e9,
        "Online retail of the country in 2013, which the products share.",
        unit="RMB per year",
        limit=1e13,
        evidence="cn.online_retail_growth",
    )

    # land and water
    short_of_land: float = share(0.1, "Mean share of households short of land.", assumed="as places.*.landless")
    short_of_water: float = share(0.05, "Mean share of households short of water.", assumed="as places.*.waterless")
    land_spread: float = float_quantity(
        0.5, "sigma of the log odds", "Households short of land or of water, between the villages.", 0.0, 2.0, "no figure"
    )
    poor_land: float = float_quantity(
        1.5, "odds ratio", "Households short of land or water in a poor county, against others.", 1.0, 20.0, "hills and dry land"
    )


def nation_digest(nation: Nation) -> str:
    """SHA-256 of a country: its parameters, and its tables by what they hold and not by where they lie."""
    values = {name: value for name, value in nation if name not in ("provinces", "products")}
    values["only"] = sorted(set(nation.only))
    return digest_of({**values, "provinces": table_digest(nation.provinces), "products": table_digest(nation.products)})
