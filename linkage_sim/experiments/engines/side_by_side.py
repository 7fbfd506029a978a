"""Some pieces of work done in processes of their own, all or none of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ...errors import LinkageError
from .base import Engine, EngineGoneError, Task
from .processes import Processes

WORKER_LOST = "A worker process ended before its work was done: killed from outside, or for lack of memory (use fewer jobs)."


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
    try:
        with Processes(work, min(jobs, len(pieces))) as engine:
            return all_done(engine, pieces, done)
    except EngineGoneError as error:
        raise LinkageError(f"The work could not be done: {error}.", exit_code=1) from error


def all_done(engine: Engine, pieces: Sequence[Any], done: Callable[[int], None] = lambda number: None) -> list[Any]:
    """Give an engine all pieces of work, wait for the last one, and keep their order.

    Raises
    ------
    LinkageError
        Where a worker is lost or fails.
    """
    made: dict[int, Any] = {}
    for number, piece in enumerate(pieces):
        engine.submit(Task(number, piece))
    while engine.under_way:
        one = engine.wait()
        if one.lost or one.error:
            raise LinkageError(WORKER_LOST if one.lost else f"A worker failed: {one.error}.", exit_code=1)
        made[one.task.number] = one.result
        done(one.task.number)
    return [made[number] for number in range(len(pieces))]
