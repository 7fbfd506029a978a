"""What is told of a finding, as plain values: a question with its answer, tables with typed columns, and how sure it is."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from . import numbers

if TYPE_CHECKING:
    import pandas as pd

Record = Mapping[str, Any]
OWN = "unit"
"""Column of a row that holds the unit of its numbers, where rows have different ones."""
FORMS: Mapping[str, Callable[[Any, str], str]] = {
    "text": lambda value, _: numbers.given(value),
    "count": lambda value, _: f"{value:,.0f}",
    "number": lambda value, _: numbers.number(value),
    "level": numbers.level,
    "difference": lambda value, unit: numbers.difference(value, unit, named=False),
    "share": lambda value, _: numbers.percent(value),
    "change": lambda value, _: numbers.change(value),
    "chance": lambda value, _: numbers.chance(value),
}
"""How values are written: ``count`` is exact, ``level`` and ``difference`` go by the unit, ``share`` and ``change`` are per cent."""


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes
    ----------
    name : str
        Its key in the rows.
    heading : str
        What people call it.
    form : str
        How values are written, one of :data:`FORMS`.
    unit : str
        Unit of its numbers; where a row has a unit of its own (key ``unit``), that counts.
    meaning : str
        What it is, in a sentence.
    low, high : str
        Keys of the ends of its interval, where it is an estimate.
    interval : str
        What that interval is.
    """

    name: str
    heading: str
    form: str = "text"
    unit: str = ""
    meaning: str = ""
    low: str = ""
    high: str = ""
    interval: str = "95 % interval"

    @property
    def numeric(self) -> bool:
        """Whether it stands to the right."""
        return self.form != "text"

    def text(self, row: Record) -> str:
        """What stands in a cell: the value, with its interval if it has one; nothing where there is none."""
        value, unit = row.get(self.name), self.unit or str(row.get(OWN, ""))
        if value is None or value == "" or (isinstance(value, float) and math.isnan(value)):
            return ""
        ends = [row.get(end) for end in (self.low, self.high) if end]
        if not ends or not all(map(numbers.finite, ends)):
            return FORMS[self.form](value, unit)
        scale = 1.0 if self.form in ("difference", "number") or (self.form == "level" and not numbers.is_share(unit)) else 100.0
        size, inside = numbers.estimated([scale * one for one in (value, *ends)], unit if scale == 1.0 else "")
        size = size.replace(numbers.POINTS, "points") if numbers.is_share(unit) else size.removesuffix(unit).rstrip()
        return f"{size} ({inside})" + ("" if scale == 1.0 else " %")


@dataclass(frozen=True)
class Table:
    """A table with typed columns.

    Attributes
    ----------
    name : str
        Stem of its CSV file.
    title : str
        Its caption.
    columns : sequence of Column
        What is shown.
    rows : sequence of mapping
        Values by the columns' names, with the ends of intervals.
    note : str
        How to read it.
    aside : bool
        Whether it is a detail, which a page folds away.
    """

    name: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Record]
    note: str = ""
    aside: bool = False

    @property
    def shown(self) -> list[Column]:
        """Columns that hold something."""
        return [column for column in self.columns if any(column.text(row) for row in self.rows)]

    def cells(self) -> list[list[str]]:
        """All rows as text, of the columns that are shown."""
        shown = self.shown
        return [[column.text(row) for column in shown] for row in self.rows]

    def content(self) -> dict[str, Any]:
        """The table as plain values."""
        keys = [key for column in self.columns for key in (column.name, column.low, column.high) if key]
        rows = plain([{key: row.get(key) for key in (*keys, *([OWN] if OWN in row else []))} for row in self.rows])
        return {**{key: getattr(self, key) for key in ("name", "title", "note", "aside")}, "rows": rows,
                "columns": [vars(column) for column in self.columns]}  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """What is told of a finding, whole and as plain values, so that it can be kept and read again.

    Attributes
    ----------
    analysis : str
        Name of the analysis.
    question : str
        The question, as its reader would ask it.
    verdicts : sequence of str
        The answer in plain sentences, the most important first; three numbers in a sentence at most.
    tables : sequence of Table
        The numbers, the most important table first.
    trust : sequence of str
        How sure it is: what was tested, and what the words mean.
    caveats : sequence of str
        What a reader must know before leaning on the answer.
    provenance : str
        From which runs it comes.
    """

    analysis: str
    question: str
    verdicts: Sequence[str]
    tables: Sequence[Table]
    trust: Sequence[str] = ()
    caveats: Sequence[str] = ()
    provenance: str = ""

    def content(self) -> dict[str, Any]:
        """All of it as plain values."""
        lists = {key: list(getattr(self, key)) for key in ("verdicts", "trust", "caveats")}
        return {**vars(self), **lists, "tables": [table.content() for table in self.tables]}

    @classmethod
    def read(cls, content: Mapping[str, Any]) -> Answer:
        """Read what :meth:`content` has made."""
        tables = [Table(**{**one, "columns": [Column(**column) for column in one["columns"]]}) for one in content["tables"]]
        return cls(**{**content, "tables": tables})


def plain(value: Any) -> Any:
    """Values that JSON knows: numpy's become Python's, and what is not a finite number becomes None."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    value = value.item() if hasattr(value, "item") else value
    return None if isinstance(value, float) and not math.isfinite(value) else value


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of a frame by column."""
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]
