"""Thousands of mutated files, those made to hang among them: each is read, or refused in one sentence, soon and in little memory.

``python -m tests.trust.mutating COUNT SEED SECONDS`` reads them in a process of its own, so that its memory can be told, and prints what
it found as JSON.
"""

from __future__ import annotations

import json
import random
import resource
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from linkage_sim.errors import LONGEST, LinkageError
from linkage_sim.experiments.design import bundled as experiments
from linkage_sim.experiments.design.experiment import Experiment
from linkage_sim.scenario import Scenario
from linkage_sim.scenario import bundled as scenarios
from tests.scenario.test_limits import EXPERIMENTS, SCENARIOS

HANG = 2.0
"""Seconds of work after which a file has hung the reader."""
FEW = 2000
"""Points of an experiment that are made, to see that they can be."""
MADE_EVERY = 20
"""One in so many files is one of those made by hand, changed a little as well."""
NOISE = [
    "\t",
    "\n",
    ": ",
    "- ",
    "&a ",
    "*a",
    "{",
    "}",
    "[",
    "]",
    "---\n",
    "null",
    "'",
    '"',
    "#",
    "!x ",
    "0",
    "-",
    "1e999",
    ".inf",
    ".nan",
    "%",
    "@",
]
NOISE += [
    "\0",
    "\u202e",
    "\x1b[31m",
    "\ud800",
    "\ufeff",
    "é",
    "1_000",
    "2012-13",
    "0x1f",
    "true",
    "~",
    "|\n",
    ">\n",
    "? ",
    "<<: ",
    "extends: junpu\n",
]
VALUES = [
    "9" * 400,
    "-1",
    "1e308",
    "-1e308",
    "5e-324",
    "[]",
    "{}",
    "''",
    "yes",
    "[1, 2]",
    "{a: 1}",
    "0.3 RMB",
    "1e30",
    "../x.yaml",
    "/dev/zero",
]


def noise(text: str, draw: random.Random) -> str:
    """Write noise over some letters."""
    start = draw.randrange(len(text) + 1)
    return text[:start] + draw.choice(NOISE) + text[start + draw.randrange(12) :]


def line_gone(text: str, draw: random.Random) -> str:
    """Leave lines out, or put them elsewhere."""
    lines = text.splitlines(keepends=True)
    first = draw.randrange(len(lines) + 1)
    taken = lines[first : first + draw.choice([1, 1, 3, 20])]
    rest = [line for line in lines if line not in taken]
    where = draw.randrange(len(rest) + 1)
    return "".join(rest[:where] + (taken if draw.random() < 0.5 else []) + rest[where:])


def other_value(text: str, draw: random.Random) -> str:
    """Give a key another value."""
    lines = text.splitlines(keepends=True)
    places = [number for number, line in enumerate(lines) if ": " in line]
    if not places:
        return text
    number = draw.choice(places)
    lines[number] = f"{lines[number].split(': ')[0]}: {draw.choice(VALUES)}\n"
    return "".join(lines)


def repeated(text: str, draw: random.Random) -> str:
    """Repeat some letters often, up to some megabytes."""
    start = draw.randrange(len(text) + 1)
    piece = text[start : start + draw.choice([1, 2, 8, 60])] or "x"
    times = draw.choice([10, 1000, 100_000]) if draw.random() < 0.2 else draw.choice([2, 10, 100])
    return text[:start] + piece * times + text[start:]


def cut(text: str, draw: random.Random) -> str:
    """Let the file end early."""
    return text[: draw.randrange(len(text) + 1)]


def indented(text: str, draw: random.Random) -> str:
    """Push some lines to the right."""
    lines = text.splitlines(keepends=True)
    first = draw.randrange(len(lines) + 1)
    return "".join(lines[:first] + [f"{' ' * draw.choice([1, 2, 40])}{line}" for line in lines[first : first + 5]] + lines[first + 5 :])


CHANGES: tuple[Callable[[str, random.Random], str], ...] = (noise, noise, line_gone, other_value, other_value, repeated, cut, indented)


def files(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Yield the kind and the content of so many mutated files."""
    draw = random.Random(seed)
    bundled = {"scenario": scenarios.bundled(), "experiment": experiments.bundled()}
    texts = {kind: [path.read_text(encoding="utf-8") for path in paths.values()] for kind, paths in bundled.items()}
    made = {kind: [text for text, _ in cases.values()] for kind, cases in (("scenario", SCENARIOS), ("experiment", EXPERIMENTS))}
    for number in range(count):
        kind = draw.choice(["scenario", "experiment"])
        text = draw.choice(made[kind] if number % MADE_EVERY == 0 else texts[kind])
        for _ in range(draw.randrange(2) if number % MADE_EVERY == 0 else draw.randrange(1, 5)):
            text = draw.choice(CHANGES)(text, draw)
        content = text.encode("utf-8", errors="surrogatepass")
        if draw.random() < 0.03:
            at = draw.randrange(len(content) + 1)
            content = content[:at] + draw.randbytes(3) + content[at:]
        yield kind, content


class Hangs(BaseException):
    """A file has kept the reader at work for too long."""


def _hang(*_: Any) -> None:
    raise Hangs


def fault_of(kind: str, file: Path) -> tuple[str, bool]:
    """What is wrong with how a file is taken, nothing where it is as it should be; and whether it was refused."""
    signal.setitimer(signal.ITIMER_PROF, HANG)
    try:
        _use(kind, file)
    except LinkageError as error:
        told = str(error)
        good = told.endswith(".") and told.isprintable() and len(told) <= LONGEST and error.exit_code == 2
        return "" if good else f"is refused with {told[:200]!r}", True
    except Hangs:
        return f"hangs for more than {HANG} s", False
    except BaseException as error:
        return f"ends with {type(error).__name__}: {str(error)[:200]}", False
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return "", False


def _use(kind: str, file: Path) -> None:
    if kind == "scenario":
        assert Scenario.load(str(file)).hash
        return
    experiment = Experiment.load(str(file))
    assert experiment.factors is not None
    if experiment.point_count <= FEW:
        assert len(experiment.points) == experiment.point_count


def read(count: int, seed: int, seconds: float = float("inf")) -> dict[str, Any]:
    """Read mutated files; return how many there were, how many were refused, what went wrong, and the largest memory in MB."""
    signal.signal(signal.SIGPROF, _hang)
    begun, done, refused, faults = time.monotonic(), 0, 0, []
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "mutated.yaml"
        for kind, content in files(count, seed):
            file.write_bytes(content)
            fault, was_refused = fault_of(kind, file)
            refused, done = refused + was_refused, done + 1
            if fault:
                faults.append(f"file {done - 1} of seed {seed}, of kind {kind}, {fault}")
            if time.monotonic() - begun > seconds:
                break
    return {"files": done, "refused": refused, "faults": faults[:20], "memory": megabytes()}


def megabytes() -> float:
    """Return the most memory that this process has held."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1e6 if sys.platform == "darwin" else 1e3)


if __name__ == "__main__":
    print(json.dumps(read(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]))))
