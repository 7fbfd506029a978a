"""Conduct an experiment: what all do who run one, and all of it in a folder that nobody else knows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .. import manifest as facts
from ..design.experiment import Experiment
from ..engines import Engine
from ..files import passing_folder
from .finishing import gather_all
from .folder import LEDGER
from .ledger import PENDING, Ledger
from .parts import FOLDER as PARTS
from .parts import WHOLE_ROWS
from .plan import Plan
from .runner import Tick, do_pending, first_failure
from .study import Study


def pass_by(experiment: Experiment, engine: Engine, tick: Tick | None, threads: int) -> Study:
    """Run an experiment in a folder that vanishes with the study, without the papers that tell others what it is.

    Parameters
    ----------
    experiment : Experiment
        What is run.
    engine : Engine
        Where work is done.
    tick : callable, optional
        Is told how many more runs are done.
    threads : int
        Ranges of villages calculated side by side in each run; for huge runs.

    Raises
    ------
    LinkageError
        Where no run succeeded.
    """
    temporary = passing_folder()
    folder = Path(temporary.name)
    (folder / PARTS).mkdir()
    try:
        with _conducted(experiment, folder, engine, tick, threads) as (plan, ledger):
            known = {"versions": facts.versions(plan.model_version), "started": ledger.fact("started")}
            study = Study(folder, temporary, plan, known)
            gather_all(study, ledger, WHOLE_ROWS)
    except BaseException:
        temporary.cleanup()
        raise
    return study


@contextmanager
def _conducted(experiment: Experiment, folder: Path, engine: Engine, tick: Tick | None, threads: int) -> Iterator[tuple[Plan, Ledger]]:
    """Do all runs of an experiment in a folder that holds nothing yet; give what the tables are made of."""
    from ...model import MODEL_VERSION

    plan = Plan(experiment, MODEL_VERSION, threads)
    ledger = Ledger(folder / LEDGER)
    try:
        ledger.note(model_version=MODEL_VERSION, started=facts.now())
        take_on(plan, ledger, experiment.data.replicates)
        prepare(plan, ledger)
        do_pending(plan, folder, ledger, engine, tick)
        error = first_failure(ledger)
        if error:
            raise error
        yield plan, ledger
    finally:
        ledger.close()


def take_on(plan: Plan, ledger: Ledger, replicates: int) -> None:
    """Note all runs of the plan; a finished study is never cut short."""
    count = max(replicates, ledger.replicates())
    ledger.plan(plan.runs(count), reset=True)
    ledger.note(replicates=count)


def prepare(plan: Plan, ledger: Ledger) -> None:
    """Compile the rules before the workers begin, so that not each of them does."""
    ledger.note(outcomes=asked_of(plan.experiment))
    if ledger.counts()[PENDING]:
        from ...model import compile_rules

        compile_rules()


def asked_of(experiment: Experiment) -> list[str]:
    """What is read off the runs, in words that tell one reading from another."""
    return [repr(outcome) for outcome in experiment.outcomes.values()]
