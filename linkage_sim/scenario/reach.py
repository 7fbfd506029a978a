"""How far the exogenous series reach: a run beyond them is refused, or told where it was asked for."""

from __future__ import annotations

import multiprocessing
import warnings
from collections.abc import Iterator

from linkage_sim.errors import Extrapolated

from .places import YEARLY, Environment, Series
from .problems import Problem
from .root import ScenarioData
from .shaping import YEARS

OPTION = "--extrapolate"
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
