"""Every command that writes is killed, from its first millisecond to its last, and given again: it must end as if nothing had been.

A command runs in a copy of this process, which has the rules at hand. So the moments fall into its own work and not into the start of
Python; and it is killed as a power cut would, by SIGKILL.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple

from linkage_sim.cli import main
from tests.ensembles import few_in

EARLY = 0.02
"""The first 20 milliseconds, in which half of the kills fall."""
PATIENCE = 1800.0
"""Seconds after which a command that nobody kills hangs."""
TIMED = ("manifest.json", "ledger.sqlite")
"""Files that hold a time of day, even where two runs began within the same second."""
COMPILING = 12.0
"""Seconds of compiling in which the other kills of ``warm-up`` fall."""
EXPERIMENT = """\
schema: 1
name: small
title: A small experiment
scenario: junpu
months: 2
replicates: 2
factors:
  funds: {path: actors.government.public_funds, values: [10, 90]}
  founders: {path: places.junpu.founders, values: [0, 12]}
outcomes: {stores: {column: stores, better: more}}
"""
RANGES = EXPERIMENT.replace("values: [10, 90]", "range: [10, 90]").replace("values: [0, 12]", "range: [0, 12], scale: integer")
MORRIS = RANGES + "design: {kind: morris, points: 2}\n"
FOUND = RANGES + "design: {kind: lhs, points: 20}\n"
SEARCH = """\
schema: 1
name: search
title: A small search
scenario: junpu
factors: {open_rate: {path: actors.household.open_rate, range: [0.05, 0.9]}}
design: {kind: lhs, points: 64}
replicates: 1
"""
FORECAST = """\
schema: 1
name: one
title: People of an ordinary village
scenarios: {base: {months: 2}}
quantities: [{name: people, scenario: base, column: people, when: [2012-02], meaning: members}]
"""
FILES = {"small.yaml": EXPERIMENT, "morris.yaml": MORRIS, "found.yaml": FOUND, "search.yaml": SEARCH, "one.yaml": FORECAST}
HERE = ("--engine", "inprocess")
FEW = ("--ensemble", "few.yaml", "--members", "2", "--replicates", "1")


class Deed(NamedTuple):
    """A command that writes: its words, those added when it is given again, and what it writes."""

    words: tuple[str, ...]
    again: tuple[str, ...] = ()
    made: str = "out"


def _study(*words: str) -> Deed:
    return Deed((*words, *HERE, "--out", "out"), ("--resume",))


DEEDS = {
    "run": Deed(("run", "junpu", "--months", "2", "--replicates", "3", "--no-figures", "--out", "out")),
    "sweep": _study("sweep", "small.yaml", "--no-figures"),
    "compare": _study("compare", "junpu", "scattered", "--months", "2", "--replicates", "3"),
    "attribute": _study("attribute", "junpu", "--months", "2", "--replicates", "2", "--outcome", "stores"),
    "linkage": _study("linkage", "small.yaml", "--no-figures"),
    "sensitivity": _study("sensitivity", "morris.yaml", "--no-figures"),
    "discover": _study("discover", "found.yaml", "--where", "stores >= 9", "--no-figures"),
    "calibrate": _study("calibrate", "junpu", "--experiment", "search.yaml", "--particles", "64", "--waves", "1", "--no-figures"),
    "forecast": _study("forecast", "one.yaml", *FEW, "--no-figures"),
    "report": Deed(("report", "results", "--out", "out.html"), made="out.html"),
    "adopt": Deed(("adopt", "junpu", "--into", "root.yaml"), made="root.yaml"),
}  # fmt: skip


class Told(NamedTuple):
    """How a command ended, None where it was killed, and what it said."""

    code: int | None
    said: str


def given(words: tuple[str, ...], place: Path, killed_after: float | None = None) -> Told:
    """Give a command in a folder; kill it after some time, unless it ends before."""
    log = place / "said.txt"
    child = os.fork()
    if child == 0:
        _obey(words, place, log)
    until, status = time.monotonic() + (PATIENCE if killed_after is None else killed_after), 0
    while (left := until - time.monotonic()) > 0:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return Told(os.waitstatus_to_exitcode(status), _read(log))
        time.sleep(min(left, 0.01))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    assert killed_after is not None, f"{' '.join(words)} did not end within {PATIENCE:.0f} s:\n{_read(log)}"
    return Told(None, _read(log))


def _read(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""


def _obey(words: tuple[str, ...], place: Path, log: Path) -> None:
    """Run a command in this copy of the process, which ends with it."""
    code = 70
    try:
        handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(handle, 1)
        os.dup2(handle, 2)
        sys.stdout = sys.stderr = open(1, "w", encoding="utf-8", buffering=1, closefd=False)  # noqa: SIM115
        os.chdir(place)
        main(words)
    except SystemExit as stop:
        code = stop.code if isinstance(stop.code, int) else 0
    finally:
        os._exit(code)


def prepared(name: str, place: Path, results: Path) -> Path:
    """A folder with what a command needs."""
    place.mkdir(parents=True)
    for file, text in FILES.items():
        (place / file).write_text(text)
    few_in(place)
    if name == "adopt":
        shutil.copy(Path(__file__).parents[2] / "scenarios" / "base.yaml", place / "root.yaml")
    if name == "report":
        shutil.copytree(results, place / "results")
    return place


def content(path: Path) -> dict[str, str]:
    """What stands in a file or folder: a digest by name; hidden files count, so that no left-over is missed."""
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    return {str(file.relative_to(path.parent)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files if file.is_file()}


class Whole(NamedTuple):
    """What a command makes when nobody disturbs it: the names of its files, those that are always the same, and how long it takes."""

    names: set[str]
    same: dict[str, str]
    seconds: float


def undisturbed(name: str, place: Path, results: Path) -> Whole:
    """Give a command twice: what differs then holds a time of day, and is not compared."""
    found, deed, seconds = [], DEEDS[name], 0.0
    for number in (1, 2):
        here = prepared(name, place / f"whole-{number}", results)
        begun = time.monotonic()
        told = given(deed.words, here)
        seconds = time.monotonic() - begun
        assert told.code == 0, f"{name} failed, though nobody killed it:\n{told.said}"
        found.append(content(here / deed.made))
    same = {file: digest for file, digest in found[0].items() & found[1].items() if Path(file).name not in TIMED}
    return Whole(set(found[0]), same, seconds)


def moments(kills: int, seconds: float, seed: int) -> Iterator[float]:
    """When to kill: by turns in the first 20 milliseconds and anywhere."""
    draw = random.Random(seed)
    for number in range(kills):
        yield draw.uniform(0.0, EARLY if number % 2 == 0 else seconds)


@cache
def results_of(place: Path) -> Path:
    """A result folder to report on."""
    place.mkdir(parents=True)
    told = given(("run", "junpu", "--months", "2", "--no-figures", "--out", "results"), place)
    assert told.code == 0, told.said
    return place / "results"


def kill(name: str, kills: int, place: Path, seed: int = 1, until: float = float("inf")) -> int:
    """Kill a command that many times, and give it again after each; return how many kills it survived.

    Raises
    ------
    AssertionError
        With the command's own words, at the first time that it did not end as it should.
    """
    deed, results = DEEDS[name], results_of(place / "before") if name == "report" else place
    whole, survived = undisturbed(name, place, results), 0
    for number, moment in enumerate(moments(kills, whole.seconds, seed)):
        if time.monotonic() > until:
            break
        here = prepared(name, place / f"{number}", results)
        told = given(deed.words, here, moment)
        survived += told.code is None
        done = told if told.code is not None else _completed(deed, here)
        where = f"{name}, killed {1000 * moment:.1f} ms after its start (number {number} of seed {seed})"
        assert done.code == 0, f"{where}, ended with {done.code}:\n{done.said}\nbefore, it had said:\n{told.said}"
        found = content(here / deed.made)
        assert set(found) == whole.names, f"{where}, left {sorted(set(found) ^ whole.names)[:9]}:\n{done.said}"
        assert found.items() >= whole.same.items(), f"{where}, made others: {[n for n in whole.same if found[n] != whole.same[n]][:9]}"
        left = [path.name for path in here.rglob("*.partial-*")]
        assert not left, f"{where}, left {left}"
        shutil.rmtree(here)
    return survived


def _completed(deed: Deed, here: Path) -> Told:
    """Give a killed command again; one whose folder was whole already has nothing left to do."""
    if deed.made == "out" and not deed.again and (here / "out").exists():
        return Told(0, "")
    return given((*deed.words, *deed.again), here)


def kill_warm_up(kills: int, place: Path, seed: int = 1, until: float = float("inf")) -> int:
    """Kill ``warm-up`` that many times as it fills an empty cache; return how many kills it survived: the last one must end well.

    It runs in processes of its own, for this one has the rules already.
    """
    place.mkdir(parents=True)
    survived = 0
    for moment in moments(kills, COMPILING, seed):
        if time.monotonic() > until:
            break
        with _warming(place) as process:
            try:
                process.wait(moment)
            except subprocess.TimeoutExpired:
                process.kill()
                survived += 1
    for told in ("The rules are ready", "were compiled already"):
        with _warming(place) as process:
            said = process.communicate()[0]
        assert process.returncode == 0, f"warm-up ended with {process.returncode} after {survived} kills of seed {seed}:\n{said}"
        assert told in said, f"warm-up said, after {survived} kills of seed {seed}:\n{said}"
    return survived


def _warming(place: Path) -> subprocess.Popen[str]:
    words = [sys.executable, "-m", "linkage_sim", "warm-up"]
    environment = {key: value for key, value in os.environ.items() if key != "LINKAGE_SIM_CACHE"} | {"XDG_CACHE_HOME": str(place)}
    return subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


EVERY: dict[str, Callable[..., int]] = {name: partial(kill, name) for name in DEEDS} | {"warm-up": kill_warm_up}
"""Every command that writes, and how it is killed: so many times, in a folder, with a seed, until a time."""
