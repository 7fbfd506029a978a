"""Compiled stages are found again where nothing has changed, and never where anything has."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import linkage_sim
from linkage_sim.kernel.stages import COMPILED

ROOT = Path(linkage_sim.__file__).resolve().parents[1]
MODULE = '''
"""A world of stalls."""
from linkage_sim.kernel.rules import rule
from linkage_sim.kernel.stages import stage
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
for folder in sys.argv[1:]:
    sys.path.insert(0, folder)
    sys.modules.pop("stalls", None)
    import stalls
    assert stalls.__file__.startswith(folder)
    known = stalls.month.is_kept(stalls.Market)
    market = stalls.Market(stalls=stalls.empty(stalls.Stall, 3))
    stalls.month(market, 0, 2)
    print(known, market.stalls.cash.tolist())
"""
CHANGES = {
    ("GAIN = 2.0", "GAIN = 5.0"): [6.0, 6.0, 0.0],  # a constant that a rule names, two calls down
    ("return stall.kept + GAIN", "return stall.kept * GAIN"): [2.0, 2.0, 0.0],  # a rule that is called by another
    ("stall.kept += 1\n", "stall.kept += 2\n"): [4.0, 4.0, 0.0],  # a rule that the stage calls
    ("    cash: float", '    rent: float = f64("RMB", "Rent.")\n    cash: float'): [3.0, 3.0, 0.0],  # the layout of a row
}


class Checkouts:
    """Folders with the module as it was at different times, and a cache that all processes share."""

    def __init__(self, tmp_path: Path) -> None:
        self.place = tmp_path

    def write(self, source: str) -> str:
        """Write the module into a folder of its own."""
        folder = self.place / f"checkout {len(list(self.place.iterdir()))}"
        folder.mkdir()
        (folder / "stalls.py").write_text(source, encoding="utf-8")
        return str(folder)

    def play(self, *folders: str) -> list[tuple[bool, list[float]]]:
        """Play a month of each in one process; return of each whether it was found compiled, and the result."""
        cache = {"XDG_CACHE_HOME": str(self.place / "cache"), "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
        environment = {**os.environ, **cache}
        environment.pop("LINKAGE_SIM_CACHE", None)  # a folder that this process would share with those that it starts
        command = [sys.executable, "-c", PROGRAM, *folders]
        told = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
        rows = [line.partition(" ") for line in told.splitlines()]
        return [(known == "True", [float(number) for number in cash.strip("[]").split(",")]) for known, _, cash in rows]


@pytest.mark.skipif(not COMPILED, reason="nothing is compiled in this process")
def test_a_stale_result_is_impossible_and_a_sound_one_is_found_again(tmp_path: Path) -> None:
    checkouts = Checkouts(tmp_path)
    changed = [checkouts.write(MODULE.replace(*change)) for change in CHANGES]
    played = checkouts.play(checkouts.write(MODULE), *changed)
    assert played == [(False, [3.0, 3.0, 0.0]), *((False, cash) for cash in CHANGES.values())]
    moved = MODULE.replace("@rule\ndef gain", "# a comment, and lines that have moved\n\n\n@rule\ndef gain")
    assert checkouts.play(checkouts.write(moved)) == [(True, [3.0, 3.0, 0.0])]
