"""The record of a model: what was observed month by month, as tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from linkage_sim.population.world import QUARTER
from linkage_sim.state.month import COLUMNS

from .stores import ORIGINS, Stores

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

NAMES = tuple(column.name for column in COLUMNS)


class Record:
    """What a model has observed so far.

    Parameters
    ----------
    start : str
        First month, "YYYY-MM".
    seeds : sequence of int
        Seed of each run.
    runs : array of shape (months, runs, columns)
        Recorded rows, filled month by month.
    villages : array of shape (months or 0, villages, columns)
        The same by village, where asked for.
    village_names : sequence of str
        Names of the villages, in their order.
    village_runs : sequence of int
        Run that each village belongs to.
    village_weights : array
        Real villages for which each village stands.
    cohorts : array of shape (months, runs, quarters)
        Shopkeepers by the quarter in which they opened their first store, filled month by month.
    at_start : array
        Shopkeepers of each run at the start, by the weights of their villages: they belong to the first quarter.
    """

    def __init__(
        self,
        start: str,
        seeds: Sequence[int],
        runs: npt.NDArray[np.float64],
        villages: npt.NDArray[np.float64],
        village_names: Sequence[str],
        village_runs: Sequence[int],
        village_weights: npt.NDArray[np.float64],
        cohorts: npt.NDArray[np.float64],
        at_start: npt.NDArray[np.float64],
    ) -> None:
        self.start = start
        self.seeds = np.asarray(seeds, dtype=np.int64)
        self.runs = runs
        self.by_village = villages
        self.village_names = np.asarray(village_names, dtype=object)
        self.village_runs = np.asarray(village_runs, dtype=np.int64)
        self.village_weights = village_weights
        self.living = cohorts
        self.at_start = at_start
        self.censuses: list[tuple[int, Stores]] = []
        """Months, from 0, in which all stores were noted, and these stores; where the model was asked to."""
        self.months = 0
        """Months recorded so far."""
        self.own: dict[str, npt.NDArray[np.float64]] = {}
        """Measures of extensions: arrays of shape (months, runs) by name."""

    @property
    def dates(self) -> npt.NDArray[np.datetime64]:
        """First days of the months recorded so far."""
        return (np.datetime64(self.start, "M") + np.arange(self.months)).astype("datetime64[D]")

    def latest(self, run: int = 0) -> dict[str, float]:
        """Return the last month's values of a run by column; all zero before the first month."""
        row = self.runs[self.months - 1, run] if self.months else np.zeros(len(NAMES))
        return dict(zip(NAMES, row.tolist(), strict=True))

    def series(self, column: str, run: int = 0) -> npt.NDArray[np.float64]:
        """Return one column of a run over the months recorded so far."""
        return self.runs[: self.months, run, NAMES.index(column)].copy()

    @property
    def monthly(self) -> pd.DataFrame:
        """A row per run and month: seed, month, and every recorded column."""
        frame = self._frame(self.runs, {"seed": self.seeds})
        return frame.assign(**{name: values[: self.months].T.ravel() for name, values in self.own.items()})

    @property
    def villages(self) -> pd.DataFrame:
        """A row per run, village and month, where the model was asked to record villages; else no rows.

        What is recorded is that of one village; in a run it counts ``weight`` times.
        """
        keys = {"seed": self.seeds[self.village_runs], "village": self.village_names, "weight": self.village_weights}
        return self._frame(self.by_village, keys)

    @property
    def cohorts(self) -> pd.DataFrame:
        """A row per run, month and quarter so far: seed, month, quarter, entered, living; see :meth:`cohort_rows`."""
        return self.with_seed(self.cohort_rows())

    @property
    def stores(self) -> pd.DataFrame:
        """A row per store in each December and in the last month, where the model was asked for it; see :meth:`store_rows`."""
        return self.with_seed(self.store_rows())

    def cohort_rows(self) -> pd.DataFrame:
        """Return survival by cohort, indexed by the number of the run: month, quarter, entered so far, and those who keep a shop now."""
        import pandas as pd

        month, quarter = (axis.ravel() for axis in np.indices(self.living[: self.months, 0].shape))
        begun = quarter * QUARTER <= month
        month, quarter = month[begun], quarter[begun]
        entrants = np.cumsum(self.runs[: self.months, :, NAMES.index("entrants")], axis=0)
        until = np.concatenate([np.zeros((1, entrants.shape[1])), entrants])
        entered = until[np.minimum((quarter + 1) * QUARTER, month + 1)] - until[quarter * QUARTER]
        entered += np.where(quarter[:, None] == 0, self.at_start, 0)
        runs = len(self.seeds)
        columns = {
            "month": np.tile(self._date(month), runs),
            "quarter": np.tile(self._date(quarter * QUARTER), runs),
            "entered": entered.T.ravel(),
            "living": self.living[month, :, quarter].T.ravel(),
        }
        return pd.DataFrame(columns, index=np.repeat(np.arange(runs), len(month)))

    def store_rows(self, censuses: Sequence[tuple[int, Stores]] | None = None) -> pd.DataFrame:
        """Return the stores that were noted, or those of other censuses, indexed by the number of the run: run by run, month by month."""
        import pandas as pd

        noted = self.censuses if censuses is None else censuses
        month = np.concatenate([np.zeros(0, np.int64), *(np.full(len(stores.village), at) for at, stores in noted)])
        stores = Stores(*(np.concatenate([np.zeros(0, np.int64), *(getattr(one, name) for _, one in noted)]) for name in Stores._fields))
        runs = self.village_runs[stores.village]
        order = np.argsort(runs, kind="stable")
        columns = {
            "month": self._date(month),
            "village": self.village_names[stores.village],
            "weight": self.village_weights[stores.village],
            "shopkeeper": stores.shopkeeper,
            "origin": np.array(ORIGINS, dtype=object)[stores.origin],
            "opened": self._date(stores.opened * QUARTER),
            "rank": stores.rank,
            "sales_year": stores.sales_year.astype(float),
        }
        return pd.DataFrame({name: column[order] for name, column in columns.items()}, index=runs[order])

    def _date(self, months: npt.NDArray[np.int64]) -> npt.NDArray[np.datetime64]:
        """Return the first days of months that are counted from the start."""
        return (np.datetime64(self.start, "M") + months).astype("datetime64[ns]")

    def with_seed(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Return rows that are indexed by the number of the run with the run's seed in place of it."""
        rows.insert(0, "seed", self.seeds[rows.index])
        return rows.reset_index(drop=True)

    def _frame(self, rows: npt.NDArray[np.float64], keys: dict[str, npt.NDArray[np.generic]]) -> pd.DataFrame:
        """Return recorded rows as a table, unit by unit, months in order."""
        import pandas as pd

        months = min(self.months, len(rows))
        units = rows.shape[1]
        values = rows[:months].transpose(1, 0, 2).reshape(units * months, rows.shape[2])
        dates = self.dates[:months].astype("datetime64[ns]")
        table = {name: np.repeat(of_unit, months) for name, of_unit in keys.items()}
        table["month"] = np.tile(dates, units)
        frame = pd.DataFrame(table)
        return pd.concat([frame, pd.DataFrame(values, columns=list(NAMES))], axis=1)
