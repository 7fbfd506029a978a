"""The engine of local processes: one worker for each core, each with a thread that feeds it and replaces it when it is killed."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from queue import SimpleQueue

from .base import Done, Engine, EngineGoneError, Task, Work, attempted, in_one_line
from .packing import do_packed, packed, unpacked

MOST_STARTS = 5  # in vain, one after the other: the machine or the script is at fault, not the work
UNGUARDED = "because a script starts work outside of 'if __name__ == \"__main__\":' (put it inside)"


class Processes(Engine):
    """Work in processes of this machine.

    Each worker has a pipe of its own: one that is killed, in the midst of sending perhaps, is noticed by the end of its pipe and costs
    what it had in hand. (A pool whose workers share a queue waits for the rest of a half-sent result without end.)

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
        self._begin()

    def _begin(self) -> None:
        self._tasks: SimpleQueue[Task | None] = SimpleQueue()
        self._back: SimpleQueue[Done | EngineGoneError] = SimpleQueue()
        self._feeders: list[_Feeder] = []
        self._under_way = 0

    @property
    def workers(self) -> int:
        """Tasks that are worked on side by side."""
        return self._jobs

    @property
    def under_way(self) -> int:
        """Tasks that have not come back."""
        return self._under_way

    def submit(self, task: Task) -> None:
        """Take on a task."""
        self._under_way += 1
        self._tasks.put(task)
        if len(self._feeders) < min(self._jobs, self._under_way):
            with out_of_interrupts():
                self._feeders.append(_Feeder(self.work, self._tasks, self._back))

    def wait(self) -> Done:
        """Wait for a task to come back."""
        done = self._back.get()
        if isinstance(done, EngineGoneError):
            self._back.put(done)
            raise done
        self._under_way -= 1
        return done

    def close(self) -> None:
        """End all workers."""
        for feeder in self._feeders:
            feeder.end()
        for feeder in self._feeders:
            feeder.join()
        self._begin()


class _Feeder:
    """A thread that gives tasks to a worker process, one at a time, and gives back what came of them.

    Parameters
    ----------
    work : callable
        What is done with each task's payload.
    tasks : SimpleQueue
        Where tasks come from; None wakes a feeder that is to end.
    back : SimpleQueue
        Where they go.
    """

    def __init__(self, work: Work, tasks: SimpleQueue[Task | None], back: SimpleQueue[Done | EngineGoneError]) -> None:
        self._work, self._tasks, self._back = work, tasks, back
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None
        self._ending = False
        self._thread = threading.Thread(target=self._run, name="feeder", daemon=True)
        self._thread.start()

    def end(self) -> None:
        """End the worker now, whatever it is doing, and then the thread."""
        self._ending = True
        self._kill()
        self._tasks.put(None)

    def join(self) -> None:
        """Wait until both are gone."""
        self._thread.join()

    def _run(self) -> None:
        """Feed until the end."""
        try:
            while (task := self._tasks.get()) is not None and not self._ending:
                self._back.put(self._done(task))
        except Exception as error:  # whoever waits must not wait for a thread that is no more
            self._back.put(error if isinstance(error, EngineGoneError) else EngineGoneError(in_one_line(error)))
        finally:
            self._leave()

    def _done(self, task: Task) -> Done:
        package, error = attempted(lambda payload: packed(self._work, payload), task.payload)
        if error:
            return Done(task, error=error)
        pipe = self._worker()
        try:
            pipe.send_bytes(package)
            return unpacked(task, *pipe.recv())
        except (EOFError, OSError):
            self._leave()
            return Done(task, lost=True)

    def _worker(self) -> Connection:
        """Give the pipe to a worker that is ready: the present one, or a new one in place of one that was killed."""
        if self._pipe is not None and self._process is not None and self._process.is_alive():
            return self._pipe
        for _ in range(MOST_STARTS):
            self._leave()
            if self._ending:
                raise EngineGoneError("it was closed")
            with suppress(EOFError, OSError):
                return self._started()
        raise EngineGoneError(
            f"worker processes ended {MOST_STARTS} times in a row before they could begin, "
            f"perhaps for lack of memory (use fewer --jobs), or {UNGUARDED}"
        )

    def _started(self) -> Connection:
        spawn = multiprocessing.get_context("spawn")
        pipe, its_end = spawn.Pipe()
        process = spawn.Process(target=_serve, args=(its_end,), daemon=True)
        process.start()
        its_end.close()
        self._process, self._pipe = process, pipe
        if self._ending:
            self._kill()
        pipe.recv()  # it is ready
        return pipe

    def _kill(self) -> None:
        process = self._process
        if process is not None:
            process.kill()

    def _leave(self) -> None:
        """Let go of the worker."""
        self._kill()
        process, pipe, self._process, self._pipe = self._process, self._pipe, None, None
        if process is not None:
            process.join()
        if pipe is not None:
            pipe.close()


def _serve(pipe: Connection) -> None:
    """Do in a worker what comes through its pipe, until the pipe ends."""
    leave_interrupts()
    pipe.send("ready")
    with suppress(EOFError):
        while True:
            pipe.send(do_packed(pipe.recv_bytes()))


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
