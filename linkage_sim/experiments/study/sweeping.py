"""Run an experiment: plan it, do what is missing, keep every run, gather the tables."""

from __future__ import annotations

import os
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any

from ...errors import LinkageError
from ...kernel.random import LARGEST_SEED
from ..design.experiment import Experiment
from ..engines import open_engine
from ..files import passing_folder
from ..stored import write_manifest
from .conducting import prepare, take_on
from .finishing import finish, manifest_of
from .folder import refuse_place
from .ledger import PENDING, Ledger
from .opening import opened
from .plan import Plan
from .runner import Tick, do_pending, first_failure
from .study import Study
from .work import calculate

MOST_RUNS = 20_000_000
MOST_UNASKED = 200_000  # runs: a night's work on a laptop


def sweep(
    experiment: Experiment | str | PathLike[str] | Mapping[str, Any],
    out: str | PathLike[str] | None = None,
    *,
    engine: str = "processes",
    scheduler: str | None = None,
    jobs: int | None = None,
    resume: bool = False,
    yes: bool = False,
    replicates: int | None = None,
    tick: Tick | None = None,
    command: str | None = None,
) -> Study:
    """Run an experiment, or what is missing of it.

    Parameters
    ----------
    experiment : Experiment, str, path or mapping
        The experiment, the name or file of one, or what a file would hold.
    out : path, optional
        Folder that keeps the study; a temporary one that vanishes with the study if not given.
    engine : str
        ``processes`` (all cores by default), ``inprocess`` or ``dask``.
    scheduler : str, optional
        Address of a Dask scheduler; a local cluster is started where none is given.
    jobs : int, optional
        Number of workers.
    resume : bool
        Whether to go on with a study that stands in the folder: what is missing is run, what failed is tried again, added replicates
        and points are added.
    yes : bool
        Whether more than 200,000 runs are meant.
    replicates : int, optional
        Runs of each point, in place of the experiment's own number.
    tick : callable, optional
        Is told how many more runs are done.
    command : str, optional
        The command that asked for it, for the manifest.

    Returns
    -------
    Study
        With all that succeeded; runs that failed are rows of its tables.

    Raises
    ------
    LinkageError
        When the input is bad (2), no run succeeded, or the work could not be finished (1).
    """
    from ...model import MODEL_VERSION

    chosen = chosen_experiment(experiment)
    count = replicates or chosen.data.replicates
    refuse_huge(chosen, count, yes)
    temporary = passing_folder() if out is None else None
    folder = Path(temporary.name) / "study" if temporary else Path(os.fspath(out or ""))
    refuse_place(folder, resume)
    plan = Plan(chosen, MODEL_VERSION)  # every point is checked before anything is written
    with (
        open_engine(engine, calculate, jobs=jobs, scheduler=scheduler) as at_work,
        opened(folder, plan, count, resume, command) as ledger,
    ):
        prepare(plan, ledger)
        _do(plan, folder, ledger, at_work, tick)
        while (more := _more_replicates(folder, chosen, ledger, count)) > count:
            count = more
            refuse_huge(chosen, count, yes)
            take_on(plan, ledger, count)
            _do(plan, folder, ledger, at_work, tick)
        finish(folder, ledger, plan, command)
    return Study(folder, temporary, plan)


def chosen_experiment(experiment: Experiment | str | PathLike[str] | Mapping[str, Any]) -> Experiment:
    """Load an experiment where only its name, file or content is given."""
    if isinstance(experiment, Experiment):
        return experiment
    return Experiment.from_dict(experiment) if isinstance(experiment, Mapping) else Experiment.load(experiment)


def refuse_huge(experiment: Experiment, replicates: int, yes: bool) -> None:
    """Refuse a sweep that is so large that it may be a mistake, and seeds that no column holds."""
    refuse_large(
        f"Experiment {experiment.name} has {experiment.point_count:,} design points and {replicates:,} replicates",
        experiment.run_count(replicates),
        yes,
    )
    if experiment.data.seed + replicates > LARGEST_SEED:
        raise LinkageError(f"The last seed would be larger than {LARGEST_SEED}; give the experiment a smaller seed.")


def refuse_large(what: str, runs: int, yes: bool) -> None:
    """Refuse so many runs that they may be a mistake, and more than a ledger should hold."""
    if runs > MOST_RUNS:
        raise LinkageError(f"{what}, {runs:,} runs in all, more than {MOST_RUNS:,}; ask for fewer.")
    if runs > MOST_UNASKED and not yes:
        raise LinkageError(f"{what}, {runs:,} runs in all; add --yes if that is meant, or see with --dry-run what it would take.")


def _do(plan: Plan, folder: Path, ledger: Ledger, engine: Any, tick: Tick | None) -> None:
    if ledger.counts()[PENDING]:
        do_pending(plan, folder, ledger, engine, tick)


def _more_replicates(folder: Path, experiment: Experiment, ledger: Ledger, count: int) -> int:
    """Replicates that the experiment's precision asks for, now that the spread is known."""
    wanted = experiment.data.precision
    if not wanted.outcome or first_failure(ledger):
        return count
    from .precision import replicates_for

    write_manifest(folder, manifest_of(folder, ledger, experiment, None, "running"))
    pilot = experiment.data.replicates
    return min(max(count, replicates_for(Study(folder).outcomes, wanted, pilot)), wanted.at_most)
