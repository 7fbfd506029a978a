"""Formats in which tables are given to other programs, and what each of them cannot hold: told before anything is written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ..errors import LinkageError
from ..state.month import Column

if TYPE_CHECKING:
    import pandas as pd


class Format(NamedTuple):
    """What a program can hold.

    Attributes
    ----------
    name : str
        As it is asked for.
    program : str
        Who reads it.
    ending : str
        Of its files.
    rows : int or None
        Rows of a table, at most, its heading not counted.
    letters : int or None
        Letters of a cell, at most.
    whole : int or None
        Largest whole number that is kept to its last digit.
    """

    name: str
    program: str
    ending: str
    rows: int | None = None
    letters: int | None = None
    whole: int | None = None


FORMATS = {
    one.name: one
    for one in (
        Format("parquet", "Parquet", "parquet"),
        Format("csv", "CSV", "csv"),
        Format("xlsx", "Excel", "xlsx", rows=2**20 - 1, letters=32_767, whole=10**15),
        Format("stata", "Stata", "dta", rows=2**31 - 1, whole=2**53),
    )
}
STATA_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,31}")
STATA_WORDS = frozenset((
    "_all", "_b", "byte", "_coef", "_cons", "double", "float", "if", "in", "int", "long", "_n", "_N", "_pi", "_pred", "_rc", "_skip",
    "strL", "using", "with",
))  # fmt: skip
OTHERS = "Ask for another format, or give some tables alone with 'linkage-sim export DIR --tables NAMES'."


class Shape(NamedTuple):
    """A table, before it is there or once it is.

    Attributes
    ----------
    name : str
        Of the table.
    rows : int
        How many it has; 0 where nobody knows yet.
    columns : tuple of str
        Names of its columns.
    """

    name: str
    rows: int
    columns: tuple[str, ...]


def chosen_formats(text: str) -> tuple[str, ...]:
    """Read names of formats with commas between.

    Raises
    ------
    LinkageError
        Where one of them is no format's.
    """
    names = tuple(dict.fromkeys(word.strip() for word in text.split(",") if word.strip()))
    for name in names or ("",):
        if name not in FORMATS:
            raise LinkageError(f"'{name}' is no format; the formats are {', '.join(FORMATS)}.")
    return names


def refuse_unfit(formats: Iterable[str], shapes: Sequence[Shape]) -> None:
    """Refuse tables that a format cannot hold.

    Parameters
    ----------
    formats : iterable of str
        What is asked for.
    shapes : sequence of Shape
        The tables.

    Raises
    ------
    LinkageError
        Where a table has too many rows, or a column a name that is not allowed.
    """
    for name in formats:
        for shape in shapes:
            _refuse_rows(FORMATS[name], shape)
            if name == "stata":
                _refuse_names(shape)


def refuse_values(name: str, table: str, frame: pd.DataFrame) -> None:
    """Refuse values that a format would change: endless numbers, very long texts, whole numbers of too many digits."""
    import numpy as np

    one = FORMATS[name]
    for column in frame:
        values = frame[column].dropna()
        if values.dtype.kind == "f" and one.whole and np.isinf(values).any():
            raise LinkageError(f"{one.program} has no infinite numbers, and {column} of {table} holds one. {OTHERS}")
        if values.dtype.kind in "iu" and one.whole and len(values) and int(values.abs().max()) > one.whole:
            raise LinkageError(f"{one.program} does not keep all digits of {column} of {table}. {OTHERS}")
        if values.dtype.kind not in "biufM" and one.letters and values.map(str).str.len().max() > one.letters:
            raise LinkageError(f"A cell of {one.program} holds {one.letters:,} letters, and {column} of {table} has more. {OTHERS}")


def stata_label(column: Column) -> str:
    """Give the label of a Stata variable: meaning and unit in 80 letters, the meaning cut where it is too long."""
    unit = f" [{column.unit}]" if column.unit else ""
    room, meaning = 80 - len(unit), column.meaning.removesuffix(".")
    short = meaning if len(meaning) <= room else f"{meaning[: max(room - 3, 0)].rstrip()}..."
    return f"{short}{unit}"[:80]


def _refuse_rows(one: Format, shape: Shape) -> None:
    if one.rows is not None and shape.rows > one.rows:
        raise LinkageError(f"{one.program} holds {one.rows:,} rows below a heading, and {shape.name} has {shape.rows:,}. {OTHERS}")


def _refuse_names(shape: Shape) -> None:
    for name in shape.columns:
        if not STATA_NAME.fullmatch(name) or name in STATA_WORDS:
            what = "has at most 32 letters (A to Z, digits, _), begins with none of the digits, and is no word of its language"
            raise LinkageError(f"A name in Stata {what}; '{name}' of {shape.name} is none. {OTHERS}")
