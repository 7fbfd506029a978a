"""Tables of a result folder for other programs: CSV, a workbook for Excel, files for Stata; the same rows give the same bytes."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator, Sequence
from datetime import datetime
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import LinkageError
from ..nation.places import places_of
from ..state.month import Column
from .files import cannot_write, new_file
from .formats import FORMATS, Shape, refuse_unfit, refuse_values, stata_label
from .manifest import file_hash
from .stored import MANIFEST, inside, read_manifest, refuse_links
from .summary import RUN_COLUMNS, TABLES, own_columns
from .tables import no_formula, read_table, spreadsheet, units

if TYPE_CHECKING:
    import pandas as pd

    from .design.experiment import Experiment

ORDER = ("outcomes", "points", "runs", "monthly", "villages", "stores", "cohorts", "provinces", "counties")
"""Tables as they are given, the one that is looked at first in front."""
WORKBOOK, COLUMNS = "tables", "columns"
"""Stems of the one file of a workbook, and of the list of all columns."""
HEADINGS = ("table", "column", "unit", "meaning")
AT_ONCE = 20_000
"""Rows in memory."""
TIMELESS = datetime(2000, 1, 1)
"""A date that files must carry: always the same, for the same rows give the same bytes."""


def export(folder: str | PathLike[str], format: str = "csv", tables: Sequence[str] = ()) -> list[Path]:
    """Give the tables of a result folder to another program.

    Parameters
    ----------
    folder : path
        The folder of a run, or of a study that is finished.
    format : str
        ``csv``, ``xlsx`` (one workbook, a sheet for each table), ``stata``, or ``parquet``, which every folder holds already.
    tables : sequence of str
        Names of tables, such as ``outcomes``; all that the folder holds if not given.

    Returns
    -------
    list of Path
        The files, in a folder with the name of the format below the given one; older ones of the same name are replaced. Units and meanings
        of all columns are in ``columns.csv``, or in the workbook's last sheet; Stata has them as labels of its variables as well.

    Raises
    ------
    LinkageError
        Where the folder holds no such tables, a table was changed, or the format cannot hold it: then nothing is written.
    """
    place = Path(os.fspath(folder))
    if format not in FORMATS:
        raise LinkageError(f"'{format}' is no format; the formats are {', '.join(FORMATS)}.")
    paths = _sources(place, tables)
    if format == "parquet":
        return list(paths.values())
    _refuse_unfit(format, paths)
    refuse_links(place, format)
    target = place / format
    try:
        target.mkdir(exist_ok=True)
    except OSError as error:
        raise cannot_write(target, error) from error
    return _WRITERS[format](target, paths)


def standing(folder: Path) -> tuple[str, ...]:
    """Formats in which a folder holds tables already, beside Parquet."""
    return tuple(name for name in _WRITERS if (folder / name).is_dir())


def foreseen(experiment: Experiment, replicates: int) -> list[Shape]:
    """Tables that runs will leave behind, with as many rows as are known beforehand; points that simulate the same share their runs."""
    from ..model import MODEL_VERSION
    from .study.gathering import outcome_columns, point_columns
    from .study.plan import Plan

    plan = Plan(experiment, MODEL_VERSION)
    lengths = [plan.points[design].months for design, _ in plan.wanted(replicates) if plan.owner[design] == design]
    rows = {"monthly": sum(lengths)} | (_of_one(experiment, sum(lengths)) if experiment.single else {})
    kept = [(name, TABLES[name].columns, rows.get(name, 0)) for name in plan.tables]
    kept += [("runs", RUN_COLUMNS, len(lengths)), ("monthly", own_columns(), sum(lengths))]
    points, outcomes = point_columns(experiment), outcome_columns(experiment)
    compared = [("outcomes", outcomes, replicates * len(plan.points)), ("points", points, len(plan.points))]
    return _shapes([*([] if experiment.single else compared), *kept])


def _of_one(experiment: Experiment, months: int) -> dict[str, int]:
    """Rows of the tables of one scenario's runs that have so many months together; of a country they are not known beforehand."""
    scenario = next(iter(experiment.scenarios.values()))
    villages = sum(place.count for place in places_of(scenario)) if scenario.nation is None else 0
    return {"villages": months * villages, "cohorts": months * -(-scenario.months // 3)}


def _shapes(tables: Sequence[tuple[str, Sequence[Column], int]]) -> list[Shape]:
    return [Shape(name, rows, tuple(column.name for column in columns)) for name, columns, rows in tables]


def _sources(folder: Path, asked: Sequence[str]) -> dict[str, Path]:
    """Tables of a folder in their order, each as it was written."""
    known = read_manifest(folder).get("files", {})
    names = [name for name in ORDER if f"{name}.parquet" in known]
    if not names:
        raise LinkageError(f"{folder}: holds no tables yet. Finish the study first: give its command again with --resume.")
    for name in asked:
        if name not in names:
            raise LinkageError(f"{folder}: holds no table '{name}'; its tables are {', '.join(names)}.")
    paths = {name: inside(folder, f"{name}.parquet") for name in names if not asked or name in asked}
    for path in paths.values():
        if not path.is_file() or file_hash(path) != known[path.name]:
            raise LinkageError(f"{path}: is missing or was changed since {MANIFEST} was written. Restore it, or make the results anew.")
    return paths


def _refuse_unfit(format: str, paths: dict[str, Path]) -> None:
    """Look at all tables, so that nothing is written of what cannot be written whole."""
    import pyarrow.parquet as pq

    heads = {name: pq.read_metadata(path) for name, path in paths.items()}
    refuse_unfit([format], [Shape(name, head.num_rows, tuple(head.schema.names)) for name, head in heads.items()])
    if format != "csv":
        for name, path in paths.items():
            for frame in _frames(path):
                refuse_values(format, name, frame)


def _frames(path: Path) -> Iterator[pd.DataFrame]:
    """The rows of a table, some at a time, whole numbers as such even where some are missing."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as table:
        for batch in table.iter_batches(AT_ONCE):
            yield batch.to_pandas(date_as_object=False, integer_object_nulls=True)


def _described(paths: dict[str, Path]) -> list[tuple[str, Column]]:
    """All columns, with the tables that they belong to."""
    return [(name, column) for name, path in paths.items() for column in units(path).values()]


def _csv(target: Path, paths: dict[str, Path]) -> list[Path]:
    """A file for each table, numbers with all their digits."""
    made = []
    for name, path in paths.items():
        with new_file(target / f"{name}.csv") as aside, aside.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream, lineterminator="\n").writerow(map(no_formula, units(path)))
            for frame in _frames(path):
                spreadsheet(frame).to_csv(stream, index=False, header=False, lineterminator="\n", date_format="%Y-%m-%d")
        made.append(target / f"{name}.csv")
    return [*made, _list_of_columns(target, paths)]


def _list_of_columns(target: Path, paths: dict[str, Path]) -> Path:
    """Write units and meanings of all columns."""
    path = target / f"{COLUMNS}.csv"
    with new_file(path) as aside, aside.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream, lineterminator="\n")
        rows.writerow(HEADINGS)
        rows.writerows(map(no_formula, (name, *column)) for name, column in _described(paths))
    return path


def _stata(target: Path, paths: dict[str, Path]) -> list[Path]:
    """A file for each table: dates as dates, labels that tell meaning and unit."""
    made = []
    for name, path in paths.items():
        frame, labels = read_table(path), {one.name: stata_label(one) for one in units(path).values()}
        texts = [column for column in frame if frame[column].dtype.kind not in "biufM"]
        frame = frame.assign(**{column: frame[column].map(_text) for column in map(str, texts)})
        dates: Any = {column: "td" for column in frame if frame[column].dtype.kind == "M"}
        with new_file(target / f"{name}.dta") as aside:
            frame.to_stata(
                aside, convert_dates=dates, write_index=False, time_stamp=TIMELESS, data_label=f"linkage_sim: {name}",
                variable_labels=labels, version=118,
            )  # fmt: skip
        made.append(target / f"{name}.dta")
    return [*made, _list_of_columns(target, paths)]


def _text(value: object) -> str:
    return "" if value is None or value != value else str(value)


def _xlsx(target: Path, paths: dict[str, Path]) -> list[Path]:
    """One workbook: a sheet for each table, and one that tells of all columns."""
    import xlsxwriter

    path = target / f"{WORKBOOK}.xlsx"
    with new_file(path) as aside:
        book = xlsxwriter.Workbook(str(aside), {"constant_memory": True})
        book.set_properties({"created": TIMELESS, "title": "linkage_sim"})
        heading, date = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        for name, source in paths.items():
            rows = (row for frame in _frames(source) for row in frame.itertuples(index=False, name=None))
            _sheet(book.add_worksheet(name), list(units(source)), rows, heading, date)
        _sheet(book.add_worksheet(COLUMNS), HEADINGS, ((name, *column) for name, column in _described(paths)), heading, date)
        book.close()
    return [path]


def _sheet(sheet: Any, headings: Sequence[str], rows: Iterator[tuple[Any, ...]], heading: Any, date: Any) -> None:
    """Fill a sheet: a heading that stays in view, numbers as numbers, dates as dates, text never as a formula."""
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(headings) - 1, 14)
    for place, name in enumerate(headings):
        sheet.write_string(0, place, no_formula(name), heading)
    for number, row in enumerate(rows, 1):
        for place, value in enumerate(row):
            _cell(sheet, number, place, value, date)


def _cell(sheet: Any, row: int, place: int, value: Any, date: Any) -> None:
    """Write a cell; what is missing stays empty."""
    if value is None or value != value:
        return
    if isinstance(value, str):
        sheet.write_string(row, place, no_formula(value))
    elif isinstance(value, datetime):
        sheet.write_datetime(row, place, value, date)
    elif isinstance(value, bool):
        sheet.write_boolean(row, place, value)
    else:
        sheet.write_number(row, place, value)


_WRITERS = {"csv": _csv, "xlsx": _xlsx, "stata": _stata}
