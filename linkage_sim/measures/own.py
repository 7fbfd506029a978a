"""Measures that extensions declare: one number of a run after each month, from the columns of its households and villages."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from linkage_sim.extending import Own
from linkage_sim.state.world import World


class OwnMeasures:
    """Measures of one's own, month by month.

    Parameters
    ----------
    measures : sequence of Own
        What is measured.
    world : World
        Of whom.
    months : int
        Length of the run.
    """

    def __init__(self, measures: Sequence[Own], world: World, months: int) -> None:
        self._measures, self._world = measures, world
        runs = world.villages.run
        self._bounds = [np.flatnonzero(runs == run)[[0, -1]].tolist() for run in np.unique(runs)]
        self.values: dict[str, npt.NDArray[np.float64]] = {own.name: np.zeros((months, len(self._bounds))) for own in measures}

    def measure(self, month: int) -> None:
        """Measure a month that is over."""
        for own in self._measures:
            for run, (first, last) in enumerate(self._bounds):
                villages = self._world.villages.rows(first, last + 1)
                households = self._world.households.rows(villages[0].first, villages[-1].last)
                environment = self._world.environment[villages[0].environment_first + month]
                self.values[own.name][month, run] = own.function(households, villages, environment)  # type: ignore[misc]
