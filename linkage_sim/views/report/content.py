"""What a report tells, in the order in which it is told; how it looks is another matter (see :mod:`.html`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from ...findings.answer import Answer

FOLDED = 24
"""Rows from which a table is folded away until it is asked for."""


class Cell(NamedTuple):
    """What stands in a table: text, and whether it is a number, which stands to the right."""

    text: str
    number: bool = False


class Heading(NamedTuple):
    """Head of a column, with its unit or another short remark."""

    text: str
    note: str = ""


@dataclass(frozen=True)
class Table:
    """A table for people.

    Attributes
    ----------
    title : str
        Its caption.
    headings : tuple of Heading
        Heads of the columns.
    rows : tuple of tuple of Cell
        Its rows.
    note : str
        What to know when reading it.
    aside : bool
        Whether it is folded away though it is short.
    """

    title: str
    headings: tuple[Heading, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    aside: bool = False

    @property
    def folded(self) -> bool:
        """Whether it is shown only when asked for."""
        return self.aside or len(self.rows) >= FOLDED

    @property
    def right(self) -> tuple[bool, ...]:
        """Columns whose heads stand to the right, above numbers."""
        return tuple(any(row[k].number for row in self.rows) for k in range(len(self.headings)))


class Figure(NamedTuple):
    """A drawing as clean SVG, with its caption; a tall one takes more of a printed page; ``drawing`` is its name in the folder.

    ``narrow`` is the same for a narrow screen; where it is empty, the wide one is swiped sideways there.
    """

    name: str
    caption: str
    svg: str
    tall: bool
    drawing: str = ""
    narrow: str = ""


class Changes(NamedTuple):
    """How a scenario differs from another one."""

    sentence: str
    table: Table | None


class Share(NamedTuple):
    """Parameters that stand on one grade of evidence."""

    grade: str
    meaning: str
    parameters: int
    colour: str


class Coverage(NamedTuple):
    """On which evidence a scenario's parameters stand."""

    sentence: str
    shares: tuple[Share, ...]
    table: Table


class Explorer(NamedTuple):
    """A sweep's numbers for the reader to filter and sort, and the table of points as it stands before anything is asked."""

    data: Mapping[str, Any]
    notes: tuple[str, ...]


class Provenance(NamedTuple):
    """Where the numbers come from, and how to make them again."""

    facts: Table
    files: Table | None
    again: str
    remark: str


@dataclass(frozen=True)
class Content:
    """All that a report tells.

    Attributes
    ----------
    kind : str
        ``run`` or ``sweep``, or what the analyses are called.
    title, question : str
        What was simulated, and what was asked.
    answer : tuple of str
        The answer, in sentences made from the numbers.
    warnings : tuple of str
        What a reader must know before leaning on the answer.
    figures, tables, analyses : tuple
        What was found.
    explorer : Explorer or None
        A sweep's numbers.
    atlas : mapping or None
        Of a run of a country, its provinces month by month, see :func:`.atlas.atlas`.
    changes : tuple of Changes
        How the scenarios differ from those that they come from.
    varied : Table or None
        The factors.
    coverage : Coverage or None
        On which evidence the scenario stands, where it is known.
    failed : Table or None
        Runs that failed or were aborted.
    runs : str
        How many runs there are, and what became of them; empty where the analyses tell that.
    missing : str
        How many runs were never made; empty where none is missing.
    provenance : Provenance
        Where it comes from.
    """

    kind: str
    title: str
    question: str
    answer: tuple[str, ...]
    warnings: tuple[str, ...]
    figures: tuple[Figure, ...]
    tables: tuple[Table, ...]
    analyses: tuple[Answer, ...]
    explorer: Explorer | None
    changes: tuple[Changes, ...]
    varied: Table | None
    coverage: Coverage | None
    failed: Table | None
    runs: str
    missing: str
    provenance: Provenance
    atlas: Mapping[str, Any] | None = None


Row = Sequence[str | Cell]


def table(title: str, headings: Iterable[str | tuple[str, str]], rows: Iterable[Row], note: str = "", aside: bool = False) -> Table:
    """Make a table; plain text becomes cells, and a pair of texts a heading with its unit."""
    heads = tuple(Heading(one) if isinstance(one, str) else Heading(*one) for one in headings)
    cells = tuple(tuple(Cell(cell) if isinstance(cell, str) else cell for cell in row) for row in rows)
    return Table(title, heads, cells, note, aside)


def right(text: str) -> Cell:
    """A cell that holds a number."""
    return Cell(text, number=True)
