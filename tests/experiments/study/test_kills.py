"""A sweep that is killed at random moments, again and again, ends with the tables of one that was never interrupted."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from linkage_sim.experiments.design.experiment import Experiment
from linkage_sim.experiments.study.ledger import Ledger
from linkage_sim.experiments.study.sweeping import sweep
from tests.cli.calling import command

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are not forked here")]

KILLS = 40
DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "experiments.md"
SEED = 20
MONTHS = ("monthly", "villages", "cohorts", "stores")
TABLES = (*(f"{name}.parquet" for name in MONTHS), "runs.parquet", "points.parquet", "outcomes.parquet", "outcomes.csv")
CONTENT: dict[str, Any] = {
    "name": "killed",
    "title": "A sweep that is killed",
    "scenario": "junpu",
    "months": 12,
    "replicates": 10,
    "villages": True,
    "stores": True,
    "factors": {"founders": {"path": "places.junpu.founders", "values": [0, 4, 8, 12]}},
    "outcomes": {"stores": {"column": "stores", "better": "more"}},
}


def tables(folder: Path, names: Sequence[str] = TABLES) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in names}


def sweep_in_a_child(experiment: Experiment, folder: Path) -> int:
    """Sweep in a copy of this process, which has the rules at hand: it can be killed every few hundredths of a second."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            sweep(experiment, folder, engine="inprocess", resume=True)
            code = 0
        finally:
            os._exit(code)
    return child


def killed(child: int, after: float, wait: bool = False) -> bool:
    """Kill a child after some time, unless it is waited for; tell whether it was still at work."""
    time.sleep(after)
    ended, status = os.waitpid(child, 0 if wait else os.WNOHANG)
    if ended:
        assert os.waitstatus_to_exitcode(status) == 0, "a sweep that was not killed must end well"
        return False
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return True


def killed_at_file(experiment: Experiment, folder: Path, number: int, written: bool) -> bool:
    """Sweep in a child that kills itself right before or after its ``number``-th file takes its name; tell whether it came to it."""
    child = os.fork()
    if child == 0:
        code, counted, replace = 1, 0, os.replace

        def counting(*names: Any) -> None:
            nonlocal counted
            counted += 1
            if counted == number and not written:
                os.kill(os.getpid(), signal.SIGKILL)
            replace(*names)
            if counted == number:
                os.kill(os.getpid(), signal.SIGKILL)

        try:
            os.replace = counting  # type: ignore[assignment]
            sweep(experiment, folder, engine="inprocess", resume=True)
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return True
    assert os.waitstatus_to_exitcode(status) == 0, "a sweep that was not killed must end well"
    return False


def half_written(folder: Path, kept: Sequence[str] = MONTHS) -> list[str]:
    """Parts that the ledger counts as done but that are not whole, in the tables of months that are kept."""
    import pyarrow.parquet as pq

    if not (folder / "ledger.sqlite").is_file():
        return []
    ledger = Ledger(folder / "ledger.sqlite")
    numbers = {entry.part for entry in ledger.entries("succeeded") if entry.part is not None}
    ledger.close()
    bad = []
    for number in numbers:
        for table in kept:
            path = folder / "parts" / f"{number:06d}.{table}.parquet"
            try:
                pq.read_table(path)
            except OSError:
                bad.append(path.name)
    return bad


@pytest.mark.parametrize("written", [False, True], ids=["before", "after"])
def test_killed_at_every_file_and_resumed(tmp_path, written):
    """After a file of a part, nothing is done until the next: there to be killed before each is as good, so that one table is enough."""
    few = {"founders": CONTENT["factors"]["founders"] | {"values": [0, 12]}}
    kept = MONTHS[:1] if written else MONTHS
    others = dict.fromkeys(("villages", "stores"), not written)
    experiment = Experiment.from_dict({**CONTENT, "months": 2, "replicates": 1, "factors": few, **others})
    names = [name for name in TABLES if name.partition(".")[0] in kept or name.partition(".")[0] not in MONTHS]
    expected = tables(sweep(experiment, tmp_path / "reference", engine="inprocess").folder, names)
    number, survived = 1, 0
    while killed_at_file(experiment, tmp_path / f"study-{number}", number, written):
        folder = tmp_path / f"study-{number}"
        assert half_written(folder, kept) == []
        assert tables(sweep(experiment, folder, engine="inprocess", resume=True).folder, names) == expected
        assert [path.name for path in folder.rglob("*") if "partial" in path.name] == []
        number, survived = number + 1, survived + 1
    assert survived > 8


def test_killed_at_random_moments_and_resumed(tmp_path, record_property):
    experiment = Experiment.from_dict(CONTENT)
    reference = sweep(experiment, tmp_path / "reference", engine="inprocess")
    began = time.monotonic()
    assert not killed(sweep_in_a_child(experiment, tmp_path / "timed"), 0.0, wait=True)
    whole = time.monotonic() - began
    expected = tables(reference.folder)
    moments = random.Random(SEED)
    kills = studies = 0
    while kills < KILLS:
        folder = tmp_path / f"study-{studies}"
        for _ in range(2400):
            if not killed(sweep_in_a_child(experiment, folder), moments.uniform(0.0, 0.6 * whole)):
                break
            kills += 1
            assert half_written(folder) == []
        else:
            pytest.fail("the sweep never ended")
        assert tables(folder) == expected
        assert [path.name for path in folder.iterdir() if "partial" in path.name] == []
        studies += 1
    record_property("kills", kills)
    record_property("studies", studies)
    print(f"{kills} kills in {studies} studies of {len(reference.outcomes)} runs; one takes {whole:.2f} s uninterrupted")
    assert kills >= 30
    assert f"with SIGKILL at {KILLS} random moments" in DOCUMENT.read_text(encoding="utf-8"), "the document gives this test's number"


def test_the_command_is_killed_with_its_workers_and_goes_on(tmp_path):
    """The real command with its own processes: after the kill no worker is left, and --resume ends with the same tables."""
    file = tmp_path / "killed.yaml"
    many = CONTENT | {"replicates": 120, "villages": False}
    file.write_text(Experiment.from_dict(many).to_yaml().replace("scenarios:\n- junpu", "scenario: junpu"))
    words = ["sweep", str(file), "--no-figures", "--resume", "--out", str(tmp_path / "s")]
    process = subprocess.Popen(
        [sys.executable, "-m", "linkage_sim", *words, "--jobs", "2"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    _wait_for_runs(tmp_path / "s", process)
    process.kill()
    process.wait()
    _wait_until_gone(process.pid)
    done = command(*words, "--engine", "inprocess")
    assert done.returncode == 0, done.stderr
    reference = sweep(file, tmp_path / "reference", engine="inprocess")
    kept = [name for name in TABLES if (reference.folder / name).exists()]  # villages and stores were not asked for
    assert "monthly.parquet" in kept
    assert all((tmp_path / "s" / name).read_bytes() == (reference.folder / name).read_bytes() for name in kept)


def _wait_for_runs(folder: Path, process: subprocess.Popen[bytes]) -> None:
    """Wait until more runs are kept than before."""
    before = _done(folder)
    for _ in range(6000):
        if _done(folder) > before or process.poll() is not None:
            break
        time.sleep(0.05)
    assert process.poll() is None, "the sweep ended before it could be killed"


def _done(folder: Path) -> int:
    if not (folder / "experiment.yaml").is_file():
        return 0
    ledger = Ledger(folder / "ledger.sqlite", read_only=True)
    count = ledger.counts()["succeeded"]
    ledger.close()
    return count


def _wait_until_gone(session: int) -> None:
    """The workers notice by themselves that they have no parent any more."""
    for _ in range(2400):
        try:
            os.killpg(session, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    pytest.fail("workers of a killed sweep are still there")
