"""Analyses by name. One registration gives an analysis a command, a Python function, a place in the report, and its documents."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any, NamedTuple

from ..errors import LinkageError


class Analysis(NamedTuple):
    """An analysis.

    Attributes
    ----------
    name : str
        Of its command and of its Python function.
    stem : str
        Of its JSON file in a result folder.
    title : str
        What a report calls it.
    summary : str
        What it tells, in a line.
    function : str
        Where its function is, ``module:name``.
    figures : str
        Where the function is that gives the drawings of a list of findings, the main one first, ``module:name``.
    check : str
        Of an analysis of a study: where the function is that refuses, before any run, an experiment that cannot be analysed as asked. Such
        an analysis gets its command from the signature of its function; others have commands of their own.
    course : str
        Where the function is that names the design points of an experiment whose course over time stands for the answer, the baseline
        first, ``module:name``; a brief draws them. Without it, a brief shows the main figure.
    """

    name: str
    stem: str
    title: str
    summary: str
    function: str
    figures: str
    check: str = ""
    course: str = ""


ANALYSES: dict[str, Analysis] = {}
"""All that are registered, in the order in which a report tells them."""


def register(analysis: Analysis) -> None:
    """Add an analysis.

    Raises
    ------
    LinkageError
        If another one has its name.
    """
    if ANALYSES.setdefault(analysis.name, analysis) != analysis:
        raise LinkageError(f"There is an analysis of the name '{analysis.name}' already; give yours another name.")


def load(where: str) -> Any:
    """The function at ``module:name``, imported when it is needed."""
    module, _, name = where.partition(":")
    return getattr(import_module(module), name)


def of_studies() -> Iterator[Analysis]:
    """Analyses of a study."""
    return (one for one in ANALYSES.values() if one.check)


_PLACE, _ASKING = "linkage_sim.experiments.analysis", "linkage_sim.experiments.asking"
_VALIDATION = "linkage_sim.experiments.validation"
for _one in (
    Analysis(
        "compare", "comparison", "Comparison", "Paired differences of reforms from a baseline, with costs and the noise floor.",
        f"{_PLACE}.comparison.comparing:compare", "linkage_sim.views.comparison_points:figures", course=f"{_PLACE}.comparison.cases:course",
    ),
    Analysis(
        "attribute", "attribution", "Attribution", "What each actor, the platform and their linkage contributed.",
        f"{_PLACE}.attribution.attributing:attribute", "linkage_sim.views.attribution:figures",
        course=f"{_PLACE}.attribution.design:course",
    ),
    Analysis(
        "linkage", "linkage", "Linkage", "Under which conditions the linkage of the actors and the platform pay.",
        f"{_PLACE}.linkage.analysing:linkage", "linkage_sim.views.linkage:figures",
    ),
    Analysis(
        "sensitivity", "sensitivity", "Sensitivity", "Which factors move the outcomes: Morris, Sobol', one at a time, regional.",
        f"{_ASKING}:sensitivity", "linkage_sim.views.sensitivity:figures", f"{_PLACE}.sensitivity.analysing:check",
    ),
    Analysis(
        "discover", "discovery", "Discovery", "Where in parameter space a condition is met: a box and a tree in plain words.",
        f"{_ASKING}:discover", "linkage_sim.views.discovery:figures", f"{_PLACE}.discovery.discovering:check",
    ),
    Analysis(
        "calibrate", "posterior", "Calibration", "Which parameter sets the evidence allows.",
        "linkage_sim.experiments.calibration.calibrating:calibrate", "linkage_sim.views.calibration:figures",
    ),
    Analysis(
        "reproduce", "reproduce", "Validation", "Targets and patterns of the evidence against the calibrated model.",
        f"{_VALIDATION}.validation:reproduce", "linkage_sim.views.validation:figures",
    ),
    Analysis(
        "forecast", "forecasts", "Forecast", "What the calibrated model says of years and places beyond the targets.",
        "linkage_sim.experiments.forecasting.forecast:forecast", "linkage_sim.views.forecast:figures",
    ),
):  # fmt: skip
    register(_one)
