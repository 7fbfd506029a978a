"""The world around the villages, month by month: policy, economy, society and technology as given series."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from linkage_sim.scenario.places import Environment, Series

from .state import Array, records

ENVIRONMENT_TYPE = np.dtype(
    [(name, np.float64) for name in ("line", "rural_income", "migrant_wage", "market", "internet", "courier_price", "season")]
)


def month_index(date: str) -> int:
    """Return a month "YYYY-MM" as a running number."""
    year, month = date.split("-")
    return int(year) * 12 + int(month) - 1


def interpolate(series: Series, months: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Return a yearly series at running months: yearly means stand at mid-year, straight lines between them, level beyond."""
    years = np.array(sorted(series), dtype=float)
    return np.interp(months, years * 12 + 5.5, [series[int(year)] for year in years])


def by_year(series: Series, months: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Return a yearly series at running months as the law sets it: one value for each calendar year, that of the last year given beyond."""
    years = np.array(sorted(series))
    place = np.clip(np.searchsorted(years, months // 12, side="right") - 1, 0, len(years) - 1)
    return np.array([series[int(year)] for year in years], dtype=float)[place]


def carry_back(series: Series, year: int) -> Series:
    """Return a series that reaches back to a year at the growth of its first two years."""
    first, second = sorted(series)[:2] if len(series) > 1 else (min(series), min(series))
    growth = (series[second] / series[first]) ** (1 / max(second - first, 1))
    return {**{y: series[first] / growth ** (first - y) for y in range(year, first)}, **series}


def monthly_environment(environment: Environment, start: str, months: int) -> Array:
    """Return a record per month; ``market`` is online retail relative to 2013 and ``season`` has a mean of one."""
    at = month_index(start) + np.arange(months + 1)
    year = int(at[0]) // 12
    table = records(months + 1, ENVIRONMENT_TYPE)
    table["line"] = by_year(carry_back(environment.poverty_line, year), at)
    table["rural_income"] = interpolate(carry_back(environment.rural_income, year), at)
    table["migrant_wage"] = interpolate(carry_back(environment.migrant_wage, year), at)
    retail = carry_back(environment.online_retail, year)
    table["market"] = interpolate(retail, at) / retail.get(2013, retail[min(retail)])
    table["internet"] = interpolate(environment.rural_internet, at)
    table["courier_price"] = interpolate(environment.courier_price, at)
    season = np.array(environment.season)
    table["season"] = (season / season.mean())[at % 12]
    return table
