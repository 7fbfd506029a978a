"""The country that a scenario names: its provinces, its counties, and the villages of those that are simulated."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from linkage_sim.scenario.country import Province, chosen_counties, county_name, products_of, provinces_of
from linkage_sim.scenario.nation import Nation, nation_digest
from linkage_sim.scenario.places import Place

from .counties import Counties, draw_counties
from .products import Niches, niches_of
from .provinces import level_of
from .villages import Villages, draw_villages


@dataclass(frozen=True, eq=False)
class Country:
    """A country, or a part of it. Its arrays are shared and cannot be written.

    Attributes
    ----------
    provinces : tuple of Province
        Lines of the table, in its order.
    counties : structured array
        All counties of the country, see :data:`linkage_sim.nation.counties.COUNTY`.
    villages : structured array
        All villages of the part that is simulated, see :data:`linkage_sim.nation.villages.VILLAGE`.
    niches : Niches
        What villages sell.
    """

    provinces: tuple[Province, ...]
    counties: Counties
    villages: Villages
    niches: Niches

    def county_of(self, row: int) -> str:
        """Return the name of a county, by its row in ``counties``: "guangdong-017"."""
        county = self.counties[row]
        return county_name(self.provinces[county["province"]].name, int(county["number"]))

    def town_of(self, row: int) -> str:
        """Return the name of a village's town, by the village's row: "guangdong-017-03"."""
        village = self.villages[row]
        return f"{self.county_of(village['county'])}-{village['town']:02d}"

    def name_of(self, row: int) -> str:
        """Return the name of a village, by its row: "guangdong-017-0123"; its households' draws go by it."""
        village = self.villages[row]
        return f"{self.county_of(village['county'])}-{village['number']:04d}"

    def place_of(self, row: int, weight: int = 1) -> Place:
        """Return a village as a place of a scenario.

        Parameters
        ----------
        row : int
            Row of the village.
        weight : int
            Real villages that it stands for.

        Returns
        -------
        Place
            Not validated anew: its facts lie within the bounds by the way they are drawn.
        """
        village = self.villages[row]
        facts = {name: village[name].item() for name in FACTS}
        return Place.model_construct(
            name=self.name_of(row), town=self.town_of(row), county=self.county_of(village["county"]),
            province=self.provinces[village["province"]].name, product=self.niches.names[village["product"]], weight=weight, **facts,
        )  # fmt: skip


FACTS = ("households", "household_size", "income_scale", "away_scale", "broadband", "network", "roads", "goods", "market_depth", "landless",
         "waterless")  # fmt: skip
"""Columns of a village that are facts of a place under the same name."""


def country_of(nation: Nation) -> Country:
    """Return the country that a scenario's block names, drawn from its geography; drawn once and kept while it is in use.

    Raises
    ------
    LinkageError
        If a table is wrong; one sentence with file, line, what is wrong and what to do.
    """
    return _drawn(_Named(nation))


class _Named:
    """A nation by what it simulates, as a key."""

    def __init__(self, nation: Nation) -> None:
        self.nation = nation.model_copy(update={"strata": "province", "per_stratum": 1})
        self.digest = nation_digest(self.nation)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Named) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)


@lru_cache(maxsize=2)
def _drawn(named: _Named) -> Country:
    nation = named.nation
    provinces = provinces_of(nation.provinces)
    level, niches = level_of(nation, provinces), niches_of(nation, products_of(nation.products))
    counties = draw_counties(nation, level, niches)
    chosen = chosen_counties(nation.only, tuple((one.name, one.counties) for one in provinces))
    rows = np.flatnonzero(np.concatenate([np.array(some) for some in chosen]))
    villages = draw_villages(nation, provinces, counties, rows, niches)
    for array in (counties, villages):
        array.flags.writeable = False
    return Country(provinces, counties, villages, niches)
