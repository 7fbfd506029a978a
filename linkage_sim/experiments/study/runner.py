"""The runner: takes what is pending in the ledger to an engine, and keeps what comes back, run by run."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from ...errors import LinkageError
from ..engines.base import Done, Engine, EngineGoneError, Task
from .ledger import ABORTED, PENDING, Ledger
from .parts import write_part
from .plan import Batches, Workload
from .work import LOST, Batch, Failure, Part

Tick = Callable[[int], None]
LOSSES_TOGETHER = 2  # after so many vanished workers a batch's runs are done one by one, each alone
MOST_LOSSES = 4  # two of them while it was alone
LOST_MESSAGE = "the worker process ended while it worked on this run alone: killed from outside, or for lack of memory"


class _Work(NamedTuple):
    """A batch, and how often a worker vanished with it."""

    batch: Batch
    losses: int


class Runner:
    """Does the pending runs of a study.

    Parts go to the disk first and into the ledger then: a run counts as done only when the ledger says so. Where a worker vanished, its
    batch is done again; where that happens twice, its runs are done one at a time with nothing beside them, so that a run which kills
    its worker is told from its neighbours. Such a run is aborted; the others lose nothing.

    Parameters
    ----------
    plan : Workload
        The study's runs.
    folder : Path
        The study's folder.
    ledger : Ledger
        Its ledger, already knowing the plan.
    engine : Engine
        Where work is done.
    tick : callable, optional
        Is told how many more runs are done.
    """

    def __init__(self, plan: Workload, folder: Path, ledger: Ledger, engine: Engine, tick: Tick | None = None) -> None:
        self.plan, self.folder, self.ledger, self.engine = plan, folder, ledger, engine
        self._tick = tick or (lambda runs: None)
        self._batches = Batches(plan, ledger.pending(), ledger.counts()[PENDING], engine.workers)
        self._again: deque[_Work] = deque()
        self._alone: deque[_Work] = deque()
        self._under_way: dict[int, _Work] = {}
        self._submitted = 0
        self._part = ledger.last_part()

    def run(self) -> None:
        """Do everything that is pending; each result is on the disk as soon as it is there."""
        while True:
            self._fill()
            if not self.engine.under_way:
                return
            self._take(self.engine.wait())

    def _fill(self) -> None:
        """Keep every worker busy, with one more task at hand for each."""
        while self.engine.under_way < 2 * self.engine.workers:
            work = self._next()
            if work is None:
                break
            self._submit(work)
        if not self.engine.under_way and self._alone:
            self._submit(self._alone.popleft())

    def _next(self) -> _Work | None:
        if self._again:
            return self._again.popleft()
        batch = next(self._batches, None)
        return None if batch is None else _Work(batch, 0)

    def _submit(self, work: _Work) -> None:
        self._submitted += 1
        self._under_way[self._submitted] = work
        self.engine.submit(Task(self._submitted, work.batch))

    def _take(self, done: Done) -> None:
        work = self._under_way.pop(done.task.number)
        if done.lost:
            self._lost(work)
        elif done.error:
            self._tick(0)  # work in this process may have been asked to end, which it told as an error
            self._broken(work.batch, done.error)
        else:
            self._keep(work.batch, done.result)

    def _lost(self, work: _Work) -> None:
        """Try again: together, then each run alone; a run that loses two workers while it is alone is at fault itself."""
        losses = work.losses + 1
        self.ledger.lose(work.batch.runs)
        if losses < LOSSES_TOGETHER:
            self._again.append(_Work(work.batch, losses))
        elif losses == LOSSES_TOGETHER:
            self._alone.extend(_Work(self.plan.batch([run]), losses) for run in work.batch.runs)
        elif losses < MOST_LOSSES:
            self._alone.appendleft(_Work(work.batch, losses))
        else:
            self.ledger.fail({work.batch.runs[0].run: Failure(LOST, LOST_MESSAGE)}, ABORTED)
            self._tick(1)

    def _broken(self, batch: Batch, error: str) -> None:
        """What no single run is to blame for, so far: do them one by one."""
        if len(batch.runs) == 1:
            self.ledger.fail({batch.runs[0].run: Failure(LOST, error)})
            self._tick(1)
        else:
            self._again.extend(_Work(self.plan.batch([run]), 0) for run in batch.runs)

    def _keep(self, batch: Batch, part: Part) -> None:
        done = [run for run in batch.runs if run.run in part.outcomes]
        if done:
            self._part += 1
            write_part(self.folder, self._part, part)
            self.ledger.succeed(self._part, done, part.outcomes, part.seconds / len(batch.runs))
        if part.failures:
            self.ledger.fail(part.failures)
        self._batches.learn(batch.runs, part.seconds)
        self._tick(len(batch.runs))


def do_pending(plan: Workload, folder: Path, ledger: Ledger, engine: Engine, tick: Tick | None = None) -> None:
    """Do what is pending.

    Raises
    ------
    LinkageError
        Where the engine is gone before it is done.
    """
    try:
        Runner(plan, folder, ledger, engine, tick).run()
    except EngineGoneError as error:
        counts = ledger.counts()
        done = sum(counts.values()) - counts[PENDING]
        raise LinkageError(
            f"The work had to stop: {error}; {done} of {sum(counts.values())} runs are kept. Go on with --resume.", 1
        ) from error


def first_failure(ledger: Ledger) -> LinkageError | None:
    """Give an error where no run at all has succeeded."""
    counts = ledger.counts()
    if counts["succeeded"] or not any(counts.values()):
        return None
    first = next(entry for entry in ledger.entries() if entry.message)
    return LinkageError(f"No run succeeded; the first broke in stage {first.stage_broken} with: {first.message}.", exit_code=1)
