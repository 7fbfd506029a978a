"""A progress bar for work that takes longer than two seconds; silent where no person looks on."""

from __future__ import annotations

import sys
import time
from types import TracebackType

from .stopping import heed

PATIENCE = 2.0  # seconds


class Bar:
    """Counts what is done; shows itself on a terminal once the work has lasted for a while.

    Parameters
    ----------
    total : int
        How much is to be done: runs, or months of runs.
    text : str
        What is being done.
    """

    def __init__(self, total: int, text: str) -> None:
        self.total, self.text, self.done = total, text, 0
        self.started = time.monotonic()
        self._progress: object | None = None

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._progress is not None:
            self._progress.stop()  # type: ignore[attr-defined]

    def tick(self, more: int) -> None:
        """Take note of more that is done, and end here if that was asked for."""
        heed()
        self.done += more
        if self._progress is None and sys.stderr.isatty() and time.monotonic() - self.started > PATIENCE:
            self._show()
        if self._progress is not None:
            self._progress.update(self._task, completed=self.done)  # type: ignore[attr-defined]

    def _show(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

        columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
        progress = Progress(*columns, console=Console(stderr=True), transient=True)
        self._task = progress.add_task(self.text, total=self.total)
        self._progress = progress
        progress.start()
