"""The engine of a Dask cluster: one that somebody runs, or one that is started on this machine."""

from __future__ import annotations

import importlib.util
import pickle
from collections import deque
from contextlib import ExitStack, suppress
from queue import Empty, SimpleQueue
from time import monotonic, sleep
from typing import Any

from ...errors import LinkageError
from .base import Done, Engine, EngineGoneError, Task, Work, attempted, in_one_line
from .dask_cluster import client_of, local_cluster, quiet, refuse_other_versions, running_cluster
from .dask_worker import Package, versions
from .packing import unpacked
from .processes import cores

ANSWER_SECONDS = 30.0  # a scheduler that does not answer for so long is gone
CLOSE_SECONDS = 10.0  # to take leave of it
LOOK_SECONDS = 5.0  # between looks at the cluster, whose workers come and go
WORKERS_SECONDS = 60.0  # without any worker, after which a cluster is given up; Dask's setting linkage-sim.patience changes it


class Dask(Engine):
    """Work on a Dask cluster.

    Parameters
    ----------
    work : callable
        See :class:`Engine`.
    jobs : int, optional
        Number of worker processes of a cluster on this machine; by default all cores that this process may use.
    scheduler : str, optional
        Address of the scheduler of a running cluster, in place of one on this machine. That cluster is left running: what its workers
        are doing when the engine is closed, they finish in vain.

    Raises
    ------
    LinkageError
        Where Dask is not installed, the scheduler does not answer, or its workers do not come or have other versions.
    """

    def __init__(self, work: Work, jobs: int | None = None, scheduler: str | None = None) -> None:
        super().__init__(work)
        _refuse_impossible(jobs, scheduler)
        self._futures: dict[Any, tuple[Task, Any]] = {}
        self._ready: SimpleQueue[Any] = SimpleQueue()
        self._back: deque[Done] = deque()
        self._submitted, self._threads = 0, 0
        with ExitStack() as stack:
            stack.enter_context(quiet())
            self._place = stack.enter_context(local_cluster(jobs or cores())) if scheduler is None else running_cluster(scheduler)
            self._client = client_of(self._place)
            stack.callback(self._leave)
            self._looked = self._seen = monotonic()
            self._wait_for_workers()
            if scheduler is not None:
                refuse_other_versions(self._client)
            self._wanted = None if scheduler is None else versions()
            self._stack = stack.pop_all()

    @property
    def workers(self) -> int:
        """Tasks that are worked on side by side: threads of the workers that are there now."""
        if monotonic() - self._looked > LOOK_SECONDS:
            self._look()
        return self._threads

    @property
    def under_way(self) -> int:
        """Tasks that have not come back."""
        return len(self._futures) + len(self._back)

    def submit(self, task: Task) -> None:
        """Take on a task."""
        import dask

        if self._client.status != "running":
            raise self._gone("the connection is broken")
        package, error = attempted(lambda payload: pickle.dumps(Package(self.work, payload, self._wanted)), task.payload)
        if error:
            self._back.append(Done(task, error=error))
            return
        self._submitted += 1
        with dask.config.set({"distributed.admin.large-graph-warning-threshold": "1TB"}):
            future = self._client.submit(pickle.loads, package, key=(f"linkage_sim-{self._client.id}", self._submitted), pure=False)
        self._futures[future.key] = (task, future)
        future.add_done_callback(self._ready.put)

    def wait(self) -> Done:
        """Wait for a task to come back."""
        while not self._back:
            try:
                future = self._ready.get(timeout=LOOK_SECONDS)
            except Empty:
                self._look()
            else:
                task, _ = self._futures.pop(future.key)
                self._back.append(self._done(task, future))
        return self._back.popleft()

    def close(self) -> None:
        """End all workers of a cluster on this machine; take leave of any other."""
        self._futures.clear()
        self._back.clear()
        self._stack.close()

    def _done(self, task: Task, future: Any) -> Done:
        """Fetch what came of a task."""
        from distributed import CancelledError, KilledWorker

        seconds = ANSWER_SECONDS
        while True:
            try:
                return unpacked(task, *future.result(timeout=seconds))
            except KilledWorker:
                return Done(task, lost=True)
            except TimeoutError:  # the result was lost with its worker and is made again, or it is large, or the scheduler is gone
                self._look()
                seconds *= 2
            except (CancelledError, OSError) as error:
                raise self._gone(in_one_line(error)) from error
            except Exception as error:  # no error of the work itself: that comes back as text
                raise EngineGoneError(f"the Dask cluster at {self._place.address} cannot do it ({in_one_line(error)})") from error

    def _look(self) -> None:
        """See how many workers there are, and whether there is a cluster at all."""
        try:
            threads = sum(self._client.sync(self._client.nthreads, callback_timeout=ANSWER_SECONDS).values())
        except Exception as error:
            raise self._gone("it does not answer") from error
        self._looked = monotonic()
        self._place.heal(threads)
        if threads:
            self._threads, self._seen = threads, self._looked
        elif self._looked - self._seen > _patience():
            raise EngineGoneError(f"the Dask scheduler at {self._place.address} has had no worker for {_patience():g} s")

    def _wait_for_workers(self) -> None:
        try:
            while not self._threads:
                self._look()
                sleep(0 if self._threads else 0.2)
        except EngineGoneError as error:
            raise LinkageError(
                f"No work can be done: {error}; start workers with 'dask worker {self._place.address}'.", exit_code=1
            ) from error

    def _gone(self, why: str) -> EngineGoneError:
        return EngineGoneError(f"the Dask scheduler at {self._place.address} is gone ({why})")

    def _leave(self) -> None:
        with suppress(Exception):
            self._client.close(timeout=CLOSE_SECONDS)


def _refuse_impossible(jobs: int | None, scheduler: str | None) -> None:
    if importlib.util.find_spec("distributed") is None:
        raise LinkageError("Engine dask needs distributed; install linkage-sim[cluster].")
    if scheduler is None and importlib.util.find_spec("cryptography") is None:
        raise LinkageError("Engine dask needs cryptography, so that nobody else can use its workers; install linkage-sim[cluster].")
    if jobs is not None and scheduler is not None:
        raise LinkageError("A running Dask cluster has as many workers as were started for it; leave --jobs out, or --scheduler.")


def _patience() -> float:
    """Seconds without any worker, after which a cluster is given up."""
    import dask
    from dask.utils import parse_timedelta

    return float(parse_timedelta(dask.config.get("linkage-sim.patience", WORKERS_SECONDS)))
