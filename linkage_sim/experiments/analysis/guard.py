"""The one gate before every analysis: all runs are there and every number is finite, or a sentence says what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ...errors import LinkageError

if TYPE_CHECKING:
    import pandas as pd

SUCCEEDED = "succeeded"
REMEDY = "Run the study again with --resume; only what is missing is done."


def complete(frame: pd.DataFrame, columns: Sequence[str], what: str) -> pd.DataFrame:
    """Let a table pass if it holds every run and finite numbers only.

    One missing value makes some estimators report that nothing matters, and others average over fewer runs without a word;
    hence nothing is dropped, filled or bounded here.

    Parameters
    ----------
    frame : pandas.DataFrame
        A row per run; where it has a column ``state``, every run must have succeeded.
    columns : sequence of str
        Columns whose numbers are needed.
    what : str
        What needs them, as the beginning of a sentence: "The attribution".

    Returns
    -------
    pandas.DataFrame
        The same frame.

    Raises
    ------
    LinkageError
        With a count of what is missing, where, and what to do: exit code 2 for a table without rows or without a column, 1 for
        runs that are missing or numbers that are not finite.
    """
    _refuse_shape(frame, columns, what)
    _refuse_missing(frame, what)
    for column in columns:
        _refuse_values(frame, column, what)
    return frame


def _refuse_shape(frame: pd.DataFrame, columns: Sequence[str], what: str) -> None:
    if frame.empty:
        raise LinkageError(f"{what} needs runs, and the table has none. Run the study first.")
    absent = [column for column in columns if column not in frame.columns]
    if absent:
        raise LinkageError(
            f"{what} needs the column '{absent[0]}', and the table has none of this name. It has: {', '.join(frame.columns)}."
        )


def _refuse_missing(frame: pd.DataFrame, what: str) -> None:
    """Refuse a table with runs that did not succeed; tell how many, and why the first of them failed."""
    if "state" not in frame.columns:
        return
    missing = frame[frame["state"] != SUCCEEDED]
    if missing.empty:
        return
    states = ", ".join(f"{count} {state}" for state, count in missing["state"].value_counts().sort_index().items())
    reasons = [str(text) for text in missing.get("message", ()) if isinstance(text, str) and text]
    first = f"; the first says: {reasons[0].rstrip('.')}" if reasons else ""
    sentence = f"{what} needs every run, and {len(missing):,} of {len(frame):,} runs are missing ({states}){first}. {REMEDY}"
    raise LinkageError(sentence, exit_code=1)


def _refuse_values(frame: pd.DataFrame, column: str, what: str) -> None:
    """Refuse a column with a number that is missing or infinite; tell where the first one stands."""
    import numpy as np
    import pandas as pd

    numbers = pd.to_numeric(frame[column], errors="coerce").to_numpy(dtype=float)
    bad = np.flatnonzero(~np.isfinite(numbers))
    if bad.size:
        row = frame.iloc[int(bad[0])]
        place = ", ".join(f"{key} {row[key]}" for key in ("design", "replicate", "seed") if key in frame.columns)
        sentence = f"{what} needs finite numbers, and '{column}' is not finite in {bad.size:,} of {len(frame):,} runs"
        where = f" (the first: {place})" if place else ""
        raise LinkageError(f"{sentence}{where}. Look at those runs, or leave this outcome out.", exit_code=1)
