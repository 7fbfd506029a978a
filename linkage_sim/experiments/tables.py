"""Tables as Parquet: fixed types, the unit and meaning of each column in its metadata, the same bytes for the same rows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import LinkageError
from ..measures.columns import KEYS, Column

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

UNIT, MEANING = b"unit", b"meaning"
TEXT = {"run", "state", "stage_broken", "message", "village", "town", "county", "province"}
WHOLE = {"design", "replicate", "seed", "attempts", "village_number"}
DATES = {"month", "takeoff_month"}


def write_table(path: Path, frame: pd.DataFrame, columns: Sequence[Column]) -> None:
    """Write a frame's named columns, in the order of ``columns``.

    Parameters
    ----------
    path : Path
        File to write, inside a folder that is still being made.
    frame : pandas.DataFrame
        The rows, in their final order.
    columns : sequence of Column
        Name, unit and meaning of each column.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([_field(column) for column in columns])
    table = pa.Table.from_pandas(frame[schema.names], schema=schema, preserve_index=False).replace_schema_metadata(None)
    pq.write_table(table, path, compression="zstd", version="2.6", write_statistics=True)


def read_table(path: Path) -> pd.DataFrame:
    """Read a table with plain pandas types: numbers, text, and dates as timestamps."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        frame: pd.DataFrame = pq.read_table(path).to_pandas(date_as_object=False)
    except (OSError, pa.ArrowException) as error:
        raise LinkageError(f"{path}: is not a readable Parquet table. Make the results anew, or restore the file.", exit_code=2) from error
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
