"""What a worker does: some runs of any points side by side in one model, their months as one Parquet part, their outcomes as numbers."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from ...state.month import COLUMNS, Column
from ..design.outcomes import Outcome, measure
from ..engines.base import in_one_line
from ..summary import COHORT_COLUMNS, COUNTY_COLUMNS, MONTHLY_COLUMNS, PROVINCE_COLUMNS, STORE_COLUMNS, VILLAGE_COLUMNS, own_columns

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    from ...measures.places import Places
    from ...measures.record import Record
    from ...model import LinkageModel
    from ...scenario import Scenario

Tick = Callable[[int], None]
SETUP, RUN, MEASURE, LOST = "setup", "run", "measure", "lost"
"""Stages at which a run can break: making its world, simulating its months, reading it, or with its worker."""


class PlannedRun(NamedTuple):
    """One run of a study: its id, its place in the order of work, its point, replicate and seed."""

    run: str
    position: int
    design: int
    replicate: int
    seed: int


class Batch(NamedTuple):
    """Runs of one start and horizon that are worked on together.

    Attributes
    ----------
    runs : tuple of PlannedRun
        In the order of work.
    points : mapping of int to (str, mapping)
        Of each design point that occurs: the scenario's name, and what is changed in it.
    scenarios : mapping of str to Scenario
        The scenarios that occur.
    outcomes : tuple of Outcome
        What is read off each run.
    tables : tuple of str
        Names of the tables that are kept of the months.
    threads : int
        Ranges of villages calculated side by side; for huge runs.
    """

    runs: tuple[PlannedRun, ...]
    points: Mapping[int, tuple[str, Mapping[str, Any]]]
    scenarios: Mapping[str, Scenario]
    outcomes: tuple[Outcome, ...] = ()
    tables: tuple[str, ...] = ("monthly",)
    threads: int = 1


class Failure(NamedTuple):
    """Where a run broke, and what was wrong."""

    stage: str
    message: str


class Part(NamedTuple):
    """What came of a batch.

    Attributes
    ----------
    tables : dict of str to bytes
        Parquet tables of the runs that succeeded, in the order of the batch; each empty where no run did.
    outcomes : dict of str to tuple of float
        By run id, in the order of the batch's outcomes.
    failures : dict of str to Failure
        The other runs, by run id.
    seconds : float
        Time that the work took.
    """

    tables: dict[str, bytes]
    outcomes: dict[str, tuple[float, ...]]
    failures: dict[str, Failure]
    seconds: float


def calculate(batch: Batch, tick: Tick | None = None) -> Part:
    """Do a batch; where it breaks, do its runs one by one, so that one failed run costs one run.

    Parameters
    ----------
    batch : Batch
        What to do.
    tick : callable, optional
        Is told how many more months of runs are done.
    """
    started = time.perf_counter()
    scenarios, broken = _scenarios(batch)
    sound = tuple(run for run in batch.runs if run.run not in broken)
    done, failures = _done(batch, sound, scenarios, tick)
    tables = {name: _joined([_MADE[name](group) for group in done]) for name in batch.tables}
    values = {run.run: tuple(row.tolist()) for group in done for run, row in zip(group.runs, group.outcomes, strict=True)}
    return Part(tables, values, broken | failures, time.perf_counter() - started)


class _Group(NamedTuple):
    """Runs that were simulated side by side, with what was recorded of the sound ones."""

    runs: tuple[PlannedRun, ...]
    places: tuple[int, ...]
    model: LinkageModel
    outcomes: npt.NDArray[np.float64]


def _scenarios(batch: Batch) -> tuple[dict[int, Scenario], dict[str, Failure]]:
    """Make the scenario of each point; a point that cannot be made costs its runs."""
    made: dict[int, Scenario] = {}
    faults: dict[int, str] = {}
    for design, (name, overrides) in batch.points.items():
        try:
            made[design] = batch.scenarios[name].variant(overrides) if overrides else batch.scenarios[name]
        except Exception as error:  # a value that only this worker's version refuses
            faults[design] = in_one_line(error)
    return made, {run.run: Failure(SETUP, faults[run.design]) for run in batch.runs if run.design in faults}


def _done(
    batch: Batch, runs: tuple[PlannedRun, ...], scenarios: Mapping[int, Scenario], tick: Tick | None
) -> tuple[list[_Group], dict[str, Failure]]:
    if not runs:
        return [], {}
    try:
        group, failures = _simulated(batch, runs, scenarios, tick)
    except _BrokenError as broken:
        if len(runs) == 1:
            return [], {runs[0].run: Failure(broken.stage, broken.message)}
        parts = [_done(batch, (run,), scenarios, tick) for run in runs]
        return [group for groups, _ in parts for group in groups], {run: failure for _, some in parts for run, failure in some.items()}
    return ([group] if group.runs else []), failures


class _BrokenError(Exception):
    def __init__(self, stage: str, error: Exception, when: str = "") -> None:
        super().__init__(stage)
        self.stage, self.message = stage, in_one_line(error) + when


def _simulated(
    batch: Batch, runs: tuple[PlannedRun, ...], scenarios: Mapping[int, Scenario], tick: Tick | None
) -> tuple[_Group, dict[str, Failure]]:
    from ...model import LinkageModel

    try:
        each = [scenarios[run.design] for run in runs]
        seeds = [run.seed for run in runs]
        by_village, by_store = ("villages" in batch.tables, "stores" in batch.tables)
        model = LinkageModel(each[0], scenarios=each, seeds=seeds, by_village=by_village, by_store=by_store, threads=batch.threads)
    except Exception as error:
        raise _BrokenError(SETUP, error) from error
    try:
        if tick is None:
            model.run()
        else:
            _watched(model, tick)
    except Exception as error:
        raise _BrokenError(RUN, error, f" (month {model.month + 1})") from error
    try:
        return _measured(batch, runs, model)
    except Exception as error:
        raise _BrokenError(MEASURE, error) from error


def _watched(model: LinkageModel, tick: Tick) -> None:
    while model.month < model.scenario.months:
        model.step()
        tick(len(model.seeds))


def _measured(batch: Batch, runs: tuple[PlannedRun, ...], model: LinkageModel) -> tuple[_Group, dict[str, Failure]]:
    """Read outcomes; a run with a value that is not a finite number has failed."""
    import numpy as np

    record = model.record.runs
    values = measure(batch.outcomes, record, model.scenario.start)
    wrong = ~np.isfinite(record).all(axis=(0, 2)) | ~np.isfinite(values).all(axis=1)
    failures = {runs[k].run: Failure(MEASURE, _not_finite(record[:, k], values[k], batch.outcomes)) for k in np.flatnonzero(wrong)}
    places = tuple(int(k) for k in np.flatnonzero(~wrong))
    return _Group(tuple(runs[k] for k in places), places, model, values[list(places)]), failures


def _not_finite(record: npt.NDArray[np.float64], values: npt.NDArray[np.float64], outcomes: Sequence[Outcome]) -> str:
    import numpy as np

    bad = np.argwhere(~np.isfinite(record))
    if len(bad):
        month, column = (int(k) for k in bad[0])
        return f"{COLUMNS[column].name} is not a finite number in month {month + 1}"
    return f"outcome {outcomes[int(np.flatnonzero(~np.isfinite(values))[0])].name} is not a finite number"


def _monthly(group: _Group) -> Any:
    import numpy as np

    from ..tables import arrow_table

    record = group.model.record
    months = record.months
    keys = _keys(group.runs)
    own = tuple(column for column in own_columns() if column.name in record.own)
    values = np.concatenate([record.runs, *(record.own[column.name][:, :, None] for column in own)], axis=2)
    return arrow_table(MONTHLY_COLUMNS + own, keys, record.dates, values[:months, list(group.places)])


def _villages(group: _Group) -> Any:
    """Rows of the villages of the sound runs, run by run."""
    from ..tables import arrow_table

    record = group.model.record
    runs = dict(zip(group.places, group.runs, strict=True))
    wanted = [k for k, place in enumerate(record.village_runs.tolist()) if place in runs]
    owners = [runs[int(record.village_runs[k])] for k in wanted]
    keys = _keys(owners) | {name: [of_village[k] for k in wanted] for name, of_village in _facts(record).items()}
    return arrow_table(VILLAGE_COLUMNS, keys, record.dates, record.by_village[: record.months, wanted])


def _facts(record: Record) -> dict[str, Any]:
    """What tells the villages of a run apart, and how often each counts."""
    return {"village": record.village_names, "weight": record.village_weights.tolist()}


def _cohorts(group: _Group) -> Any:
    return _with_keys(group, group.model.record.cohort_rows(), COHORT_COLUMNS)


def _stores(group: _Group) -> Any:
    return _with_keys(group, group.model.record.store_rows(), STORE_COLUMNS)


def _provinces(group: _Group) -> Any:
    return _placed(group, group.model.places.provinces, PROVINCE_COLUMNS)


def _counties(group: _Group) -> Any:
    return _placed(group, group.model.places.counties, COUNTY_COLUMNS)


def _placed(group: _Group, places_of: Callable[[int, int], Places], columns: Sequence[Column]) -> Any:
    """Rows of the places of the sound runs of countries, run by run."""
    import pyarrow as pa

    from ..tables import arrow_schema, arrow_table

    tables = [arrow_schema(columns).empty_table()]
    for run, place in zip(group.runs, group.places, strict=True):
        if group.model.places.holds(place):
            found = places_of(place, group.model.record.months)
            keys = _keys([run] * len(found.province)) | {"province": found.province, "county": found.county}
            tables.append(arrow_table(columns, keys, group.model.record.dates, found.values))
    return pa.concat_tables(tables)


_MADE: dict[str, Callable[[_Group], Any]] = {
    "stores": _stores, "cohorts": _cohorts, "villages": _villages, "counties": _counties, "provinces": _provinces, "monthly": _monthly,
}  # fmt: skip
"""What makes each of the tables of months."""


def _keys(runs: Sequence[PlannedRun]) -> dict[str, list[object]]:
    """Columns that tell the runs apart."""
    return {name: [getattr(run, name) for run in runs] for name in ("run", "design", "replicate", "seed")}


def _with_keys(group: _Group, rows: pd.DataFrame, columns: Sequence[Column]) -> Any:
    """Rows of the sound runs, run by run, with the keys of the runs; their index is the run's place in the model."""
    import pandas as pd

    from ..tables import frame_table

    keys = pd.DataFrame(_keys(group.runs), index=list(group.places))
    return frame_table(rows[rows.index.isin(group.places)].join(keys), columns)


def _joined(tables: Sequence[Any]) -> bytes:
    """Put tables together as one Parquet file in memory."""
    from ..tables import parquet_bytes

    return parquet_bytes(tables) if tables else b""
