"""The villages of a run before they are made: those that a scenario lists, or those of a country that are played.

Of a country these are a few representatives of each kind, which sleep and stand for all, and every village of the towns to which founders
come home during the run: these look on until something begins in them, see :mod:`linkage_sim.actors.waking`.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from linkage_sim.nation.country import Country, country_of
from linkage_sim.nation.places import places_of, sample_of
from linkage_sim.nation.sample import strata_of
from linkage_sim.scenario.nation import Nation
from linkage_sim.scenario.places import Place
from linkage_sim.scenario.scenario import Scenario
from linkage_sim.state.environment import monthly_environment

from .arrivals import Arrivals, Floats, Whole, draw_arrivals

LIKE = "like-"
"""Begins the names of representatives: they are like a village of the country, with luck of their own, and live in no county of it."""


class Around(NamedTuple):
    """What is known of a village's town and county beside the villages that are played.

    Attributes
    ----------
    town_households, town_villages, county_households, county_villages : float
        All there are.
    marries : str
        Village of another town with which it exchanges brides; empty for none.
    """

    town_households: float
    town_villages: float
    county_households: float
    county_villages: float
    marries: str


class Spot(NamedTuple):
    """One village before it is made: its run, its name and the facts of its place.

    Attributes
    ----------
    run : int
        Number of the run.
    name, town : str
        Its name and its town's.
    place : Place
        Its facts.
    kind : str
        Of a country's quiet villages which kind it is; empty for a village that counts for itself.
    arrival, arriving : int
        Month in which founders come home, counted from 1, and how many; 0 for none.
    around : Around, optional
        What is known of its town and county, where they are simulated in part.
    """

    run: int
    name: str
    town: str
    place: Place
    kind: str = ""
    arrival: int = 0
    arriving: int = 0
    around: Around | None = None

    @property
    def is_married_into(self) -> bool:
        """Whether brides come from it: it counts for itself, or may once."""
        return self.place.weight > 0 or bool(self.kind)

    @property
    def looks_on(self) -> bool:
        """Whether it is stood for by others as the run begins."""
        return bool(self.kind) and self.place.weight == 0


def spots_of(run: int, seed: int, scenario: Scenario) -> Iterator[Spot]:
    """Yield the villages of a run."""
    nation = scenario.data.nation
    return listed(run, scenario.data.places) if nation is None else played(run, seed, scenario, nation)


def listed(run: int, places: Sequence[Place]) -> Iterator[Spot]:
    """Yield villages that are listed; ``count`` villages alike are numbered, and those of town "*" are dealt out over the towns named."""
    towns = sorted({place.town for place in places if place.town != "*"}) or ["town"]
    dealt = 0
    for place in places:
        for number in range(1, place.count + 1):
            town = place.town
            if town == "*":
                town = towns[dealt % len(towns)]
                dealt += 1
            yield Spot(run, place.name if place.count == 1 else f"{place.name}-{number}", town, place)


# ---------------------------------------------------------------- a country


def played(run: int, seed: int, scenario: Scenario, nation: Nation) -> Iterator[Spot]:
    """Yield representatives, each for many of its kind, and then the villages that look on."""
    country = country_of(nation)
    stratum, kinds = strata_of(country, "province"), [_kind(country, number) for number in range(2 * len(country.provinces))]
    for place, row in zip(places_of(scenario), sample_of(nation).rows.tolist(), strict=True):
        kind = kinds[stratum[row]]
        rest = f"rest-of-{kind}"
        yield Spot(run, LIKE + place.name, rest, place.model_copy(update={"town": rest, "county": rest}), kind)
    arrivals = arrivals_in(country, scenario, nation, seed)
    for row in looking_on(country, nation, arrivals).tolist():
        place = country.place_of(row, 0)
        month, size = int(arrivals.month[row]), int(arrivals.size[row])
        yield Spot(run, place.name, place.town, place, kinds[stratum[row]], month, size, _around(country, row))


def _kind(country: Country, stratum: int) -> str:
    """Return the name of a kind of village: its province, and whether its county is poor; each province has its sample to itself."""
    return country.provinces[stratum // 2].name + ("-poor" if stratum % 2 else "")


class _Calling(NamedTuple):
    """What calls founders home: each village's pull, in groups a month where all have heard, and who has heard by province and month."""

    pull: Floats
    heard: Floats


def _calling(country: Country, scenario: Scenario, nation: Nation) -> _Calling:
    """Return what calls founders home: workers away and goods, in villages of this size, and who has heard of shops by then."""
    villages, data = country.villages, scenario.data
    internet = monthly_environment(data.environment, data.start, data.months, {}).array["rural_internet"][: data.months]
    level = np.array([one.internet for one in country.provinces])
    mean = float(np.average(level, weights=[one.households for one in country.provinces]))
    usual = sum(one.households for one in country.provinces) / sum(one.villages for one in country.provinces)  # of the table, not the part
    size = villages["households"] / usual
    pull = nation.arrivals / 1_000.0 / 12.0 * villages["away_scale"] * villages["goods"] * size
    return _Calling(pull, np.minimum(level[:, None] / mean * internet[None, :], 1.0))


def arrivals_in(country: Country, scenario: Scenario, nation: Nation, seed: int) -> Arrivals:
    """Draw where and when founders come home together."""
    calling = _calling(country, scenario, nation)
    province = country.villages["province"].astype(np.int64)
    return draw_arrivals(country.villages["key"], seed, calling.pull, province, calling.heard, nation.group)


def households_played(scenario: Scenario) -> int:
    """Return how many households a run plays; of a country, where this hangs on luck, how many on average."""
    listed_ones = sum(place.count * place.households for place in places_of(scenario))
    nation = scenario.data.nation
    if nation is None:
        return listed_ones
    country = country_of(nation)
    calling, villages = _calling(country, scenario, nation), country.villages
    hoped = calling.pull * calling.heard.sum(axis=1)[villages["province"]]
    _, town = np.unique(town_numbers(country), return_inverse=True)
    never = np.exp(-np.bincount(town, weights=hoped))  # that no founders come to any of its villages
    chance = np.ones(len(never)) if nation.full else 1.0 - never
    return listed_ones + round(float((chance * np.bincount(town, weights=villages["households"])).sum()))


def looking_on(country: Country, nation: Nation, arrivals: Arrivals) -> Whole:
    """Return the rows of the villages that are played at weight zero: all of the towns to which founders come, or all there are."""
    town = town_numbers(country)
    chosen = np.ones(len(town), bool) if nation.full else np.isin(town, np.unique(town[arrivals.month > 0]))
    return np.flatnonzero(chosen).astype(np.int64)


def town_numbers(country: Country) -> Whole:
    """Return a number for each village's town, alike for villages of the same town alone."""
    number: Whole = country.villages["county"].astype(np.int64) * 1_000 + country.villages["town"]
    return number


def _around(country: Country, row: int) -> Around:
    town_households, town_villages, county_households, county_villages = _sums(country)[row].tolist()
    marries = _ring(country, int(country.villages["county"][row])).get(row, "")
    return Around(town_households, town_villages, county_households, county_villages, marries)


@lru_cache(maxsize=2)
def _sums(country: Country) -> Floats:
    """Return households and villages of each village's town, and of its county."""
    _, town = np.unique(town_numbers(country), return_inverse=True)
    sums = []
    for of in (town, country.villages["county"].astype(np.int64)):
        sums += [np.bincount(of, weights=country.villages["households"])[of], np.bincount(of)[of].astype(float)]
    return np.stack(sums, axis=1)


@lru_cache(maxsize=4096)
def _ring(country: Country, county: int) -> dict[int, str]:
    """Return for each village of a county the next one in the county's ring of marriages, if it lies in another town."""
    rows = np.flatnonzero(country.villages["county"] == county).tolist()
    names = {row: country.name_of(row) for row in rows}
    rows.sort(key=lambda row: ring_place(names[row]))
    towns = country.villages["town"]
    return {row: names[other] for row, other in zip(rows, rows[1:] + rows[:1], strict=True) if towns[other] != towns[row]}


def ring_place(name: str) -> tuple[int, str]:
    """Return a village's place in its rings of marriages, an order of its own."""
    return zlib.crc32(b"married" + name.encode()), name
