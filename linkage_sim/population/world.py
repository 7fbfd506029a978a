"""How a world is made: runs side by side, each with its villages in towns, counties and provinces."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from linkage_sim.scenario.places import Place
from linkage_sim.scenario.scenario import Scenario

from .birth import bear_village, count_online_ties
from .exogenous import monthly_environment
from .network import closures, tie_village
from .parameters import parameter_records, programme_records
from .state import REGION_TYPE, VILLAGE_TYPE, Array, Ties, World, empty_households, records, rows


class Run(NamedTuple):
    """One run of a scenario: the scenario's place in the list of designs, and a seed."""

    design: int
    seed: int


class Spot(NamedTuple):
    """One village before it is made: its run, its name and the facts of its place."""

    run: int
    name: str
    town: str
    place: Place


class Shape(NamedTuple):
    """Sizes of the tables that rules write but the population does not know."""

    flows: int
    accounts: int
    columns: int
    sums: int
    groups: int


def spots_of(run: int, places: Sequence[Place]) -> Iterator[Spot]:
    """Yield the villages of a run; ``count`` villages alike are numbered, and those of town "*" are dealt out over the towns named."""
    towns = sorted({place.town for place in places if place.town != "*"}) or ["town"]
    dealt = 0
    for place in places:
        for number in range(1, place.count + 1):
            town = place.town
            if town == "*":
                town = towns[dealt % len(towns)]
                dealt += 1
            yield Spot(run, place.name if place.count == 1 else f"{place.name}-{number}", town, place)


def numbered(labels: Sequence[tuple[object, ...]]) -> tuple[Array, int]:
    """Return the number of each label in order of first appearance, and how many there are."""
    seen: dict[tuple[object, ...], int] = {}
    return np.array([seen.setdefault(label, len(seen)) for label in labels], dtype=np.int64), len(seen)


def village_key(name: str) -> int:
    """Return the village's part of the address of its draws: from its name, so that other villages do not matter."""
    return zlib.crc32(name.encode())


def village_records(spots: Sequence[Spot], runs: Sequence[Run], scenarios: Sequence[Scenario], parts: int, by_village: bool) -> Array:
    """Return a record per village with the facts of its place and its state at the start."""
    villages = records(len(spots), VILLAGE_TYPE)
    sizes = np.array([spot.place.households for spot in spots], dtype=np.int64)
    villages["last"] = np.cumsum(sizes)
    villages["first"] = villages["last"] - sizes
    villages["part"] = villages["first"] * parts // max(int(sizes.sum()), 1)
    villages["run"] = [spot.run for spot in spots]
    villages["group"] = np.arange(len(spots)) if by_village else villages["run"]
    villages["design"] = [runs[spot.run].design for spot in spots]
    villages["seed"] = [runs[spot.run].seed for spot in spots]
    keys = {spot.name: village_key(spot.name) for spot in spots}
    villages["key"] = [keys[spot.name] for spot in spots]
    for field, attribute in (("mean_size", "household_size"), ("goods", "goods"), ("couriers", "couriers"), ("tourism", "tourism")):
        villages[field] = [getattr(spot.place, attribute) for spot in spots]
    for field in ("income_scale", "away_scale", "market_depth", "landless", "waterless", "broadband"):
        villages[field] = [getattr(spot.place, field) for spot in spots]
    villages["roads"] = np.array([spot.place.roads for spot in spots]) / 6.0
    for d, scenario in enumerate(scenarios):
        of_design = villages["design"] == d
        clans = np.maximum(np.rint(sizes[of_design] / scenario.population.clan_size), 1)
        villages["clans"][of_design] = clans
        villages["integrity"][of_design] = scenario.actors.community.integrity
    villages["credit"] = 1.0
    villages["fee"] = 1.0
    villages["weight"] = [spot.place.weight for spot in spots]
    return villages


def place_in_regions(spots: Sequence[Spot], villages: Array) -> tuple[Array, Array, Array, Array]:
    """Number towns, counties, provinces and products within each run, note them in the villages, and return their empty tables."""
    levels: dict[str, list[tuple[object, ...]]] = {
        "town": [(s.run, s.place.province, s.place.county, s.town) for s in spots],
        "county": [(s.run, s.place.province, s.place.county) for s in spots],
        "province": [(s.run, s.place.province) for s in spots],
    }
    products = [(s.run, s.place.product or ("of", s.name)) for s in spots]
    villages["product"], product_count = numbered(products)
    tables = []
    for level, labels in levels.items():
        villages[level], count = numbered(labels)
        tables.append(records(count, REGION_TYPE))
    return tables[0], tables[1], tables[2], np.zeros(product_count)


def tie_all(villages: Array, scenarios: Sequence[Scenario]) -> Ties:
    """Tie the households of every village."""
    begun = np.array([s.population.kin_ties + s.population.neighbour_ties for s in scenarios])[villages["design"]]
    sizes = villages["last"] - villages["first"]
    room = int((2 * begun * sizes).sum())
    ties = Ties(np.zeros(int(sizes.sum()) + len(villages), np.uint32), np.zeros(int(sizes.sum()), np.uint8), np.zeros(room, np.uint16))
    used = 0
    for j, v in enumerate(villages):
        population = scenarios[v["design"]].population
        first, last = v["first"], v["last"]
        start, kin = ties.start[first + j : last + j + 1], ties.kin[first:last]
        v["ties_first"] = used
        used += tie_village(
            last - first,
            v["clans"],
            population.kin_ties,
            population.neighbour_ties,
            population.rewire,
            v["seed"],
            v["key"],
            start,
            kin,
            ties.other[used:],
        )
    return Ties(ties.start, ties.kin, ties.other[:used])


def bear_all(world: World, founders: Sequence[int]) -> None:
    """Bear the households of every village; they know how close-knit their kin are, and those tied to founders count them as online."""
    for j, count in enumerate(founders):
        v = world.villages[j]
        h = rows(world.households, v["first"], v["last"])
        bear_village(h, v, world.params[v["design"]], world.environment[v["design"], 0], count)
        first, last = v["first"], v["last"]
        start, kin, other = world.ties.start[first + j : last + j + 1], world.ties.kin[first:last], world.ties.other[v["ties_first"] :]
        closures(start, kin, other, h.closure)
        count_online_ties(h, start, kin, other)


def build_world(
    scenarios: list[Scenario],
    runs: Sequence[Run],
    months: int,
    shape: Shape,
    parts: int = 1,
    journal: bool = False,
    by_village: bool = False,
) -> World:
    """Make the world of several runs side by side.

    Parameters
    ----------
    scenarios : list of Scenario
        Designs; parameters may differ between them.
    runs : sequence of Run
        Which design runs with which seed.
    months : int
        Length of the run.
    shape : Shape
        Sizes of the tables of flows, accounts, recorded columns and money groups.
    parts : int
        Ranges of villages that are calculated side by side, each with sums of its own.
    journal : bool
        Whether to keep every household's flows of the month.
    by_village : bool
        Whether to record every village beside every run.
    """
    spots = [spot for k, run in enumerate(runs) for spot in spots_of(k, scenarios[run.design].data.places)]
    villages = village_records(spots, runs, scenarios, parts, by_village)
    towns, counties, provinces, products = place_in_regions(spots, villages)
    programmes = programme_records(scenarios)
    counties["design"][villages["county"]] = villages["design"]
    environment = np.stack([monthly_environment(s.data.environment, s.data.start, months) for s in scenarios])
    n, count, kinds = int(villages["last"][-1]), len(villages), programmes.shape[1]
    grouped = (parts, count if by_village else len(runs), shape.groups)
    by_programme = [np.zeros((count, kinds)) for _ in range(5)]
    world = World(
        clock=np.zeros(1, np.int64),
        households=empty_households(n),
        ties=tie_all(villages, scenarios),
        villages=villages,
        towns=towns,
        counties=counties,
        provinces=provinces,
        products=products,
        params=parameter_records(scenarios),
        environment=environment.view(type(villages)),
        programmes=programmes,
        weight=by_programme[0],
        claims=by_programme[1],
        purse=by_programme[2],
        matched=by_programme[3],
        met=by_programme[4],
        accounts=np.zeros((len(counties), shape.accounts)),
        flows=np.zeros((count, shape.flows)),
        trail=np.zeros((count, 12)),
        journal=np.zeros((n if journal else 0, shape.flows)),
        sums=np.zeros((count, shape.sums)),
        income_people=np.zeros(grouped),
        income_money=np.zeros(grouped),
        profit_groups=np.zeros(grouped),
        record=np.zeros((months, len(runs), shape.columns)),
        village_record=np.zeros((months if by_village else 0, count, shape.columns)),
    )
    bear_all(world, [spot.place.founders for spot in spots])
    return world
