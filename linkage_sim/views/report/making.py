"""Make a report: read the folder, tell what is in it, write one file, whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from os import PathLike
from pathlib import Path

from ...errors import LinkageError
from ...experiments.analysis.attribution.ensembling import studies
from ...experiments.files import cannot_write, refuse_special, write_file
from ...experiments.stored import STUDY, read_manifest
from ...findings.registry import ANALYSES
from ...findings.translation import Translator
from ..choosing import chosen
from .content import Content
from .html import MARK, page, together

Place = str | PathLike[str]
NAME = "report.html"
HEAD = 2000
"""Bytes in which a report's mark stands."""


def report(folder: Place | Sequence[Place], out: Place | None = None, figures: Sequence[str] = (), language: str = "en") -> Path:
    """Write the report of a result folder, or of several: one HTML file that needs nothing else and fetches nothing.

    Parameters
    ----------
    folder : path, or sequence of paths
        A folder that ``run``, ``sweep`` or an analysis has made; a sweep need not be finished. Several make one page with all answers at
        a glance.
    out : path, optional
        The file; ``report.html`` in the folder if not given (``report-zh.html`` in Chinese). Several folders need one.
    figures : sequence of str
        Names of the figures that it shows, such as ``emergence``; all if not given.
    language : str
        ``en`` or ``zh``. Sources of parameters, and reasons of your own, stay as they were written.

    Returns
    -------
    Path
        The file. The same folder gives the same bytes.

    Raises
    ------
    LinkageError
        When the folder holds no results or damaged ones, the place is taken by a file that is no report (2), or writing fails (1).

    Examples
    --------
    >>> report(["results/p", "results/a"], "both.html")  # doctest: +SKIP
    PosixPath('both.html')
    """
    places = [Path(os.fspath(one)) for one in ([folder] if isinstance(folder, (str, os.PathLike)) else folder)]
    translator = Translator(language)
    target = _target(places, out, language)
    if out is not None:  # a place that cannot be is told before the work, not after it
        refuse_other(target)
    told = _showing([content(place) for place in places], figures)
    refuse_other(target)
    named = list(zip(map(str, places), told, strict=True))
    write_file(target, (page(told[0], translator) if len(told) == 1 else together(named, translator)).encode())
    return target


def _target(places: Sequence[Path], out: Place | None, language: str) -> Path:
    """The file that is written."""
    if not places:
        raise LinkageError("There is no folder to report on. Name at least one.")
    if out is None and len(places) > 1:
        raise LinkageError("Several folders make one page that belongs to none of them. Say where it shall be with --out FILE.")
    return Path(os.fspath(out)) if out is not None else places[0] / in_language(NAME, language)


def in_language(name: str, language: str) -> str:
    """Name of a page's file: that in English has none of a language in it."""
    stem, _, ending = name.rpartition(".")
    return name if language == "en" else f"{stem}-{language}.{ending}"


def _showing(several: Sequence[Content], asked: Sequence[str]) -> list[Content]:
    """The same with the figures that are asked for alone."""
    names = chosen(asked, (figure.drawing for one in several for figure in one.figures))
    return [replace(one, figures=tuple(figure for figure in one.figures if figure.drawing in names)) for one in several]


def content(folder: Path) -> Content:
    """What a folder tells."""
    sets = studies(folder)
    if sets:
        from .of_ensemble import of_ensemble

        return of_ensemble(folder, sets)
    known = read_manifest(folder)
    kind = known.get("kind")
    if kind == STUDY:
        from .of_study import of_study

        return of_study(folder, known)
    if kind in ANALYSES:
        from .of_finding import of_finding

        return of_finding(folder, known)
    raise LinkageError(f"{folder}: holds a {kind}, of which no report is made. Give the folder of a run or of a study.")


def refuse_other(target: Path) -> None:
    """Refuse to take the place of anything that is no report, or to write where that cannot be."""
    try:
        if not target.parent.is_dir():
            raise LinkageError(f"{target}: there is no folder {target.parent}. Make it first, or name another file.")
        if target.is_dir():
            raise LinkageError(f"{target}: is a folder. Name a file for the report, such as {target / NAME}.")
        refuse_special(target)
        if target.exists() and not _is_report(target):
            raise LinkageError(f"{target}: there is a file of this name that is no report, and it is not overwritten. Name another file.")
        if not os.access(target.parent, os.W_OK):
            raise LinkageError(f"{target}: cannot be written (permission denied). Name a file where you may write, with --out.")
    except OSError as error:
        raise cannot_write(target, error) from error


def _is_report(path: Path) -> bool:
    """Whether a file is a report, or nothing yet."""
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    return MARK.encode() in head or not head
