"""What no single field of an experiment can tell: whether its parts fit each other and the scenarios."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ...scenario import Scenario
from ...scenario.problems import Marks, Path, Problem, fault, mark_of, nearest, refusal, shown, unheard
from ...state.month import COLUMNS
from .declared import LARGEST_SEED, ExperimentData, Reading
from .factor_checks import factor_problems, path_of, paths_of, point_problems
from .outcomes import Outcome, month_number
from .sampling import SPREAD

NAMES = tuple(column.name for column in COLUMNS)
RESERVED = ("run", "design", "replicate", "seed", "state", "message", "scenario", "label", "name")
"""Columns of the table of outcomes, and a point's own name: no factor or outcome can be called so, in small letters or capitals."""
LONGEST_LINE = 1000
MEANT_FOR = {"points": SPREAD, "levels": ("morris",), "second_order": ("saltelli",), "seed": SPREAD}
LEAST_PILOT = 5
MOST_POINTS = 100_000
"""Design points of an experiment; far fewer fill a night."""
MOST_TRIED = 5_000
"""Values that are tried one by one, in all scenarios together."""


def check(
    data: ExperimentData,
    scenarios: Mapping[str, Scenario],
    outcomes: Mapping[str, Outcome],
    marks: Marks,
    told: Sequence[Problem] = (),
) -> None:
    """Refuse an experiment whose parts contradict each other.

    Parameters
    ----------
    data : ExperimentData
        The experiment, but for what was wrong in itself.
    scenarios, outcomes : mapping
        What is varied, and what is read off, by name.
    marks : mapping
        Where each value was written.
    told : sequence of Problem
        What was wrong in itself.

    Raises
    ------
    LinkageError
        One sentence on the first problem, and how many more there are.
    """
    _refuse_many_values(data, len(scenarios), marks)
    found = list(_found(data, scenarios, outcomes)) if not told else [*_read(data), *factor_problems(data, scenarios)]
    found += [] if found or told else _outcomes(data, scenarios)  # what they reach depends on what is varied
    problems = [*told, *unheard(found, told)]
    if problems:
        raise refusal(marks, problems)


def apart(data: ExperimentData) -> list[Problem]:
    """What is wrong whatever scenario is varied."""
    return [*_titles(data), *_design(data), *_draws(data), *_read(data)]


def _found(data: ExperimentData, scenarios: Mapping[str, Scenario], outcomes: Mapping[str, Outcome]) -> Iterator[Problem]:
    yield from apart(data)
    yield from _names(data, outcomes)
    yield from factor_problems(data, scenarios)
    yield from point_problems(data, scenarios)
    yield from _precision(data, outcomes)


def _refuse_many_values(data: ExperimentData, scenarios: int, marks: Marks) -> None:
    """Each value is tried in each scenario, which takes long where there are very many."""
    count = scenarios * sum(len(factor.values or factor.range) for factor in data.factors.values())
    if count > MOST_TRIED:
        what = f"have {count:,} values together, more than {MOST_TRIED:,}"
        raise fault(mark_of(marks, ("factors",)), what, "give ranges in place of values, or fewer of them", ("factors",))


def _titles(data: ExperimentData) -> Iterator[Problem]:
    """Tables and figures show them in a line."""
    lines: dict[Path, str] = {("title",): data.title or "\n", ("question",): data.question}
    lines |= {("factors", name, "title"): factor.title for name, factor in data.factors.items()}
    lines |= {("outcomes", name, "title"): given.title for name, given in data.outcomes.items()}
    for path, text in lines.items():
        if len(text) > LONGEST_LINE:
            yield Problem(path, f"has {len(text)} letters, but must have at most {LONGEST_LINE}", "write a short line")
        elif not text.isprintable():
            yield Problem(path, f"is {shown(text.strip())}, but must be one line of text", "write a short line")


def _design(data: ExperimentData) -> Iterator[Problem]:
    design, kind = data.design, data.design.kind
    if kind == "list" and not data.points:
        yield Problem(("design", "kind"), "is list, but there are no points", "write them under 'points:', a block for each")
    if kind != "list" and data.points:
        yield Problem(("points",), f"are given, but the design is {kind}", "write 'kind: list' under design, or leave them out")
    if kind != "list" and not data.factors and not (kind == "grid" and len(data.scenarios) > 1):
        yield Problem(("factors",), "are missing: nothing is varied", "name at least one parameter by its path")
    if kind in ("sobol", "saltelli") and design.points & (design.points - 1):
        what = f"is {design.points}, but {kind} is balanced only for powers of two"
        yield Problem(("design", "points"), what, f"write {1 << design.points.bit_length()}")
    if kind == "morris" and design.levels % 2:
        yield Problem(
            ("design", "levels"), f"is {design.levels}, but morris is balanced only for even numbers", f"write {design.levels + 1}"
        )
    for key, kinds in MEANT_FOR.items():
        if key in design.model_fields_set and kind not in kinds:
            yield Problem(("design", key), f"has no meaning in a design of kind {kind}", "leave it out, or choose another kind")


def _draws(data: ExperimentData) -> Iterator[Problem]:
    """Runs that are named one by one are of points that there are, and each has a seed of its own."""
    if data.draws and (data.design.kind != "list" or data.precision.outcome):
        yield Problem(("draws",), "name single runs", "write 'kind: list' under design and no precision, or leave them out")
    for number, (point, seed) in enumerate(data.draws):
        if not (0 <= point < len(data.points) and 0 <= seed <= LARGEST_SEED):
            yield Problem(("draws", number), f"is [{point}, {seed}]", "give the number of a point, from 0, and a seed of at least 0")
    if len({seed for _, seed in data.draws}) < len(data.draws):
        yield Problem(("draws",), "name a seed twice", "give each run a seed of its own")


def _names(data: ExperimentData, outcomes: Mapping[str, Outcome]) -> Iterator[Problem]:
    """No two columns of the table of outcomes have one name, in whatever letters."""
    columns = dict.fromkeys(RESERVED, "a column that every table of outcomes has")
    if not data.outcomes:
        columns |= {name.lower(): f"outcome {name}, which is read where none are given" for name in outcomes}
    given: list[tuple[Path, str, str]] = [(("outcomes", name), name, "outcome") for name in data.outcomes]
    given += [(("factors", name), name, "factor") for name in data.factors]
    given += [(("points",), name, "factor") for name in paths_of(data.points) if name not in data.factors]
    for path, name, kind in given:
        if name.lower() in columns:
            yield Problem(path, f"is the name of {columns[name.lower()]}", "choose another name")
        columns[name.lower()] = f"{kind} {name} as well"


def _read(data: ExperimentData) -> Iterator[Problem]:
    """Outcomes are read off columns that there are, each in a way that has what it needs."""
    for name, given in data.outcomes.items():
        path: Path = ("outcomes", name)
        if given.column not in NAMES:
            guess = nearest(given.column, NAMES)
            remedy = f"write {guess}" if guess else "see docs/columns.md"
            yield Problem((*path, "column"), f"is {shown(given.column)}, which is no recorded column", remedy)
        yield from _reading(path, given)


def _outcomes(data: ExperimentData, scenarios: Mapping[str, Scenario]) -> Iterator[Problem]:
    runs = list(dict.fromkeys(_runs(data, scenarios)))
    for name, given in data.outcomes.items():
        yield from _reach(("outcomes", name), given, runs)


def _reading(path: Path, given: Reading) -> Iterator[Problem]:
    """Each summary has what it needs, and nothing that it would pass over."""
    if given.summary == "at" and not given.month:
        yield Problem(path, "says 'summary: at', but not in which month", "add 'month: 2014-01', for example")
    if given.summary == "crossing" and not given.threshold:
        yield Problem(path, "says 'summary: crossing', but not of what", "add 'threshold: 100', for example")
    for key, summaries in (("month", ("at",)), ("threshold", ("crossing",)), ("last", ("mean", "sum"))):
        if getattr(given, key) and given.summary not in summaries:
            remedy = f"leave it out, or write 'summary: {summaries[0]}'"
            yield Problem((*path, key), f"has no meaning for summary {given.summary}", remedy)


def _reach(path: Path, given: Reading, runs: list[tuple[str, str, int]]) -> Iterator[Problem]:
    """The month that is read lies within every run."""
    outside = [run for run in runs if given.month and not 0 <= month_number(run[1], given.month) < run[2]]
    for name, start, months in outside[:1]:
        what = f"is {given.month}, outside the {months} months of {name} from {start}"
        yield Problem((*path, "month"), what, "choose a month of the run")


def _runs(data: ExperimentData, scenarios: Mapping[str, Scenario]) -> Iterator[tuple[str, str, int]]:
    """Scenario, start and length of the runs, as factors and points turn them."""
    turned = [factor for factor in data.factors.values() if factor.path in ("start", "months")]
    places: list[dict[str, Any]] = [
        dict(zip([factor.path for factor in turned], values, strict=True))
        for values in itertools.product(*(factor.values or factor.range for factor in turned))
    ]
    if data.design.kind == "list":
        places = [{path_of(data, key): value for key, value in point.items()} for point in data.points]
    for name, scenario in scenarios.items():
        yield from ((name, str(place.get("start", scenario.start)), int(place.get("months", scenario.months))) for place in places)


def _precision(data: ExperimentData, outcomes: Mapping[str, Outcome]) -> Iterator[Problem]:
    wanted = data.precision
    if wanted.outcome and wanted.outcome not in outcomes:
        what = f"is {shown(wanted.outcome)}, which is none of the outcomes"
        yield Problem(("precision", "outcome"), what, f"use one of {', '.join(outcomes)}")
    if bool(wanted.outcome) != bool(wanted.half_width):
        yield Problem(("precision",), "needs an outcome and a half width above 0", "give both, or neither")
    if wanted.outcome and data.replicates < LEAST_PILOT:
        what = f"is {data.replicates}, too few to judge the spread by"
        yield Problem(("replicates",), what, f"give at least {LEAST_PILOT} first replicates")
    if wanted.outcome and wanted.at_most < data.replicates:
        what = f"is {wanted.at_most}, fewer than the {data.replicates} replicates to begin with"
        yield Problem(("precision", "at_most"), what, "raise it, or lower replicates")
