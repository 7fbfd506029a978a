"""Compiled stages are found again where nothing has changed, and never where anything has; nobody else's files are taken."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import linkage_sim
from linkage_sim.kernel import cache
from linkage_sim.kernel.rules import COMPILED

ROOT = Path(linkage_sim.__file__).resolve().parents[1]
MODULE = '''
"""A world of stalls."""
from linkage_sim.kernel.rules import rule, stage
from linkage_sim.kernel.state import Row, Table, Tables, empty, f64, table, u8

GAIN = 2.0


class Stall(Row):
    """A stall."""

    cash: float = f64("RMB", "Cash.")
    kept: int = u8("months", "Months.")


class Market(Tables):
    """A market."""

    stalls: Table[Stall] = table(Stall, "Stalls.")


@rule
def gain(stall: Stall) -> float:
    return stall.kept + GAIN


@rule
def keep(stall: Stall) -> None:
    stall.kept += 1
    stall.cash += gain(stall)


@stage
def month(market: Market, first: int, last: int) -> None:
    for i in range(first, last):
        keep(market.stalls[i])
'''
PROGRAM = """
import sys
sys.path.insert(0, sys.argv[1])
import stalls
from linkage_sim.kernel.rules import AS_BUILT
from linkage_sim.kernel.compiler import is_kept
known = is_kept(stalls.month, stalls.Market, AS_BUILT)
market = stalls.Market(stalls=stalls.empty(stalls.Stall, 3))
stalls.month(market, 0, 2)
print(known, market.stalls.cash.tolist())
"""


class Place:
    """A folder with the module, and a cache that all its processes share."""

    def __init__(self, tmp_path: Path) -> None:
        self.folder, self.cache = tmp_path / "one", tmp_path / "cache"
        self.write(MODULE)

    def write(self, source: str, folder: str = "one") -> None:
        self.folder = self.folder.parent / folder
        self.folder.mkdir(exist_ok=True)
        (self.folder / "stalls.py").write_text(source, encoding="utf-8")

    def play(self) -> tuple[bool, list[float]]:
        """Play a month in a process of its own; return whether it was found compiled, and the result."""
        environment = {**os.environ, "XDG_CACHE_HOME": str(self.cache), "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
        command = [sys.executable, "-c", PROGRAM, str(self.folder)]
        told = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
        known, _, cash = told.strip().partition(" ")
        return known == "True", [float(number) for number in cash.strip("[]").split(",")]


@pytest.mark.skipif(not COMPILED, reason="nothing is compiled in this process")
def test_a_stale_result_is_impossible_and_a_sound_one_is_found_again(tmp_path: Path) -> None:
    place = Place(tmp_path)
    assert place.play() == (False, [3.0, 3.0, 0.0])
    assert place.play() == (True, [3.0, 3.0, 0.0])
    place.write(MODULE.replace("@rule\ndef gain", "# a comment, and lines that have moved\n\n\n@rule\ndef gain"))
    assert place.play() == (True, [3.0, 3.0, 0.0])
    place.write(MODULE, "another")  # the same sources in another checkout
    assert place.play() == (True, [3.0, 3.0, 0.0])
    for change, cash in (
        (("GAIN = 2.0", "GAIN = 5.0"), [6.0, 6.0, 0.0]),  # a constant that a rule names, two calls down
        (("return stall.kept + GAIN", "return stall.kept * GAIN"), [2.0, 2.0, 0.0]),  # a rule that is called by another
        (("stall.kept += 1\n", "stall.kept += 2\n"), [4.0, 4.0, 0.0]),  # the rule itself
        (("range(first, last)", "range(first, last + 1)"), [3.0, 3.0, 3.0]),  # the stage
        (('    cash: float = f64("RMB", "Cash.")\n', '    rent: float = f64("RMB", "Rent.")\n    cash: float = f64("RMB", "Cash.")\n'),
         [3.0, 3.0, 0.0]),  # the layout of a row
    ):  # fmt: skip
        place.write(MODULE.replace(*change))
        assert place.play() == (False, cash), change


def test_a_folder_of_ones_own_is_private(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir(mode=0o700)
    assert cache.is_private(own)
    own.chmod(0o770)
    assert not cache.is_private(own)
    own.chmod(0o707)
    assert not cache.is_private(own)
    own.chmod(0o700)
    link = tmp_path / "link"
    link.symlink_to(own)
    assert not cache.is_private(link)
    assert not cache.is_private(tmp_path / "nowhere")


def test_a_folder_of_somebody_elses_is_not_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "own"
    own.mkdir(mode=0o700)
    monkeypatch.setattr(os, "getuid", lambda: own.stat().st_uid + 1)
    assert not cache.is_private(own)


def test_a_system_without_owners_is_taken_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "own"
    own.mkdir()
    monkeypatch.delattr(os, "getuid")
    assert cache.is_private(own)


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that has not chosen its folder yet."""
    monkeypatch.delenv("LINKAGE_SIM_CACHE", raising=False)
    cache.folder.cache_clear()
    yield
    cache.folder.cache_clear()


def test_where_others_can_write_a_private_folder_is_made_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fresh: None, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    shared = tmp_path / "linkage_sim"
    shared.mkdir()
    shared.chmod(0o777)
    found = cache.folder()
    assert found != shared
    assert cache.is_private(found)
    assert str(shared) in capsys.readouterr().err
    assert os.environ["LINKAGE_SIM_CACHE"] == str(found)  # processes that this one starts share it
    monkeypatch.delenv("LINKAGE_SIM_CACHE")


def test_without_a_home_a_private_folder_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fresh: None) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert cache.is_private(cache.folder())
    monkeypatch.delenv("LINKAGE_SIM_CACHE")


def test_old_versions_of_a_stage_give_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fresh: None) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    for number in range(cache.KEPT + 3):
        place = cache.folder() / f"month-{number}"
        assert cache.make(place)
        os.utime(place, (number, number))
    left = {path.name for path in cache.folder().iterdir()}
    assert len(left) == cache.KEPT
    assert "month-0" not in left
    assert f"month-{cache.KEPT + 2}" in left
