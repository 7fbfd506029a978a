"""Run a scenario: replicates with seeds that follow each other, in this process or in several; also with an ensemble's behaviour."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from os import PathLike
from typing import TYPE_CHECKING, Any

from ..errors import LinkageError
from ..kernel.random import LARGEST_SEED
from ..state.month import Column
from .engines.base import EngineGoneError, Task
from .engines.processes import Processes
from .manifest import now, run_id
from .results import FAILED, SUCCEEDED, Results, behaving
from .study.plan import MOST_HOUSEHOLDS, household_count
from .study.work import Batch, Failure, Part, PlannedRun, Tick, calculate
from .summary import RUN_COLUMNS, STATE_COLUMNS, TABLES, summarise, tables_asked
from .tables import frame_of

if TYPE_CHECKING:
    import pandas as pd

    from ..scenario import Scenario
    from .calibration.ensemble import Ensemble

WORKER_LOST = "A worker process ended before its work was done: killed from outside, or for lack of memory (use fewer jobs)."


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
) -> Results:
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

    Returns
    -------
    Results
        The tables; runs that failed are rows of ``runs`` and have no rows in ``monthly``.

    Raises
    ------
    LinkageError
        When the input is bad, or no run succeeded.
    """
    from ..model import MODEL_VERSION

    chosen = chosen_scenario(scenario, months)
    drawn = chosen_ensemble(ensemble)
    seeds = _seeds(replicates_of(replicates, drawn), seed)
    started = now()
    behaviour, tables = drawn.overrides() if drawn else None, tables_asked(villages, stores, chosen.nation is not None)
    batches = split(chosen, _planned(chosen, seeds, MODEL_VERSION, drawn), _positive(jobs, "jobs"), tables, behaviour)
    parts = carried_out(batches, jobs, tick)
    made = {name: stacked([part.tables[name] for part in parts], TABLES[name].columns) for name in tables}
    runs = _runs(batches, parts, made["monthly"])
    return Results(
        chosen, made["monthly"], runs, made.get("villages"), MODEL_VERSION, started, now(), drawn, made.get("cohorts"), made.get("stores"),
        made.get("provinces"), made.get("counties"),
    )  # fmt: skip


def split(
    scenario: Scenario, runs: Sequence[PlannedRun], jobs: int, tables: tuple[str, ...], behaviour: Sequence[dict[str, Any]] | None = None
) -> list[Batch]:
    """Deal replicates out: to each worker alike, and never too many households at once; a huge run gets the idle workers as threads.

    Where the runs are those of an ensemble, ``behaviour`` has what each of its members changes.
    """
    households = household_count(scenario)
    size = max(1, min(-(-len(runs) // jobs), MOST_HOUSEHOLDS // max(1, households)))
    firsts = range(0, len(runs), size)
    threads = max(1, jobs // len(firsts)) if households > MOST_HOUSEHOLDS else 1
    points = {run.design: (scenario.name, behaviour[run.design] if behaviour else {}) for run in runs}
    scenarios = {scenario.name: scenario}
    return [Batch(tuple(runs[first : first + size]), points, scenarios, tables=tables, threads=threads) for first in firsts]


def _planned(scenario: Scenario, seeds: Sequence[int], version: str, ensemble: Ensemble | None = None) -> list[PlannedRun]:
    """Plan a run for each seed; with an ensemble, each has the member that is drawn for it."""
    members = ensemble.draws(len(seeds)) if ensemble else [0] * len(seeds)
    hashes = {member: behaving(scenario, ensemble, member).hash for member in set(members)}
    before: Counter[int] = Counter()
    runs = []
    for k, (member, seed) in enumerate(zip(members, seeds, strict=True)):
        runs.append(PlannedRun(run_id(hashes[member], seed, scenario.months, version), k, member, before[member], seed))
        before[member] += 1
    return runs


def chosen_ensemble(ensemble: Ensemble | str | PathLike[str] | None) -> Ensemble | None:
    """Load an ensemble where only its name is given."""
    if ensemble is None:
        return None
    from .calibration.ensemble import Ensemble

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
    beyond = seed + _positive(replicates, "replicates")
    if beyond - 1 > LARGEST_SEED:
        raise LinkageError(f"The last seed would be {beyond - 1}, larger than {LARGEST_SEED}; give a smaller seed.")
    return list(range(seed, beyond))


def _positive(number: int, name: str) -> int:
    if number < 1:
        raise LinkageError(f"The number of {name} is {number}; give at least 1.")
    return number


def stacked(tables: Sequence[bytes], columns: Sequence[Column]) -> pd.DataFrame:
    """One frame from several Parquet tables; an empty one with all columns from none."""
    import pandas as pd

    frames = [frame_of(table) for table in tables if table]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=[column.name for column in columns])


def _runs(batches: Sequence[Batch], parts: Sequence[Part], monthly: pd.DataFrame) -> pd.DataFrame:
    """A row per run, with its state; refuse when none succeeded."""
    import pandas as pd

    runs = [run for batch in batches for run in batch.runs]
    failures = {name: failure for part in parts for name, failure in part.failures.items()}
    if len(failures) == len(runs):
        raise LinkageError(f"No run succeeded; the first broke with: {failures[runs[0].run].message}.", exit_code=1)
    months = float(next(iter(batches[0].scenarios.values())).months)
    rows = [_row(run, failures.get(run.run), months) for run in runs]
    frame = pd.DataFrame(rows, columns=[column.name for column in STATE_COLUMNS])
    return frame.join(summarise(monthly), on="run")[[column.name for column in RUN_COLUMNS]]


def _row(run: PlannedRun, failure: Failure | None, months: float) -> tuple[object, ...]:
    broken = failure or Failure("", "")
    return (run.run, run.design, run.replicate, run.seed, FAILED if failure else SUCCEEDED, broken.stage, broken.message, months)


def carried_out(batches: Sequence[Batch], jobs: int, tick: Tick | None) -> list[Part]:
    """Do batches, in this process or in several; their order is kept."""
    return _parallel(batches, jobs, tick) if jobs > 1 and len(batches) > 1 else [calculate(batch, tick) for batch in batches]


def _parallel(batches: Sequence[Batch], jobs: int, tick: Tick | None) -> list[Part]:
    """Run batches in processes of their own; when anything stops the work, the processes stop as well."""
    from ..model import compile_rules

    def told(number: int) -> None:
        if tick is not None:
            tick(len(batches[number].runs) * next(iter(batches[number].scenarios.values())).months)

    compile_rules()
    return side_by_side(calculate, batches, jobs, told)


def side_by_side(work: Callable[[Any], Any], pieces: Sequence[Any], jobs: int, done: Callable[[int], None]) -> list[Any]:
    """Do pieces of work in processes of their own, and keep their order; when anything stops the work, the processes stop as well.

    Parameters
    ----------
    work : callable
        Does a piece; a function of a module, which processes find by its name.
    pieces : sequence
        What is done.
    jobs : int
        Processes, at most; no more are started than there are pieces.
    done : callable
        Is told the number of each piece that is done.

    Raises
    ------
    LinkageError
        Where a worker is lost or fails.
    """
    made: dict[int, Any] = {}
    try:
        with Processes(work, min(jobs, len(pieces))) as engine:
            for number, piece in enumerate(pieces):
                engine.submit(Task(number, piece))
            while engine.under_way:
                one = engine.wait()
                if one.lost or one.error:
                    raise LinkageError(WORKER_LOST if one.lost else f"A worker failed: {one.error}.", exit_code=1)
                made[one.task.number] = one.result
                done(one.task.number)
    except EngineGoneError as error:
        raise LinkageError(f"The runs could not be done: {error}.", exit_code=1) from error
    return [made[number] for number in range(len(pieces))]
