"""A Dask cluster as somebody would run it: a scheduler and its workers, each a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

HERE = Path(__file__).parent
LOOPBACK = ("--host", "127.0.0.1", "--dashboard-address", "127.0.0.1:0")


class Cluster:
    """A scheduler on a port of this machine, and workers for it.

    Parameters
    ----------
    folder : Path
        Where its files go.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.workers: list[subprocess.Popen[bytes]] = []
        known = folder / "scheduler.json"
        bare = self._module("bare", "import sys; sys.modules['linkage_sim'] = None")  # a scheduler needs Dask, and nothing else
        self.scheduler = self._start("dask_scheduler", "--port", "0", "--scheduler-file", str(known), "--preload", bare)
        self.address = self._address(known)

    def add_workers(self, count: int = 1, threads: int = 1, preload: str = "") -> None:
        """Start worker processes, each under a nanny; ``preload`` is Python that they run before anything else."""
        options = ["--nworkers", str(count), "--nthreads", str(threads), "--memory-limit", "0", "--local-directory", str(self.folder)]
        if preload:
            options += ["--preload", self._module(f"preload_{len(self.workers)}", preload)]
        self.workers.append(self._start("dask_worker", self.address, *options))

    def end_workers(self) -> None:
        """Kill all workers."""
        while self.workers:
            _kill(self.workers.pop())

    def _address(self, known: Path) -> str:
        """Where the scheduler listens: it makes the file that tells it first, and writes into it a moment later."""
        until = time.monotonic() + 300.0
        while time.monotonic() < until:
            assert self.scheduler.poll() is None
            with suppress(FileNotFoundError, json.JSONDecodeError):
                return str(json.loads(known.read_text(encoding="utf-8"))["address"])
            time.sleep(0.05)
        raise TimeoutError(f"The Dask scheduler told no address in {known}.")

    def _module(self, name: str, text: str) -> str:
        path = self.folder / f"{name}.py"
        path.write_text(text)
        return str(path)

    def _start(self, command: str, *arguments: str) -> subprocess.Popen[bytes]:
        paths = os.pathsep.join([str(HERE), os.environ.get("PYTHONPATH", "")])
        with (self.folder / f"{command}.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", f"distributed.cli.{command}", *LOOPBACK, *arguments],
                env=os.environ | {"PYTHONPATH": paths},
                stdout=log,
                stderr=log,
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.end_workers()
        _kill(self.scheduler)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a process and then what it started."""
    with suppress(psutil.NoSuchProcess):
        children = psutil.Process(process.pid).children(recursive=True)
        process.kill()
        for child in children:
            child.kill()
    process.wait()
