"""Run a scenario: replicates with seeds that follow each other, in this process or in several."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from os import PathLike
from typing import TYPE_CHECKING

from ..errors import LinkageError
from ..measures.columns import Column
from .chunks import Chunk, Part, Tick, joined, simulate, split
from .manifest import now, run_id
from .results import FAILED, SUCCEEDED, Results
from .summary import MONTHLY_COLUMNS, RUN_COLUMNS, VILLAGE_COLUMNS, summarise

if TYPE_CHECKING:
    import pandas as pd

    from ..scenario import Scenario

LARGEST_SEED = 2**63 - 1  # what a column of whole numbers holds
WORKER_LOST = (
    "A worker process ended before its work was done: for lack of memory (use fewer jobs), "
    "or because a script calls run() outside of 'if __name__ == \"__main__\":' (put it inside)."
)


def run(
    scenario: Scenario | str | PathLike[str],
    replicates: int = 1,
    seed: int = 1,
    months: int | None = None,
    jobs: int = 1,
    villages: bool = False,
    tick: Tick | None = None,
) -> Results:
    """Run a scenario.

    Parameters
    ----------
    scenario : Scenario, str or path
        The scenario, or the name or file of one.
    replicates : int
        Number of runs; they have the seeds ``seed``, ``seed + 1``, ...
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
    seeds = _seeds(replicates, seed)
    started = now()
    chunks = split(chosen, seeds, _positive(jobs, "jobs"), villages)
    part = joined(_parallel(chunks, jobs, tick) if jobs > 1 and len(chunks) > 1 else [simulate(chunk, tick) for chunk in chunks])
    monthly = _stacked(part.monthly, MONTHLY_COLUMNS)
    runs = _runs(chosen, seeds, part, monthly, MODEL_VERSION)
    return Results(chosen, monthly, runs, _stacked(part.villages, VILLAGE_COLUMNS) if villages else None, MODEL_VERSION, started, now())


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


def _stacked(frames: Sequence[pd.DataFrame], columns: Sequence[Column]) -> pd.DataFrame:
    """One table from several; an empty one with all columns from none."""
    import pandas as pd

    if not frames:
        return pd.DataFrame(columns=[column.name for column in columns])
    return pd.concat(frames, ignore_index=True)


def _runs(scenario: Scenario, seeds: Sequence[int], part: Part, monthly: pd.DataFrame, version: str) -> pd.DataFrame:
    """A row per run, with its state; refuse when none succeeded."""
    import pandas as pd

    if len(part.failures) == len(seeds):
        raise LinkageError(f"No run succeeded; the first broke with: {part.failures[seeds[0]]}.", exit_code=1)
    months = scenario.data.months
    rows = [{"run": run_id(scenario.hash, seed, months, version), "design": 0, "replicate": place, "seed": seed,
             "state": FAILED if seed in part.failures else SUCCEEDED, "message": part.failures.get(seed, ""), "months": float(months)}
            for place, seed in enumerate(seeds)]  # fmt: skip
    return pd.DataFrame(rows).join(summarise(monthly), on="run")[[column.name for column in RUN_COLUMNS]]


def _parallel(chunks: Sequence[Chunk], jobs: int, tick: Tick | None) -> list[Part]:
    """Run chunks in processes of their own; when anything stops the work, the processes stop as well."""
    _compile_once(chunks[0])
    others = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(min(jobs, len(chunks)), mp_context=multiprocessing.get_context("spawn"), initializer=_leave_interrupts)
    try:
        futures = {pool.submit(simulate, chunk): chunk for chunk in chunks}
        for done in as_completed(futures):
            chunk = futures[done]
            done.result()
            if tick is not None:
                tick(len(chunk.seeds) * chunk.scenario.data.months)
        return [future.result() for future in futures]
    except BrokenProcessPool as error:
        raise LinkageError(WORKER_LOST, exit_code=1) from error
    except BaseException:
        for process in set(multiprocessing.active_children()) - others:
            process.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _compile_once(chunk: Chunk) -> None:
    """Compile the rules before the workers begin, so that not each of them does."""
    from ..model import LinkageModel
    from ..population.compiled import is_cached

    if not is_cached():
        LinkageModel(chunk.scenario, seed=chunk.seeds[0]).step()


def _leave_interrupts() -> None:
    """In a worker: leave Ctrl-C to the process that started it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
