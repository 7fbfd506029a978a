"""Where: villages in towns, counties and provinces (block ``places``), and the world around them (block ``environment``)."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from .declare import Block, money, quantity, share, switch

MAX_VILLAGE_HOUSEHOLDS = 5000
MAX_WEIGHT = 1_000_000  # more villages than any country has; sums of whole numbers stay exact
Course = Literal["between years", "by year", "relative"]
Beyond = Literal["level", "growth"]


class Place(Block):
    """One village, or ``count`` villages alike. Facts of the place only; behaviour is shared by all places."""

    name: str = Field(description="Name of the village; with count above 1, a number is added.")
    count: int = quantity(1, "villages", "Number of villages alike.", low=1, high=1_000_000, assumed="a fact of the scenario")
    product: str = Field("", description="What the village sells; villages of one product share its market. Its own, if not named.")
    weight: int = quantity(
        1,
        "villages",
        "Real villages for which each of these stands; it counts as often in all totals, and for all other villages.",
        low=0,
        high=MAX_WEIGHT,
        assumed="one each, unless the scenario samples a country",
    )
    town: str = Field(
        "town", description="Town that the village belongs to; with '*' the villages are dealt out over the towns named elsewhere."
    )
    county: str = Field("county", description="County, which holds the budget.")
    province: str = Field("province", description="Province.")
    households: int = quantity(
        386, "households", "Households of a village.", low=1, high=MAX_VILLAGE_HOUSEHOLDS, evidence="cn.households_per_village"
    )
    household_size: float = quantity(
        4.03, "persons", "Mean size of a household.", low=1.0, high=12.0, evidence="cn.household_size_by_quintile"
    )
    founders: int = quantity(
        0,
        "households",
        "Households whose members have come home with online-shop experience.",
        low=0,
        high=MAX_VILLAGE_HOUSEHOLDS,
        assumed="none in an ordinary village",
    )
    income_scale: float = quantity(
        1.0, "times the rural mean", "Mean income of the village.", low=0.05, high=20.0, assumed="an average village"
    )
    away_scale: float = quantity(
        1.0, "times", "Share of workers away, relative to the population's.", low=0.0, high=3.0, assumed="an average village"
    )
    broadband: float = share(0.25, "Share of households that could be connected at the start.", evidence="cn.broadband_households")
    network: float = quantity(
        1.0,
        "times the country's",
        "How far the network reaches in which a household can have a line on request; 0 for a village without any.",
        low=0.0,
        high=20.0,
        assumed="an average village",
    )
    roads: int = quantity(1, "roads", "Roads at the start, 0 to 6; quality is their share of six.", low=0, high=6, evidence="cn.roads")
    goods: float = share(
        0.15, "Access to goods worth selling: own workshops, wholesale markets within reach.", assumed="an ordinary farm village"
    )
    market_depth: float = money(
        30e6,
        "Sales per month, at the online retail level of 2013, of all sellers of the product in the country.",
        unit="RMB per month",
        assumed="a farm product",
    )
    couriers: int = quantity(0, "branches", "Couriers' branches at the start.", low=0, high=200, assumed="none in an ordinary village")
    tourism: float = share(0.0, "Developed tourism at the start.", assumed="none")
    landless: float = share(0.1, "Share of households short of land.", assumed="no figure in the evidence")
    waterless: float = share(0.05, "Share of households short of water.", assumed="no figure in the evidence")


Series = dict[int, float]
BASE_YEAR = 2013
"""The year to which the online market is related."""


LEAST, MOST = 1e-6, 1e15
"""Between these lie all values of a series, whatever its unit: the largest is a hundred times the country's online retail."""


def series(values: Series, unit: str, text: str, evidence: str, course: Course = "between years", beyond: Beyond = "level") -> Any:
    """Declare an exogenous series of years.

    Parameters
    ----------
    values : dict
        Value by year.
    unit, text, evidence : str
        As for any quantity; the text says which values are assumed.
    course : str
        "between years": yearly means stand at mid-year, with straight lines between them; "by year": one value for each calendar year, as
        the law sets it; "relative": between years, relative to 2013.
    beyond : str
        How the series goes on outside its years, on both sides: "level", or at the "growth" of its first, or last, two years.
    """
    declared = quantity(values, unit, text, evidence=evidence)
    declared.json_schema_extra["x-series"] = {"course": course, "beyond": beyond}
    return declared


class Environment(Block):
    """The exogenous series: policy, economy, society, technology. Rules read each of them by its name, month by month."""

    poverty_line: Series = series(
        {
            2006: 2044,
            2007: 2105,
            2008: 2168,
            2009: 2233,
            2010: 2300,
            2011: 2536,
            2012: 2625,
            2013: 2736,
            2014: 2800,
            2015: 2855,
            2016: 2952,
            2017: 2952,
            2018: 2995,
            2019: 3218,
            2020: 4000,
            2021: 4080,
            2022: 4162,
        },
        "RMB per head and year",
        "Income below which a person is poor; 2300 at the prices of 2010. Assumed: 3 % a year less before 2010, 2 % more after 2020.",
        "poverty.line",
        course="by year",
        beyond="growth",
    )
    rural_income: Series = series(
        {
            2006: 3587,
            2007: 4140,
            2008: 4761,
            2009: 5153,
            2010: 5919,
            2011: 6977,
            2012: 8389,
            2013: 9430,
            2014: 10489,
            2015: 11422,
            2016: 12363,
            2017: 13432,
            2018: 14617,
            2019: 16021,
            2020: 17131,
            2021: 18931,
            2022: 20133,
        },
        "RMB per head and year",
        "Mean rural income: net income to 2011, disposable income from 2012.",
        "cn.rural_income",
        beyond="growth",
    )
    migrant_wage: Series = series(
        {
            2006: 1027,
            2007: 1173,
            2008: 1340,
            2009: 1417,
            2010: 1690,
            2011: 2049,
            2012: 2290,
            2013: 2609,
            2014: 2826,
            2015: 3072,
            2016: 3275,
            2017: 3485,
            2018: 3721,
            2019: 3962,
            2020: 4072,
            2021: 4308,
            2022: 4558,
        },
        "RMB per month",
        "Wage of a migrant. Assumed: 2006, 2007 (14.2 % a year, as from 2008 to 2013), 2021, 2022 (5.8 %, as from 2015 to 2020).",
        "cn.migrant_wage",
        beyond="growth",
    )
    online_retail: Series = series(
        {
            2006: 26e9,
            2007: 56e9,
            2008: 128e9,
            2009: 263e9,
            2010: 513e9,
            2011: 785e9,
            2012: 1310e9,
            2013: 1850e9,
            2014: 2790e9,
            2015: 3880e9,
            2016: 5160e9,
            2017: 7180e9,
            2018: 9010e9,
            2019: 10630e9,
            2020: 11760e9,
            2021: 13090e9,
            2022: 13790e9,
        },
        "RMB per year",
        "Online retail of the country: how fast the market grows.",
        "cn.online_retail_growth",
        course="relative",
        beyond="growth",
    )
    rural_internet: Series = series(
        {
            2006: 0.031,
            2007: 0.071,
            2008: 0.117,
            2009: 0.150,
            2010: 0.175,
            2011: 0.207,
            2012: 0.237,
            2013: 0.281,
            2014: 0.288,
            2015: 0.316,
            2016: 0.331,
            2017: 0.354,
            2018: 0.384,
            2019: 0.462,
            2020: 0.559,
            2021: 0.576,
            2022: 0.619,
        },
        "share",
        "Rural residents online.",
        "cn.rural_internet",
    )
    network: Series = series(
        {2006: 0.30, 2010: 0.50, 2015: 0.70, 2019: 0.98, 2021: 1.00, 2022: 1.00},
        "share",
        "Villages in which a line can be had on request. Assumed: 2006, 2010, 2022.",
        "cn.broadband_villages",
    )
    courier_price: Series = series(
        {2006: 29.9, 2007: 28.5, 2010: 24.6, 2013: 15.7, 2016: 12.7, 2020: 10.5, 2021: 10.0, 2022: 9.5},
        "RMB per parcel",
        "Price of a parcel. Assumed: 2006 (falling by 4.8 % a year, as from 2007 to 2010), 2021, 2022 (by 4.6 %, as from 2016 to 2020).",
        "cn.courier_price",
    )
    extrapolate: bool = switch(False, "Whether a run may go beyond the years of a series, as --extrapolate says.")
    season: tuple[float, ...] = quantity(
        (0.9, 0.7, 0.95, 0.95, 0.95, 0.95, 0.9, 0.95, 1.0, 1.0, 1.7, 1.2),
        "times the mean month",
        "Demand by calendar month, January first; November holds the festival.",
        assumed="the shape of online retail's year; scaled to a mean of one",
    )
    own: dict[str, Series] = Field({}, description="Series that the scenario's extensions declare, by name.")


SERIES = tuple(name for name in Environment.model_fields if name not in ("own", "extrapolate"))
"""The built-in series, and the season."""
YEARLY = tuple(name for name in SERIES if name != "season")
"""The built-in series that have a value for each year."""
