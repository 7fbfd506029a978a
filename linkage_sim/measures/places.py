"""The record of a country: what was observed month by month in each province and county, every village as often as it counts.

Villages that sleep are known by kind only: of each province's poor counties, and of its other ones. What a county has of them is its part
of their households; so counties add up to their province, and provinces to the country.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from linkage_sim.nation.country import Country
from linkage_sim.population.spots import Spot, kind_of_county, rest_of
from linkage_sim.state.month import OBSERVED, Column
from linkage_sim.state.weights import for_all

if TYPE_CHECKING:
    import numpy.typing as npt

    from linkage_sim.state.world import World

    Floats = npt.NDArray[np.float64]
    Whole = npt.NDArray[np.int64]

SUMMED = (
    "taobao_villages", "listed_villages", "taobao_stores", "taobao_engaged", "stores", "online_households", "sales", "parcels",
    "inbound_parcels", "people_engaged", "households", "people", "poor_people", "poor_households", "registered_households",
    "inclusion_error", "exclusion_error", "entries", "exits", "relapses", "spending", "migrants_away",
)  # fmt: skip
"""Recorded columns that are kept by place."""
JOBS_PER_STORE = 2.8
"""How the paper counts jobs (evidence: tv.jobs_per_store)."""
_RENAMED = {
    "inclusion_error": Column("wrongly_registered", "households", "Registered households that are not poor."),
    "exclusion_error": Column("missed", "households", "Poor households that are not registered."),
}
_DECLARED = {field.name: Column(field.name, field.unit, field.meaning) for field in OBSERVED}
AWAKE = Column("awake", "villages", "Villages in which e-commerce has begun, each played for itself.")
JOBS = Column("jobs_counted", "persons", f"Jobs as the paper counts them: {JOBS_PER_STORE} for each store of a Taobao village.")
PLACE_COLUMNS: tuple[Column, ...] = (AWAKE, *(_RENAMED.get(name, _DECLARED[name]) for name in SUMMED), JOBS)
"""What is recorded of a province or a county."""
_HOUSEHOLDS = 1 + SUMMED.index("households")
_STORES = 1 + SUMMED.index("taobao_stores")


class Places(NamedTuple):
    """The provinces, or the counties, of one run.

    Attributes
    ----------
    province, county : sequence of str
        Their names; of provinces alone `county` is empty.
    values : array of shape (months, places, columns)
        By :data:`PLACE_COLUMNS`.
    """

    province: Sequence[str]
    county: Sequence[str]
    values: Floats


class PlaceRecord:
    """What has been observed by place, in runs of countries.

    Parameters
    ----------
    spots : sequence of Spot
        The villages of all runs.
    world : World
        Their world.
    countries : sequence of Country or None
        The country of each run; none for runs whose villages are listed.
    months : int
        Length of the runs.
    """

    def __init__(self, spots: Sequence[Spot], world: World, countries: Sequence[Country | None], months: int) -> None:
        self._world, self._countries = world, countries
        self._at: Whole = world.villages.array["county"].astype(np.int64)
        self._named = {(spot.run, spot.place.county): int(row) for spot, row in zip(spots, self._at, strict=True)}
        self._province = {(spot.run, spot.place.county): spot.place.province for spot in spots}
        rows = len(set(self._named.values())) if any(countries) else 0
        self.values: Floats = np.zeros((months if rows else 0, rows, 1 + len(SUMMED)))

    def note(self, month: int) -> None:
        """Note a month, counted from 0, that is over."""
        if len(self.values):
            villages, months = self._world.villages.array, self._world.months.array
            weighted: Any = for_all  # written for one village, it takes columns as well
            columns = [weighted(villages["awake"], villages["weight"]), *(weighted(months[name], villages["weight"]) for name in SUMMED)]
            for k, column in enumerate(columns):
                self.values[month, :, k] = np.bincount(self._at, column, self.values.shape[1])

    def holds(self, run: int) -> bool:
        """Return whether a run is of a country."""
        return self._countries[run] is not None

    def counties(self, run: int, months: int, since: int = 0, within: str = "") -> Places:
        """Return all counties of a run's country, whether or not a village of theirs is played.

        Parameters
        ----------
        run : int
            Number of the run.
        months : int
            Until which month, counted from 1.
        since : int
            After which month.
        within : str
            Province whose counties are asked for; all unless named.
        """
        country = self._of(run)
        rows = np.unique(country.villages["county"])
        if within:
            rows = rows[[country.provinces[number].name == within for number in country.counties["province"][rows]]]
        names = [country.county_of(int(row)) for row in rows]
        kinds = np.array([kind_of_county(country, int(row)) for row in rows])
        noted = self.values[since:months]
        values = np.zeros((len(noted), len(rows), self.values.shape[2]))
        for k, name in enumerate(names):
            if (run, name) in self._named:
                values[:, k] = noted[:, self._named[run, name]]
        asleep = np.maximum(country.counties["households"][rows] - values[:, :, _HOUSEHOLDS], 0.0)
        for kind in np.unique(kinds):
            here = kinds == kind
            part = asleep[:, here] / np.maximum(asleep[:, here].sum(axis=1, keepdims=True), 1.0)
            values[:, here] += part[:, :, None] * noted[:, None, self._named[run, rest_of(kind)]]
        return Places([country.provinces[country.counties["province"][row]].name for row in rows], names, _with_jobs(values))

    def provinces(self, run: int, months: int, since: int = 0) -> Places:
        """Return the provinces of a run's country that are simulated, until a month and after another one."""
        country = self._of(run)
        present = [country.provinces[number].name for number in np.unique(country.villages["province"])]
        where = {name: k for k, name in enumerate(present)}
        noted = self.values[since:months]
        values = np.zeros((len(noted), len(present), self.values.shape[2]))
        for (of_run, county), row in self._named.items():
            if of_run == run:
                values[:, where[self._province[run, county]]] += noted[:, row]
        return Places(present, [""] * len(present), _with_jobs(values))

    def _of(self, run: int) -> Country:
        country = self._countries[run]
        assert country is not None, "only runs of countries have a record by place"
        return country


def _with_jobs(values: Floats) -> Floats:
    """Add the jobs as the paper counts them."""
    return np.concatenate([values, JOBS_PER_STORE * values[:, :, _STORES : _STORES + 1]], axis=2)
