"""A run in one row: where it ended, what it added up to, when it took off; and the short table that people read."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..extending import own_measures
from ..state.month import COLUMNS, KEYS, MEASURES, Column
from .tables import key_columns

if TYPE_CHECKING:
    import pandas as pd

TAKEOFF_STORES = 100  # stores of a Taobao village (evidence tv.threshold_stores)
SUMMED = ("stores_opened", "stores_closed", "sales", "pieces", "entries", "exits", "relapses", "returned", "spending", "defaults",
          "overlaps", "wasted", "gaps")  # fmt: skip
PEAKED = ("stores", "online_households", "people_engaged", "sales", "spending")
SHOWN = ("stores", "online_households", "people_engaged", "sales", "couriers", "income", "headcount", "poverty_gap", "mpi", "gini",
         "registered_households", "inclusion_error", "exclusion_error", "spending")  # fmt: skip


def _total(one: Column) -> Column:
    return Column(f"{one.name}_sum", one.unit.removesuffix(" in the month"), f"Sum over all months: {one.meaning}")


MONTHLY_COLUMNS: tuple[Column, ...] = KEYS + COLUMNS


def own_columns() -> tuple[Column, ...]:
    """Return the columns that extensions add to a table of months; empty for runs of scenarios without them."""
    return tuple(Column(own.name, own.unit, own.meaning) for own in own_measures())


VILLAGE_COLUMNS: tuple[Column, ...] = (*KEYS[:-1], Column("village", "name", "Name of the village."), KEYS[-1], *COLUMNS)
STATE_COLUMNS = (
    *key_columns("run", "design", "replicate", "seed"),
    Column("state", "word", "Pending, succeeded, failed or aborted."),
    Column("stage_broken", "word", "Stage at which a run broke: setup, run, measure or lost; empty otherwise."),
    Column("message", "text", "What went wrong in a failed run; empty otherwise."),
    Column("months", "months", "Months simulated."),
)
SUMMARY_COLUMNS: tuple[Column, ...] = (
    Column("takeoff_month", "date", f"First month with at least {TAKEOFF_STORES} stores; missing where none came."),
    Column("takeoff_after", "months", f"Months until {TAKEOFF_STORES} stores; missing where they never came."),
    *(Column(f"{one.name}_end", one.unit, f"In the last month: {one.meaning}") for one in MEASURES),
    *(Column(f"{one.name}_peak", one.unit, f"Highest month: {one.meaning}") for one in MEASURES if one.name in PEAKED),
    *(_total(one) for one in MEASURES if one.name in SUMMED),
)
RUN_COLUMNS: tuple[Column, ...] = STATE_COLUMNS + SUMMARY_COLUMNS


class Range(NamedTuple):
    """Median over the runs with the 5 and 95 % quantiles."""

    median: float
    low: float
    high: float


class ShownMeasure(NamedTuple):
    """A line of the short table."""

    column: Column
    start: Range
    end: Range


def summarise(monthly: pd.DataFrame) -> pd.DataFrame:
    """Sum up each run in a row, indexed by run id.

    Parameters
    ----------
    monthly : pandas.DataFrame
        A row per run and month, in order of time within each run.

    Returns
    -------
    pandas.DataFrame
        The columns of ``SUMMARY_COLUMNS``.
    """
    import pandas as pd

    runs = monthly.groupby("run", sort=False)
    parts = [_takeoff(monthly), _named(runs.last(), [one.name for one in MEASURES], "end")]
    parts += [_named(runs.max(), PEAKED, "peak"), _named(runs.sum(numeric_only=True), SUMMED, "sum")]
    return pd.concat(parts, axis=1)[[column.name for column in SUMMARY_COLUMNS]]


def short_table(monthly: pd.DataFrame) -> list[ShownMeasure]:
    """The measures that a person looks at first: start and end, median and range over the runs."""
    by_name = {column.name: column for column in MEASURES}
    runs = monthly.groupby("run", sort=False)
    first, last = runs.first(), runs.last()
    return [ShownMeasure(by_name[name], _range(first[name]), _range(last[name])) for name in SHOWN]


def _takeoff(monthly: pd.DataFrame) -> pd.DataFrame:
    """First month of each run with a Taobao village's number of stores, and how long it took."""
    import pandas as pd

    step = monthly.groupby("run", sort=False).cumcount() + 1
    reached = monthly.assign(step=step)[monthly["stores"] >= TAKEOFF_STORES].groupby("run", sort=False).first()
    runs = monthly["run"].drop_duplicates().to_list()
    return pd.DataFrame({"takeoff_month": reached["month"], "takeoff_after": reached["step"]}).reindex(runs)


def _named(frame: pd.DataFrame, names: tuple[str, ...] | list[str], ending: str) -> pd.DataFrame:
    return frame[list(names)].add_suffix(f"_{ending}")


def _range(values: pd.Series) -> Range:
    median, low, high = values.quantile([0.5, 0.05, 0.95])
    return Range(float(median), float(low), float(high))
