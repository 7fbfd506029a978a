"""The contract of every engine: work goes in as tasks, and comes out as it is done, whatever happens to the workers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from types import TracebackType
from typing import Any, NamedTuple, Self

Work = Callable[[Any], Any]


class Task(NamedTuple):
    """A piece of work: a number that tells it from others, and what the work is given."""

    number: int
    payload: Any


class Done(NamedTuple):
    """A task that came back.

    Attributes
    ----------
    task : Task
        The task as it was submitted.
    result : object
        What the work returned; None where it did not.
    error : str
        What the work raised, in one line; empty where it did not.
    lost : bool
        Whether the worker vanished before the work was done: it may or may not be this task's fault.
    """

    task: Task
    result: Any = None
    error: str = ""
    lost: bool = False


class Engine(ABC):
    """Where work is done.

    The contract, which one conformance test class checks for every engine:

    - every submitted task comes back exactly once from :meth:`wait`, in any order: with a result, an error or as lost;
    - work that raises costs that task and no other;
    - a worker that is killed costs at most the tasks that were under way, which come back as lost; the engine heals and goes on;
    - when the place where work is done is gone for good, :meth:`wait` and :meth:`submit` raise :class:`EngineGoneError`;
    - :meth:`close` ends all workers, at once, and may be called at any time, also twice;
    - results do not depend on the engine or on the number of its workers.

    Parameters
    ----------
    work : callable
        A function of a task's payload, importable by its name in another process.
    """

    def __init__(self, work: Work) -> None:
        self.work = work

    @property
    @abstractmethod
    def workers(self) -> int:
        """Tasks that are worked on side by side."""

    @property
    @abstractmethod
    def under_way(self) -> int:
        """Tasks that were submitted and have not come back."""

    @abstractmethod
    def submit(self, task: Task) -> None:
        """Take on a task."""

    @abstractmethod
    def wait(self) -> Done:
        """Wait for a task to come back; there must be one under way."""

    @abstractmethod
    def close(self) -> None:
        """End all workers."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


class EngineGoneError(Exception):
    """The place where work is done is gone for good; the message says which and why."""


def attempted(work: Work, payload: Any) -> tuple[Any, str]:
    """Do work where it is to be done.

    Returns
    -------
    result : object
        What the work returned; None where it raised.
    error : str
        What it raised, as a line: not every error can be sent from one process to another, and one that cannot would cost the worker.
    """
    try:
        return work(payload), ""
    except (Exception, SystemExit) as error:
        return None, in_one_line(error)


def in_one_line(error: BaseException) -> str:
    """Name an error in one line."""
    return " ".join(f"{type(error).__name__}: {error}".split())
