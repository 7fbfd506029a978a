"""Levers: numeric parameters that are moved until a reform costs what the baseline costs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ....errors import LinkageError
from ....scenario import shape
from ....scenario.overrides import split
from ...files import passing_folder
from ..statistics import mean_interval
from .cases import Case, experiment_of, frames_of
from .costs import COST
from .neutral import Gap, Lever, Solution, solve
from .tables import pair_table

if TYPE_CHECKING:
    from ....scenario import Scenario
    from ...study.study import Study

Sweep = Callable[..., "Study"]


def lever_of(scenario: Scenario, path: str, limits: tuple[float, float] | None) -> Lever:
    """Look a lever up, and how far it may be moved.

    Parameters
    ----------
    scenario : Scenario
        The reform.
    path : str
        Path of a number.
    limits : tuple of float, optional
        Range that is asked for; that of the parameter's meaning if not given.

    Raises
    ------
    LinkageError
        Where the path is no number's, or the range is open or goes beyond the bounds.
    """
    keys = split(path, scenario.resolved())
    node = shape.at(keys)
    if node is None:
        scenario.with_overrides({path: 0.0})  # refuses the path in its own words
    if node is None or node.kind not in ("number", "integer"):
        raise LinkageError(f"--budget-neutral {path}: is not a single number that could be moved; name a numeric parameter.")
    low, high = limits or shape.range_of_meaning(node)
    if low is None or high is None:
        missing = "upper" if low is not None else "lower"
        raise LinkageError(
            f"--budget-neutral {path}: the parameter has no {missing} bound; say how far to look with --lever-range low:high."
        )
    lever = Lever(path, shape.unit(node), float(low), float(high), node.kind == "integer")
    for level in (lever.low, lever.high):
        moved(scenario, lever, level)
    return lever


def moved(scenario: Scenario, lever: Lever, level: float) -> Scenario:
    """Give a reform with the lever at another level."""
    return scenario.with_overrides({lever.path: int(level) if lever.whole else level})


def neutral(baseline: Case, reform: Case, lever: Lever, sweep: Sweep, replicates: int, seed: int) -> tuple[Solution, Case]:
    """Look for the level of a lever at which a reform costs what the baseline costs.

    Parameters
    ----------
    baseline, reform : Case
        What is compared.
    lever : Lever
        What is moved in the reform.
    sweep : callable
        Runs an experiment in a folder, ``sweep(experiment, folder, resume, pairs)``.
    replicates, seed : int
        Pairs, and the first of their seeds: the same at each level.

    Returns
    -------
    tuple of Solution and Case
        What was found, and the reform at that level; as it was, where there is none.
    """
    with passing_folder() as place:
        tried = [baseline]

        def gap_at(level: float) -> Gap:
            at = Case(_label(reform, lever, level), moved(reform.scenario, lever, level))
            tried.append(at)
            experiment = experiment_of(tried, {}, replicates, seed, f"{reform.label} at levels of {lever.path}")
            study = sweep(experiment, Path(place) / "study", resume=len(tried) > 2, pairs=replicates)
            frames = frames_of(study, replicates)
            pairs = pair_table(frames[baseline.label], {at.label: frames[at.label]}, [COST.name])
            return Gap(level, mean_interval(pairs["difference"].to_numpy(float)), float(pairs["baseline"].mean()))

        found = solve(reform.label, lever, gap_at)
    if found.level is None:
        return found, reform
    return found, Case(_label(reform, lever, found.level), moved(reform.scenario, lever, found.level))


def _label(reform: Case, lever: Lever, level: float) -> Any:
    return f"{reform.label}, {lever.path}={level:.6g}"
