"""The world: all that a month reads and writes."""

from __future__ import annotations

import numpy as np

from linkage_sim.kernel.random import Candidate, Draws
from linkage_sim.kernel.rules import rule
from linkage_sim.kernel.state import Array, Table, Tables, array, table

from .environment import EnvironmentRow
from .household import Household, Workings
from .month import GROUPS, MoneyGroup, Month
from .parameters import Parameters, ProgrammeRow
from .village import Books, Offer, Region, Village


class World(Tables):
    """Villages of one or more runs side by side, with everything around them."""

    clock: Array = array(np.int64, 1, "[month, ranges of villages that are calculated side by side]")
    households: Table[Household] = table(Household, "All households, village by village.")
    tenants: Table[Household] = table(Household, "Rooms for shopkeepers from outside, village by village; vacant where no store is.")
    ties: Array = array(np.uint8, 1, "Ties between the households of each village, see state.ties.")
    villages: Table[Village] = table(Village, "All villages, run by run.")
    towns: Table[Region] = table(Region, "Towns of each run.")
    counties: Table[Region] = table(Region, "Counties of each run.")
    provinces: Table[Region] = table(Region, "Provinces of each run.")
    products: Array = array(np.float64, 1, "Attraction of all villages that sell the product, by their weights, last month.")
    parameters: Table[Parameters] = table(Parameters, "A row per variant.")
    environment: Table[EnvironmentRow] = table(EnvironmentRow, "Months of each variant.")
    programmes: Table[ProgrammeRow] = table(ProgrammeRow, "Catalogue of each variant.")
    offers: Table[Offer] = table(Offer, "Programmes of each village.")
    months: Table[Month] = table(Month, "The month of each village.")
    accounts: Array = array(np.float64, 2, "County x account, RMB.")
    journal: Table[Books] = table(Books, "Books of each household where they are kept, else one row that nobody reads.")
    draws: Table[Draws] = table(Draws, "Draws of a village's households, forgotten after use.")
    workings: Table[Workings] = table(Workings, "What a village's month works out for its households and forgets.")
    candidates: Table[Candidate] = table(Candidate, "A list of households, forgotten after use.")
    waiting: Table[Candidate] = table(Candidate, "Households that wait for help, forgotten after use.")
    counts: Array = array(np.int64, 2, "Part x number: counters, forgotten after use.")
    groups: Table[MoneyGroup] = table(
        MoneyGroup, "Groups of income and profit, for each part those of each run, then of each village where asked for."
    )
    changed: Array = array(
        np.int64, 1, "How many cards have changed this month, then twice the row of each household, and 1 for a card given."
    )
    record: Array = array(np.float64, 3, "Month x run x recorded column.")
    village_record: Array = array(np.float64, 3, "Month x village x recorded column where asked for, else no months.")
    cohorts: Array = array(np.float64, 3, "Month x run x quarter of opening: those whose first store was opened then and who keep one.")


def bytes_per_household(world: World) -> float:
    """Return the bytes of state that a household needs, ties included."""
    return (world.households.array.nbytes + world.ties.nbytes) / max(len(world.households), 1)


@rule
def households_of(village: Village, world: World) -> Table[Household]:
    """Return a village's households."""
    return world.households.rows(village.first, village.last)


@rule
def tenants_of(village: Village, world: World) -> Table[Household]:
    """Return a village's rooms for shopkeepers from outside; in draws and books they follow its households."""
    return world.tenants.rows(village.tenants_first, village.tenants_first + village.rooms)


@rule
def programmes_of(village: Village, world: World) -> Table[ProgrammeRow]:
    """Return the catalogue under which a village runs."""
    return world.programmes.rows(village.programmes_first, village.programmes_first + village.programmes)


@rule
def offers_of(village: Village, world: World) -> Table[Offer]:
    """Return what each programme of the catalogue does in a village."""
    return world.offers.rows(village.row * village.programmes, (village.row + 1) * village.programmes)


@rule
def groups_of(village: Village, world: World) -> Table[MoneyGroup]:
    """Return the groups into which a village's households are counted."""
    return world.groups.rows(village.groups_first, village.groups_first + GROUPS)


@rule
def draws_of(village: Village, world: World) -> Table[Draws]:
    """Return room for the draws of a village's households."""
    return world.draws.rows(village.scratch_first, village.scratch_first + village.last - village.first)


@rule
def workings_of(village: Village, world: World) -> Table[Workings]:
    """Return room for what a village's month works out for its households."""
    return world.workings.rows(village.scratch_first, village.scratch_first + village.last - village.first)


@rule
def environment_of(village: Village, world: World) -> EnvironmentRow:
    """Return the month of the exogenous series."""
    return world.environment[village.environment_first + world.clock[0]]


@rule
def journal_of(village: Village, row: int, world: World) -> Books:
    """Return the books of household ``row`` of a village; where no journal is kept, a page that nobody reads."""
    at = village.first + row
    if row >= village.last - village.first:  # a tenant's
        at = len(world.households) + village.tenants_first + row - (village.last - village.first)
    return world.journal[at if village.journal else 0]
