"""Work and what comes of it as bytes, on their way to another process and back."""

from __future__ import annotations

import pickle
from typing import Any

from .base import Done, Task, Work, attempted


def packed(work: Work, payload: Any) -> bytes:
    """Pack work with what it is given; the other process must be able to import it by its name."""
    return pickle.dumps((work, payload))


def do_packed(package: bytes) -> tuple[bytes | None, str]:
    """Do packed work.

    Returns
    -------
    result : bytes
        What the work returned, packed; None where it raised.
    error : str
        What it raised, or why it could not be sent.
    """
    return attempted(_do, package)


def _do(package: bytes) -> bytes:
    work, payload = pickle.loads(package)
    return pickle.dumps(work(payload))


def unpacked(task: Task, result: bytes | None, error: str) -> Done:
    """Give a task back with what came of it."""
    return Done(task, error=error) if error or result is None else Done(task, *attempted(pickle.loads, result))
