"""Every command that writes, with the files that it needs: what is killed in tests/trust/killing.py."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from linkage_sim.experiments.calibration.adopting import BLOCK, root_file
from tests.ensembles import few

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
TIMED = ("manifest.json", "ledger.sqlite", "manifest.csv")
"""Files that hold a time of day, even where two runs began within the same second."""
HALF = re.compile(r"\.partial-[0-9a-f-]+")


class Deed(NamedTuple):
    """A command that writes: its words, those added when it is given again, what it writes, and what stands there before."""

    words: tuple[str, ...]
    again: tuple[str, ...] = ()
    made: str = "out"
    needs: str = ""


def _study(*words: str) -> Deed:
    return Deed((*words, *HERE, "--out", "out"), ("--resume",))


LESSON = ("--seeds", "1", "--months", "12", "--vary", "society")
RUN = ("run", "junpu", "--months", "2", "--replicates", "2")
DEEDS = {
    "run": Deed((*RUN, "--no-figures", "--villages", "--stores", "--format", "csv,xlsx,stata", "--out", "out"), ("--resume",)),
    "run with figures": Deed((*RUN, "--figures", "poverty", "--out", "out"), ("--resume",)),
    "demo": Deed(("demo", "--out", "out"), needs="demo"),
    "sweep": _study("sweep", "small.yaml", "--no-figures", "--format", "csv,xlsx"),
    "sweep with figures": _study("sweep", "small.yaml"),
    "compare": _study("compare", "junpu", "scattered", "--months", "2", "--replicates", "3"),
    "compare folders": Deed(("compare", "study#0", "study#1", "--out", "out"), needs="study"),
    "attribute": _study("attribute", "junpu", "--months", "2", "--replicates", "2", "--outcome", "stores"),
    "linkage": _study("linkage", "small.yaml", "--no-figures"),
    "sensitivity": _study("sensitivity", "morris.yaml", "--no-figures"),
    "discover": _study("discover", "found.yaml", "--where", "stores >= 9", "--no-figures"),
    "calibrate": _study("calibrate", "junpu", "--experiment", "search.yaml", "--particles", "64", "--waves", "1", "--no-figures"),
    "forecast": _study("forecast", "one.yaml", *FEW),
    "reproduce": _study("reproduce", "ordinary", "--ensemble", "few.yaml", "--replicates", "1", "--no-figures"),
    "report": Deed(("report", "results", "--out", "out.html"), made="out.html", needs="results"),
    "report of two": Deed(("report", "results", "study", "--language", "zh", "--out", "out.html"), made="out.html", needs="results study"),
    "brief": Deed(("report", "results", "--brief", "--out", "out.html"), made="out.html", needs="results"),
    "export": Deed(("export", "study", "--format", "csv,xlsx,stata"), made="study", needs="study"),
    "handout": Deed(("handout", *LESSON, "--jobs", "1", "--out", "out.html"), made="out.html"),
    "film": Deed(("film", "junpu", "--months", "2", "--out", "out.gif"), made="out.gif"),
    "adopt": Deed(("adopt", "junpu", "--into", "root.yaml"), made="root.yaml", needs="root"),
}  # fmt: skip
"""All commands that write, ``ui`` apart, which writes nothing of its own, and ``warm-up``, which has a cache of its own to fill."""
MAKERS = {
    "results": ("run", "junpu", "--months", "2", "--figures", "emergence", "--out", "results"),  # which a report of it shows
    "study": ("sweep", "small.yaml", "--no-figures", *HERE, "--out", "study"),
    "demo": ("demo", "--out", "out"),
}
"""What makes the folders that some of them need."""


def prepared(name: str, place: Path, known: Callable[[str], Path]) -> Path:
    """A folder with what a command needs; ``known`` gives the folders that other commands have made."""
    place.mkdir(parents=True)
    for file, text in FILES.items():
        (place / file).write_text(text)
    (place / "few.yaml").write_text(few().to_yaml())  # not as the library does it, which looks for left-over files only once
    for need in DEEDS[name].needs.split():
        if need == "root":
            text = root_file().read_text(encoding="utf-8")
            (place / "root.yaml").write_text(BLOCK.sub("", text), encoding="utf-8")  # so that there is something to write
        else:
            shutil.copytree(known(need), place / MAKERS[need][-1])
    return place


def content(path: Path) -> dict[str, str]:
    """What stands in a file or folder: a digest by name; hidden files count, so that no left-over is missed."""
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    return {str(file.relative_to(path.parent)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files if file.is_file()}


def state(place: Path) -> frozenset[tuple[str, str]]:
    """All that stands in a place, whichever process was at work there."""
    folders = {(f"{HALF.sub('.partial', str(path.relative_to(place)))}/", "") for path in place.rglob("*") if path.is_dir()}
    return frozenset(folders | {(HALF.sub(".partial", name), digest) for name, digest in content(place).items()})
