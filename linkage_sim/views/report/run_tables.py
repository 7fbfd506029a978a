"""The tables of a scenario's runs: start and end, each run, each village."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ...experiments.study.ledger import SUCCEEDED
from ...experiments.study.study import Study
from ...experiments.summary import Range, short_table
from ...findings.numbers import is_share, level, number, unit_words
from .content import Cell, Table, right, table

if TYPE_CHECKING:
    import pandas as pd

ENDS: Mapping[str, tuple[str, str, str]] = {
    "stores_end": ("stores", "at the end", "stores"),
    "online_households_end": ("households online", "at the end", "households"),
    "sales_end": ("sales", "RMB in the last month", "RMB"),
    "headcount_end": ("poor people", "at the end", "share of people"),
    "mpi_end": ("MPI", "at the end", "index"),
    "spending_sum": ("spending", "RMB in all", "RMB"),
}
"""Columns of a run that are shown: what they are called, a remark, and their unit."""
VILLAGE: Mapping[str, tuple[str, str, str]] = {
    "stores": ("stores", "", "stores"),
    "online_households": ("households online", "", "households"),
    "sales": ("sales", "RMB in the month", "RMB"),
    "headcount": ("poor people", "", "share of people"),
}
"""The same for a village."""


def tables(results: Study) -> list[Table]:
    """All tables of the runs that succeeded; none where none did."""
    if results.monthly.empty:
        return []
    made = [_measures(results), _each_run(results)]
    return made if results.villages is None else [*made, _villages(results.villages)]


def _measures(results: Study) -> Table:
    """The measures that a person looks at first."""
    first, last = (f"{moment:%B %Y}" for moment in (results.monthly["month"].min(), results.monthly["month"].max()))
    rows: list[list[str | Cell]] = [
        [one.label, unit_words(one.column.unit), right(_value(one.start.median, one.column.unit)),
         right(_value(one.end.median, one.column.unit)), right(_ends(one.end, one.column.unit)), one.column.meaning]
        for one in short_table(results.monthly)
    ]  # fmt: skip
    headings = [("measure", ""), ("unit", ""), (first, "median"), (last, "median"), (last, "5-95 % of runs"), ("what it is", "")]
    return table("Start and end", headings, rows, "Medians over the runs that succeeded.")


def _value(value: float, unit: str) -> str:
    return number(100 * value if is_share(unit) else value)


def _ends(one: Range, unit: str) -> str:
    return f"{_value(one.low, unit)} to {_value(one.high, unit)}"


def _each_run(results: Study) -> Table:
    """Where each run ended, and with the behaviour of which member of an ensemble."""
    good = results.runs[results.runs["state"] == SUCCEEDED].to_dict("records")
    drawn = results.ensemble is not None
    rows = [
        [
            right(str(row["seed"])),
            *([right(str(row["design"]))] if drawn else []),
            right(_month(row["takeoff_after"])),
            *(right(level(row[name], unit)) for name, (_, _, unit) in ENDS.items()),
        ]
        for row in good
    ]
    member = [("member", f"of the ensemble {results.ensemble.name}")] if results.ensemble else []
    headings = [("seed", ""), *member, ("take-off", "month"), *((name, remark) for name, remark, _ in ENDS.values())]
    return table("Each run", headings, rows, "The id of each run is in runs.parquet.")


def _month(after: float) -> str:
    return "never" if after != after else number(after)


def _villages(villages: pd.DataFrame) -> Table:
    """Where each village ended."""
    last = villages[villages["month"] == villages["month"].max()].groupby("village", sort=False)
    rows: list[list[str | Cell]] = [
        [str(name), *(right(_middle(some[column], unit)) for column, (_, _, unit) in VILLAGE.items())] for name, some in last
    ]
    headings = [("village", ""), *((name, remark) for name, remark, _ in VILLAGE.values())]
    return table("Villages in the last month", headings, rows, "Median over the runs, with their 5 and 95 % quantiles.")


def _middle(values: pd.Series, unit: str) -> str:
    low, middle, high = (level(float(value), unit) for value in values.quantile([0.05, 0.5, 0.95]))
    return f"{middle} ({low} to {high})" if len(values) > 1 else middle
