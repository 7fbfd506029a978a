"""What Mesa's tools expect of a model: a data collector, parameters that are single values, and a line that names the model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import mesa
import numpy as np

from linkage_sim.errors import LinkageError
from linkage_sim.measures.record import Record
from linkage_sim.scenario.scenario import Scenario
from linkage_sim.state.month import COLUMNS

NAMES = tuple(column.name for column in COLUMNS)


class MonthlyCollector(mesa.DataCollector):  # type: ignore[misc]
    """A model's monthly columns as Mesa's tools read them.

    The model records every month anyway, so nothing is collected twice: all values are read from the record.

    Parameters
    ----------
    record : Record
        What the model observes.
    run : int
        Number of the run, where several are calculated side by side.
    """

    def __init__(self, record: Record, run: int = 0) -> None:
        self._record, self._run = record, run
        super().__init__(model_reporters={name: partial(_latest, name, run) for name in NAMES})

    @property
    def model_vars(self) -> dict[str, list[float]]:
        """The months recorded so far, by column."""
        own = {name: values[: self._record.months, self._run].tolist() for name, values in self._record.own.items()}
        months = self._record.runs[: self._record.months, self._run].T.tolist()
        return dict(zip(NAMES, months, strict=True)) | own

    @model_vars.setter
    def model_vars(self, values: object) -> None:
        """Mesa prepares lists of its own here; they stay unused."""

    @property
    def _collection_steps(self) -> list[int]:
        """Times of the rows, which newer releases of Mesa ask for."""
        return list(range(1, self._record.months + 1))

    @_collection_steps.setter
    def _collection_steps(self, values: object) -> None:
        """Mesa prepares a list of its own here; it stays unused."""

    def collect(self, model: mesa.Model) -> None:
        """Do nothing: the model has recorded the month already."""


def _latest(name: str, run: int, model: Any) -> float:
    """Return the last month's value of a column."""
    return float(model.record.latest(run)[name])


def one_scenario(scenario: Scenario | str, values: Mapping[str, Any], others: Sequence[Scenario] | None = None) -> Scenario:
    """Return the scenario that a model is asked for.

    Parameters
    ----------
    scenario : Scenario or str
        A scenario, or the name or file of one.
    values : mapping
        Parameters that differ from it, by path.
    others : sequence of Scenario, optional
        Scenarios of runs side by side, which leave no room for such values.

    Raises
    ------
    LinkageError
        If a path or value does not fit the scenario, or values and other scenarios are given together.
    """
    chosen = Scenario.load(scenario) if isinstance(scenario, str) else scenario
    if not values:
        return chosen
    if others is not None:
        raise LinkageError(f"Values by path ({', '.join(values)}) do not go with scenarios=; give each scenario its values instead.")
    return chosen.with_overrides({path: value.item() if isinstance(value, np.generic) else value for path, value in values.items()})


def described(kind: str, scenario: Scenario, seeds: Sequence[int], month: int) -> str:
    """Return the line by which a model shows itself."""
    runs = f"seed {seeds[0]}" if len(seeds) == 1 else f"{len(seeds)} runs"
    return f"<{kind} {scenario.name}, {runs}, month {month} of {scenario.months}>"
