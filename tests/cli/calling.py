"""A command as a user types it, called in this process: what it prints, and the code with which it ends."""

from __future__ import annotations

import contextlib
import io
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from linkage_sim.cli import main


class Told(NamedTuple):
    """How a command ended, and what it printed."""

    returncode: int
    stdout: str
    stderr: str


def command(*words: object, cwd: Path | None = None) -> Told:
    """Call a command; whatever it does with signals is undone."""
    out, err = io.StringIO(), io.StringIO()
    with (
        _signals_kept(),
        contextlib.chdir(cwd or Path.cwd()),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        pytest.raises(SystemExit) as left,
    ):
        main([str(word) for word in words])
    assert "Traceback" not in out.getvalue() + err.getvalue()
    return Told(int(left.value.code or 0), out.getvalue(), err.getvalue())


def assert_refused(told: str, *words: object, cwd: Path | None = None) -> None:
    """A command is refused for bad words: one sentence on the error stream, and nothing else."""
    done = command(*words, cwd=cwd)
    assert done.returncode == 2, done
    assert told in done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""


@contextlib.contextmanager
def _signals_kept() -> Iterator[None]:
    kept = {one: signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for one, handler in kept.items():
            signal.signal(one, handler)
