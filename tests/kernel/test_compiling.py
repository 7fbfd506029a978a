"""Compiled stages are found again where nothing has changed, and never where anything has."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import linkage_sim
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
        environment.pop("LINKAGE_SIM_CACHE", None)  # a folder that this process would share with those that it starts
        command = [sys.executable, "-c", PROGRAM, str(self.folder)]
        told = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
        known, _, cash = told.strip().partition(" ")
        return known == "True", [float(number) for number in cash.strip("[]").split(",")]


@pytest.mark.skipif(not COMPILED, reason="nothing is compiled in this process")
def test_a_stale_result_is_impossible_and_a_sound_one_is_found_again(tmp_path: Path) -> None:
    place = Place(tmp_path)
    assert place.play() == (False, [3.0, 3.0, 0.0])
    moved = MODULE.replace("@rule\ndef gain", "# a comment, and lines that have moved\n\n\n@rule\ndef gain")
    place.write(moved, "another checkout")
    assert place.play() == (True, [3.0, 3.0, 0.0])
    for change, cash in (
        (("GAIN = 2.0", "GAIN = 5.0"), [6.0, 6.0, 0.0]),  # a constant that a rule names, two calls down
        (("return stall.kept + GAIN", "return stall.kept * GAIN"), [2.0, 2.0, 0.0]),  # a rule that is called by another
        (("stall.kept += 1\n", "stall.kept += 2\n"), [4.0, 4.0, 0.0]),  # a rule that the stage calls
        (("    cash: float", '    rent: float = f64("RMB", "Rent.")\n    cash: float'), [3.0, 3.0, 0.0]),  # the layout of a row
    ):
        place.write(MODULE.replace(*change))
        assert place.play() == (False, cash), change
