"""A country, or a part of it, that is played month by month while others look at what it has come to."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from linkage_sim.measures.places import JOBS_PER_STORE, PLACE_COLUMNS
from linkage_sim.measures.record import NAMES
from linkage_sim.model import LinkageModel
from linkage_sim.population.spots import LIKE, households_played
from linkage_sim.scenario import Scenario

from ..mesa_parts import forget

KEPT = ("taobao_villages", "listed_villages", "stores", "poor_people", "registered_households", "exits", "jobs_counted")
"""What is looked at of a place."""
THREADED = 50_000
"""Households from which several threads pay."""
DRAWING = 15
"""Months that it takes as long to play as to draw the places, about."""
PILOT = "ordinary"
"""Scenario of which a year is played to know how fast this machine is."""
Floats = npt.NDArray[np.float64]
_AT = [[column.name for column in PLACE_COLUMNS].index(name) for name in KEPT]
_OF_VILLAGES = [NAMES.index(name) for name in KEPT[:-1]]
_TAOBAO_STORES = NAMES.index("taobao_stores")


class Table(NamedTuple):
    """Places of one kind, with what was kept of them: an array of months, places and :data:`KEPT`."""

    names: Sequence[str]
    towns: Sequence[str]
    values: Floats


NONE = Table((), (), np.zeros((0, 0, len(KEPT))))


class _Pace:
    """How fast this machine plays: measured once, when it is first asked for."""

    seconds = 0.0

    @classmethod
    def known(cls) -> float:
        """Seconds for a household's month."""
        if not cls.seconds:
            model = LinkageModel(Scenario.load(PILOT), seed=1)
            model.step()  # the first one loads what is compiled
            began = time.perf_counter()
            for _ in range(12):
                model.step()
            cls.seconds = (time.perf_counter() - began) / 12 / len(model.households)
            forget(model)
        return cls.seconds


class PartRun:
    """One run of a country or a part of it.

    Parameters
    ----------
    scenario : Scenario
        With the part that is played, and how thinned.
    seed : int
        Seed of the run.
    by_village : bool
        Whether every village is looked at; for a county.
    """

    def __init__(self, scenario: Scenario, seed: int, by_village: bool = False) -> None:
        self.scenario, self.seed, self.by_village = scenario, seed, by_village
        self.model: LinkageModel | None = None
        self.done = 0
        """Months played; what was kept of them does not change any more."""
        self.until = 0
        """Months that are asked for."""
        self.households: int | None = None
        """Households that are played; None before they were counted."""
        self.closed = False
        self.seconds = 0.0
        """Time that the months took so far."""
        self._provinces = self._villages = NONE
        self._counties: dict[str, Table] = {}

    @property
    def months(self) -> int:
        """All months of the run."""
        return self.scenario.months

    @property
    def over(self) -> bool:
        """Whether all months are played."""
        return self.done >= self.months

    @property
    def working(self) -> bool:
        """Whether something is left to do that was asked for: count households, draw places, play months."""
        return self.households is None or self.done < self.until

    def advance(self) -> None:
        """Do one piece of work: count the households, draw the places, or play a month."""
        model = self.model
        if self.households is None:
            self.households = households_played(self.scenario)
            _Pace.known()
        elif self.closed or self.over:
            return
        elif model is None:
            self._draw(self.households)
        else:
            began = time.perf_counter()
            model.step()
            self.seconds += time.perf_counter() - began
            self.done += 1

    def _draw(self, households: int) -> None:
        """Draw the places; for nobody, if the run was closed meanwhile."""
        threads = min(os.cpu_count() or 1, 4) if households > THREADED else 1
        self.model = LinkageModel(self.scenario, seed=self.seed, by_village=self.by_village, threads=threads)
        if self.closed:
            self.close()

    @property
    def seconds_left(self) -> float:
        """Time that the rest of all months will take, about: as the months so far did, or as others did on this machine."""
        each = self.seconds / self.done if self.done else (self.households or 0) * _Pace.known()
        return each * (self.months - self.done + (0 if self.model else DRAWING))

    def provinces(self) -> Table:
        """Return the provinces that are simulated, over the months played."""
        self._provinces = self._longer(self._provinces, "")
        return self._provinces

    def counties(self, province: str) -> Table:
        """Return the counties of a province that are simulated, over the months played."""
        found = self._counties[province] = self._longer(self._counties.get(province, NONE), province)
        return found

    def villages(self) -> Table:
        """Return the villages of the county that is played, over the months played; where not every village is looked at, none."""
        done = self.done
        if self.model is not None and self.by_village and len(self._villages.values) < done:
            rows = [row for row, name in enumerate(self.model.village_names) if not name.startswith(LIKE)]
            record = self.model.record.by_village[:done]
            jobs = JOBS_PER_STORE * record[:, rows, _TAOBAO_STORES]
            values = np.concatenate([record[:, :, _OF_VILLAGES][:, rows], jobs[:, :, None]], axis=2)
            towns = self.model.world.villages.array["town"]
            self._villages = Table([self.model.village_names[row] for row in rows], [str(towns[row]) for row in rows], values)
        return self._villages

    def close(self) -> None:
        """Let the model be freed."""
        self.until, self.closed = 0, True
        if self.model is not None:
            forget(self.model)
            self.model = None

    def _longer(self, table: Table, province: str) -> Table:
        """Add the months that were played since to a table of provinces, or of a province's counties."""
        done, since = self.done, len(table.values)
        if self.model is None or since == done:
            return table
        known = self.model.places
        more = known.counties(0, done, since, province) if province else known.provinces(0, done, since)
        kept = more.values[:, :, _AT]
        return Table(more.county if province else more.province, (), np.concatenate([table.values, kept]) if since else kept)
