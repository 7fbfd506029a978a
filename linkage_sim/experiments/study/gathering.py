"""The tables of a study: gathered from its parts and its ledger when its runs are done."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...state.month import Column
from ..files import new_file, write_file
from ..summary import RUN_COLUMNS, STATE_COLUMNS, summarise
from ..tables import FORMAT, key_columns, spreadsheet, write_table
from .ledger import SUCCEEDED, Entry, Ledger
from .parts import gather, remove_parts, runs_on_disk, stream

if TYPE_CHECKING:
    import pandas as pd

    from ..design.experiment import Experiment
    from .plan import Workload
    from .study import Study


def gather_tables(folder: Path, ledger: Ledger, tables: Sequence[str], rows: int | None = None) -> None:
    """Gather all months into these tables of the study; a crash at any moment loses nothing.

    The tables take the place of older ones at once; only then does the ledger forget the parts, and only then are they removed.
    """
    entries = list(ledger.entries(SUCCEEDED))
    numbers = {entry.part for entry in entries if entry.part is not None}
    if numbers or not (folder / "monthly.parquet").is_file() or ledger.fact("gathered") != _order(entries):
        for table in tables:
            gather(folder, table, entries, numbers, rows)
        ledger.tables_written({"gathered": _order(entries)}, max(numbers, default=0))
    remove_parts(folder, set())


def forget_lost(folder: Path, ledger: Ledger, plan: Workload) -> None:
    """Have runs done again whose months are not whole on the disk."""
    entries = list(ledger.entries(SUCCEEDED))
    numbers = {entry.part for entry in entries if entry.part is not None}
    remove_parts(folder, numbers)
    found = runs_on_disk(folder, numbers, plan.tables)
    ledger.forget(entry.run for entry in entries if found.get(entry.run) != plan.points[entry.design].months)


def _order(entries: list[Entry]) -> str:
    """Tells whether a table holds these runs, in this order and at these design points."""
    import hashlib

    return hashlib.sha256("\n".join(f"{entry.run} {entry.design} {entry.replicate}" for entry in entries).encode()).hexdigest()


def write_tables(folder: Path, study: Study, ledger: Ledger) -> None:
    """Write the runs of a study whose months are gathered, and its points and outcomes where it has several points to compare."""
    _write_runs(folder, ledger, study)
    if study.experiment.single:
        return
    _write(folder, "points", study.points.reset_index(), point_columns(study.experiment))
    outcomes = study.points.drop(columns="label").merge(study.outcomes, left_index=True, right_on="design").sort_index()
    columns = outcome_columns(study.experiment)
    frame = outcomes[[column.name for column in columns]]
    _write(folder, "outcomes", frame, columns)
    write_file(folder / "outcomes.csv", spreadsheet(frame).to_csv(index=False, lineterminator="\n", float_format="%.10g").encode())


def point_columns(experiment: Experiment) -> tuple[Column, ...]:
    """Columns of points.parquet."""
    given = (Column("scenario", "name", "Scenario that is varied."), Column("label", "text", "Name of the point; empty where it has none."))
    return (*key_columns("design"), *given, *_factor_columns(experiment))


def outcome_columns(experiment: Experiment) -> tuple[Column, ...]:
    """Columns of outcomes.parquet."""
    state = (
        Column("state", "word", "Pending, succeeded, failed or aborted."),
        Column("message", "text", "What went wrong; empty otherwise."),
    )
    scenario = Column("scenario", "name", "Scenario that is varied.")
    measured = tuple(Column(outcome.name, outcome.unit, outcome.meaning) for outcome in experiment.outcomes.values())
    return (*key_columns("run", "design", "replicate", "seed"), *state, scenario, *_factor_columns(experiment), *measured)


def _factor_columns(experiment: Experiment) -> tuple[Column, ...]:
    return tuple(
        Column(factor.name, factor.unit or "value", f"Factor {factor.path}: {factor.text}") for factor in experiment.factors.values()
    )


def _write_runs(folder: Path, ledger: Ledger, study: Study) -> None:
    """A row per run with its state; summaries are read from the gathered months, some runs at a time."""
    import pandas as pd

    parts = [summarise(rows.to_pandas(date_as_object=False)) for rows in stream(folder / "monthly.parquet")]
    rows = [_state(entry, study.plan.points[entry.design].months) for entry in ledger.entries()]
    frame = pd.DataFrame(rows, columns=[column.name for column in STATE_COLUMNS])
    frame = frame.join(pd.concat(parts), on="run") if parts else frame.reindex(columns=[column.name for column in RUN_COLUMNS])
    with new_file(folder / "runs.parquet") as aside:
        write_table(aside, frame, RUN_COLUMNS)


def _state(entry: Entry, months: int) -> tuple[object, ...]:
    """A run's values of ``STATE_COLUMNS``."""
    return (entry.run, entry.design, entry.replicate, entry.seed, entry.state, entry.stage_broken, entry.message, float(months))


def _write(folder: Path, name: str, frame: pd.DataFrame, columns: tuple[Column, ...]) -> None:
    """Write a table whose columns are of whatever type the factors have."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.Table.from_pandas(_typed(frame), preserve_index=False).replace_schema_metadata(None)
    described = {column.name: {b"unit": column.unit.encode(), b"meaning": column.meaning.encode()} for column in columns}
    fields = [field.with_metadata(described[field.name]) for field in table.schema]
    with new_file(folder / f"{name}.parquet") as aside:
        pq.write_table(table.cast(pa.schema(fields)), aside, **FORMAT)


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    """Columns that hold things of several kinds become text."""
    mixed = {name: frame[name].map(_word) for name in frame.columns if frame[name].dtype == object and frame[name].map(type).nunique() > 1}
    return frame.assign(**mixed)


def _word(value: Any) -> str:
    return "" if value is None else str(value)
