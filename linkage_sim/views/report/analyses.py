"""What analyses have put into a folder, as their findings are told."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ...errors import LinkageError
from ...experiments.stored import read_json
from ...findings.finding import Answer
from ...findings.registry import ANALYSES

MOST_LEADING = 6
"""Sentences that an answer may have."""


def analyses(folder: Path) -> tuple[Answer, ...]:
    """Read what every analysis has put into a folder, or into one of its own below it.

    Raises
    ------
    LinkageError
        If something cannot be read, or was made by an older version.
    """
    places = [place / f"{one.stem}.json" for one in ANALYSES.values() for place in (folder, folder / one.stem)]
    return tuple(answer for path in places if path.is_file() for answer in _answers(path))


def kind_of(answer: Answer) -> str:
    """What a report calls the analysis."""
    return ANALYSES[answer.analysis].title


def leading(found: Sequence[Answer]) -> tuple[str, ...]:
    """Verdicts that stand for the whole: those of the first finding of each analysis."""
    told = {one.analysis: one.verdicts for one in reversed(found)}
    return tuple(verdict for verdicts in reversed(told.values()) for verdict in verdicts)[:MOST_LEADING]


def _answers(path: Path) -> list[Answer]:
    try:
        content: Any = read_json(path)
    except (OSError, ValueError) as error:
        raise LinkageError(f"{path}: cannot be read as JSON. Make the analysis again, or remove the file.") from error
    try:
        return [Answer.read(one["finding"]) for one in (content if isinstance(content, list) else [content])]
    except (KeyError, TypeError) as error:
        raise LinkageError(f"{path}: was made by an older version. Make the analysis again, or remove the file.") from error
