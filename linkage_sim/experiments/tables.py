"""Tables as Parquet: fixed types, the unit and meaning of each column in its metadata, the same bytes for the same rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import LinkageError
from ..state.month import KEYS, Column

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

UNIT, MEANING = b"unit", b"meaning"
TEXT = {"run", "state", "stage_broken", "message", "village", "town", "county", "province", "origin"}
WHOLE = {"design", "replicate", "seed", "attempts", "village_number", "shopkeeper", "rank"}
FORMAT: dict[str, Any] = {"compression": "zstd", "version": "2.6", "write_statistics": True, "write_page_checksum": True}
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a formula of a spreadsheet begins with."""
DATES = {"month", "takeoff_month", "quarter", "opened"}


def write_table(path: Path, frame: pd.DataFrame, columns: Sequence[Column]) -> None:
    """Write a frame's named columns, in the order of ``columns``.

    Parameters
    ----------
    path : Path
        File to write, which has not yet taken its name.
    frame : pandas.DataFrame
        The rows, in their final order.
    columns : sequence of Column
        Name, unit and meaning of each column.
    """
    import pyarrow.parquet as pq

    pq.write_table(frame_table(frame, columns), path, **FORMAT)


def frame_table(frame: pd.DataFrame, columns: Sequence[Column]) -> pa.Table:
    """Make a table of a frame's named columns, in the order of ``columns``."""
    import pyarrow as pa

    schema = arrow_schema(columns)
    return pa.Table.from_pandas(frame[schema.names], schema=schema, preserve_index=False).replace_schema_metadata(None)


def arrow_schema(columns: Sequence[Column]) -> pa.Schema:
    """Types of named columns, each with its unit and meaning."""
    import pyarrow as pa

    return pa.schema([_field(column) for column in columns])


def arrow_table(columns: Sequence[Column], keys: Mapping[str, Sequence[object]], months: Any, values: Any) -> pa.Table:
    """Make a table of recorded months without a detour.

    Parameters
    ----------
    columns : sequence of Column
        All columns in their order: those of ``keys``, ``month``, and the recorded ones.
    keys : mapping of str to sequence
        What tells the units (runs, or villages of runs) apart, a value for each unit.
    months : array of dates
        First days of the months.
    values : array of shape (months, units, recorded columns)
        What was recorded.

    Returns
    -------
    pyarrow.Table
        A row per unit and month, unit by unit.
    """
    import numpy as np
    import pyarrow as pa

    count, units = values.shape[:2]
    flat = np.ascontiguousarray(values.transpose(2, 1, 0)).reshape(values.shape[2], units * count)
    owner = pa.array(np.repeat(np.arange(units, dtype=np.int32), count))
    known = {name: pa.array(list(of_unit), type=_type(name)).take(owner) for name, of_unit in keys.items()}
    known["month"] = pa.array(np.tile(months, units), type=pa.date32())
    recorded = iter(flat)
    arrays = [known[column.name] if column.name in known else pa.array(next(recorded)) for column in columns]
    return pa.Table.from_arrays(arrays, schema=arrow_schema(columns))


def parquet_bytes(tables: Sequence[pa.Table]) -> bytes:
    """Write tables one below the other as a Parquet file in memory."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    pq.write_table(pa.concat_tables(tables), sink, **FORMAT)
    return bytes(sink.getvalue().to_pybytes())


def spreadsheet(frame: pd.DataFrame) -> pd.DataFrame:
    """Put an apostrophe before text that a spreadsheet would take for a formula."""
    import pandas as pd

    texts = [name for name in frame if pd.api.types.is_object_dtype(frame[name]) or pd.api.types.is_string_dtype(frame[name])]
    return frame.assign(**{name: frame[name].map(no_formula) for name in map(str, texts)})


def no_formula(value: Any) -> Any:
    """A cell that a spreadsheet takes for text where it is text."""
    return f"'{value}" if isinstance(value, str) and value[:1] in FORMULA else value


def read_table(path: Path, columns: Sequence[Column] = ()) -> pd.DataFrame:
    """Read a table with plain pandas types: numbers, text, and dates as timestamps.

    Raises
    ------
    LinkageError
        Where it cannot be read, or lacks one of the columns.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        frame: pd.DataFrame = pq.read_table(path).to_pandas(date_as_object=False)
    except (OSError, pa.ArrowException) as error:
        raise LinkageError(f"{path}: is not a readable Parquet table. Make the results anew, or restore the file.", exit_code=2) from error
    missing = [column.name for column in columns if column.name not in frame]
    if missing:
        raise LinkageError(f"{path}: lacks the column {missing[0]}. Make the results anew, or restore the file.")
    return frame


def units(path: Path) -> dict[str, Column]:
    """Unit and meaning of each column of a table, as its metadata says."""
    import pyarrow.parquet as pq

    return {field.name: _column(field) for field in pq.read_schema(path)}


def key_columns(*names: str) -> tuple[Column, ...]:
    """The key columns of these names."""
    return tuple(column for column in KEYS if column.name in names)


def _field(column: Column) -> pa.Field:
    import pyarrow as pa

    return pa.field(column.name, _type(column.name), metadata={UNIT: column.unit, MEANING: column.meaning})


def _type(name: str) -> pa.DataType:
    """Type of a column; every measure is a double, so that tables of different versions and engines can be joined."""
    import pyarrow as pa

    if name in TEXT:
        return pa.string()
    if name in WHOLE:
        return pa.int64()
    return pa.date32() if name in DATES else pa.float64()


def _column(field: pa.Field) -> Column:
    known = field.metadata or {}
    return Column(field.name, known.get(UNIT, b"").decode(), known.get(MEANING, b"").decode())
