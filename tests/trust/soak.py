"""The long form of what tests/trust tries in small: ``make soak``, half an hour by default. Writes the figures into docs/trust.md."""

from __future__ import annotations

import argparse
import json
import platform
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from linkage_sim.model import MODEL_VERSION
from tests.trust import bounds, connecting, damaging, killing

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "trust.md"
PART = re.compile(r"(<!-- soak -->\n).*?(<!-- end -->)", re.DOTALL)
FILES, KILLS, FOLDERS, CONNECTIONS, VECTORS = 10_000, 40, 1000, 2000, 100
MEMORY = 500.0
"""MB that reading may take at most."""


class Found(NamedTuple):
    """What a part of the soak did, as a line of the table, and what went wrong."""

    line: str
    faults: list[str]


def files(seconds: float, _place: Path, seed: int) -> Found:
    """Read mutated files."""
    words = [sys.executable, "-m", "tests.trust.mutating", str(FILES), str(seed), str(seconds)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        return Found("files: the reader itself broke", [done.stderr])
    found = json.loads(done.stdout)
    faults = found["faults"] + ([f"reading took {found['memory']:.0f} MB"] if found["memory"] > MEMORY else [])
    return Found(
        f"Files mutated and read | {found['files']:,} | {found['refused']:,} refused in a sentence; at most {found['memory']:.0f} MB",
        faults,
    )


def kills(seconds: float, place: Path, seed: int) -> Found:
    """Kill every command that writes, each in its share of the time."""
    survived: dict[str, int] = {}
    faults = []
    for number, (name, kill) in enumerate(killing.EVERY.items()):
        if seconds <= 0:
            break
        share = seconds / (len(killing.EVERY) - number)
        begun = time.monotonic()
        try:
            survived[name] = kill(KILLS, place / name, seed, begun + share)
        except AssertionError as error:
            faults.append(str(error))
        seconds -= time.monotonic() - begun
    counts = sorted(survived.values()) or [0]
    told = f"{counts[0]} to {counts[-1]} of each of {len(survived)} commands that write"
    missing = len(killing.EVERY) - len(survived) - len(faults)
    told += f"; no time was left for {missing} further commands" if missing else ""
    return Found(f"Kills survived | {sum(survived.values()):,} | {told}", faults)


def _tried(line: str, count: Callable[[], Any]) -> Found:
    """Do a part, and catch what it finds."""
    try:
        return Found(line.format(count()), [])
    except AssertionError as error:
        return Found(f"{line.split('|')[0]}| stopped | {str(error).splitlines()[0][:200].replace('|', '/')}", [str(error)])


def folders(seconds: float, place: Path, seed: int) -> Found:
    """Damage study folders."""
    until = time.monotonic() + seconds
    line = "Study folders damaged | {:,} | none was believed; `--resume` made the same tables again, or said in a sentence why not"
    return _tried(line, lambda: damaging.damages(FOLDERS, place, seed, until))


def connections(seconds: float, _place: Path, seed: int) -> Found:
    """Knock at the page."""
    until = time.monotonic() + seconds
    line = "Connections to the page | {0[all]:,.0f} | {0[refused]:,.0f} refused, all those of strangers; {0[grown]:.0f} MB more memory"
    return _tried(line, lambda: _counted(connecting.knocks(CONNECTIONS, seed, until)))


def _counted(found: dict[str, float]) -> dict[str, float]:
    return found | {"all": found["let_in"] + found["refused"]}


def vectors(seconds: float, _place: Path, seed: int) -> Found:
    """Run scenarios at their bounds."""
    until = time.monotonic() + seconds
    line = f"Scenarios run at their bounds | {{:,}} | {bounds.MONTHS} months each: finite, no negative stock, shares between 0 and 1"
    return _tried(line, lambda: bounds.play_all(VECTORS, seed, until))


PARTS: tuple[tuple[Callable[[float, Path, int], Found], float], ...] = (
    (files, 0.17), (kills, 0.5), (folders, 0.12), (connections, 0.04), (vectors, 0.17),
)  # fmt: skip
"""The parts, and the share of the time that each may take."""


def soak(minutes: float, seed: int) -> list[Found]:
    """Do all parts, one after the other; time that one leaves goes to the others."""
    until, left = time.monotonic() + 60 * minutes, 1.0
    found = []
    with tempfile.TemporaryDirectory(prefix="linkage_sim-soak-") as place:
        for part, share in PARTS:
            seconds = (until - time.monotonic()) * share / left
            folder = Path(place) / part.__name__
            folder.mkdir()
            found.append(part(seconds, folder, seed))
            left -= share
            print(found[-1].line, *found[-1].faults, sep="\n", flush=True)
    return found


def written(found: list[Found], hours: float, seed: int) -> None:
    """Write the figures into the document."""
    rows = ["| What was tried | Number | What came of it |", "| --- | --- | --- |", *(f"| {one.line} |" for one in found)]
    faults = sum(len(one.faults) for one in found)
    where = f"Python {platform.python_version()}, {platform.system()}, model {MODEL_VERSION}, seed {seed}"
    last = f"Last run: {date.today().isoformat()}, {hours:.2f} hours ({where}). Faults found: {faults}."
    text = DOCUMENT.read_text(encoding="utf-8")
    table = "\n".join(rows)
    DOCUMENT.write_text(PART.sub(lambda part: f"{part[1]}\n{last}\n\n{table}\n\n{part[2]}", text), encoding="utf-8")


def main() -> int:
    """Soak, write the figures, and end with 1 where something was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--seed", type=int, default=date.today().toordinal())
    given = parser.parse_args()
    begun = time.monotonic()
    found = soak(given.minutes, given.seed)
    written(found, (time.monotonic() - begun) / 3600, given.seed)
    return int(any(one.faults for one in found))


if __name__ == "__main__":
    sys.exit(main())
