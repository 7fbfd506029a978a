"""What is read of the runs of a forecast: a quantity of all villages, of one, or of each province, at its times."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from ..calibration.targets import read_column, unit_of, window
from ..ensemble.weighted import quantiles
from ..summary import TABLES
from .declared import Quantity
from .runs import Drawn

if TYPE_CHECKING:
    import pandas as pd

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True)
class Foretold:
    """A quantity at a time: median, 50 and 90 % interval over all runs.

    Attributes
    ----------
    name, scenario, village, province, when, unit, meaning : str
        What it is; village and province are empty where all of the scenario's villages are read together.
    median, half_low, half_high, low, high : float
        Of the runs.
    """

    name: str
    scenario: str
    village: str
    province: str
    when: str
    unit: str
    meaning: str
    median: float
    half_low: float
    half_high: float
    low: float
    high: float


class Reading(NamedTuple):
    """What is read of the runs of a scenario: a quantity, of a village or a province or all of it, at a time."""

    name: str
    village: str
    province: str
    date: str


def tables_for(quantities: Iterable[Quantity]) -> tuple[str, ...]:
    """Names of the tables of months that are kept: that of the runs, and of villages or provinces where quantities are read of them."""
    wanted = {"monthly", *(_source(quantity) for quantity in quantities)}
    return tuple(name for name in TABLES if name in wanted)


def _source(quantity: Quantity) -> str:
    """Name of the table of months that a quantity is read of."""
    return "provinces" if quantity.by else "villages" if quantity.village else "monthly"


def read_quantity(quantity: Quantity, tables: Mapping[str, pd.DataFrame]) -> dict[Reading, pd.Series]:
    """Read a quantity at all its places and times: a number per run."""
    column, per, over = quantity.column, quantity.per, quantity.over
    return {
        Reading(quantity.name, quantity.village, province, date): read_column(months, column, per, *window(date), over).sort_index()
        for province, months in _months(quantity, tables)
        for date in quantity.when
    }


def _months(quantity: Quantity, tables: Mapping[str, pd.DataFrame]) -> Iterator[tuple[str, pd.DataFrame]]:
    """Months of what a quantity is read of: all villages or one; by province the country, which is their sum, and then each of them."""
    table, columns = tables[_source(quantity)], [quantity.column, *([quantity.per] if quantity.per else [])]
    if not quantity.by:
        yield "", table[table["village"] == quantity.village] if quantity.village else table
        return
    yield "", table.groupby(["design", "replicate", "month"], as_index=False)[columns].sum()
    yield from ((str(name), own) for name, own in table.groupby("province", sort=False))


def foretold_rows(quantity: Quantity, read: Mapping[Reading, pd.Series]) -> list[Foretold]:
    """Summarise a quantity at all its places and times over the runs."""
    import numpy as np

    rows = []
    for known, numbers in read.items():
        values = numbers.to_numpy(dtype=float)
        low, half_low, median, half_high, high = quantiles(values, np.ones(len(values)), LEVELS)
        facts = quantity.name, quantity.scenario, quantity.village, known.province, known.date
        unit = quantity.unit or unit_of(quantity.column, quantity.per, quantity.over)
        rows.append(Foretold(*facts, unit, quantity.meaning, median, half_low, half_high, low, high))
    return rows


def run_table(drawn: Drawn, read: Mapping[Reading, pd.Series]) -> pd.DataFrame:
    """A row per run of a scenario."""
    import pandas as pd

    facts = pd.DataFrame(drawn.facts, index=range(len(drawn.seeds)))
    told = pd.DataFrame({" ".join(filter(None, known)): values.to_numpy() for known, values in read.items()})
    return pd.concat([pd.DataFrame({"member": drawn.members, "seed": drawn.seeds}), facts, told], axis=1)
