"""Study folders are damaged at random: what is reported on then is what was there before, and ``--resume`` makes the same study again."""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from tests.cli.calling import Told, command
from tests.trust.deeds import EXPERIMENT, content

MISTAKE = "a mistake of its own"
REMADE = ("monthly.parquet", "runs.parquet", "points.parquet", "outcomes.parquet", "outcomes.csv", "experiment.yaml", "scenarios")
"""What ``--resume`` makes as it was; the manifest tells when, and the ledger how."""


def flipped(data: bytes, draw: random.Random) -> bytes:
    """Turn a few bits."""
    changed = bytearray(data)
    for _ in range(draw.choice([1, 1, 8]) if changed else 0):
        changed[draw.randrange(len(changed))] ^= 1 << draw.randrange(8)
    return bytes(changed)


def cut(data: bytes, draw: random.Random) -> bytes:
    """Let the file end early."""
    return data[: draw.randrange(len(data) + 1)]


def overwritten(data: bytes, draw: random.Random) -> bytes:
    """Write nothing but zeros, or noise, over a part."""
    start = draw.randrange(len(data) + 1)
    length = min(draw.choice([1, 16, 512, 4096]), len(data) - start)
    return data[:start] + (bytes(length) if draw.random() < 0.5 else draw.randbytes(length)) + data[start + length :]


def lengthened(data: bytes, draw: random.Random) -> bytes:
    """Write something behind the end."""
    return data + draw.randbytes(draw.choice([1, 100, 5000]))


DAMAGES: tuple[Callable[[bytes, random.Random], bytes], ...] = (flipped, flipped, cut, overwritten, lengthened)


def damage(folder: Path, draw: random.Random) -> str:
    """Damage a file of a folder, or take it away; tell which, and how."""
    file = draw.choice(sorted(path for path in folder.rglob("*") if path.is_file()))
    if draw.random() < 0.1:
        file.unlink()
        return f"{file.name} was taken away"
    change = draw.choice(DAMAGES)
    file.write_bytes(change(file.read_bytes(), draw))
    return f"{file.name} was {change.__name__}"


def made(place: Path) -> Path:
    """A finished study, and beside it its report."""
    (place / "small.yaml").write_text(EXPERIMENT)
    done = command("sweep", "small.yaml", "--engine", "inprocess", "--no-figures", "--out", "study", cwd=place)
    assert done.returncode == 0, done.stderr
    done = command("report", "study", "--out", "report.html", cwd=place)
    assert done.returncode == 0, done.stderr
    return place / "study"


def damages(count: int, place: Path, seed: int = 1, until: float = float("inf")) -> int:
    """Damage so many copies of a study; return how many there were.

    Raises
    ------
    AssertionError
        With what the command said, where a damaged study is believed, or answered in another way than by a sentence.
    """
    draw, whole, done = random.Random(seed), made(place), 0
    known, report = remade(whole), (place / "report.html").read_bytes()
    for number in range(count):
        if time.monotonic() > until:
            break
        folder = Path(shutil.copytree(whole, place / "damaged"))
        what = f"damage {number} of seed {seed}, {damage(folder, draw)}"
        told = command("report", "damaged", "--out", "after.html", cwd=place)
        _expect(told, what)
        if told.returncode == 0:
            assert _without_name(place / "after.html") == report.replace(b"damaged", b"study"), f"{what}: another report was made of it"
        told = command("sweep", "small.yaml", "--engine", "inprocess", "--no-figures", "--out", "damaged", "--resume", cwd=place)
        _expect(told, what)
        if told.returncode == 0:
            assert remade(folder) == known, f"{what}: --resume made another study of it"
        (place / "after.html").unlink(missing_ok=True)
        shutil.rmtree(folder)
        done += 1
    return done


def _without_name(path: Path) -> bytes:
    return path.read_bytes().replace(b"damaged", b"study")


def _expect(told: Told, what: str) -> None:
    """A command ends well, or in one sentence."""
    said = told.stderr.strip()
    assert MISTAKE not in said, f"{what}: {said}"
    assert told.returncode in (0, 1, 2), f"{what}: ended with {told.returncode}: {said}"
    assert told.returncode == 0 or said.endswith("."), f"{what}: {said}"


def remade(folder: Path) -> dict[str, str]:
    """Digests of what ``--resume`` makes as it was."""
    return {name: digest for part in REMADE if (folder / part).exists() for name, digest in _content(folder, part).items()}


def _content(folder: Path, part: str) -> dict[str, str]:
    return content(folder / part)
