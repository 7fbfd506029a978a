"""Tables of whole numbers in few bytes: changes along the rows, byte by byte, deflated. The page unpacks them as they are."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

Table = npt.NDArray[np.unsignedinteger]
LEVEL = 9


def packed(facts: Mapping[str, Any], tables: Mapping[str, Table]) -> bytes:
    """Pack facts and tables.

    Parameters
    ----------
    facts : mapping
        What JSON can hold.
    tables : mapping of str to array of shape (rows, columns)
        Whole numbers without sign, of 8, 16 or 32 bits.

    Returns
    -------
    bytes
        Deflated (zlib): the length of the head in four bytes, the head as JSON, then each table as its changes along the rows, first the
        lowest byte of all of them, then the next.
    """
    shapes = {name: [*table.shape, table.itemsize] for name, table in tables.items()}
    head = json.dumps({"facts": facts, "tables": shapes}, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    parts = [len(head).to_bytes(4, "little"), head, *(_changes(table) for table in tables.values())]
    return zlib.compress(b"".join(parts), LEVEL)


def unpacked(data: bytes) -> tuple[dict[str, Any], dict[str, Table]]:
    """Unpack what :func:`packed` has made: facts and tables."""
    whole = zlib.decompress(data)
    at = 4 + int.from_bytes(whole[:4], "little")
    head = json.loads(whole[4:at])
    tables = {}
    for name, (rows, columns, width) in head["tables"].items():
        size = rows * columns * width
        tables[name] = _levels(whole[at : at + size], rows, columns, width)
        at += size
    return head["facts"], tables


def _changes(table: Table) -> bytes:
    """The changes along the rows, the sign in the lowest bit, as planes of bytes."""
    wide = table.dtype.type
    changes = np.diff(table, axis=1, prepend=wide(0))
    signs = np.where(changes >> wide(8 * table.itemsize - 1), ~wide(0), wide(0))
    folded = ((changes << wide(1)) ^ signs).astype(table.dtype)
    planes = np.ascontiguousarray(folded, dtype=f"<u{table.itemsize}").view(np.uint8).reshape(-1, table.itemsize)
    return planes.T.tobytes()


def _levels(planes: bytes, rows: int, columns: int, width: int) -> Table:
    """What the changes add up to."""
    folded = np.ascontiguousarray(np.frombuffer(planes, np.uint8).reshape(width, -1).T).view(f"<u{width}").reshape(rows, columns)
    wide = folded.dtype.type
    changes = (folded >> wide(1)) ^ (~(folded & wide(1)) + wide(1))
    return np.cumsum(changes, axis=1, dtype=folded.dtype)
