"""What result folders there are below a place: question, date, state and verdict of each."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from ..errors import LinkageError, told
from ..findings.answer import Answer
from ..findings.words import counted
from . import manifest as facts
from .analysis.attribution.ensembling import FOLDER as MEMBERS
from .keeping import answer_files, answers
from .stored import MANIFEST, STUDY, is_as_written, read_json, refuse_odd, refuse_odd_values
from .study.folder import LEDGER, is_study
from .study.ledger import PENDING, SUCCEEDED, Ledger
from .study.study import Study, studies_below

State = Literal["whole", "interrupted", "damaged"]
FAMILY = facts.FORMAT.rpartition(" ")[0]
"""How every format of a manifest of this program begins."""
MOST_READ = 20_000_000
"""Bytes of a table of months that is read for its verdict: a hundred runs of the country have fewer."""


@dataclass(frozen=True)
class Kept:
    """A result folder.

    Attributes
    ----------
    folder : str
        Where it is, as the place was given.
    kind : str
        ``run``, ``sweep``, or the name of the analysis that was made.
    question : str
        What was asked.
    date : str
        Day on which it was finished, or begun where it is not finished, YYYY-MM-DD.
    state : str
        ``whole``, ``interrupted`` (``--resume`` goes on) or ``damaged``.
    runs : int
        Runs that were asked for.
    done : int
        Runs that were made, whatever became of them.
    failed : int
        Those of them that did not succeed.
    verdict : str
        The answer's first sentence; why nothing can be said where it is damaged; empty where it is interrupted, or large.
    """

    folder: str
    kind: str
    question: str
    date: str
    state: State
    runs: int
    done: int
    failed: int
    verdict: str

    @property
    def words(self) -> str:
        """The state with its runs: ``interrupted, 12 of 40 runs``."""
        made = f"{self.done:,} of {counted(self.runs, 'run')}" if self.state == "interrupted" else counted(self.runs, "run")
        told = [self.state, *([made] if self.runs else []), *([f"{self.failed:,} failed"] if self.failed else [])]
        return ", ".join(told)


def results(place: str | os.PathLike[str] = ".") -> list[Kept]:
    """List the result folders below a place, those in a hidden folder or behind a link left out.

    Parameters
    ----------
    place : path
        Where to look; it may be a result folder itself.

    Returns
    -------
    list of Kept
        By their paths. What lies inside a result folder belongs to it.

    Raises
    ------
    LinkageError
        If there is no such folder.

    Examples
    --------
    >>> [one.words for one in results("results")]  # doctest: +SKIP
    ['whole, 40 runs', 'interrupted, 12 of 40 runs']
    """
    root = Path(os.fspath(place))
    if not root.is_dir():
        raise LinkageError(f"{root}: there is no such folder. Give one below which results lie.")
    return list(_below(root))


def _below(root: Path) -> Iterator[Kept]:
    for path, folders, _ in os.walk(root):
        found = _told(Path(path))
        if found is not None:
            yield found
        folders[:] = [] if found is not None else sorted(name for name in folders if not name.startswith("."))


def _told(folder: Path) -> Kept | None:
    """What a folder holds; None where it holds no results."""
    known = _manifest(folder)
    members = list(studies_below(folder / MEMBERS))
    if known is None and not members and not answer_files(folder) and not is_study(folder):
        return None
    known = known or next(filter(None, map(_manifest, members)), {})
    try:
        return _whole(folder, known, members or ([folder] if is_study(folder) else []))
    except LinkageError as error:
        asked = str(known.get("question") or known.get("title") or "")
        return Kept(str(folder), "", told(asked), _date(folder, known), "damaged", 0, 0, 0, str(error))


def _whole(folder: Path, known: Mapping[str, Any], studies: list[Path]) -> Kept:
    """Tell of a folder whose pieces can be read."""
    if known and known["format"] not in (facts.FORMAT, facts.UNSEALED):
        raise LinkageError(f"Its format is {known['format']!r}, this version reads {facts.FORMAT!r}.")
    if known and not is_as_written(known):
        raise LinkageError(f"{folder / MANIFEST}: was changed or damaged after it was written.")
    refuse_odd_values(folder / MANIFEST, known)
    if known and known.get("kind") in (None, STUDY):
        refuse_odd(folder / MANIFEST, known)
    found = answers(folder)
    counts = _counts(folder, known, studies)
    runs, pending = sum(counts.values()), counts[PENDING]
    whole = not pending and (bool(found) if studies and folder not in studies else known.get("state", "finished") == "finished")
    return Kept(
        str(folder), told(_kind(known, found)), told(_question(known, found)), _date(folder, known),
        "whole" if whole else "interrupted", runs, runs - pending, runs - pending - counts[SUCCEEDED],
        told(found[0].verdicts[0] if found and found[0].verdicts else _first_sentence(folder) if whole and studies == [folder] else ""),
    )  # fmt: skip


def _first_sentence(folder: Path) -> str:
    """What became of the runs of a study, where that is quickly read; nothing of one that this version does not read."""
    months = folder / "monthly.parquet"
    if not months.is_file() or months.stat().st_size > MOST_READ:
        return ""
    from .answers.of_study import sentences

    with suppress(LinkageError):
        return sentences(Study(folder))[0]
    return ""


def _counts(folder: Path, known: Mapping[str, Any], studies: list[Path]) -> Counter[str]:
    """Runs by state; of an ensemble, those of parameter sets that were not begun are pending."""
    if not studies:
        return Counter({str(state): int(count) for state, count in known.get("states", {}).items()})
    total: Counter[str] = Counter()
    for study in studies:
        ledger = Ledger(study / LEDGER, read_only=True)
        try:
            total += Counter(ledger.counts())
        finally:
            ledger.close()
    missing = _sets(folder) - len(studies) if folder not in studies else 0
    total[PENDING] += max(missing, 0) * (sum(total.values()) // len(studies))
    return total


def _sets(folder: Path) -> int:
    """How many parameter sets an ensemble's folder is to have."""
    from .analysis.attribution.ensembling import FILE
    from .ensemble.ensemble import Ensemble

    return len(Ensemble.load(folder / FILE).weights) if (folder / FILE).is_file() else 0


def _kind(known: Mapping[str, Any], found: tuple[Answer, ...]) -> str:
    if found:
        return found[0].analysis
    kind = known.get("kind", STUDY)
    return ("run" if known.get("scenario") else "sweep") if kind == STUDY else str(kind)


def _question(known: Mapping[str, Any], found: tuple[Answer, ...]) -> str:
    from .answers.of_study import run_question

    if found:
        return found[0].question
    title = str(known.get("title") or "")
    if known.get("scenario") and title:
        return run_question(title)
    return str(known.get("question") or title or known.get("scenario") or "")


def _date(folder: Path, known: Mapping[str, Any]) -> str:
    """Day of the end, or of the beginning, or of the file of the analysis where nothing else is known."""
    noted = str(known.get("finished") or known.get("started") or "")[:10]
    file = next(iter(answer_files(folder)), None)
    return told(noted) or (datetime.fromtimestamp(file.stat().st_mtime, UTC).date().isoformat() if file else "")


def _manifest(folder: Path) -> dict[str, Any] | None:
    """A manifest of this program, of whatever version; None where there is none."""
    try:
        known = read_json(folder / MANIFEST)
    except (OSError, ValueError):
        return None
    return known if isinstance(known, dict) and str(known.get("format", "")).startswith(FAMILY) else None
