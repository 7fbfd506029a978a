"""How far the exogenous series reach: a run beyond them is refused, or told where it was asked for."""

from __future__ import annotations

import math
import multiprocessing
import warnings
from collections.abc import Iterator
from typing import Any

from linkage_sim.errors import Extrapolated

from .places import BASE_YEAR, LEAST, MOST, YEARLY, Environment, Series
from .problems import Problem
from .root import ScenarioData
from .shaping import YEARS

OPTION = "--extrapolate"
FAR = 100.0
"""The logarithm of a number beyond all measure."""
asked: list[str] = []
"""Holds the option where the command line has it: every scenario that is loaded may then go beyond its series."""
HOW = f"choose other months, give further years, or add {OPTION} (environment.extrapolate: true)"


def _yearly(environment: Environment) -> dict[str, Series]:
    """All series of years by their names below ``environment``, those of extensions included."""
    built_in: dict[str, Series] = {name: getattr(environment, name) for name in YEARLY}
    return built_in | {f"own.{name}": values for name, values in environment.own.items()}


def last_month(data: ScenarioData) -> str:
    """Last month of a run, YYYY-MM."""
    year, month = map(int, data.start.split("-"))
    at = year * 12 + month - 1 + data.months - 1
    return f"{at // 12:04d}-{at % 12 + 1:02d}"


def beyond(data: ScenarioData) -> dict[tuple[int, int], list[str]]:
    """Series that do not cover the run's years, by the first and last year that they have."""
    first, last = int(data.start[:4]), int(last_month(data)[:4])
    found: dict[tuple[int, int], list[str]] = {}
    for name, values in _yearly(data.environment).items():
        if values and not min(values) <= first <= last <= max(values):
            found.setdefault((min(values), max(values)), []).append(name)
    return found


def covered(data: ScenarioData) -> Iterator[Problem]:
    """The months of a run lie within the years of every series, unless it may go beyond them."""
    if data.environment.extrapolate or int(data.start[:4]) not in YEARS:
        return
    for (low, high), (name, *others) in beyond(data).items():
        as_well = f", as have {', '.join(others)}," if others else ""
        what = f"has values for {low} to {high} only{as_well} but the run lasts from {data.start} to {last_month(data)}"
        yield Problem(("environment", *name.split(".")), what, HOW)


def moderate(data: ScenarioData) -> Iterator[Problem]:
    """A series that goes on at the growth of its first, or last, two years reaches no number at which rules break."""
    first, last = int(data.start[:4]), int(last_month(data)[:4])
    if first not in YEARS:
        return
    for name in filter(_grows, YEARLY):
        values: Series = getattr(data.environment, name)
        if values and all(value > 0 for value in values.values()):
            for year in (min(first, BASE_YEAR) - 1, max(last, BASE_YEAR) + 1):
                if not LEAST <= _grown(values, year) <= MOST:
                    what = f"grows beyond what a rule can bear, from {LEAST:g} to {MOST:g}, before the year {year}"
                    yield Problem(("environment", name), what, "give further years, or choose other months")


def _grows(name: str) -> bool:
    """Whether a series goes on at its growth beyond its years."""
    extra: Any = Environment.model_fields[name].json_schema_extra
    return bool(extra["x-series"]["beyond"] == "growth")


def _grown(values: Series, year: int) -> float:
    """Value of a series in a year outside its years, at the growth of the two that are nearest; within them one of its own."""
    years = sorted(values)
    near, beside = (years[-1], years[max(len(years) - 2, 0)]) if year > years[-1] else (years[0], years[min(1, len(years) - 1)])
    if years[0] <= year <= years[-1] or near == beside:
        return values[near]
    growth = (math.log(values[near]) - math.log(values[beside])) / (near - beside)
    grown = math.log(values[near]) + growth * (year - near)
    return math.exp(grown) if abs(grown) < FAR else math.inf


def granted(data: ScenarioData) -> ScenarioData:
    """Let a scenario go beyond its series where the command line asked for it: its variants, which may run longer, then may as well."""
    if not asked or data.environment.extrapolate:
        return data
    environment = Environment.model_construct(**{**dict(data.environment), "extrapolate": True})
    return type(data).model_construct(**{**dict(data), "environment": environment})


def tell(data: ScenarioData) -> None:
    """Say that a run goes beyond its series, once, and not in each of several processes."""
    found = beyond(data)
    if found and multiprocessing.parent_process() is None:
        reach = " and ".join(f"{low} to {high} of {', '.join(names)}" for (low, high), names in found.items())
        sentence = f"the run lasts from {data.start} to {last_month(data)}, beyond the years {reach}; these series are extrapolated."
        warnings.warn(sentence, Extrapolated, stacklevel=2)
