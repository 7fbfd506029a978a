"""The engine of local processes: one worker for each core; a pool that breaks is replaced."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import resource_tracker
from typing import Any

from .base import Done, Engine, EngineGoneError, Task, Work, attempted, in_one_line

MOST_BREAKS = 20  # pools that break one after the other without a single task done: the machine, not the work, is at fault
UNGUARDED = "because a script starts work outside of 'if __name__ == \"__main__\":' (put it inside)"


class Processes(Engine):
    """Work in processes of this machine.

    Parameters
    ----------
    work : callable
        See :class:`Engine`.
    jobs : int
        Number of processes; by default all cores that this process may use.
    """

    def __init__(self, work: Work, jobs: int | None = None) -> None:
        super().__init__(work)
        self._jobs = jobs or cores()
        self._pool: ProcessPoolExecutor | None = None
        self._futures: dict[Future[Any], Task] = {}
        self._back: deque[Done] = deque()
        self._breaks = 0

    @property
    def workers(self) -> int:
        """Tasks that are worked on side by side."""
        return self._jobs

    @property
    def under_way(self) -> int:
        """Tasks that have not come back."""
        return len(self._futures) + len(self._back)

    def submit(self, task: Task) -> None:
        """Take on a task."""
        try:
            with out_of_interrupts():
                self._futures[self._started().submit(attempted, self.work, task.payload)] = task
        except BrokenProcessPool:
            self._replace_pool()
            self._back.append(Done(task, lost=True))

    def wait(self) -> Done:
        """Wait for a task to come back."""
        if not self._back:
            ready, _ = wait(self._futures, return_when=FIRST_COMPLETED)
            for future in ready:
                self._take(future)
        return self._back.popleft()

    def close(self) -> None:
        """End all workers."""
        pool, self._pool = self._pool, None
        self._futures.clear()
        self._back.clear()
        if pool is not None:
            _end(pool)

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self._jobs, mp_context=context, initializer=leave_interrupts)
        return self._pool

    def _take(self, future: Future[Any]) -> None:
        task = self._futures.pop(future, None)
        if task is None:
            return
        error = future.exception()
        if isinstance(error, BrokenProcessPool):
            self._back.append(Done(task, lost=True))
            self._replace_pool()
        else:
            self._breaks = 0
            self._back.append(Done(task, error=in_one_line(error)) if error else Done(task, *future.result()))

    def _replace_pool(self) -> None:
        """Give up a pool of which a worker was killed; what it had under way comes back as lost, what was finished as done."""
        lost, self._futures = self._futures, {}
        for future, task in lost.items():
            finished = future.done() and future.exception() is None
            self._back.append(Done(task, *future.result()) if finished else Done(task, lost=True))
        pool, self._pool = self._pool, None
        if pool is not None:
            _end(pool)
        self._breaks += 1
        if self._breaks > MOST_BREAKS:
            raise EngineGoneError(
                f"worker processes ended {self._breaks} times in a row before any work was done, "
                f"perhaps for lack of memory (use fewer --jobs), or {UNGUARDED}"
            )


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def out_of_interrupts() -> Iterator[None]:
    """Start processes, or threads that start them, which Ctrl-C does not reach: it is left to this process, from their first moment on."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # started within, it would undo what follows
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def leave_interrupts() -> None:
    """In a worker: leave Ctrl-C to the process that started it, and end when that process is no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_follow, name="follow", daemon=True).start()


def _follow() -> None:
    """End this worker with the process that started it: killed, that process cannot end its workers."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _end(pool: ProcessPoolExecutor) -> None:
    """End a pool's processes now, whatever they are doing."""
    processes = list((getattr(pool, "_processes", None) or {}).values())
    pool.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.terminate()
    for process in processes:
        process.join()
