"""The months of a study on the disk: a Parquet part for each batch, and the tables that they are gathered into."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ...errors import LinkageError
from ..files import new_file, write_file
from ..summary import TABLES, own_columns
from ..tables import FORMAT, arrow_schema
from .work import Part

if TYPE_CHECKING:
    import pyarrow as pa

    from ...state.month import Column
    from .ledger import Entry

FOLDER = "parts"
GROUP_ROWS = 20_000  # rows of a row group: some hundred runs, and never more than a few of them in memory
WHOLE_ROWS = 1_048_576  # of the months of one scenario, which readers take whole
OPEN_SOURCES = 4  # decoded pieces kept while gathering; runs lie on disk nearly in the order in which they are wanted


class Piece(NamedTuple):
    """A part, or a row group of a table that was gathered before."""

    path: Path
    group: int | None


class Place(NamedTuple):
    """Where the rows of a run are: in a piece, from which row on, and how many."""

    entry: Entry
    piece: Piece
    first: int
    rows: int


def part_path(folder: Path, number: int, table: str = "monthly") -> Path:
    """Where a part is kept."""
    return folder / FOLDER / f"{number:06d}.{table}.parquet"


def write_part(folder: Path, number: int, part: Part) -> None:
    """Keep a part; the monthly table comes last, so that where it stands the others do too."""
    for name in TABLES:
        if part.tables.get(name):
            write_file(part_path(folder, number, name), part.tables[name])


def remove_parts(folder: Path, keep: set[int]) -> None:
    """Remove parts that the ledger does not know of: left by a crash, or gathered into the tables."""
    for path in sorted((folder / FOLDER).glob("*.parquet")):
        number = path.name.partition(".")[0]
        if number.isascii() and number.isdigit() and int(number[:18]) not in keep:
            path.unlink(missing_ok=True)


def rows_of_runs(folder: Path, numbers: Iterable[int], table: str = "monthly") -> dict[str, tuple[Piece, int, int]]:
    """Find each run: the piece that holds it, its first row there, and its number of rows. A part goes before the gathered table.

    Raises
    ------
    LinkageError
        Never for a damaged piece: its runs are not found, and so are run again.
    """
    found: dict[str, tuple[Piece, int, int]] = {}
    paths = [(folder / f"{table}.parquet", True), *((part_path(folder, number, table), False) for number in sorted(set(numbers)))]
    for path, gathered in paths:
        for piece in _pieces(path, gathered):
            found.update(_rows(piece))
    return found


def runs_on_disk(folder: Path, numbers: Iterable[int], tables: Sequence[str]) -> dict[str, int]:
    """Tell of each run that is in all of these tables how many months it has; a sparse table need only be there beside the months."""
    found = rows_of_runs(folder, numbers)
    for table in tables:
        if not TABLES[table].sparse:
            known = found if table == "monthly" else rows_of_runs(folder, numbers, table)
            found = {run: place for run, place in found.items() if run in known}
            continue
        beside = {piece.path: piece.path.with_name(piece.path.name.replace("monthly", table)) for piece, _, _ in found.values()}
        readable = {path for path, other in beside.items() if _is_readable(other)}
        found = {run: place for run, place in found.items() if place[0].path in readable}
    return {run: months for run, (_, _, months) in found.items()}


def _is_readable(path: Path) -> bool:
    import pyarrow as pa

    try:
        _read(Piece(path, None), ["run"])
    except (OSError, pa.ArrowException):
        return False
    return True


def gather(folder: Path, table: str, entries: Iterable[Entry], numbers: Iterable[int], rows: int | None = None) -> None:
    """Gather the months of runs into one table, in the order of the entries, with their present design points; memory stays flat.

    Parameters
    ----------
    folder : Path
        The study's folder.
    table : str
        Name of the table.
    entries : iterable of Entry
        Runs that succeeded.
    numbers : iterable of int
        The parts.
    rows : int, optional
        Rows that are put together in the file, about; some runs if not given.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    found = rows_of_runs(folder, numbers, table)
    kept = TABLES[table]
    if kept.sparse:
        entries = [entry for entry in entries if entry.run in found]
    schema = arrow_schema(kept.columns + (_own_columns(found.values()) if table == "monthly" else ()))
    with new_file(folder / f"{table}.parquet") as aside, pq.ParquetWriter(aside, schema, **FORMAT) as writer:
        opened: OrderedDict[Piece, pa.Table] = OrderedDict()
        for runs in _grouped(_located(entries, found), rows or GROUP_ROWS):
            together = pa.concat_tables(_sliced(runs, opened), promote_options="default").combine_chunks()
            writer.write_table(_as_in(together, schema), row_group_size=max(len(together), 1))


def _own_columns(places: Iterable[tuple[Piece, int, int]]) -> tuple[Column, ...]:
    """Columns of extensions that some run has: others that this process has loaded are no matter of the study."""
    import pyarrow.parquet as pq

    paths = {piece.path for piece, _, _ in places}
    has = {name for path in paths for name in pq.read_schema(path).names} if own_columns() else set()
    return tuple(column for column in own_columns() if column.name in has)


def stream(path: Path) -> Iterator[pa.Table]:
    """Yield the row groups of a gathered table; each holds whole runs."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        for group in range(file.num_row_groups):
            yield file.read_row_group(group)


def _pieces(path: Path, gathered: bool) -> Iterator[Piece]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            groups = file.num_row_groups
    except (OSError, pa.ArrowException):
        return
    yield from (Piece(path, group) for group in range(groups)) if gathered else [Piece(path, None)]


def _rows(piece: Piece) -> dict[str, tuple[Piece, int, int]]:
    """Runs of a piece with their rows; each run's rows follow one another."""
    import numpy as np
    import pyarrow as pa

    try:
        names = _read(piece, ["run"]).column("run").to_numpy()
    except (OSError, pa.ArrowException):
        return {}
    edges = [0, *(np.flatnonzero(names[1:] != names[:-1]) + 1).tolist(), len(names)] if len(names) else []
    return {str(names[first]): (piece, first, last - first) for first, last in pairwise(edges)}


def _read(piece: Piece, columns: Sequence[str] | None = None) -> pa.Table:
    import pyarrow.parquet as pq

    with pq.ParquetFile(piece.path, page_checksum_verification=True) as file:
        return file.read(columns) if piece.group is None else file.read_row_group(piece.group, columns)


def _whole(piece: Piece) -> pa.Table:
    import pyarrow as pa

    try:
        return _read(piece)
    except (OSError, pa.ArrowException) as error:
        raise LinkageError(f"{piece.path}: is damaged ({error}). Remove it and sweep again with --resume.", exit_code=1) from error


def _sliced(runs: Iterable[Place], opened: OrderedDict[Piece, pa.Table]) -> Iterator[pa.Table]:
    """Cut the runs out of their pieces, neighbours in one cut, and give them their present places in the study."""
    for piece, group in groupby(runs, key=lambda place: place.piece):
        if piece not in opened:
            opened[piece] = _whole(piece)
            if len(opened) > OPEN_SOURCES:
                opened.popitem(last=False)
        opened.move_to_end(piece)
        yield from _cuts(opened[piece], list(group))


def _located(entries: Iterable[Entry], found: dict[str, tuple[Piece, int, int]]) -> Iterator[Place]:
    for entry in entries:
        if entry.run not in found:
            raise LinkageError(f"The months of run {entry.run} are not on the disk any more; sweep again with --resume.", exit_code=1)
        yield Place(entry, *found[entry.run])


def _grouped(runs: Iterable[Place], size: int) -> Iterator[list[Place]]:
    """Put runs together until they have enough rows: always the same ones, wherever they lie on the disk."""
    waiting: list[Place] = []
    rows = 0
    for place in runs:
        waiting.append(place)
        rows += place.rows
        if rows >= size:
            yield waiting
            waiting, rows = [], 0
    if waiting:
        yield waiting


def _cuts(table: pa.Table, runs: Sequence[Place]) -> Iterator[pa.Table]:
    """Cut runs that follow one another on the disk in one go."""
    start = 0
    for end in range(1, len(runs) + 1):
        last = runs[end - 1]
        if end == len(runs) or runs[end].first != last.first + last.rows:
            first = runs[start].first
            yield _placed(table.slice(first, last.first + last.rows - first), runs[start:end])
            start = end


def _placed(rows: pa.Table, runs: Sequence[Place]) -> pa.Table:
    """Give rows the design points and replicates that their runs have now; after points were added, these are others than when they ran."""
    import numpy as np
    import pyarrow as pa

    counts = [place.rows for place in runs]
    for name in ("design", "replicate"):
        wanted = pa.array(np.repeat([getattr(place.entry, name) for place in runs], counts), pa.int64())
        at = rows.schema.get_field_index(name)
        rows = rows.set_column(at, rows.schema.field(at), wanted)
    return rows


def _as_in(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """Give a table the columns of a schema: measures of extensions are missing for runs of scenarios without them."""
    import pyarrow as pa

    missing = [field for field in schema if field.name not in table.schema.names]
    for field in missing:
        table = table.append_column(field, pa.nulls(len(table), field.type))
    return table.select(schema.names)
