"""What a brief tells: one question, its answer, one curve, one block of tables, how sure it is, and where it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from ...errors import LinkageError
from ...experiments.analysis.attribution.ensembling import FILE, FOLDER
from ...experiments.analysis.comparison.noise import LUCK, PLACEBO
from ...experiments.keeping import answers
from ...experiments.stored import MANIFEST, STUDY, read_manifest
from ...experiments.study.study import studies_below
from ...findings.answer import Answer
from ...findings.answer import Table as FoundTable
from ...findings.words import counted, listing
from ..course import course
from ..report.analyses import kind_of
from ..report.content import Content, Figure
from ..report.content import Table as ReportTable
from ..report.figures import drawn
from ..report.provenance import seeds_text

Table = FoundTable | ReportTable
MOST_VERDICTS, MOST_LINES = 5, 5
ROWS, HEAD = 28, 3
"""Lines of tables that fit beside the rest of a page, and those that a table takes besides its rows."""
HASH = 12
"""Letters of a hash that are told."""
COSTS = ("costs", "spending")
"""Tables that tell costs, by their names."""


class Fact(NamedTuple):
    """Something about where it comes from."""

    name: str
    text: str


@dataclass(frozen=True)
class Sheet:
    """What the two pages tell.

    Attributes
    ----------
    kind : str
        What the analysis is called.
    title, question : str
        What was simulated, and what was asked.
    verdicts : tuple of str
        The answer, the most important first.
    figure : Figure or None
        Baseline and reform over time, or the main figure.
    tables : tuple
        Effects and costs.
    trust, caveats : tuple of str
        How sure it is, and what a reader must know.
    facts : tuple of Fact
        Where it comes from.
    left : bool
        Whether the report tells more than fits here.
    """

    kind: str
    title: str
    question: str
    verdicts: tuple[str, ...]
    figure: Figure | None
    tables: tuple[Table, ...]
    trust: tuple[str, ...]
    caveats: tuple[str, ...]
    facts: tuple[Fact, ...]
    left: bool = False

    @property
    def costs(self) -> bool:
        """Whether one of the tables tells costs."""
        return any(map(_tells_costs, self.tables))


def _tells_costs(one: Table) -> bool:
    return isinstance(one, FoundTable) and one.name in COSTS


def sheet(folder: Path) -> Sheet:
    """Read a result folder, and say what its brief tells.

    Raises
    ------
    LinkageError
        Where the folder holds neither results nor the finding of an analysis.
    """
    found = answers(folder)
    return _of_finding(folder, found) if found else _of_results(folder)


def _of_finding(folder: Path, found: Sequence[Answer]) -> Sheet:
    """The first finding, which is what the folder was made for."""
    first, manifest = found[0], _manifest(folder)
    tables = [one for one in first.tables if one.rows and not one.aside]
    shown = tuple(fitting(tables))
    warnings = _missing(manifest)
    return Sheet(
        kind_of(first), str(manifest.get("title", "")), first.question, tuple(first.verdicts[:MOST_VERDICTS]), _curve(folder, first),
        shown, tuple(first.trust[:MOST_LINES]), (*warnings, *first.caveats)[:MOST_LINES], tuple(_facts(folder, manifest, first.provenance)),
        len(found) > 1 or len(first.verdicts) > MOST_VERDICTS or len(shown) < len(tables),
    )  # fmt: skip


def _of_results(folder: Path) -> Sheet:
    """A run or a sweep without an analysis: what its report says first."""
    manifest = read_manifest(folder)
    content = _content(folder)
    tables = [one for one in content.tables if not one.aside]
    return Sheet(
        content.kind, content.title, content.question, content.answer[:MOST_VERDICTS], content.figures[0] if content.figures else None,
        tuple(fitting(tables)), (), content.warnings[:MOST_LINES], tuple(_facts(folder, manifest, content.runs)), left=True,
    )  # fmt: skip


def _content(folder: Path) -> Content:
    from ..report.making import content

    return content(folder)


def fitting(tables: Sequence[Table]) -> Iterator[Table]:
    """The tables that fit on a page: the first one and that of the costs before all others, the last one cut short where it must be."""
    costs = list(filter(_tells_costs, tables[1:]))
    room = ROWS
    for one in [*tables[:1], *costs, *(other for other in tables[1:] if other not in costs)]:
        fits = room - HEAD
        if len(one.rows) > fits and (fits < HEAD or room < ROWS):
            continue
        shown = one if len(one.rows) <= fits else _cut(one, fits)
        room -= HEAD + len(shown.rows)
        yield shown


def _cut(one: Table, rows: int) -> Table:
    """The first rows of a table, which says so."""
    note = f"The first {rows} of {counted(len(one.rows), 'row')}. {one.note}".strip()
    if isinstance(one, FoundTable):
        return replace(one, rows=one.rows[:rows], note=note)
    return replace(one, rows=one.rows[:rows], note=note)


def _curve(folder: Path, answer: Answer) -> Figure | None:
    """Baseline and reform over time; where there are no months, the figure that the report shows first."""
    made = course(folder, answer.analysis, most=1)
    if made is not None:
        return drawn([made._replace(narrow=None)])[0]
    figures = _content(folder).figures
    return figures[0] if figures else None


def _manifest(folder: Path) -> Mapping[str, Any]:
    """What a folder's manifest says, or that of the first study over an ensemble; nothing where analyses lie alone."""
    if (folder / MANIFEST).is_file():
        return read_manifest(folder)
    below = next(studies_below(folder / FOLDER), None)
    return read_manifest(below) if below is not None else {}


def _missing(manifest: Mapping[str, Any]) -> tuple[str, ...]:
    """That runs are missing, where they are."""
    if manifest.get("kind") != STUDY or manifest.get("state") == "finished":
        return ()
    return ("The study is not finished: its answer stands on the runs that are there.",)


def _facts(folder: Path, manifest: Mapping[str, Any], runs: str) -> Iterator[Fact]:
    """Scenarios with their hashes, ensemble, runs, versions and the command."""
    told = [f"{name} ({str(value)[:HASH]})" for name, value in manifest.get("scenarios", {}).items() if name not in (PLACEBO, LUCK)]
    yield from [Fact("Scenarios, with their hashes", listing(told))] if told else []
    if (folder / FILE).is_file():
        yield Fact("Ensemble of parameter sets", _ensemble(folder / FILE))
    yield from [Fact("Runs", runs or seeds_text(manifest.get("seeds", []), ends=True))]
    versions = manifest.get("versions", {})
    if versions:
        commit = str(manifest.get("commit") or "unknown").replace("+changes", ", with changes that were not committed")
        yield Fact(
            "Version", f"linkage_sim {versions.get('linkage-sim', '')}, model {versions['model']}, commit {commit[:HASH]}{commit[40:]}"
        )
    yield from [Fact("Finished", str(manifest["finished"])[:10])] if manifest.get("finished") else []
    yield from [Fact("Command", str(manifest["command"]))] if manifest.get("command") else []


def _ensemble(path: Path) -> str:
    from ...experiments.ensemble.ensemble import Ensemble

    ensemble = Ensemble.load(path)
    return f"{ensemble.name}, {counted(len(ensemble.weights), 'parameter set')} ({ensemble.hash[:HASH]})"


def refuse_empty(folder: Path) -> None:
    """Refuse a folder that is none."""
    if not folder.is_dir():
        raise LinkageError(f"{folder}: there is no such folder. Give a folder that one of the commands has made with --out.")
