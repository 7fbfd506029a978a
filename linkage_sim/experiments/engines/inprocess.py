"""The engine that works in this process: one task at a time, for small studies, debuggers and notebooks."""

from __future__ import annotations

from collections import deque

from .base import Done, Engine, Task, Work, attempted


class InProcess(Engine):
    """Work in this process, when it is waited for."""

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self._tasks: deque[Task] = deque()

    @property
    def workers(self) -> int:
        """Tasks that are worked on side by side."""
        return 1

    @property
    def under_way(self) -> int:
        """Tasks that have not come back."""
        return len(self._tasks)

    def submit(self, task: Task) -> None:
        """Take on a task."""
        self._tasks.append(task)

    def wait(self) -> Done:
        """Wait for a task to come back."""
        task = self._tasks.popleft()
        return Done(task, *attempted(self.work, task.payload))

    def close(self) -> None:
        """Forget what is waiting."""
        self._tasks.clear()
