"""Rows of an analysis as tables for people: intervals in one cell, what is the same everywhere told once, what is empty left out."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from ...experiments.analysis.statistics import Interval
from ...findings.numbers import chance, estimated, given, is_share, level, number, unit_words
from .content import Cell, Row, Table, right, table

Record = Mapping[str, Any]
ENDS = ("low", "high")
CALLED: Mapping[str, str] = {
    "title": "outcome", "p_holm": "p (Holm)", "quasi_p": "quasi-p", "mu_star": "mu*", "runs_each": "runs each", "of": "", "label": "factor",
    "below": "below the noise floor", "first": "first order", "second": "second order", "words": "in words",
}  # fmt: skip
"""Columns that people call otherwise."""
SHARES = frozenset(("improved", "worsened", "tied", "share", "coverage", "density", "part", "total", "first", "second"))
"""Columns that are told in per cent."""
CHANCES = frozenset(("p", "p_holm", "quasi_p"))
MEASURED = frozenset((
    "baseline", "value", "difference", "low", "high", "detectable", "luck", "largest", "mu_star", "mu_star_low", "mu_star_high", "mu",
    "sigma", "swing", "swing_low", "swing_high", "down", "up",
))  # fmt: skip
"""Columns in the unit of the outcome."""


def record_table(title: str, records: Sequence[Record], columns: Sequence[str] = (), note: str = "", aside: bool = False) -> Table:
    """Make a table of records.

    Parameters
    ----------
    title : str
        Its caption.
    records : sequence of mapping
        Rows; those that lack a column have an empty cell there.
    columns : sequence of str
        Columns to show, in this order; all that there are if none is named. Ends of intervals follow their estimates by themselves.
    note : str
        What to know when reading it.
    aside : bool
        Whether it is folded away though it is short.

    Returns
    -------
    Table
        ``x``, ``x_low`` and ``x_high`` make one column, and so do ``low`` and ``high`` with the number before them. Columns that hold
        nothing are left out; of several rows, a column that is the same in all is told below.
    """
    known = list(dict.fromkeys(key for record in records for key in record))
    held = [key for key in known if any(not _nothing(record.get(key)) for record in records)]
    ends = _intervals(held, records)
    chosen = [key for key in (columns or held) if key in held and not any(key in pair for pair in ends.values())]
    same = [key for key in chosen if len(records) > 1 and key not in ends and _same(records, key)]
    shown = [key for key in chosen if key not in same] or chosen
    rows: list[Row] = [[_cell(record, key, ends.get(key)) for key in shown] for record in records]
    told = "; ".join(f"{heading(key)} {_text(key, records[0][key])}" for key in same if key not in shown)
    heads = [(heading(key), "95 % interval" if key in ends else "") for key in shown]
    return table(title, heads, rows, f"{note} In all rows: {told}.".strip() if told else note, aside)


def in_unit(record: Record, unit: str) -> Record:
    """Give a row's measured numbers in the unit in which people are told: shares in per cent."""
    if not is_share(unit):
        return record
    told = {key: value * 100 if key in MEASURED and isinstance(value, (int, float)) else value for key, value in record.items()}
    return told | ({"unit": unit_words(unit)} if "unit" in record else {})


def heading(key: str) -> str:
    """Name of a column for people."""
    return CALLED.get(key, key.replace("_", " "))


def _intervals(held: Sequence[str], records: Sequence[Record]) -> dict[str, tuple[str, str]]:
    """Columns that are estimates, with the columns that hold the ends of their intervals."""
    found = {key: (f"{key}_low", f"{key}_high") for key in held if f"{key}_low" in held and f"{key}_high" in held}
    if all(end in held for end in ENDS) and held.index("low") > 0:
        before = held[held.index("low") - 1]
        if before not in found and all(isinstance(record.get(before), (int, float, type(None))) for record in records):
            found[before] = ENDS
    return found


def _same(records: Sequence[Record], key: str) -> bool:
    return all(record.get(key) == records[0].get(key) for record in records)


def _nothing(value: Any) -> bool:
    return value is None or value == "" or (isinstance(value, float) and math.isnan(value))


def _cell(record: Record, key: str, ends: tuple[str, str] | None) -> Cell:
    value: Any = record.get(key)
    if _nothing(value):
        return Cell("")
    if ends is None or any(_nothing(record.get(end)) for end in ends):
        return Cell(_text(key, value), number=isinstance(value, (int, float)) and not isinstance(value, bool))
    size, reach = estimated(Interval(value, *(record[end] for end in ends)), "share" if key in SHARES else "")
    return right(f"{size.removesuffix(' percentage points')} ({reach})" + (" %" if key in SHARES else ""))


def _text(key: str, value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not isinstance(value, (int, float)):
        return given(value)
    if key in CHANCES:
        return chance(value)
    return level(value, "share") if key in SHARES else f"{number(value)} %" if key == "percent" else number(value)
