"""The Dask cluster that work goes to: reached at its scheduler's address, or made on this machine and ended again."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import tempfile
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any, NamedTuple

from ...errors import LinkageError
from .base import in_one_line
from .dask_worker import versions
from .processes import UNGUARDED, out_of_interrupts

CONNECT_SECONDS = 10.0  # in which a scheduler must answer when it is first spoken to
VERSIONS_SECONDS = 60.0  # in which workers must tell their versions: for that they import the model, over a slow network perhaps
REPLACE_SECONDS = 60.0  # in which a nanny must replace its worker before the cluster gives the nanny up
END_SECONDS = 10.0
NO_PAGES: dict[str, list[str]] = {"distributed.scheduler.http.routes": [], "distributed.worker.http.routes": []}
"""A cluster of ours shows no pages, which anybody on the machine could read."""
LOGGERS = ("distributed", "distributed.client", "tornado.application")


class Place(NamedTuple):
    """Where a cluster is.

    Attributes
    ----------
    address : str
        Its scheduler.
    heal : callable
        Is told how many threads its workers have; starts workers where some are missing, if they are ours.
    security : Security or None
        Credentials without which nobody is spoken to, if it is ours; those of Dask's own settings where there are none.
    """

    address: str
    heal: Callable[[int], None]
    security: Any = None


@contextmanager
def quiet() -> Iterator[None]:
    """Keep Dask's own reports off the terminal: it tells every broken connection, and what matters is told in sentences."""
    import distributed  # noqa: F401 - sets the levels of its loggers

    levels = {logger: logger.level for logger in map(logging.getLogger, LOGGERS)}
    try:
        for logger in levels:
            logger.setLevel(logging.CRITICAL + 1)
        yield
    finally:
        for logger, level in levels.items():
            logger.setLevel(level)


def running_cluster(address: str) -> Place:
    """Find a cluster that answers; Dask's own client waits without end for a port that takes a call and says nothing.

    Raises
    ------
    LinkageError
        Where the address is none, or no scheduler answers there in time.
    """
    with ThreadPoolExecutor(1) as thread:  # an event loop of its own: the caller may be a notebook, which has one
        try:
            thread.submit(asyncio.run, _greeted(address)).result()
            return Place(address, lambda threads: None)
        except OSError as error:
            raise LinkageError(
                f"No Dask scheduler answers at {address} within {CONNECT_SECONDS:g} s; see that it runs, "
                "that this is the address it tells when it starts, and that this machine can reach it."
            ) from error
        except Exception as error:
            raise LinkageError(f"'{address}' is not the address of a Dask scheduler ({error}); give one like tcp://HOST:8786.") from error


async def _greeted(address: str) -> None:
    from distributed.core import rpc
    from distributed.security import Security

    async def ask() -> None:
        async with rpc(address, connection_args=Security().get_connection_args("client")) as scheduler:
            await scheduler.identity(n_workers=0)

    await asyncio.wait_for(ask(), CONNECT_SECONDS)


def client_of(place: Place) -> Any:
    """Connect to a scheduler that answers."""
    from distributed import Client
    from distributed.versions import VersionMismatchWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", VersionMismatchWarning)
        return Client(place.address, timeout=CONNECT_SECONDS, set_as_default=False, direct_to_workers=False, security=place.security)


def refuse_other_versions(client: Any) -> None:
    """Refuse a cluster of which a worker has other versions than this machine, or misses them.

    Raises
    ------
    LinkageError
        With the worker, what it has and what it should have.
    """
    found = client.sync(client.run, versions, on_error="return", callback_timeout=VERSIONS_SECONDS)
    for worker, there in found.items():
        if there != versions():
            told = in_one_line(there) if isinstance(there, Exception) else there
            raise LinkageError(
                f"The Dask worker at {worker} has {told}, and here is {versions()}; install the same versions of linkage-sim and Python on "
                "all workers."
            )


@contextmanager
def local_cluster(jobs: int) -> Iterator[Place]:
    """Start a cluster on this machine, reachable from nowhere else and by nobody else, and end it.

    A scheduler does whatever it is sent. So it and its workers speak with those alone who have the keys, which are made anew each time
    and never leave the memory of these processes.

    Each worker is a process with one thread and a nanny that replaces it when it is killed. A task whose worker was killed is given up at
    once: whoever asked for it tries again, and can tell which task is at fault.
    """
    import dask
    from distributed import LocalCluster
    from distributed.security import Security

    cluster, security = None, Security.temporary()
    settings = dask.config.set({"distributed.deploy.lost-worker-timeout": REPLACE_SECONDS, **NO_PAGES})
    with settings, tempfile.TemporaryDirectory(prefix="linkage_sim-dask-", ignore_cleanup_errors=True) as scratch:
        try:
            with out_of_interrupts(), _told():
                cluster = LocalCluster(
                    n_workers=jobs,
                    threads_per_worker=1,
                    host="127.0.0.1",
                    protocol="tls://",
                    security=security,
                    dashboard_address=None,
                    memory_limit=None,
                    local_directory=scratch,
                    silence_logs=logging.CRITICAL,
                    scheduler_kwargs={"allowed_failures": 0, "dashboard_address": "127.0.0.1:0"},
                )
            yield Place(cluster.scheduler_address, partial(_heal, cluster, jobs), security)
        finally:
            if cluster is not None:
                _end(cluster)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except RuntimeError as error:
        raise LinkageError(f"Dask's worker processes do not start on this machine, perhaps {UNGUARDED}.", exit_code=1) from error


def _heal(cluster: Any, jobs: int, threads: int) -> None:
    """Start workers whose nannies did not manage to."""
    if threads < jobs:
        cluster.loop.add_callback(_forget_dead, cluster)
        cluster.scale(jobs)


def _forget_dead(cluster: Any) -> None:
    """Forget nannies that have ended, which the cluster would count as workers for ever.

    Where a nanny was given up while it started its worker anew, that worker may still come up, and the one that replaces it is refused
    because the name is taken. When both are gone, the cluster has heard of the end of the first only.
    """
    from distributed.core import Status

    for name, nanny in list(cluster.workers.items()):
        if nanny.status in (Status.closed, Status.failed):
            del cluster.workers[name]


def _end(cluster: Any) -> None:
    """End a cluster's processes now, whatever they are doing."""
    for nanny in cluster.workers.values():
        nanny.close_gracefully()  # so that it replaces its worker no more
        if nanny.pid is not None:
            with suppress(ProcessLookupError):
                os.kill(nanny.pid, getattr(signal, "SIGKILL", signal.SIGTERM))  # on Windows, the one that exists ends it at once
    with suppress(TimeoutError):
        cluster.close(timeout=END_SECONDS)
