"""The villages of a run before they are made: those that a scenario lists, or those of a country that are played.

Of a country these are a few representatives of each kind, which sleep and stand for all, every village to which founders come home during
the run, and of its town every other one with enough goods to follow, and one of several with fewer: these look on until something begins
in them, see :mod:`linkage_sim.actors.waking`.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from linkage_sim.nation.country import Country, country_of
from linkage_sim.nation.draws import Addresses, What, uniforms
from linkage_sim.nation.places import places_of, sample_of
from linkage_sim.nation.sample import strata_of
from linkage_sim.scenario.country import chosen_counties, county_name, provinces_of
from linkage_sim.scenario.nation import Nation
from linkage_sim.scenario.places import BASE_YEAR, Place
from linkage_sim.scenario.scenario import Scenario
from linkage_sim.state.environment import interpolate, monthly_environment

from .arrivals import Arrivals, Floats, Whole, draw_arrivals
from .demonstration import poor_shares, rollouts

Bools = npt.NDArray[np.bool_]

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
    rollout : int
        Month in which its county becomes a demonstration county, counted from 1; 0 never.
    poor_share : float
        Poor people by the official count, per household, over the country's.
    stands : int
        Real villages for which it stands once it is awake.
    alone : float
        How often its migrants come home to open a shop by themselves, times those of a village awake.
    spared : float
        What a household's first store is spared of its cost and attention, kept on the side; 0 in a village awake.
    """

    run: int
    name: str
    town: str
    place: Place
    kind: str = ""
    arrival: int = 0
    arriving: int = 0
    around: Around | None = None
    rollout: int = 0
    poor_share: float = 1.0
    stands: int = 1
    alone: float = 1.0
    spared: float = 0.0

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
    rollout, poor = rollouts(country, nation, scenario.data.start), poor_shares(country, nation)
    for place, row in zip(places_of(scenario, seed), sample_of(nation, seed).rows.tolist(), strict=True):
        kind, county = kinds[stratum[row]], country.villages["county"][row]
        rest = rest_of(kind)
        quiet = is_quiet(place, nation)
        yield Spot(run, LIKE + place.name, rest, place.model_copy(update={"town": rest, "county": rest}), kind,
                   rollout=int(rollout[county]), poor_share=float(poor[county]),
                   alone=nation.singles * quiet, spared=nation.spared * quiet)  # fmt: skip
    arrivals = arrivals_in(country, scenario, nation, seed)
    looking = looking_on(country, nation, arrivals)
    for row, stands in zip(looking.rows.tolist(), looking.stands.tolist(), strict=True):
        place = country.place_of(row, 0)
        month, size = int(arrivals.month[row]), int(arrivals.size[row])
        kind, around, county = kinds[stratum[row]], _around(country, row), country.villages["county"][row]
        quiet = is_quiet(place, nation)
        yield Spot(run, place.name, place.town, place, kind, month, size, around, int(rollout[county]), float(poor[county]),
                   stands, nation.singles * quiet, nation.spared * quiet)  # fmt: skip


def is_quiet(place: Place, nation: Nation) -> bool:
    """Return whether shops in a village that sleeps are opened one by one: where there are goods, groups of founders come home instead."""
    return place.goods < nation.founding


def _kind(country: Country, stratum: int) -> str:
    """Return the name of a kind of village: its province, and whether its county is poor; each province has its sample to itself."""
    return country.provinces[stratum // 2].name + ("-poor" if stratum % 2 else "")


def kind_of_county(country: Country, row: int) -> str:
    """Return the kind of a county's villages, by the county's row."""
    return _kind(country, 2 * int(country.counties["province"][row]) + int(country.counties["poor"][row]))


def rest_of(kind: str) -> str:
    """Return the name of the county, and the town, that representatives of a kind have to themselves."""
    return f"rest-of-{kind}"


class _Calling(NamedTuple):
    """What calls founders home: each village's pull, in groups a month where all have heard, and who has heard by province and month."""

    pull: Floats
    heard: Floats


ALL_HAVE_HEARD = 2014
"""Year at whose level of online retail shops are known to all who are online (assumption)."""


def _calling(country: Country, scenario: Scenario, nation: Nation) -> _Calling:
    """Return what calls founders home: workers away and goods, in villages of this size, and who has heard of shops by then.

    Nobody is called where there are few goods: who comes home there to open a shop is one of the single ones.
    """
    villages, data = country.villages, scenario.data
    courses = monthly_environment(data.environment, data.start, data.months, {}).array[: data.months]
    retail = data.environment.online_retail
    enough = interpolate(retail, np.array([ALL_HAVE_HEARD, BASE_YEAR]) * 12 + 5.5)
    known = np.minimum(courses["online_retail"] / (enough[0] / enough[1]), 1.0) ** nation.news_growth
    level = np.array([one.internet for one in country.provinces])
    mean = float(np.average(level, weights=[one.households for one in country.provinces]))
    usual = sum(one.households for one in country.provinces) / sum(one.villages for one in country.provinces)  # of the table, not the part
    size = villages["households"] / usual
    pull = nation.arrivals / 1_000.0 / 12.0 * villages["away_scale"] * villages["goods"] * size
    pull = np.where(villages["goods"] >= nation.founding, pull, 0.0)
    return _Calling(pull, np.minimum(level[:, None] / mean * courses["rural_internet"][None, :], 1.0) * known)


def arrivals_in(country: Country, scenario: Scenario, nation: Nation, seed: int) -> Arrivals:
    """Draw where and when founders come home together."""
    calling = _calling(country, scenario, nation)
    province = country.villages["province"].astype(np.int64)
    return draw_arrivals(country.villages["key"], seed, calling.pull, province, calling.heard, nation.group)


ESTIMATED = 300
"""Counties from which the households of a run are estimated from every tenth: the whole country takes seconds to draw."""


def households_played(scenario: Scenario) -> int:
    """Return how many households a run plays; of a country, where this hangs on luck, how many on average.

    Of a large part of a country it is an estimate, from one of ten counties.
    """
    nation = scenario.data.nation
    if nation is None:
        return sum(place.count * place.households for place in scenario.data.places)
    part, times = _estimated_from(nation)
    country = country_of(part)
    calling, villages = _calling(country, scenario, part), country.villages
    hoped = calling.pull * calling.heard.sum(axis=1)[villages["province"]]
    _, town = np.unique(town_numbers(country), return_inverse=True)
    in_town = np.bincount(town, weights=hoped)[town]
    drawn = np.where(villages["goods"] >= nation.following, 1.0, 1.0 / nation.beside)
    founded, near = -np.expm1(-hoped), -np.expm1(-in_town)
    chance = np.ones(len(hoped)) if nation.full else founded + (near - founded) * drawn
    if times == 1:
        sampled = sum(place.households for place in places_of(scenario))
        return sampled + round(float((chance * villages["households"] * kept(country, nation)).sum()))
    kinds = np.unique(strata_of(country, nation.strata), return_counts=True)[1]
    standing = float(np.minimum(nation.per_stratum, times * kinds).sum() * villages["households"].mean())
    return round(float((chance * villages["households"]).sum()) * times / nation.thin + standing)


def villages_played(scenario: Scenario) -> int:
    """Return how many villages a run plays; of a country, as many as its households fill on average."""
    nation = scenario.data.nation
    if nation is None:
        return sum(place.count for place in scenario.data.places)
    provinces = provinces_of(nation.provinces)
    mean = sum(one.households for one in provinces) / sum(one.villages for one in provinces)
    return round(households_played(scenario) / mean)


def _estimated_from(nation: Nation) -> tuple[Nation, int]:
    """Return the part of a country that is drawn for an estimate, and of how many such it is one."""
    counties = [(one.name, one.counties) for one in provinces_of(nation.provinces)]
    chosen = chosen_counties(nation.only, tuple(counties))
    names = [county_name(name, k + 1) for (name, _), some in zip(counties, chosen, strict=True) for k, is_in in enumerate(some) if is_in]
    return (nation, 1) if len(names) < ESTIMATED else (nation.model_copy(update={"only": tuple(names[::10])}), 10)


class LookingOn(NamedTuple):
    """Villages of a country that are played at weight zero until they wake.

    Attributes
    ----------
    rows : array of int
        Rows of ``Country.villages``, ascending.
    stands : array of int
        Real villages for which each stands once it is awake.
    """

    rows: Whole
    stands: Whole


def looking_on(country: Country, nation: Nation, arrivals: Arrivals) -> LookingOn:
    """Return the villages that are played at weight zero.

    Those to which founders come, and those of their towns that have goods enough to follow; of the others there one of several, for so
    many. Or all there are.
    """
    town, founded = town_numbers(country), arrivals.month > 0
    for_itself = founded | (country.villages["goods"] >= nation.following) | nation.full
    near = np.isin(town, np.unique(town[founded])) | nation.full
    is_played = near & (for_itself | (arrivals.lot < 1.0 / nation.beside)) & kept(country, nation)
    rows = np.flatnonzero(is_played).astype(np.int64)
    return LookingOn(rows, np.where(for_itself[rows], nation.thin, nation.thin * nation.beside))


def kept(country: Country, nation: Nation) -> Bools:
    """Return whether each village lies in a county that is played: one of every ``thin``, in an order that goes by their addresses."""
    counties = country.counties
    codes = np.array([one.adcode for one in country.provinces])[counties["province"]]
    at = Addresses(nation.geography, codes, counties["number"], np.zeros(len(counties), int))
    order = np.lexsort((uniforms(at, What.THINNING)[0], counties["province"]))
    played_ones = np.zeros(len(counties), bool)
    played_ones[order[:: nation.thin]] = True
    lies_in: Bools = played_ones[country.villages["county"]]
    return lies_in


def town_numbers(country: Country) -> Whole:
    """Return a number for each village's town, alike for villages of the same town alone."""
    number: Whole = country.villages["county"].astype(np.int64) * 1_000 + country.villages["town"]
    return number


def _around(country: Country, row: int) -> Around:
    town_households, town_villages, county_households, county_villages = _sums(country)[row].tolist()
    marries = _rings(country)[int(country.villages["county"][row])].get(row, "")
    return Around(town_households, town_villages, county_households, county_villages, marries)


@lru_cache(maxsize=2)
def _sums(country: Country) -> Floats:
    """Return households and villages of each village's town, and of its county."""
    _, town = np.unique(town_numbers(country), return_inverse=True)
    sums = []
    for of in (town, country.villages["county"].astype(np.int64)):
        sums += [np.bincount(of, weights=country.villages["households"])[of], np.bincount(of)[of].astype(float)]
    return np.stack(sums, axis=1)


class _Rings(dict[int, dict[int, str]]):
    """Of each county the next village in the ring of marriages, for those whose next one lies in another town; drawn when asked for."""

    def __init__(self, country: Country) -> None:
        self._country = country
        self._by_county = np.argsort(country.villages["county"], kind="stable")
        self._ends = np.cumsum(np.bincount(country.villages["county"], minlength=len(country.counties)))

    def __missing__(self, county: int) -> dict[int, str]:
        country, end = self._country, self._ends[county]
        rows = self._by_county[self._ends[county - 1] if county else 0 : end].tolist()
        names = {row: country.name_of(row) for row in rows}
        rows.sort(key=lambda row: ring_place(names[row]))
        towns = country.villages["town"]
        ring = {row: names[other] for row, other in zip(rows, rows[1:] + rows[:1], strict=True) if towns[other] != towns[row]}
        return self.setdefault(county, ring)


@lru_cache(maxsize=2)
def _rings(country: Country) -> _Rings:
    """Return a country's rings; with the country they are forgotten, for a search sees many."""
    return _Rings(country)


def ring_place(name: str) -> tuple[int, str]:
    """Return a village's place in its rings of marriages, an order of its own."""
    return zlib.crc32(b"married" + name.encode()), name
