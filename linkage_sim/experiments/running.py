"""Run a scenario: an experiment with one point, whose replicates have seeds that follow each other; also with an ensemble's behaviour."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import LinkageError
from ..kernel.random import LARGEST_SEED
from .design.declared import MOST_REPLICATES, Design, ExperimentData
from .design.experiment import Experiment
from .engines import Engine, open_engine
from .study.conducting import pass_by, prepare
from .study.finishing import finish
from .study.folder import ENSEMBLE, refuse_place
from .study.opening import opened
from .study.parts import FOLDER as PARTS
from .study.parts import WHOLE_ROWS
from .study.plan import MOST_HOUSEHOLDS, Plan, even_size, household_count
from .study.runner import do_pending
from .study.study import Study
from .study.work import Tick, calculate

if TYPE_CHECKING:
    from ..scenario import Scenario
    from .ensemble.ensemble import Ensemble


def run(
    scenario: Scenario | str | PathLike[str],
    replicates: int | None = None,
    seed: int = 1,
    months: int | None = None,
    jobs: int = 1,
    villages: bool = False,
    tick: Tick | None = None,
    ensemble: Ensemble | str | PathLike[str] | None = None,
    stores: bool = False,
    *,
    seeds: Sequence[int] = (),
    out: str | PathLike[str] | None = None,
    resume: bool = False,
    command: str | None = None,
) -> Study:
    """Run a scenario.

    Parameters
    ----------
    scenario : Scenario, str or path
        The scenario, or the name or file of one.
    replicates : int, optional
        Number of runs; they have the seeds ``seed``, ``seed + 1``, ... One if not given; with an ensemble, as many as give every member its
        part.
    seed : int
        Seed of the first run.
    months : int, optional
        Length of the runs in place of the scenario's own.
    jobs : int
        Processes on this machine; the tables are the same for any number.
    villages : bool
        Whether to keep a row per village and month.
    tick : callable, optional
        Is told how many more months of runs are done.
    ensemble : Ensemble, str or path, optional
        Parameter sets that the evidence allows, the name of a bundled ensemble or a file: each run has the behaviour of one member,
        drawn as often as it weighs. The place stays as it is; the column ``design`` tells the number of the member.
    stores : bool
        Whether to keep a row per store in each December and in the last month, and the survival of cohorts of shopkeepers.
    seeds : sequence of int, optional
        Seeds of the runs, where they do not follow each other.
    out : path, optional
        New folder that keeps each run as it is done, and the tables when all are. Without one, they vanish with what is returned.
    resume : bool
        Whether to go on with the same runs, begun in the folder before: what is missing is run, what failed is tried again, and more
        replicates are added. Of a finished run nothing is run anew.
    command : str, optional
        The command that asked for it, for the manifest.

    Returns
    -------
    Study
        The tables; runs that failed are rows of ``runs`` and have no rows in ``monthly``.

    Raises
    ------
    LinkageError
        When the input is bad, the folder holds something else, or no run succeeded.

    Examples
    --------
    >>> run("base", replicates=2, months=3).monthly["month"].nunique()
    3
    """
    if resume and out is None:
        raise LinkageError("To resume is to go on with what stands in a folder; say which with out.")
    drawn = chosen_ensemble(ensemble)
    wanted = _given(seeds) if seeds else _seeds(replicates_of(replicates, drawn), seed)
    experiment = experiment_of(chosen_scenario(scenario, months), drawn, wanted, villages, stores)
    if out is None:
        with _placed(experiment, len(wanted), jobs, tick) as (engine, told, threads):
            study = pass_by(experiment, engine, told, threads)
        study.ensemble = drawn
        return study
    folder = Path(os.fspath(out))
    refuse_place(folder, resume)
    with _placed(experiment, len(wanted), jobs, tick) as at:
        return _kept(experiment, drawn, folder, at, resume, command)


def _kept(experiment: Experiment, ensemble: Ensemble | None, folder: Path, at: _At, resume: bool, command: str | None) -> Study:
    """Do the runs that are missing in a folder, each on the disk when it is done, and finish it."""
    from ..model import MODEL_VERSION

    plan = Plan(experiment, MODEL_VERSION, at.threads)
    with opened(folder, plan, experiment.data.replicates, resume, command, same=True, rows=WHOLE_ROWS) as ledger:
        if ensemble is not None:
            ensemble.save(folder / ENSEMBLE)
        prepare(plan, ledger)
        do_pending(plan, folder, ledger, at.engine, at.told)
        finish(folder, ledger, plan, command, WHOLE_ROWS)
        with suppress(OSError):  # where something of somebody else's lies in it
            (folder / PARTS).rmdir()
    return Study(folder)


def experiment_of(scenario: Scenario, ensemble: Ensemble | None, seeds: Sequence[int], villages: bool, stores: bool) -> Experiment:
    """The experiment of these runs: one point, or a point for each member of an ensemble, from which each run draws one."""
    points = ensemble.overrides() if ensemble else [{}]
    data: dict[str, Any] = {"schema": 1, "name": scenario.name, "title": scenario.title, "scenarios": (scenario.name,)}
    data |= {"design": Design(kind="list"), "points": points, "seed": seeds[0], "villages": villages, "stores": stores}
    if ensemble is None and list(seeds) == list(range(seeds[0], seeds[0] + len(seeds))):
        return Experiment(ExperimentData(**data, replicates=len(seeds)), {scenario.name: scenario})
    draws = tuple(zip(ensemble.draws(len(seeds)) if ensemble else [0] * len(seeds), seeds, strict=True))
    return Experiment(ExperimentData(**data, replicates=1, draws=draws), {scenario.name: scenario})


class _At(NamedTuple):
    """Where runs are made: the engine, who is told how many runs are done, and threads of each run."""

    engine: Engine
    told: Tick | None
    threads: int


@contextmanager
def _placed(experiment: Experiment, count: int, jobs: int, tick: Tick | None) -> Iterator[_At]:
    """Open the engine: this process for one batch or one job, which tells each month; a huge run gets the idle workers as threads."""
    scenario = next(iter(experiment.scenarios.values()))
    households, months = household_count(scenario), scenario.months
    batches = -(-count // even_size(count, _positive(jobs, "jobs"), households))
    threads = max(1, jobs // batches) if households > MOST_HOUSEHOLDS else 1
    if jobs == 1 or batches == 1:
        with open_engine("inprocess", partial(calculate, tick=tick)) as engine:
            yield _At(engine, tick and (lambda runs: tick(0)), threads)
    else:
        with open_engine("processes", calculate, jobs=min(jobs, batches)) as engine:
            yield _At(engine, tick and (lambda runs: tick(runs * months)), threads)


def chosen_ensemble(ensemble: Ensemble | str | PathLike[str] | None) -> Ensemble | None:
    """Load an ensemble where only its name is given."""
    if ensemble is None:
        return None
    from .ensemble.ensemble import Ensemble

    return ensemble if isinstance(ensemble, Ensemble) else Ensemble.load(ensemble)


def replicates_of(replicates: int | None, ensemble: Ensemble | None) -> int:
    """Number of runs: what was asked for, or one, or as many as give every member of an ensemble its part."""
    return replicates if replicates is not None else ensemble.draws_of_all if ensemble else 1


def chosen_scenario(scenario: Scenario | str | PathLike[str], months: int | None = None) -> Scenario:
    """Load a scenario where only its name is given, and set its length where another is wanted."""
    from ..scenario import Scenario

    chosen = scenario if isinstance(scenario, Scenario) else Scenario.load(scenario)
    return chosen if months is None else chosen.with_overrides({"months": months})


def _seeds(replicates: int, seed: int) -> list[int]:
    if seed < 0:
        raise LinkageError(f"The seed {seed} is negative; give zero or a whole number above it.")
    if _positive(replicates, "replicates") > MOST_REPLICATES:
        raise LinkageError(f"The number of replicates is {replicates:,}; give at most {MOST_REPLICATES:,}.")
    beyond = seed + replicates
    if beyond - 1 > LARGEST_SEED:
        raise LinkageError(f"The last seed would be {beyond - 1}, larger than {LARGEST_SEED}; give a smaller seed.")
    return list(range(seed, beyond))


def _given(seeds: Sequence[int]) -> list[int]:
    if len(set(seeds)) < len(seeds) or not all(0 <= seed <= LARGEST_SEED for seed in seeds):
        raise LinkageError(f"The seeds are not different whole numbers from 0 to {LARGEST_SEED}; give each run a seed of its own.")
    return list(seeds)


def _positive(number: int, name: str) -> int:
    if number < 1:
        raise LinkageError(f"The number of {name} is {number}; give at least 1.")
    return number
