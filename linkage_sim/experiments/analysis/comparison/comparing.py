"""Compare reforms with a baseline: run what has to be run, or read result folders, and put the comparison together."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from ....errors import LinkageError
from ....findings.words import listing
from ...account import kept
from ...files import new_folder
from . import noise
from .assembling import assembled, pairs_of
from .cases import Case, chosen_outcomes, experiment_of, frames_of, read_cases, with_noise
from .finding import Comparison
from .folders import from_folders, refuse_mixture
from .levers import lever_of, neutral
from .making import Running, kept_or_passing
from .matching import is_sweep
from .precision import Differences, Target, check_limits, until_precise
from .stored import is_folder
from .sweeps import compare_sweeps
from .sweeps_finding import PointComparison

if TYPE_CHECKING:
    import pandas as pd

    from ....scenario import Scenario
    from ...design.outcomes import Outcome
    from .neutral import Solution

REPLICATES = 40
MOST_PAIRS = 1000
FOLDER = "comparison"
PAIR = 2
Found = TypeVar("Found", bound="Comparison | PointComparison")


def compare(
    baseline: Scenario | str | os.PathLike[str],
    *reforms: Scenario | str | os.PathLike[str],
    replicates: int = REPLICATES,
    seed: int = 1,
    months: int | None = None,
    settings: Mapping[str, Any] | None = None,
    outcomes: Sequence[str | Outcome] | None = None,
    precision: Mapping[str, float] | None = None,
    at_most: int = MOST_PAIRS,
    budget_neutral: str | None = None,
    lever_range: tuple[float, float] | None = None,
    out: str | os.PathLike[str] | None = None,
    resume: bool = False,
    **how: Any,
) -> Comparison | PointComparison:
    """Compare reforms with a baseline, run by run on the same seeds; or a sweep with another one, point by point.

    Parameters
    ----------
    baseline : Scenario, str or path
        A scenario, the name or file of one, or a result folder (``DIR#3`` for design point 3 of a sweep). The whole folder of a sweep is
        compared with that of another one of the same factors.
    *reforms : Scenario, str or path
        The same, or ``path=value`` for the baseline with another value. Where one is a folder, all must be: they are read, not run.
    replicates : int
        Pairs; with a precision, the first ones.
    seed : int
        Seed of the first pair.
    months : int, optional
        Length of the runs in place of the scenarios' own.
    settings : mapping, optional
        Values by path, set in baseline and reforms alike.
    outcomes : sequence of str or Outcome, optional
        What is compared, the most important first; the usual outcomes if not given.
    precision : mapping of str to float, optional
        Half-width of the 95 % interval to which the difference in an outcome is to be known, in its unit: pairs are added until it is.
    at_most : int
        Most pairs that a precision may ask for.
    budget_neutral : str, optional
        Path of a number that is moved in each reform until it costs what the baseline costs.
    lever_range : tuple of float, optional
        How far it may be moved; its declared bounds if not given.
    out : path, optional
        Folder that keeps the study, and the comparison in ``comparison`` below it.
    resume : bool
        Whether to go on with a study that stands in the folder.
    **how
        Where and how runs are made, see :class:`linkage_sim.experiments.analysis.comparison.making.Running`.

    Returns
    -------
    Comparison
        Effects, costs and noise floor; of two sweeps, the effects at each point that both have.

    Raises
    ------
    LinkageError
        When the input is bad (2), or runs are missing (1).
    """
    if not reforms:
        raise LinkageError("There is nothing to compare the baseline with; name at least one reform.")
    running = Running(**how)
    if any(map(is_folder, (baseline, *reforms))):
        asked = {"--months": months, "--set": settings, "--precision": precision, "--budget-neutral": budget_neutral, "--resume": resume}
        refuse_mixture((baseline, *reforms), asked)
        given = [os.fspath(one) if isinstance(one, os.PathLike) else one for one in (baseline, *reforms)]
        return _kept(out, given, running, lambda: _of_folders(given, outcomes, running))
    chosen_outcomes(outcomes)  # a wrong name is told before anything is read or run
    cases = read_cases(baseline, reforms, {**(settings or {}), **({"months": months} if months is not None else {})})
    chosen = chosen_outcomes(outcomes, nation=cases[0].scenario.nation is not None)
    targets = [Target(name, half_width) for name, half_width in (precision or {}).items()]
    if targets:
        check_limits(targets, list(chosen), replicates, at_most)
    cases, solutions = _moved(cases, budget_neutral, lever_range, running, replicates, seed) if budget_neutral else (cases, ())
    with kept_or_passing(out) as folder:
        pairs = _Pairs(cases, chosen, replicates, seed, folder, resume, running)
        found = replace(_from_runs(pairs, chosen, targets, replicates, at_most), solutions=solutions)
    if out is not None:
        running.keep(found, Path(out) / FOLDER)
    return found


def _of_folders(given: list[Any], outcomes: Sequence[str | Outcome] | None, running: Running) -> Comparison | PointComparison:
    """Compare two sweeps by their points, and other folders as wholes."""
    if not all(map(is_sweep, given)):
        return from_folders(given, outcomes, running)
    if len(given) > PAIR:
        raise LinkageError("Sweeps are compared two at a time; name the baseline and one other sweep.")
    return compare_sweeps(Path(given[0]), Path(given[1]), [one if isinstance(one, str) else one.name for one in outcomes or ()])


def _kept(out: str | os.PathLike[str] | None, given: list[Any], running: Running, make: Callable[[], Found]) -> Found:
    """Compare what is there already; where a new folder is to keep it, make sure of that first, and let it tell what it holds."""
    if out is None:
        return make()
    title = f"{listing([Path(one).name for one in given[1:]])} against {Path(given[0]).name}"
    with new_folder(Path(out)) as partial, kept(partial, "compare", running.command, False, {"folders": given}, title=title) as names:
        found = make()
        names += [f"{FOLDER}/{name}" for name in running.keep(found, partial / FOLDER)]
    return found


class _Pairs:
    """Baseline, reforms, placebo and luck as one study in a folder, with as many pairs as are asked for."""

    def __init__(
        self, cases: list[Case], outcomes: dict[str, Outcome], replicates: int, seed: int, folder: Path, resume: bool, running: Running
    ) -> None:
        self.cases, self._folder, self._running = cases, folder, running
        title = f"{cases[1].label if len(cases) == 2 else f'{len(cases) - 1} reforms'} against {cases[0].label}"
        self.experiment = experiment_of(with_noise(cases), outcomes, replicates, seed, title)
        self._study = running.sweep(self.experiment, folder, resume, replicates)
        self.made = self._study.replicates

    def frames(self, count: int) -> dict[str, pd.DataFrame]:
        """Outcomes of so many pairs by case; what is missing is run."""
        if count > self.made:
            self._study = self._running.sweep(self.experiment, self._folder, True, count)
            self.made = self._study.replicates
        return frames_of(self._study, count)

    def differences(self, count: int, names: Sequence[str]) -> Differences:
        """Paired differences of so many pairs by reform and outcome."""
        groups = pairs_of(self.cases, self.frames(count), names).groupby(["reform", "outcome"], sort=False)
        return {(str(reform), str(name)): rows["difference"].to_numpy(float) for (reform, name), rows in groups}


def _from_runs(pairs: _Pairs, chosen: dict[str, Outcome], targets: list[Target], pilot: int, most: int) -> Comparison:
    """Make as many pairs as it takes, and the null reform."""
    names = [target.outcome for target in targets]
    stops = until_precise(lambda count: pairs.differences(count, names), targets, pilot, most) if targets else []
    frames = pairs.frames(stops[0].pairs if stops else pairs.made)
    first = pairs.cases[0]
    seeds = noise.null_seeds([int(one) for one in frames[first.label]["seed"]], first.scenario)
    again = noise.run_again(first.scenario, pairs.experiment.outcomes, seeds)
    tests = {noise.NULL: again, noise.PLACEBO: frames[noise.PLACEBO], noise.LUCK: frames[noise.LUCK]}
    return assembled(pairs.cases, frames, tests, chosen, pilot=pilot if targets else 0, stops=tuple(stops))


def _moved(
    cases: list[Case], path: str, limits: tuple[float, float] | None, running: Running, replicates: int, seed: int
) -> tuple[list[Case], tuple[Solution, ...]]:
    """Each reform at the level of the lever at which it costs what the baseline costs."""
    levers = [lever_of(case.scenario, path, limits) for case in cases[1:]]
    found = [neutral(cases[0], case, lever, running.sweep, replicates, seed) for case, lever in zip(cases[1:], levers, strict=True)]
    return [cases[0], *(case for _, case in found)], tuple(solution for solution, _ in found)
