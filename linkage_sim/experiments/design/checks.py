"""What no single field of an experiment can tell: whether its parts fit each other and the scenarios."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ...errors import LinkageError
from ...measures.columns import COLUMNS
from ...scenario import Scenario
from ...scenario.problems import Marks, Problem, nearest, refusal, shown
from .declared import ExperimentData, Factor
from .outcomes import Outcome, month_number

NAMES = tuple(column.name for column in COLUMNS)
KEYS = ("name", "scenario")
RESERVED = ("run", "design", "replicate", "seed", "state", "message", "scenario", "label")
"""Columns of the table of outcomes: no factor or outcome can be called so."""


def check(data: ExperimentData, scenarios: Mapping[str, Scenario], outcomes: Mapping[str, Outcome], marks: Marks) -> None:
    """Refuse an experiment whose parts contradict each other.

    Raises
    ------
    LinkageError
        One sentence on the first problem, and how many more there are.
    """
    problems = [
        *_design(data),
        *_names(data),
        *_factors(data, scenarios),
        *_points(data, scenarios),
        *_outcomes(data, scenarios),
        *_precision(data, outcomes),
    ]
    if problems:
        raise refusal(marks, problems)


def _names(data: ExperimentData) -> Iterator[Problem]:
    for block, names in (("factors", data.factors), ("outcomes", data.outcomes)):
        for name in names:
            if name in RESERVED or (block == "outcomes" and name in data.factors):
                yield Problem((block, name), "is a name that is taken in the table of outcomes", "choose another name")


def _design(data: ExperimentData) -> Iterator[Problem]:
    kind = data.design.kind
    if kind == "list" and not data.points:
        yield Problem(("design", "kind"), "is list, but there are no points", "write them under 'points:', a block for each")
    if kind != "list" and data.points:
        yield Problem(("points",), f"are given, but the design is {kind}", "write 'kind: list' under design, or leave them out")
    if kind != "list" and not data.factors and not (kind == "grid" and len(data.scenarios) > 1):
        yield Problem(("factors",), "are missing: nothing is varied", "name at least one parameter by its path")
    if kind in ("sobol", "saltelli") and data.design.points & (data.design.points - 1):
        power = 1 << data.design.points.bit_length()
        yield Problem(("design", "points"), f"is {data.design.points}, but {kind} is balanced only for powers of two", f"write {power}")


def _factors(data: ExperimentData, scenarios: Mapping[str, Scenario]) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for name, factor in data.factors.items():
        yield from _levels(name, factor)
        if factor.path in seen:
            yield Problem(("factors", name, "path"), f"is the path of factor {seen[factor.path]} as well", "vary it once")
        seen.setdefault(factor.path, name)
        yield from _accepted(name, factor, scenarios)


def _levels(name: str, factor: Factor) -> Iterator[Problem]:
    path = ("factors", name)
    if bool(factor.values) == bool(factor.range):
        yield Problem(path, "needs either values or a range", "write 'values: [...]' or 'range: [low, high]'")
    elif factor.range and (len(factor.range) != 2 or not factor.range[0] < factor.range[1]):
        yield Problem((*path, "range"), f"is {list(factor.range)}, but must be the lowest and the highest value", "write [low, high]")
    elif factor.range and factor.scale == "log" and factor.range[0] <= 0:
        yield Problem((*path, "range"), f"begins at {factor.range[0]:g}, but a log scale begins above 0", "raise its lowest value")
    elif factor.range and factor.scale == "integer" and any(not end.is_integer() for end in factor.range):
        yield Problem((*path, "range"), f"is {list(factor.range)}, but its scale is integer", "give whole numbers")
    elif len(set(map(repr, factor.values))) < len(factor.values):
        yield Problem((*path, "values"), "holds a value twice", "give each once")


def _accepted(name: str, factor: Factor, scenarios: Mapping[str, Scenario]) -> Iterator[Problem]:
    """Every scenario must take the factor's values; the sentence is the scenario's own."""
    key = "values" if factor.values else "range" if factor.range else "path"
    whole = factor.scale == "integer"
    for value in factor.values or tuple(int(end) if whole and end.is_integer() else end for end in factor.range):
        problem = _refused({factor.path: value}, scenarios.values())
        if problem:
            unknown = "is not a known path" in problem
            yield Problem(("factors", name, "path" if unknown else key), f"cannot be used: {problem}", "correct it")
            return


def _refused(overrides: dict[str, Any], scenarios: Any) -> str | None:
    for scenario in scenarios:
        try:
            scenario.variant(overrides)
        except LinkageError as error:
            return str(error).removeprefix("override: ").rstrip(".")
    return None


def _points(data: ExperimentData, scenarios: Mapping[str, Scenario]) -> Iterator[Problem]:
    for number, point in enumerate(data.points):
        name = point.get("scenario", next(iter(scenarios)))
        if name not in scenarios:
            yield Problem(
                ("points", number, "scenario"), f"is {shown(name)}, which is none of the scenarios", f"use one of {', '.join(scenarios)}"
            )
            continue
        paths = {data.factors[key].path if key in data.factors else key: value for key, value in point.items() if key not in KEYS}
        problem = _refused(paths, [scenarios[str(name)]])
        if problem:
            yield Problem(("points", number), f"cannot be used: {problem}", "correct it")


def _outcomes(data: ExperimentData, scenarios: Mapping[str, Scenario]) -> Iterator[Problem]:
    for name, given in data.outcomes.items():
        path = ("outcomes", name)
        if given.column not in NAMES:
            guess = nearest(given.column, NAMES)
            yield Problem(
                (*path, "column"),
                f"is {shown(given.column)}, which is no recorded column",
                f"write {guess}" if guess else "see docs/columns.md",
            )
        if (given.summary == "at") != bool(given.month):
            yield Problem(path, "has a month without 'summary: at', or the other way round", "give both or neither")
        for scenario in scenarios.values():
            number = month_number(scenario.start, given.month) if given.month else 0
            if not 0 <= number < scenario.months:
                what = f"is {given.month}, outside the {scenario.months} months of {scenario.name} from {scenario.start}"
                yield Problem((*path, "month"), what, "choose a month of the run")
        if given.last and given.summary not in ("mean", "sum"):
            yield Problem((*path, "last"), f"has no meaning for summary {given.summary}", "leave it out, or use mean or sum")


def _precision(data: ExperimentData, outcomes: Mapping[str, Outcome]) -> Iterator[Problem]:
    wanted = data.precision
    if wanted.outcome and wanted.outcome not in outcomes:
        yield Problem(
            ("precision", "outcome"), f"is {shown(wanted.outcome)}, which is none of the outcomes", f"use one of {', '.join(outcomes)}"
        )
    if bool(wanted.outcome) != bool(wanted.half_width):
        yield Problem(("precision",), "needs an outcome and a half width above 0", "give both, or neither")
    if wanted.outcome and data.replicates < 5:
        yield Problem(("replicates",), f"is {data.replicates}, too few to judge the spread by", "give at least 5 first replicates")
