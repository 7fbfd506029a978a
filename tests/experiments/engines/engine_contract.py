"""What every engine must do: the tests of the classes below are inherited by the test of each engine."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import engine_work
import psutil
import pytest
from engine_script import INTERRUPTED

from linkage_sim.experiments.engines.base import Done, Engine, Task

SCRIPT = Path(__file__).with_name("engine_script.py")
ROOT = Path(__file__).parents[3]
SOON = 60.0  # seconds on a busy machine
UNGUARDED = """
from linkage_sim.experiments.engines import Task, open_engine
with open_engine("{}", print, jobs=1) as engine:
    engine.submit(Task(1, "work"))
    engine.wait()
"""
Opens = Callable[..., Engine]


def descendants() -> set[int]:
    """Processes that this one has started, and they in turn; Python's own tracker of resources lives as long as Python."""
    return {child.pid for child in psutil.Process().children(recursive=True) if not _is_tracker(child)}


def _is_tracker(process: psutil.Process) -> bool:
    try:
        return any("resource_tracker" in word for word in process.cmdline()) or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def gone(processes: set[int], within: float = SOON) -> bool:
    """Whether processes end in time."""
    until = time.monotonic() + within
    while any(map(running, processes)):
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def running(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def session(leader: int) -> set[int]:
    """Processes of a session that are running."""
    return {pid for pid in psutil.pids() if _session_of(pid) == leader and running(pid)}


def is_worker(pid: int) -> bool:
    """Whether it is a process of multiprocessing that is to do work."""
    try:
        return "--multiprocessing-fork" in psutil.Process(pid).cmdline()
    except psutil.NoSuchProcess:
        return False


def _session_of(pid: int) -> int | None:
    try:
        return os.getsid(pid)
    except ProcessLookupError:
        return None


def submit(engine: Engine, *whats: tuple[str, Any]) -> None:
    for number, what in enumerate(whats):
        engine.submit(Task(number, what))


def drain(engine: Engine) -> dict[int, Done]:
    """Take everything that is under way; nothing may come twice."""
    back: dict[int, Done] = {}
    while engine.under_way:
        done = engine.wait()
        assert done.task.number not in back
        back[done.task.number] = done
    return back


def results(engine: Engine, *whats: tuple[str, Any], losses: int = 20) -> list[Any]:
    """Results of tasks; those that were lost are tried again."""
    submit(engine, *whats)
    back: dict[int, Any] = {}
    while engine.under_way:
        done = engine.wait()
        assert not done.error
        if done.lost:
            losses -= 1
            assert losses >= 0
            engine.submit(done.task)
        else:
            assert done.task.number not in back
            back[done.task.number] = done.result
    return [back[number] for number in range(len(whats))]


class EngineContract:
    """What holds wherever work is done. A subclass gives ``opens``: a fixture that opens an engine for ``engine_work.do``."""

    jobs = 2
    long = 300.0  # seconds of work that nobody waits for
    many = 400  # small tasks

    @pytest.fixture(scope="class")
    @classmethod
    def opens(cls) -> Opens:
        raise NotImplementedError

    @pytest.fixture(scope="class")
    @classmethod
    def engine(cls, opens: Opens) -> Iterator[Engine]:
        """An engine that tests share; each leaves it with nothing under way."""
        with opens() as engine:
            yield engine

    def test_results_come_back_once_each_with_their_task(self, engine: Engine) -> None:
        submit(engine, *(("double", number) for number in range(30)))

        back = drain(engine)

        assert {number: (done.task, done.result) for number, done in back.items()} == {
            number: (Task(number, ("double", number)), 2 * number) for number in range(30)
        }
        assert not any(done.error or done.lost for done in back.values())

    def test_knows_how_many_work_side_by_side(self, engine: Engine) -> None:
        end = time.monotonic() + 60
        while engine.workers < self.jobs and time.monotonic() < end:  # workers of a running cluster may still be on their way
            time.sleep(0.2)
        assert engine.workers == self.jobs

    def test_counts_what_is_under_way(self, engine: Engine) -> None:
        assert engine.under_way == 0
        submit(engine, ("double", 1), ("double", 2))
        assert engine.under_way == 2

        engine.wait()
        assert engine.under_way == 1
        drain(engine)

    @pytest.mark.parametrize(
        ("what", "error"),
        [
            (("fail", "no\nnumber"), "ValueError: no number"),
            (("fail_stubbornly", None), "StubbornError: one and two"),
            (("leave", 3), "SystemExit: 3"),
            (("no_such_work", None), "KeyError: 'no_such_work'"),
        ],
    )
    def test_work_that_raises_costs_one_task(self, engine: Engine, what: tuple[str, Any], error: str) -> None:
        submit(engine, ("double", 1), what, ("double", 3))

        back = drain(engine)

        assert (back[1].error, back[1].result, back[1].lost) == (error, None, False)
        assert [back[0].result, back[2].result] == [2, 6]

    def test_large_things_go_there_and_back(self, engine: Engine, recwarn: pytest.WarningsRecorder) -> None:
        data = bytes(range(256)) * 100_000

        assert results(engine, ("reverse", data), ("reverse", data[1:])) == [data[::-1], data[:0:-1]]
        assert not list(recwarn)

    def test_many_small_tasks_while_waiting(self, engine: Engine) -> None:
        total, sent = 0, 0
        while sent < self.many or engine.under_way:
            while sent < self.many and engine.under_way < 2 * self.jobs:
                engine.submit(Task(sent, ("double", sent)))
                sent += 1
            total += engine.wait().result

        assert total == sum(2 * number for number in range(self.many))

    def test_closes_at_any_time_and_twice(self, opens: Opens) -> None:
        before = descendants()
        unused, busy = opens(), opens()
        submit(busy, ("double", 1), *(("process", self.long) for _ in range(5)))
        busy.wait()

        unused.close()
        busy.close()
        busy.close()

        assert busy.under_way == 0
        assert gone(descendants() - before)


class DistantContract(EngineContract):
    """What holds where work is done by other processes, which can be killed. A subclass gives its ``name``, too."""

    name: str
    deaths = 8  # of workers, in a test that kills many

    def test_waits_no_longer_than_for_the_first(self, engine: Engine) -> None:
        results(engine, *(("process", 0.2) for _ in range(2 * self.jobs)))  # all workers are there
        submit(engine, ("process", 1.5), ("double", 2))

        first = engine.wait()

        assert first.result == 4
        assert engine.under_way == 1
        drain(engine)

    def test_uses_all_its_workers(self, engine: Engine) -> None:
        assert len(set(results(engine, *(("process", 0.3) for _ in range(8))))) == self.jobs

    def test_what_cannot_be_sent_costs_one_task(self, engine: Engine) -> None:
        submit(engine, ("double", 1), ("double", engine_work.Unsendable()), ("unsendable", None), ("double", 4))

        back = drain(engine)

        assert [back[0].result, back[3].result] == [2, 8]
        assert [back[1].error, back[2].error] == ["TypeError: this stays where it is"] * 2

    def test_heals_when_a_worker_is_killed_in_the_middle(self, engine: Engine, tmp_path: Path) -> None:
        whats = [("double", number) for number in range(12)]
        whats[5] = ("die_once", str(tmp_path / "killed"))

        assert results(engine, *whats) == [*(2 * number for number in range(5)), "alive", *(2 * number for number in range(6, 12))]

    def test_work_that_kills_its_worker_is_lost_and_costs_no_other(self, engine: Engine) -> None:
        for _ in range(2):
            submit(engine, ("die", 0.0))
            assert engine.wait().lost
            assert results(engine, ("double", 1), ("double", 2)) == [2, 4]

    def test_loses_at_most_what_is_under_way(self, engine: Engine) -> None:
        submit(engine, ("double", 1), ("double", 2))
        finished = drain(engine)
        data = bytes(5_000_000)  # more than a pipe holds: the worker dies while more is on its way to it
        submit(engine, *(("reverse", data) for _ in range(5)), ("die", 0.0), *(("reverse", data) for _ in range(5)))

        back = drain(engine)

        assert sorted(finished) == [0, 1]
        assert back[5].lost
        assert all(done.lost or done.result == data for number, done in back.items() if number != 5)

    def test_heals_when_workers_are_killed_while_they_send(self, engine: Engine, tmp_path: Path) -> None:
        whats = [("die_sending", (str(tmp_path / f"killed {number}"), 0.0025 * number)) for number in range(self.deaths)]

        assert [len(result) for result in results(engine, *whats, losses=10 * self.deaths)] == [5_000_000] * self.deaths

    def test_heals_when_idle_workers_are_killed(self, engine: Engine) -> None:
        for pid in set(results(engine, *(("process", 0.3) for _ in range(6)))):
            os.kill(pid, signal.SIGKILL)

        assert results(engine, *(("double", number) for number in range(6))) == [0, 2, 4, 6, 8, 10]

    def test_closes_with_dead_workers(self, opens: Opens) -> None:
        before = descendants()
        engine = opens()
        submit(engine, ("die", 0.0), ("process", self.long), ("process", self.long))
        while not engine.wait().lost:
            pass

        engine.close()

        assert gone(descendants() - before)

    @pytest.mark.parametrize("moment", ["begins", "at work 0"])
    def test_interrupt_is_for_the_process_that_asked(self, moment: str, tmp_path: Path) -> None:
        with self.script(moment, tmp_path) as script:
            while not any(map(is_worker, session(script.pid))):
                time.sleep(0.002)
            time.sleep(0.02)  # the worker has begun to be a Python
            os.killpg(script.pid, signal.SIGINT)  # as a terminal does: to all processes that are at work for it

            _, errors = script.communicate(timeout=300.0)

            assert (script.returncode, errors) == (INTERRUPTED, "")
            assert gone(session(script.pid))

    def test_workers_end_with_a_process_that_is_killed(self, tmp_path: Path) -> None:
        with self.script("at work 0", tmp_path) as script:
            script.kill()

            assert gone(session(script.pid))

    def test_script_that_starts_work_when_it_is_imported_is_told(self, tmp_path: Path) -> None:
        script = tmp_path / "unguarded.py"
        script.write_text(UNGUARDED.format(self.name))

        done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, cwd=ROOT, timeout=300.0, check=False)

        assert done.returncode == 1
        assert re.search(r"perhaps .*because a script starts work outside of 'if __name__ == \"__main__\":' \(put it inside\)", done.stderr)

    @contextmanager
    def script(self, moment: str, folder: Path) -> Iterator[subprocess.Popen[str]]:
        """Run the script in a session of its own, up to a moment."""
        command = [sys.executable, str(SCRIPT), self.name]
        environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]), "TMPDIR": str(folder)}
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        with subprocess.Popen(command, **pipes, text=True, start_new_session=True, env=environment) as script:
            try:
                while (line := script.stdout.readline().strip()) != moment:
                    assert line
                yield script
            finally:
                for pid in session(script.pid):
                    os.kill(pid, signal.SIGKILL)
