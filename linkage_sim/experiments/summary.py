"""A run in one row: where it ended, what it added up to, when it took off; and the short table that people read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from ..extending import own_measures
from ..measures.places import PLACE_COLUMNS
from ..state.month import COLUMNS, KEYS, MEASURES, TAKEOFF_STORES, Column
from .tables import key_columns

if TYPE_CHECKING:
    import pandas as pd

SUMMED = ("stores_opened", "stores_closed", "sales", "parcels", "inbound_parcels", "pieces", "entries", "exits", "relapses", "returned",
          "spending", "defaults", "overlaps", "wasted", "gaps")  # fmt: skip
PEAKED = ("stores", "online_households", "people_engaged", "sales", "spending")
SHOWN = {
    "stores": "online stores", "online_households": "households with a store", "people_engaged": "people engaged in the trade",
    "sales": "online sales", "couriers": "courier branches", "income": "income per head", "headcount": "people who are poor",
    "poverty_gap": "depth of poverty", "mpi": "multidimensional poverty", "gini": "inequality of incomes (Gini)",
    "registered_households": "households on the poor register", "inclusion_error": "registered without being poor",
    "exclusion_error": "poor without being registered", "spending": "spending on assistance",
}  # fmt: skip
"""Measures that a person looks at first, and what people call them."""


def _total(one: Column) -> Column:
    return Column(f"{one.name}_sum", one.unit.removesuffix(" in the month"), f"Sum over all months: {one.meaning}")


MONTHLY_COLUMNS: tuple[Column, ...] = KEYS + COLUMNS


def own_columns() -> tuple[Column, ...]:
    """Return the columns that extensions add to a table of months; empty for runs of scenarios without them."""
    return tuple(Column(own.name, own.unit, own.meaning) for own in own_measures())


_VILLAGE = Column("village", "name", "Name of the village.")
_WEIGHT = Column("weight", "villages", "Real villages for which it stands: a total of the run is the sum of weight times what each has.")
VILLAGE_COLUMNS: tuple[Column, ...] = (*KEYS[:-1], _VILLAGE, _WEIGHT, KEYS[-1], *COLUMNS)
COHORT_COLUMNS: tuple[Column, ...] = (
    *KEYS,
    Column("quarter", "date", "First month of a quarter of the run: the cohort are those whose first store was opened in it."),
    Column("entered", "households", "Of this cohort by this month, shopkeepers from outside and those of the start included."),
    Column("living", "households", "Of this cohort with a store at the end of this month; one that opens anew joins a later cohort."),
)
STORE_COLUMNS: tuple[Column, ...] = (
    *KEYS,
    _VILLAGE,
    _WEIGHT,
    Column("shopkeeper", "number", "Household in its village, or room of a shopkeeper from outside, counted from 0."),
    Column("origin", "word", "Of the shopkeeper: resident, returned (a migrant has come home), founder (with experience), or tenant."),
    Column("opened", "date", "First month of the quarter in which the shopkeeper opened a first store."),
    Column("rank", "number", "Place among the shopkeeper's stores, from 1: the first sells most."),
    Column("sales_year", "RMB per year", "Sales of the store at the month's pace, with the season taken out."),
)
_PROVINCE = Column("province", "name", "Name of the province.")
PROVINCE_COLUMNS: tuple[Column, ...] = (*KEYS[:-1], _PROVINCE, KEYS[-1], *PLACE_COLUMNS)
COUNTY_COLUMNS: tuple[Column, ...] = (*KEYS[:-1], _PROVINCE, Column("county", "name", "Name of the county."), KEYS[-1], *PLACE_COLUMNS)


class Kept(NamedTuple):
    """A table that is kept of the months of runs.

    Attributes
    ----------
    columns : tuple of Column
        All columns, in their order.
    sparse : bool
        Whether a run may have no rows in it.
    """

    columns: tuple[Column, ...]
    sparse: bool = False


TABLES = {
    "stores": Kept(STORE_COLUMNS, sparse=True),
    "cohorts": Kept(COHORT_COLUMNS),
    "villages": Kept(VILLAGE_COLUMNS),
    "counties": Kept(COUNTY_COLUMNS, sparse=True),
    "provinces": Kept(PROVINCE_COLUMNS, sparse=True),
    "monthly": Kept(MONTHLY_COLUMNS),
}
"""Tables of months in the order in which they are written: where the last one stands, the others do too."""


def tables_asked(villages: bool, stores: bool, places: bool = False) -> tuple[str, ...]:
    """Return the names of the tables that are kept: the months of runs, those of the places of a country, and what else is asked for."""
    asked = {"monthly": True, "villages": villages, "cohorts": stores, "stores": stores, "counties": places, "provinces": places}
    return tuple(name for name in TABLES if asked[name])


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
    """A line of the short table, with what people call it."""

    label: str
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
    parts = [take_off(monthly), _named(runs.last(), [one.name for one in MEASURES], "end")]
    parts += [_named(runs.max(), PEAKED, "peak"), _named(runs.sum(numeric_only=True), SUMMED, "sum")]
    return pd.concat(parts, axis=1)[[column.name for column in SUMMARY_COLUMNS]]


def short_table(monthly: pd.DataFrame) -> list[ShownMeasure]:
    """The measures that a person looks at first: start and end, median and range over the runs."""
    by_name = {column.name: column for column in MEASURES}
    runs = monthly.groupby("run", sort=False)
    first, last = runs.first(), runs.last()
    return [ShownMeasure(label, by_name[name], _range(first[name]), _range(last[name])) for name, label in SHOWN.items()]


def take_off(months: pd.DataFrame, by: Sequence[str] = ("run",)) -> pd.DataFrame:
    """Tell when each run, or each village of each run, took off.

    Parameters
    ----------
    months : pandas.DataFrame
        A row per run and month, or per run, village and month, in order of time.
    by : sequence of str
        What tells the units apart: ``("run",)``, or ``("run", "village")``.

    Returns
    -------
    pandas.DataFrame
        Indexed by the unit, in the order of the rows: ``takeoff_month``, the first month with a Taobao village's number of stores, and
        ``takeoff_after``, how many months it took; both missing where it never came.
    """
    import pandas as pd

    keys = list(by) if len(by) > 1 else by[0]
    units = months.groupby(keys, sort=False)
    reached = months.assign(step=units.cumcount() + 1)[months["stores"] >= TAKEOFF_STORES].groupby(keys, sort=False).first()
    return pd.DataFrame({"takeoff_month": reached["month"], "takeoff_after": reached["step"]}).reindex(units.size().index)


def _named(frame: pd.DataFrame, names: tuple[str, ...] | list[str], ending: str) -> pd.DataFrame:
    return frame[list(names)].add_suffix(f"_{ending}")


def _range(values: pd.Series) -> Range:
    median, low, high = values.quantile([0.5, 0.05, 0.95])
    return Range(float(median), float(low), float(high))
