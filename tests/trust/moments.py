"""When a command is killed: after some time, or just before it changes its folder for the so-manieth time."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

EARLY = 0.02
"""The first 20 milliseconds, in which a quarter of the kills fall."""
CHANGES = {"os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.link", "os.symlink"}
"""What Python tells of before it is done."""
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
LOOKS = ("SELECT", "PRAGMA")
"""Statements of a database that change nothing."""


class Moment(NamedTuple):
    """A moment at which a command is killed.

    Attributes
    ----------
    seconds : float
        Since its start, unless a change is named.
    change : int
        Number of the change of its folder before which it is killed, from 1 on; 0 where the time decides.
    half : bool
        Whether a file that was about to take its name is left half-written, as by a kill in the middle of its writing.
    """

    seconds: float = 0.0
    change: int = 0
    half: bool = False

    def __str__(self) -> str:
        if not self.change:
            return f"{1000 * self.seconds:.1f} ms after its start"
        return f"before change {self.change} of its folder{' (with half of the file)' if self.half else ''}"


def moments(kills: int, seconds: float, changes: int, seed: int) -> Iterator[Moment]:
    """Give so many moments: a quarter in the first 20 milliseconds, a quarter at any time, and half of them spread over all changes.

    Parameters
    ----------
    kills : int
        How many.
    seconds : float
        How long the command takes.
    changes : int
        How often it changes its folder.
    seed : int
        Seed of the times.
    """
    draw = random.Random(seed)
    spread = max(1, kills // 2)
    for number in range(kills):
        if number % 2 == 0 and changes:
            yield Moment(change=1 + min(int((number // 2 + 0.5) * changes / spread), changes - 1), half=number % 4 == 0)
        else:
            yield Moment(draw.uniform(0.0, EARLY if number % 4 == 1 else seconds))


class Counter:
    """Counts in this process how often it changes its folder, and ends it before one of these changes.

    Parameters
    ----------
    place : Path
        The folder, in which the process stands.
    last : Moment or None
        When to end it; None for never.
    """

    def __init__(self, place: Path, last: Moment | None) -> None:
        self.count = 0
        self._place, self._last = place.resolve(), last
        self._connect = sqlite3.connect
        sqlite3.connect = self._connected  # type: ignore[assignment]
        sys.addaudithook(self._hook)

    def _connected(self, *args: Any, **how: Any) -> sqlite3.Connection:
        database: sqlite3.Connection = self._connect(*args, **how)
        database.set_trace_callback(self._statement)
        return database

    def _hook(self, event: str, args: tuple[Any, ...]) -> None:
        writes = event == "open" and isinstance(args[2], int) and args[2] & WRITING
        if (writes or event in CHANGES) and self._within(args[0]):
            self._change(args[0] if event == "os.rename" else None)

    def _within(self, name: Any) -> bool:
        return isinstance(name, str | os.PathLike) and Path(os.fspath(name)).absolute().is_relative_to(self._place)

    def _statement(self, text: str) -> None:
        if not text.lstrip().upper().startswith(LOOKS):
            self._change(None)

    def _change(self, file: Any) -> None:
        self.count += 1
        if self._last is None or self._last.change != self.count:
            return
        half = self._last.half
        self._last = None  # what follows is no change of the command's own
        if half and file is not None and Path(file).is_file():
            os.truncate(file, Path(file).stat().st_size // 2)
        os.kill(os.getpid(), signal.SIGKILL)
