"""Every command that writes is killed, from its first millisecond to its last, and given again: it must end as if nothing had been.

A command runs in a copy of this process, which has the rules and the libraries at hand. So the moments fall into its own work and not into
the start of Python; and it is killed as a power cut would, by SIGKILL. Where a kill leaves what an earlier one has left, it is not given
again: what it would do is known.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple

from linkage_sim.cli import main
from tests.trust.deeds import DEEDS, FILES, MAKERS, TIMED, Deed, content, prepared, state
from tests.trust.moments import Counter, Moment, moments

PATIENCE = 1800.0
"""Seconds after which a command that nobody kills hangs."""
COMPILING = 12.0
"""Seconds of compiling in which the other kills of ``warm-up`` fall."""
SAID, LEARNT = "said.txt", "learnt.txt"
"""Files beside a command's folder: what it said; how often it changed its folder, and the modules that it has loaded."""
ENDS = (0, 1)
"""Codes of commands that did their work; ``reproduce`` ends with 1 where the evidence is not met."""


class Told(NamedTuple):
    """How a command ended, None where it was killed, and what it said."""

    code: int | None
    said: str


def given(words: tuple[str, ...], place: Path, last: Moment | None = None) -> Told:
    """Give a command in a folder; kill it at some moment, unless it ends before."""
    child = os.fork()
    if child == 0:
        _obey(words, place, last)
    timed = last is not None and not last.change
    until, status = time.monotonic() + (last.seconds if last is not None and timed else PATIENCE), 0
    while (left := until - time.monotonic()) > 0:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            code = os.waitstatus_to_exitcode(status)
            return Told(None if code == -signal.SIGKILL and last is not None else code, _said(place))
        time.sleep(min(left, 0.01))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    assert timed, f"{' '.join(words)} did not end within {PATIENCE:.0f} s:\n{_said(place)}"
    return Told(None, _said(place))


def _beside(place: Path, name: str) -> Path:
    return place.with_name(f"{place.name}-{name}")


def _said(place: Path) -> str:
    log = _beside(place, SAID)
    return log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""


def _obey(words: tuple[str, ...], place: Path, last: Moment | None) -> None:
    """Run a command in this copy of the process, which ends with it."""
    code, counter = 70, None
    try:
        handle = os.open(_beside(place, SAID), os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(handle, 1)
        os.dup2(handle, 2)
        sys.stdout = sys.stderr = open(1, "w", encoding="utf-8", buffering=1, closefd=False)  # noqa: SIM115
        os.chdir(place)
        os.environ["PATH"] = ""  # no other program, such as a browser that prints, may outlive the kill
        counter = Counter(place, last)
        main(words)
    except SystemExit as stop:
        code = stop.code if isinstance(stop.code, int) else 0
    finally:
        if counter is not None and last is None:
            _beside(place, LEARNT).write_text("\n".join([str(counter.count), *sys.modules]), encoding="utf-8")
        os._exit(code)


def _learn(names: list[str]) -> None:
    """Load what a command has loaded, and the rules, so that copies of this process need not."""
    from linkage_sim.model import compile_rules

    for name in names:
        if name not in sys.modules and not name.startswith(("tests.", "linkage_sim_extension", "__")):
            with contextlib.suppress(Exception):
                importlib.import_module(name)
    compile_rules()


class Whole(NamedTuple):
    """What a command makes when nobody disturbs it.

    Attributes
    ----------
    code : int
        With which it ends.
    names : set of str
        Names of its files.
    same : dict of str to str
        Digests of those that are the same each time.
    seconds : float
        How long it takes.
    changes : int
        How often it changes its folder.
    """

    code: int
    names: set[str]
    same: dict[str, str]
    seconds: float
    changes: int


def undisturbed(name: str, place: Path, learn: bool) -> Whole:
    """Give a command twice: what differs then holds a time of day, and is not compared. Learn what it loads, where asked to."""
    found, deed, seconds, changes, told = [], DEEDS[name], 0.0, 0, Told(0, "")
    for number in (1, 2):
        here = prepared(name, place / f"whole-{number}", partial(made, place.parent))
        begun = time.monotonic()
        told = given(deed.words, here)
        seconds = time.monotonic() - begun
        assert told.code in ENDS, f"{name} failed, though nobody killed it:\n{told.said}"
        count, *modules = _beside(here, LEARNT).read_text(encoding="utf-8").splitlines()
        changes = int(count)
        assert changes, f"{name} has changed nothing, so that no kill could spoil it"
        if learn:
            _learn(modules)
        found.append(content(here / deed.made))
        shutil.rmtree(here)
    same = {file: digest for file, digest in found[0].items() & found[1].items() if Path(file).name not in TIMED}
    return Whole(told.code or 0, set(found[0]), same, seconds, changes)


@cache
def made(place: Path, need: str) -> Path:
    """A folder that another command has made, as some commands need one."""
    here = place / f"needed-{need}"
    here.mkdir(parents=True)
    for file, text in FILES.items():
        (here / file).write_text(text)
    told = given(MAKERS[need], here)
    assert told.code == 0, told.said
    return here / MAKERS[need][-1]


def kill(name: str, kills: int, place: Path, seed: int = 1, until: float = float("inf"), learn: bool = False) -> int:
    """Kill a command that many times, and give it again after each; return how many kills it survived.

    With ``learn``, this process loads what the command loads, so that its copies are quicker.

    Raises
    ------
    AssertionError
        With the command's own words, at the first time that it did not end as it should.
    """
    whole, survived, seen = undisturbed(name, place, learn), 0, set()
    for number, moment in enumerate(moments(kills, whole.seconds, whole.changes, seed)):
        if time.monotonic() > until:
            break
        here = prepared(name, place / "killed", partial(made, place.parent))
        told = given(DEEDS[name].words, here, moment)
        survived += told.code is None
        left = state(here)
        if told.code is not None or left not in seen:
            _expect_whole(f"{name}, killed {moment} (number {number} of seed {seed})", DEEDS[name], here, told, whole)
        if told.code is None:
            seen.add(left)
        shutil.rmtree(here)
    return survived


def _expect_whole(where: str, deed: Deed, here: Path, told: Told, whole: Whole) -> None:
    """Give a command again that was killed; what stands there then is what it makes when nobody disturbs it."""
    done = told if told.code is not None else _completed(deed, here, whole)
    assert done.code == whole.code, f"{where}, ended with {done.code}:\n{done.said}\nbefore, it had said:\n{told.said}"
    found = content(here / deed.made)
    assert set(found) == whole.names, f"{where}, left {sorted(set(found) ^ whole.names)[:9]}:\n{done.said}"
    assert found.items() >= whole.same.items(), f"{where}, made others: {[n for n in whole.same if found[n] != whole.same[n]][:9]}"
    left = [path.name for path in here.rglob("*.partial-*")]
    assert not left, f"{where}, left {left}"


def _completed(deed: Deed, here: Path, whole: Whole) -> Told:
    """Give a killed command again, unless what it makes whole or not at all is there: that is never overwritten."""
    done = given((*deed.words, *deed.again), here)
    if done.code == 2 and not deed.again and (here / deed.made).exists() and "overwritten" in done.said:
        return Told(whole.code, done.said)
    return done


def kill_warm_up(kills: int, place: Path, seed: int = 1, until: float = float("inf")) -> int:
    """Kill ``warm-up`` that many times as it fills an empty cache; return how many kills it survived: the last one must end well.

    It runs in processes of its own, for this one has the rules already.
    """
    place.mkdir(parents=True)
    survived = 0
    for moment in moments(kills, COMPILING, 0, seed):
        if time.monotonic() > until:
            break
        with _warming(place) as process:
            try:
                process.wait(moment.seconds)
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


EVERY: dict[str, Callable[..., int]] = {name: partial(kill, name, learn=True) for name in DEEDS} | {"warm-up": kill_warm_up}
"""Every command that writes, and how it is killed: so many times, in a folder, with a seed, until a time."""
