"""How a world is made: runs side by side, each with its villages in towns, counties and provinces."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from linkage_sim.extending import load_all
from linkage_sim.kernel.random import Candidate, Draws
from linkage_sim.kernel.rules import AS_BUILT, Replaced
from linkage_sim.kernel.state import Array, Table, empty
from linkage_sim.scenario.scenario import Scenario
from linkage_sim.state.environment import EnvironmentRow, monthly_environment
from linkage_sim.state.household import Household, Workings
from linkage_sim.state.ledger import ACCOUNTS
from linkage_sim.state.month import COLUMNS, GROUPS, MoneyGroup, Month
from linkage_sim.state.parameters import parameter_rows, programme_rows
from linkage_sim.state.ties import BYTE
from linkage_sim.state.village import MARRIED, MEETING, Books, Offer, Region, Village
from linkage_sim.state.world import World

from .initialise import initialise_villages
from .network import tie_villages
from .spots import Spot, ring_place, spots_of


class Run(NamedTuple):
    """One run of a scenario: the scenario's place in the list of variants, and a seed."""

    variant: int
    seed: int


def numbered(labels: Sequence[tuple[object, ...]]) -> tuple[Array, int]:
    """Return the number of each label in order of first appearance, and how many there are."""
    seen: dict[tuple[object, ...], int] = {}
    return np.array([seen.setdefault(label, len(seen)) for label in labels], dtype=np.int64), len(seen)


def village_key(name: str) -> int:
    """Return the village's part of the address of its draws: from its name, so that other villages do not matter."""
    return zlib.crc32(name.encode())


_FACTS = ("income_scale", "away_scale", "market_depth", "landless", "waterless", "broadband", "network", "goods", "couriers", "tourism",
          "founders")  # fmt: skip
ROADS_OF_FULL_QUALITY = 6.0
QUARTER = 3
"""Months of a cohort: shops that were opened in the same quarter of a run."""
COUNTERS = 256


def village_rows(spots: Sequence[Spot], runs: Sequence[Run], scenarios: Sequence[Scenario], parts: int, by_village: bool) -> Table[Village]:
    """Return a row per village with the facts of its place and its state at the start."""
    table = empty(Village, len(spots))
    villages = table.array
    sizes = np.array([spot.place.households for spot in spots], dtype=np.int64)
    villages["last"] = np.cumsum(sizes)
    villages["first"] = villages["last"] - sizes
    villages["part"] = villages["first"] * parts // max(int(sizes.sum()), 1)
    villages["run"] = [spot.run for spot in spots]
    villages["group"] = len(runs) + np.arange(len(spots)) if by_village else villages["run"]
    villages["variant"] = [runs[spot.run].variant for spot in spots]
    villages["seed"] = [runs[spot.run].seed for spot in spots]
    keys = {spot.name: village_key(spot.name) for spot in spots}
    villages["key"] = [keys[spot.name] for spot in spots]
    villages["mean_size"] = [spot.place.household_size for spot in spots]
    for name in _FACTS:
        villages[name] = [getattr(spot.place, name) for spot in spots]
    villages["roads"] = np.array([spot.place.roads for spot in spots]) / ROADS_OF_FULL_QUALITY
    for number, scenario in enumerate(scenarios):
        of_variant = villages["variant"] == number
        villages["clans"][of_variant] = np.maximum(np.rint(sizes[of_variant] / scenario.population.clan_size), 1)
        villages["integrity"][of_variant] = scenario.actors.community.integrity
        villages["rooms"][of_variant] = np.rint(sizes[of_variant] * scenario.population.rooms)
    villages["tenants_first"] = np.cumsum(villages["rooms"]) - villages["rooms"]
    villages["married"] = marriage_circles(spots)
    villages["scratch_first"] = villages["part"] * _room(villages)
    villages["credit"] = 1.0
    villages["fee"] = 1.0
    villages["weight"] = [spot.place.weight for spot in spots]
    villages["group_weight"] = 1.0 if by_village else villages["weight"]
    villages["account_weight"] = np.where([spot.looks_on for spot in spots], 1.0, villages["weight"])
    villages["awake"] = [not spot.kind for spot in spots]
    villages["rollout"] = [spot.rollout for spot in spots]
    villages["poor_share"] = [spot.poor_share for spot in spots]
    villages["stands"] = [spot.stands for spot in spots]
    villages["alone"] = [spot.alone for spot in spots]
    villages["spared"] = [spot.spared for spot in spots]
    villages["arrival"] = [spot.arrival for spot in spots]
    villages["arriving"] = [spot.arriving for spot in spots]
    villages["stands_in"] = representatives(spots)
    return table


def representatives(spots: Sequence[Spot]) -> Array:
    """Return who stands for each village while it sleeps, as a row counted from 1: for a representative the next of its kind; 0 nobody."""
    standing: dict[tuple[int, str], list[int]] = {}
    for row, spot in enumerate(spots):
        if spot.kind and not spot.looks_on:
            standing.setdefault((spot.run, spot.kind), []).append(row + 1)
    found = np.zeros(len(spots), dtype=np.int64)
    for row, spot in enumerate(spots):
        kind = standing.get((spot.run, spot.kind), [])
        if spot.looks_on and kind:
            found[row] = kind[village_key(spot.name) % len(kind)]  # the same whichever others are played
        elif len(kind) > 1:
            found[row] = kind[(kind.index(row + 1) + 1) % len(kind)]
    return found


def marriage_circles(spots: Sequence[Spot]) -> Array:
    """Return with which villages each village exchanges brides, as rows; -1 for none (evidence: b.kin_across_villages).

    The villages of a town stand in a ring, in an order of their own; three come from there, the one before and the two after, and one from
    another town of the county, by a ring of the county (assumption). A village that counts nowhere looks into the rings from its place, but
    stands in none: nobody marries into it.
    """
    married = np.full((len(spots), MARRIED), -1.0)
    rings: dict[tuple[object, ...], list[int]] = {}
    for row, spot in enumerate(spots):
        rings.setdefault((spot.run, spot.place.province, spot.place.county, spot.town), []).append(row)
        rings.setdefault((spot.run, spot.place.province, spot.place.county), []).append(row)
    for label, rows in rings.items():
        rows.sort(key=lambda row: ring_place(spots[row].name))
        ring, at = [row for row in rows if spots[row].is_married_into], 0
        for row in rows if ring else []:
            counts = int(spots[row].is_married_into)
            before, after, second = (ring[(at + step) % len(ring)] for step in (-1, counts, counts + 1))
            if len(label) == 4:
                found = [other for other in dict.fromkeys((before, after, second)) if other != row]
                married[row, : len(found)] = found
            else:
                married[row, MARRIED - 1] = after if spots[after].town != spots[row].town else -1.0
            at += counts
    marry_beyond(spots, married)
    return married


def marry_beyond(spots: Sequence[Spot], married: Array) -> None:
    """Note whom villages marry in another town where their county is simulated in part: in the ring of all its villages, if that one is."""
    rows = {(spot.run, spot.name): row for row, spot in enumerate(spots) if spot.around is not None}
    for (run, _), row in rows.items():
        around = spots[row].around
        married[row, MARRIED - 1] = rows.get((run, around.marries), -1) if around else -1


def _room(villages: Array) -> int:
    """Return how many rows of what is forgotten a range of villages needs: as many as its largest village has households and rooms."""
    return max(int((villages["last"] - villages["first"] + villages["rooms"]).max()), MEETING)


def place_in_regions(spots: Sequence[Spot], villages: Array) -> dict[str, Table[Region]]:
    """Number towns, counties and provinces within each run, note them in the villages, and return their empty tables."""
    levels: dict[str, list[tuple[object, ...]]] = {
        "town": [(s.run, s.place.province, s.place.county, s.town) for s in spots],
        "county": [(s.run, s.place.province, s.place.county) for s in spots],
        "province": [(s.run, s.place.province) for s in spots],
    }
    tables = {}
    for level, labels in levels.items():
        villages[level], count = numbered(labels)
        tables[level] = empty(Region, count)
    tables["county"] = treasuries(spots, villages, tables["county"])
    tell_what_is_known(spots, villages, tables)
    return tables


def treasuries(spots: Sequence[Spot], villages: Array, counties: Table[Region]) -> Table[Region]:
    """Note on whose accounts each village lives, and return the counties with a further row for each village that keeps house by itself."""
    alone = np.flatnonzero([spot.looks_on for spot in spots])
    villages["treasury"] = villages["county"]
    villages["treasury"][alone] = len(counties) + np.arange(len(alone))
    with_own = empty(Region, len(counties) + len(alone))
    with_own.variant[villages["county"]] = villages["variant"]
    with_own.variant[villages["treasury"]] = villages["variant"]
    central = np.array([spot.poor_share if spot.kind else 0.0 for spot in spots])
    for of in ("county", "treasury"):
        with_own.central_share[villages[of]] = central
    return with_own


def tell_what_is_known(spots: Sequence[Spot], villages: Array, tables: dict[str, Table[Region]]) -> None:
    """Note how many households and villages towns and counties have that are simulated in part."""
    for row, spot in enumerate(spots):
        if spot.around is not None:
            town, county = tables["town"][villages["town"][row]], tables["county"][villages["county"][row]]
            town.known_households, town.known_villages = spot.around.town_households, spot.around.town_villages
            county.known_households, county.known_villages = spot.around.county_households, spot.around.county_villages


def number_products(spots: Sequence[Spot], villages: Array) -> Array:
    """Number the products of each run, note them in the villages, and return an empty array of them."""
    villages["product"], count = numbered([(s.run, s.place.product or ("of", s.name)) for s in spots])
    villages["own_product"] = [not spot.place.product for spot in spots]
    return np.zeros(count)


def room_for_ties(villages: Array, scenarios: Sequence[Scenario]) -> Array:
    """Note in the villages how many bytes a tie to kin takes, and return room for all ties that households may begin, both ways."""
    sizes = villages["last"] - villages["first"]
    villages["kin_bytes"] = np.where(-(-sizes // villages["clans"]) > BYTE, 2, 1)
    kin = np.array([s.population.kin_ties for s in scenarios])[villages["variant"]]
    neighbours = np.array([s.population.neighbour_ties for s in scenarios])[villages["variant"]]
    return np.zeros(int((2 * (kin * villages["kin_bytes"] + 2 * neighbours) * sizes).sum()) + 1, np.uint8)


def _own_series(scenario: Scenario) -> dict[str, int]:
    """Return the slots of the series that a scenario's extensions declare."""
    extensions = load_all(scenario.data.extensions)
    return {name: own.slot for extension in extensions for name, own in extension.series.items()}


def _courses(scenario: Scenario, months: int) -> Array:
    """Return the months of what surrounds a scenario's villages."""
    nation = scenario.data.nation
    first_list = nation.first_list if nation is not None else 1.0
    return monthly_environment(scenario.data.environment, scenario.data.start, months, _own_series(scenario), first_list).array


def spots_of_runs(scenarios: Sequence[Scenario], runs: Sequence[Run]) -> list[Spot]:
    """Return the villages of all runs, run by run."""
    return [spot for k, run in enumerate(runs) for spot in spots_of(k, run.seed, scenarios[run.variant])]


def build_world(
    scenarios: list[Scenario],
    runs: Sequence[Run],
    months: int,
    parts: int = 1,
    journal: bool = False,
    by_village: bool = False,
    replaced: Replaced = AS_BUILT,
    spots: Sequence[Spot] | None = None,
) -> World:
    """Make the world of several runs side by side.

    Parameters
    ----------
    scenarios : list of Scenario
        Variants; parameters may differ between them.
    runs : sequence of Run
        Which variant runs with which seed.
    months : int
        Length of the run.
    parts : int
        Ranges of villages that are calculated side by side, each with sums of its own.
    journal : bool
        Whether to keep every household's flows of the month.
    by_village : bool
        Whether to record every village beside every run.
    replaced : Replaced
        Rules in place of built-in ones.
    spots : sequence of Spot, optional
        The villages of all runs, where they are known already.
    """
    spots = spots_of_runs(scenarios, runs) if spots is None else spots
    villages = village_rows(spots, runs, scenarios, parts, by_village)
    regions = place_in_regions(spots, villages.array)
    products = number_products(spots, villages.array)
    programmes, catalogue = programme_rows(scenarios)
    villages.programmes[:] = catalogue
    villages.programmes_first[:] = villages.variant * catalogue
    villages.environment_first[:] = villages.variant * (months + 1)
    courses = [_courses(scenario, months) for scenario in scenarios]
    n, count, rooms = int(villages.last[-1]), len(villages), int(villages.rooms.sum())
    villages.row[:] = np.arange(count)
    scratch = parts * _room(villages.array)
    grouped = len(runs) + (count if by_village else 0)
    villages.array["groups_first"] = (villages.array["part"] * grouped + villages.array["group"]) * GROUPS
    villages.journal[:] = journal
    held: dict[str, Any] = {
        "clock": np.array([0, parts], np.int64),
        "households": empty(Household, n),
        "tenants": empty(Household, rooms),
        "ties": room_for_ties(villages.array, scenarios),
        "villages": villages,
        "towns": regions["town"],
        "counties": regions["county"],
        "provinces": regions["province"],
        "products": products,
        "parameters": parameter_rows(scenarios),
        "environment": Table(EnvironmentRow, np.concatenate(courses)),
        "programmes": programmes,
        "offers": empty(Offer, count * catalogue),
        "months": empty(Month, count),
        "accounts": np.zeros((len(regions["county"]), len(ACCOUNTS))),
        "journal": empty(Books, n + rooms if journal else 1),
        "draws": empty(Draws, scratch),
        "workings": empty(Workings, scratch),
        "candidates": empty(Candidate, scratch),
        "waiting": empty(Candidate, scratch),
        "counts": np.zeros((parts, COUNTERS), np.int64),
        "groups": empty(MoneyGroup, parts * grouped * GROUPS),
        "changed": np.zeros(n + 1, np.int64),
        "record": np.zeros((months, len(runs), len(COLUMNS))),
        "village_record": np.zeros((months if by_village else 0, count, len(COLUMNS))),
        "cohorts": np.zeros((months, len(runs), (months - 1) // QUARTER + 1)),
    }
    tied = World(replaced, **held)
    tie_villages(tied, 0, count)
    world = World(replaced, **{**held, "ties": held["ties"][: int(tied.clock[0])].copy()})
    world.clock[0] = 0
    initialise_villages(world, 0, count)
    return world
