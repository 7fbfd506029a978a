"""The attribution over the parameter sets that the evidence allows: every coalition of every set, each set with seeds of its own."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from ....errors import LinkageError
from ....scenario import Scenario
from ...design.outcomes import Outcome
from ...ensemble.ensemble import Ensemble
from ...files import refuse_taken, write_file
from ...study.folder import is_study
from . import design as layout
from .attributing import conclude
from .finding import Attribution
from .funds import OWN
from .parameter_sets import Members

if TYPE_CHECKING:
    import pandas as pd

    from ...design.experiment import Experiment
    from ...study.study import Study

FILE, FOLDER = "ensemble.yaml", "members"
APART = 10_000
"""Between the first seeds of two parameter sets, so that more seeds can be added to each later."""
Sweep = Callable[["Experiment", Path, bool], "Study"]
"""Runs an experiment in a folder, or goes on with it."""


class Plans(NamedTuple):
    """The runs of an attribution over an ensemble: a plan for each parameter set."""

    ensemble: Ensemble
    plans: tuple[layout.Plan, ...]
    replicates: int


def plans(
    ensemble: Ensemble,
    members: int,
    scenario: str | os.PathLike[str] | Scenario | None = None,
    replicates: int = 5,
    seed: int = 1,
    outcomes: Sequence[str] | Mapping[str, Outcome] | None = None,
    platform: Sequence[bool] = (True, False),
    months: int | None = None,
    settings: Mapping[str, Any] = MappingProxyType({}),
    funds: str = OWN,
) -> Plans:
    """Lay out the runs over an ensemble.

    Parameters
    ----------
    ensemble : Ensemble
        Parameter sets with weights.
    members : int
        How many that stand for all; those drawn twice weigh twice.
    scenario : str, path or Scenario, optional
        What the parameters are laid over; the ensemble's own scenario if not given.
    replicates : int
        Seeds of each set, different ones for each.
    seed, outcomes, platform, months, settings, funds
        As for :func:`~.attributing.attribute`; settings prevail over the sets' own values.

    Raises
    ------
    LinkageError
        As :func:`~.design.plan`, and where sets or seeds are too few to say anything, or too many.
    """
    few = few_members(ensemble, members, replicates)
    laid = tuple(
        layout.plan(
            ensemble.data.scenario if scenario is None else scenario,
            replicates,
            seed + number * APART,
            outcomes,
            platform,
            months=months,
            settings=dict(values) | dict(settings),
            funds=funds,
        )
        for number, values in enumerate(few.overrides())
    )
    return Plans(few, laid, replicates)


def run(laid: Plans, out: Path, resume: bool, sweep: Sweep) -> Attribution:
    """Run what is missing, a study for each parameter set below ``out/members``, and attribute the outcomes.

    Raises
    ------
    LinkageError
        Where the folder holds something else, or other parameter sets.
    """
    rows = gather(laid.ensemble, [one.experiment for one in laid.plans], laid.replicates, out, resume, sweep)
    first = laid.plans[0]
    found = conclude(first, rows, sets_of(laid.ensemble, laid.replicates))
    return replace(found, title=f"{first.title}, over the ensemble {laid.ensemble.name}")


def sets_of(ensemble: Ensemble, seeds: int) -> Members:
    """The parameter sets of an ensemble, each with so many seeds."""
    return Members(ensemble.weights.to_numpy(dtype=float), seeds)


def gather(ensemble: Ensemble, experiments: Sequence[Experiment], replicates: int, out: Path, resume: bool, sweep: Sweep) -> pd.DataFrame:
    """Run what is missing of one experiment for each parameter set, each in a folder of its own, and give the outcomes of all runs."""
    import pandas as pd

    refuse_other(ensemble, out, resume)
    out.mkdir(parents=True, exist_ok=True)
    write_file(out / FILE, ensemble.to_yaml().encode())
    frames = []
    for number, experiment in enumerate(experiments):
        folder = out / FOLDER / f"{number:03d}"
        rows = sweep(experiment, folder, is_study(folder)).complete()
        frames.append(rows[rows["replicate"] < replicates])
    return pd.concat(frames, ignore_index=True)


def studies(folder: Path) -> list[Path]:
    """Folders of the studies of the parameter sets, in order; none where a folder holds nothing over an ensemble."""
    return sorted(path for path in (folder / FOLDER).glob("*") if is_study(path)) if (folder / FILE).is_file() else []


def few_members(ensemble: Ensemble, members: int, replicates: int) -> Ensemble:
    """Parameter sets that stand for all.

    Raises
    ------
    LinkageError
        Where sets or seeds are too few to say anything, or too many.
    """
    if members < 2:
        raise LinkageError("members: what is told over an ensemble needs at least 2 parameter sets, or they say nothing of each other.")
    if replicates > APART:
        raise LinkageError(f"replicates: at most {APART:,} seeds for each parameter set.")
    few = ensemble.thinned(members)
    if len(few.weights) < 2:
        raise LinkageError(f"Ensemble {ensemble.name} gives one parameter set only for {members} members; ask for more of them.")
    return few


def refuse_other(ensemble: Ensemble, out: Path, resume: bool) -> None:
    """Refuse a folder that holds something, unless it is to be gone on with and has the same parameter sets."""
    known = out / FILE
    if not known.is_file():
        refuse_taken(out)
        return
    if not resume:
        raise LinkageError(f"{out}: holds results over an ensemble already. Add --resume to go on with it, or name a new folder.")
    if known.read_bytes() != ensemble.to_yaml().encode():
        raise LinkageError(f"{out}: was made with other parameter sets. Ask for the same --ensemble and --members, or name a new folder.")
