"""What is compared: the baseline, reforms and the tests of noise, each a scenario, and the experiment that runs them all."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ....errors import LinkageError
from ....findings.words import counted
from ....scenario.problems import nearest
from ...design.outcomes import UNITS, Outcome, known_outcomes, usual
from .costs import POOR, cost_outcomes
from .noise import LUCK, PLACEBO, demand_outcomes, luck_scenario, placebo_scenario

if TYPE_CHECKING:
    import pandas as pd

    from ....scenario import Scenario
    from ...design.experiment import Experiment
    from ...study.study import Study

Given = "Scenario | str | os.PathLike[str]"
SEPARATOR = ";"


class Case(NamedTuple):
    """One scenario of a comparison, and what it is called."""

    label: str
    scenario: Scenario


def read_cases(baseline: Any, reforms: Sequence[Any], common: Mapping[str, Any]) -> list[Case]:
    """Read what is to be compared, the baseline first.

    Parameters
    ----------
    baseline : Scenario, str or path
        A scenario, or the name or file of one.
    reforms : sequence of Scenario, str or path
        The same, or ``path=value`` for the baseline with another value; several of them with ``;`` between.
    common : mapping
        Values by path that are set in all of them.

    Raises
    ------
    LinkageError
        Where one cannot be read, two have the same name, or one covers other months than the baseline.
    """
    first = _scenario(baseline, common)
    cases = [Case(first.name, first)]
    for given in reforms:
        overlay = _overlay(given)
        label = str(given) if overlay else _scenario(given, {}).name
        scenario = first.with_overrides(overlay) if overlay else _scenario(given, common)
        cases.append(Case(_own(label, cases, given), scenario))
    for case in cases[1:]:
        _check_months(cases[0], case)
    return cases


def with_noise(cases: Sequence[Case]) -> list[Case]:
    """Add the placebo and luck."""
    first = cases[0].scenario
    return [*cases, Case(PLACEBO, placebo_scenario(first)), Case(LUCK, luck_scenario(first))]


def chosen_outcomes(names: Sequence[str | Outcome] | None, nation: bool = False) -> dict[str, Outcome]:
    """Outcomes by name: the usual ones, of a country where it is one, or a recorded column as it is in the last month.

    Raises
    ------
    LinkageError
        Where nothing goes by a name, or a name is taken.
    """
    chosen = {one.name: one for one in map(_outcome, names or usual(nation=nation).values())}
    for name, known in cost_outcomes().items():
        if chosen.get(name, known) != known:
            raise LinkageError(f"The outcome '{name}' is needed for the costs as it is ({known.meaning[:-1]}); give yours another name.")
    demand_outcomes(chosen)
    return chosen


def experiment_of(cases: Sequence[Case], outcomes: Mapping[str, Outcome], replicates: int, seed: int, title: str) -> Experiment:
    """Put cases into an experiment: a list with a point for each, on the same seeds."""
    from ...design.experiment import Experiment

    names = _names(cases)
    content = {
        "schema": 1, "name": "compare", "title": title, "scenarios": names, "design": {"kind": "list"},
        "replicates": replicates, "seed": seed,
        "points": [{"scenario": name, "name": case.label} for name, case in zip(names, cases, strict=True)],
        "outcomes": {name: _reading(one) for name, one in {**outcomes, **cost_outcomes()}.items()},
    }  # fmt: skip
    return Experiment.from_dict(
        content, {name: case.scenario.with_overrides({"name": name}) for name, case in zip(names, cases, strict=True)}
    )


def course(experiment: Experiment) -> dict[str, int]:
    """Design points of the baseline and the reforms, by their labels; the tests of noise are none of them."""
    return {point.label: point.design for point in experiment.points if point.label not in (PLACEBO, LUCK)}


def frames_of(study: Study, pairs: int) -> dict[str, pd.DataFrame]:
    """Outcomes of the first replicates of each case, by the case's label."""
    rows = study.complete()
    rows = rows[rows["replicate"] < pairs]
    return {point.label: rows[rows["design"] == point.design] for point in study.experiment.points}


def _scenario(given: Any, common: Mapping[str, Any]) -> Scenario:
    from ....scenario import Scenario

    scenario = given if isinstance(given, Scenario) else Scenario.load(given)
    return scenario.with_overrides(common) if common else scenario


def _overlay(given: Any) -> dict[str, Any]:
    """Values by path, where a text gives such; a file of that name goes first."""
    from ....scenario.overrides import parse_setting

    if not isinstance(given, str) or "=" not in given or Path(given).exists():
        return {}
    return dict(parse_setting(part) for part in given.split(SEPARATOR))


def _own(label: str, cases: Sequence[Case], given: Any) -> str:
    """A label that no other case has: its own, or else that of its file."""
    taken = {case.label for case in cases}
    for one in (label, str(given) if isinstance(given, (str, os.PathLike)) else f"{label} ({len(cases)})"):
        if one not in taken and one not in (PLACEBO, LUCK):
            return one
    raise LinkageError(f"'{label}' is given twice; give each reform once, and reforms with names of their own.")


def _check_months(baseline: Case, reform: Case) -> None:
    months = [f"{counted(case.scenario.months, 'month')} from {case.scenario.start}" for case in (baseline, reform)]
    if months[0] != months[1]:
        remedy = "Give both the same with --set start=... and --months."
        raise LinkageError(f"{baseline.label} covers {months[0]}, but {reform.label} {months[1]}, so their runs cannot be paired. {remedy}")


def _outcome(given: str | Outcome) -> Outcome:
    if isinstance(given, Outcome):
        return given
    known = known_outcomes() | {POOR.name: POOR}
    if given in known or given in UNITS:
        return known.get(given) or Outcome(given, given)
    guess = nearest(given, [*known, *UNITS])
    remedy = f"write {guess}" if guess else f"use one of {', '.join(known)}, or a recorded column"
    raise LinkageError(f"There is no outcome of the name '{given}'; {remedy}.")


def _reading(one: Outcome) -> dict[str, Any]:
    """An outcome as an experiment file gives it."""
    told = {"column": one.column, "summary": one.summary, "better": one.better or "neither", "threshold": one.threshold, "title": one.title}
    return told | ({"month": one.month} if one.month else {}) | ({"last": one.last} if one.last else {})


def _names(cases: Sequence[Case]) -> list[str]:
    """Names of the cases' scenarios in the experiment, each of its own."""
    names: list[str] = []
    for number, case in enumerate(cases):
        name = case.label if case.label in (PLACEBO, LUCK) else case.scenario.name
        names.append(name if name not in names else f"{name}-reform-{number}")
    return names
