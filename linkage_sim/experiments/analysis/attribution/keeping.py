"""Tables of an attribution as Parquet, each column with its unit and meaning."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ....state.month import Column
from ...tables import arrow_schema, parquet_bytes

if TYPE_CHECKING:
    import pandas as pd

WHOLE = {"seeds", "member"}


def table_bytes(frame: pd.DataFrame, columns: Sequence[Column]) -> bytes:
    """Write a frame's columns, in the order of ``columns``: names as text, counts as whole numbers, the rest as numbers."""
    import pyarrow as pa
    from pandas.api.types import is_numeric_dtype

    kinds = {name: pa.int64() for name in WHOLE} | {name: pa.string() for name in frame if not is_numeric_dtype(frame[name])}
    schema = pa.schema([field.with_type(kinds.get(field.name, field.type)) for field in arrow_schema(columns)])
    rows = pa.Table.from_pandas(frame[schema.names], schema=schema, preserve_index=False).replace_schema_metadata(None)
    return parquet_bytes([rows])
