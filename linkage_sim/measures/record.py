"""The record of a model: what was observed month by month, as tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from linkage_sim.state.month import COLUMNS

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
    """

    def __init__(
        self,
        start: str,
        seeds: Sequence[int],
        runs: npt.NDArray[np.float64],
        villages: npt.NDArray[np.float64],
        village_names: Sequence[str],
        village_runs: Sequence[int],
    ) -> None:
        self.start = start
        self.seeds = np.asarray(seeds, dtype=np.int64)
        self.runs = runs
        self.by_village = villages
        self.village_names = np.asarray(village_names, dtype=object)
        self.village_runs = np.asarray(village_runs, dtype=np.int64)
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
        """A row per run, village and month, where the model was asked to record villages; else no rows."""
        keys = {"seed": self.seeds[self.village_runs], "village": self.village_names}
        return self._frame(self.by_village, keys)

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
