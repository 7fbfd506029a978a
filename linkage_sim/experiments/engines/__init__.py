"""Where runs are calculated: in this process, in local processes, on a cluster."""

from __future__ import annotations

from ...errors import LinkageError
from .base import Done, Engine, EngineGoneError, Task, Work

__all__ = ["ENGINES", "Done", "Engine", "EngineGoneError", "Task", "Work", "open_engine"]
ENGINES = ("processes", "inprocess", "dask")


def open_engine(name: str, work: Work, *, jobs: int | None = None, scheduler: str | None = None) -> Engine:
    """Open an engine by its name.

    Parameters
    ----------
    name : str
        One of ``ENGINES``.
    work : callable
        What is done with each task's payload.
    jobs : int, optional
        Number of workers; all cores if not given.
    scheduler : str, optional
        Address of a Dask scheduler.

    Raises
    ------
    LinkageError
        Where there is no such engine, or it cannot be reached.
    """
    if name not in ENGINES:
        raise LinkageError(f"There is no engine '{name}'; use one of {', '.join(ENGINES)}.")
    if jobs is not None and jobs < 1:
        raise LinkageError(f"The number of jobs is {jobs}; give at least 1.")
    if scheduler is not None and name != "dask":
        raise LinkageError(f"A scheduler is only asked by engine dask, not by {name}; add --engine dask.")
    if name == "dask":
        from .dask import Dask

        return Dask(work, jobs=jobs, scheduler=scheduler)
    if name == "inprocess":
        from .inprocess import InProcess

        return InProcess(work)
    from .processes import Processes

    return Processes(work, jobs)
