"""Strict tables: a CSV file read by declared columns, and what is wrong with it told in one sentence."""

from __future__ import annotations

import csv
import hashlib
import io
import pathlib
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from linkage_sim.errors import LinkageError

from .bundled import bundled_folder
from .problems import Mark, fault, nearest, shortened, shown
from .reading import WRITTEN, content_of, is_file, text_of

FOLDER = "nation"
"""Folder of the bundled tables, below the bundled scenarios."""
_NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?")


class Column(NamedTuple):
    """A column that a table must have: text (no bounds), or numbers in a range; ``empty`` lets a cell say that nothing is known."""

    name: str
    low: float | None = None
    high: float | None = None
    whole: bool = False
    empty: bool = False
    words: tuple[str, ...] = ()


class Line(NamedTuple):
    """One line of a table: where it stands, and its values by column; None where a cell is empty."""

    mark: Mark
    values: dict[str, Any]


def table_path(name: str) -> pathlib.Path:
    """Find a table by the name of a bundled one or by its path."""
    bundled = bundled_folder() / FOLDER / name
    return bundled if pathlib.PurePath(name).name == name and is_file(bundled) else pathlib.Path(name)


def table_digest(name: str) -> str:
    """SHA-256 of a table's content; where it lies does not matter."""
    return hashlib.sha256(_content(name)).hexdigest()


def _content(name: str) -> bytes:
    try:
        return content_of(table_path(name), WRITTEN.size)
    except LinkageError as error:
        known = [path.name for path in sorted((bundled_folder() / FOLDER).glob("*.csv"))]
        guess = nearest(name, known)
        reason = str(error).partition(": ")[2].rpartition(";")[0]
        raise fault(
            Mark(shortened(name, 240)), f"cannot be read as a table ({reason})", f"write {guess}" if guess else "check the path"
        ) from None


def read_table(name: str, columns: Sequence[Column]) -> list[Line]:
    """Read a table; columns beyond the declared ones are left alone.

    Raises
    ------
    LinkageError
        One sentence with file, line, what is wrong and what to do.
    """
    return list(_read(name, _content(name), tuple(columns)))


@lru_cache(maxsize=16)
def _read(name: str, content: bytes, columns: tuple[Column, ...]) -> tuple[Line, ...]:
    try:
        reader = csv.reader(io.StringIO(text_of(content, name), newline=""), strict=True)
        rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise fault(Mark(name, reader.line_num), f"is not a valid CSV table ({error})", "check its quotes") from None
    if len(rows) < 2:
        raise fault(Mark(name), "has no line below its head", "give a head with the columns' names, and a line for each entry")
    head = _head(name, [cell.strip() for cell in rows[0][1]], columns)
    return tuple(_line(Mark(name, number), row, head, columns) for number, row in rows[1:])


def _head(name: str, head: list[str], columns: Sequence[Column]) -> list[str]:
    mark = Mark(name, 1)
    for column in columns:
        if column.name not in head:
            guess = nearest(column.name, head)
            raise fault(mark, f"lacks the column {column.name}", f"rename {guess}, if that is meant, or add it" if guess else "add it")
        if head.count(column.name) > 1:
            raise fault(mark, f"has the column {column.name} twice", "keep one of them")
    return head


def _line(mark: Mark, row: list[str], head: list[str], columns: Sequence[Column]) -> Line:
    if len(row) != len(head):
        raise fault(mark, f"has {len(row)} cells, but the head has {len(head)}", "check its commas and quotes")
    cells = dict(zip(head, row, strict=True))
    return Line(mark, {column.name: _cell(mark, cells[column.name].strip(), column) for column in columns})


def _cell(mark: Mark, text: str, column: Column) -> Any:
    if not text:
        if column.empty:
            return None
        raise fault(mark, f"has an empty cell in the column {column.name}", f"write {_wanted(column)}")
    if column.low is None or column.high is None:
        if column.words and text not in column.words:
            raise fault(mark, f"{column.name} is {shown(text)}, but must be {_wanted(column)}", "choose one of them")
        return text
    number = float(text) if _NUMBER.fullmatch(text) else None
    if number is None or not column.low <= number <= column.high or (column.whole and not number.is_integer()):
        raise fault(mark, f"{column.name} is {shown(text)}, but must be {_wanted(column)}", "correct it")
    return int(number) if column.whole else number


def _wanted(column: Column) -> str:
    if column.low is None or column.high is None:
        return f"one of {', '.join(column.words)}" if column.words else "a word"
    return f"a {'whole ' if column.whole else ''}number from {column.low:g} to {column.high:g}"
