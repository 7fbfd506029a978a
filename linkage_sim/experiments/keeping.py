"""Keep findings and read them back: their numbers as JSON and CSV, each file whole."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ..errors import LinkageError
from ..findings.answer import Answer
from ..findings.finding import Finding, as_json
from ..findings.registry import ANALYSES
from .files import write_file
from .stored import SEAL, read_json, seal
from .tables import spreadsheet


def keep(found: Finding | list[Finding], folder: Path) -> list[str]:
    """Write what scripts and reports read of a finding, or of a list of findings, into a folder, which is made if it is not there.

    Returns
    -------
    list of str
        Names of the files.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for one in found if isinstance(found, list) else [found]:
        for name, frame in one.frames.items():
            written.append(f"{name}.csv")
            write_file(folder / written[-1], spreadsheet(frame).to_csv(index=False, lineterminator="\n", float_format="%.10g").encode())
    first = found[0] if isinstance(found, list) else found
    written.append(f"{ANALYSES[first.analysis].stem}.json")
    write_file(folder / written[-1], sealed(found))
    return written


def sealed(found: Finding | list[Finding]) -> bytes:
    """What is kept of a finding, or of a list of findings, as JSON: in each the hash of all else in it, so that a change is noticed."""
    content = json.loads(as_json(found))
    for one in content if isinstance(content, list) else [content]:
        one[SEAL] = seal(one)
    return f"{json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False)}\n".encode()


def answer_files(folder: Path) -> list[Path]:
    """The files that analyses have put into a folder, or into one of their own below it."""
    places = [place / f"{one.stem}.json" for one in ANALYSES.values() for place in (folder, folder / one.stem)]
    return [path for path in places if path.is_file()]


def answers(folder: Path) -> tuple[Answer, ...]:
    """Read what every analysis has put into a folder.

    Raises
    ------
    LinkageError
        If something cannot be read, was changed, or was made by an older version.
    """
    return tuple(answer for path in answer_files(folder) for answer in _answers(path))


def _answers(path: Path) -> list[Answer]:
    try:
        content: Any = read_json(path)
    except (OSError, ValueError) as error:
        raise LinkageError(f"{path}: cannot be read as JSON. Make the analysis again, or remove the file.") from error
    several = content if isinstance(content, list) else [content]
    if any(isinstance(one, dict) and SEAL in one and one[SEAL] != seal(one) for one in several):
        raise LinkageError(f"{path}: was changed after it was written. Make the analysis again, or remove the file.")
    try:
        return [Answer.read(one["finding"]) for one in several]
    except (KeyError, TypeError) as error:
        raise LinkageError(f"{path}: was made by an older version. Make the analysis again, or remove the file.") from error
