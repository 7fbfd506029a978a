"""Sensitivity of a study's outcomes to what was varied: the method that fits the design, scenario by scenario."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ....errors import LinkageError
from ....scenario.problems import nearest
from ...design.outcomes import Outcome
from ...extras import need
from ..condition import Condition, parse
from ..guard import complete
from .finding import Sensitivity
from .morris import morris
from .oneway import oneway
from .regional import regional
from .sobol import independent_rows, sobol

if TYPE_CHECKING:
    import pandas as pd

    from ...design.experiment import Experiment

WHAT = "The sensitivity analysis"
DEPENDENT = "The points of a {kind} design depend on each other, so that p-values are too small; a design lhs or sobol has no such fault."
CHOSEN = "The points were chosen, not drawn, so that distances and p-values hold for this choice."


def check(experiment: Experiment, names: Sequence[str] = (), where: Sequence[str] = ()) -> tuple[list[Outcome], list[Condition]]:
    """Read what is asked, and refuse before any run what could not be told after it."""
    if not experiment.factors:
        raise LinkageError(f"{WHAT} needs factors, and experiment {experiment.name} has none. Vary a parameter under 'factors:'.")
    if experiment.design.kind in ("morris", "saltelli"):
        need(WHAT, "SALib")
    return [_known(name, experiment) for name in names] or list(experiment.outcomes.values()), [
        parse(text, experiment.outcomes) for text in where
    ]


def analyse(
    outcomes: pd.DataFrame, points: pd.DataFrame, experiment: Experiment, names: Sequence[str] = (), where: Sequence[str] = ()
) -> list[Sensitivity]:
    """Analyse outcomes by the method that fits the design, and regionally where a condition is given.

    Parameters
    ----------
    outcomes, points : pandas.DataFrame
        Tables of the study: a row per run, and a row per point.
    experiment : Experiment
        What was asked; it gives factors, outcomes and design.
    names : sequence of str
        Outcomes to analyse; all if none is named.
    where : sequence of str
        Conditions such as ``stores >= 1000``.

    Returns
    -------
    list of Sensitivity
        For each scenario, its outcomes and then its conditions. Designs that are spread without the structure of ``morris``,
        ``saltelli`` or ``oat`` are analysed regionally; without a condition, an outcome is divided at its median.

    Raises
    ------
    LinkageError
        When an outcome or a condition is not known, a run is missing, or nothing was varied.
    """
    chosen, conditions = check(experiment, names, where)
    complete(outcomes, [outcome.name for outcome in chosen], WHAT)
    found: list[Sensitivity] = []
    for scenario, some in points.groupby("scenario", sort=False):
        found += _of_scenario(outcomes, some, experiment, chosen, conditions, str(scenario))
    return [replace(one, heading=experiment.title) for one in found]


def _of_scenario(
    outcomes: pd.DataFrame, points: pd.DataFrame, experiment: Experiment, chosen: Sequence[Outcome], conditions: Sequence[Condition],
    scenario: str,
) -> Iterator[Sensitivity]:  # fmt: skip
    factors, design = experiment.factors, experiment.design
    if design.kind == "morris":
        yield from (morris(outcomes, points, outcome, factors, design, scenario) for outcome in chosen)
    elif design.kind == "saltelli":
        yield from (sobol(outcomes, points, outcome, factors, design, scenario) for outcome in chosen)
    elif design.kind == "oat":
        yield from (oneway(outcomes, points, outcome, factors, scenario) for outcome in chosen)
    elif not conditions:
        conditions = [_above_median(outcomes, points, outcome) for outcome in chosen]
    drawn, cautions = spread_points(points, experiment)
    yield from (regional(outcomes, drawn, condition, factors, scenario, cautions) for condition in conditions)


def spread_points(points: pd.DataFrame, experiment: Experiment) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Points of one scenario that can be counted as independent, and what is to be said of them where they cannot."""
    kind = experiment.design.kind
    if kind == "saltelli":
        return points.iloc[independent_rows(experiment.design, len(experiment.factors))], ()
    if kind == "morris":
        return points, (DEPENDENT.format(kind=kind),)
    return points, (CHOSEN,) if kind in ("list", "oat") else ()


def _known(name: str, experiment: Experiment) -> Outcome:
    if name not in experiment.outcomes:
        guess = nearest(name, experiment.outcomes)
        remedy = f"write {guess}" if guess else f"use one of {', '.join(experiment.outcomes)}"
        raise LinkageError(f"{name} is no outcome of experiment {experiment.name}; {remedy}.")
    return experiment.outcomes[name]


def _above_median(outcomes: pd.DataFrame, points: pd.DataFrame, outcome: Outcome) -> Condition:
    runs = outcomes[outcomes["design"].isin(points.index)]
    return Condition(outcome, ">", float(runs[outcome.name].median()))
