"""The world around the villages, month by month: policy, economy, society and technology as given series."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from linkage_sim.extending import SLOTS
from linkage_sim.kernel.state import Array, Field, Row, Table, declare, empty
from linkage_sim.scenario.places import BASE_YEAR, SERIES, Environment, Series


def _declared(name: str) -> dict[str, Any]:
    """Return what the scenario's declaration says of a series: unit and course."""
    extra: Any = Environment.model_fields[name].json_schema_extra
    return {**extra["x-quantity"], **extra.get("x-series", {})}


def _fields() -> dict[str, Field]:
    """Return a field for every series."""
    fields = {}
    for name in SERIES:
        declared = Environment.model_fields[name]
        unit = f"times {BASE_YEAR}" if _declared(name).get("course") == "relative" else _declared(name)["unit"]
        fields[name] = Field(np.float64, unit, declared.description or "")
    fields["central_funds"] = Field(np.float64, "RMB per year", "Central funds against poverty, of the whole country.")
    fields["listing"] = Field(np.float64, "share", "Taobao villages that the list of the year finds.")
    return {**fields, "own": Field(np.float64, "of the series", "Extensions' series, by slot.", (SLOTS,))}


if TYPE_CHECKING:

    class EnvironmentRow(Row):
        """One month of the exogenous series, by their names in the scenario."""

        own: Array

        def __getattr__(self, name: str) -> float:
            """Return a series' value."""

else:
    EnvironmentRow = declare("EnvironmentRow", "One month of the exogenous series, by their names in the scenario.", _fields())


def month_index(date: str) -> int:
    """Return a month "YYYY-MM" as a running number."""
    year, month = date.split("-")
    return int(year) * 12 + int(month) - 1


def interpolate(series: Series, months: npt.NDArray[np.int64] | npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return a yearly series at running months: yearly means stand at mid-year, straight lines between them, level beyond."""
    years = np.array(sorted(series), dtype=float)
    return np.interp(months, years * 12 + 5.5, [series[int(year)] for year in years])


def by_year(series: Series, months: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Return a yearly series at running months as the law sets it: one value for each calendar year, that of the last year given beyond."""
    years = np.array(sorted(series))
    place = np.clip(np.searchsorted(years, months // 12, side="right") - 1, 0, len(years) - 1)
    return np.array([series[int(year)] for year in years], dtype=float)[place]


def growth(series: Series, years: Sequence[int]) -> float:
    """Return the yearly growth of a series between two of its years, as a factor; 1 where it has a single one."""
    first, second = years[0], years[-1]
    return float((series[second] / series[first]) ** (1 / max(second - first, 1)))


def extrapolate(series: Series, first: int, last: int) -> Series:
    """Return a series that reaches from one year to another at least, at the growth of its first and of its last two years."""
    years = sorted(series)
    start, end, early, late = years[0], years[-1], growth(series, years[:2]), growth(series, years[-2:])
    before = {year: series[start] / early ** (start - year) for year in range(first, start)}
    after = {year: series[end] * late ** (year - end) for year in range(end + 1, last + 1)}
    return {**before, **series, **after}


def monthly(name: str, series: Series, months: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Return a series at running months, in the course that its declaration says."""
    declared = _declared(name)
    relative = declared["course"] == "relative"
    if declared["beyond"] == "growth":  # a year more on both sides, for the months between the middle of a year and its end
        first, last = int(months[0]) // 12 - 1, int(months[-1]) // 12 + 1
        series = extrapolate(series, min(first, BASE_YEAR), max(last, BASE_YEAR)) if relative else extrapolate(series, first, last)
    if declared["course"] == "by year":
        return by_year(series, months)
    values = interpolate(series, months)
    return values / interpolate(series, np.array([BASE_YEAR * 12 + 5.5]))[0] if relative else values


CENTRAL_FUNDS: Series = {2011: 27.2e9, 2014: 43.287e9, 2015: 46.7e9, 2020: 146.1e9}
"""Central funds against poverty, RMB in a year; level before and after (evidence: poverty.central_funds)."""
SEARCHED_SINCE = 2014
"""Year from which lists of Taobao villages search the platform's records and find them all (evidence: tv.first_list)."""


def monthly_environment(
    environment: Environment, start: str, months: int, own: Mapping[str, int], first_list: float = 1.0
) -> Table[EnvironmentRow]:
    """Return a row per month, and one more; ``season`` has a mean of one. ``own`` gives the slots of extensions' series.

    ``first_list`` is the part of the Taobao villages that the first list finds, of 2013.
    """
    at = month_index(start) + np.arange(months + 1)
    table = empty(EnvironmentRow, months + 1)
    for name in SERIES:
        value = getattr(environment, name)
        table.array[name] = (np.array(value) / np.mean(value))[at % 12] if name == "season" else monthly(name, value, at)
    table.array["central_funds"] = interpolate(CENTRAL_FUNDS, at)
    table.array["listing"] = np.where(at < SEARCHED_SINCE * 12, first_list, 1.0)
    for name, slot in own.items():
        table.array["own"][:, slot] = interpolate(environment.own[name], at)
    return table
