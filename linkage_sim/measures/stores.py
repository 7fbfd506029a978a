"""Stores one by one: whose they are, since when, and what they sell."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from linkage_sim.kernel.state import Array, Table
from linkage_sim.state.household import FOUNDER, RETURNED, Household
from linkage_sim.state.weights import for_all
from linkage_sim.state.world import World

ORIGINS = ("resident", "returned", "founder", "tenant")
"""Who keeps a store: a household, one to which a migrant has come home, one with a founder's experience, a shopkeeper from outside."""


class Stores(NamedTuple):
    """All stores as they stand, village by village, an array per column.

    Attributes
    ----------
    village : array
        Row of the village.
    shopkeeper : array
        Number of the household in its village, or of the room that a shopkeeper from outside rents.
    origin : array
        Place in ``ORIGINS``.
    opened : array
        Quarter of the run in which the shopkeeper's first store was opened.
    rank : array
        Place among the shopkeeper's stores, from 1: the first sells most.
    sales_year : array
        RMB a year at the month's pace, with the season taken out.
    """

    village: Array
    shopkeeper: Array
    origin: Array
    opened: Array
    rank: Array
    sales_year: Array


def stores_now(world: World) -> Stores:
    """Return all stores: villages in their order, in each the households' stores, then those of shopkeepers from outside."""
    villages = world.villages
    own = _keepers(world.households, villages.first, villages.last, tenants=False)
    rented = _keepers(world.tenants, villages.tenants_first, villages.tenants_first + villages.rooms, tenants=True)
    village, number, origin, opened, stores, sales = (np.concatenate(columns) for columns in zip(own, rented, strict=True))
    order = np.argsort(village, kind="stable")
    keeper = np.repeat(order, stores[order])
    rank = np.arange(len(keeper)) - np.repeat(np.cumsum(stores[order]) - stores[order], stores[order]) + 1
    sizes, variant = world.parameters.joint_sizes, villages.variant[village[keeper]]
    now = villages.environment_first[village[keeper]] + max(int(world.clock[0]) - 1, 0)
    first = sales[keeper] / sizes[variant, stores[keeper]] * 12.0 / world.environment.season[now]
    sold = first * (sizes[variant, rank] - sizes[variant, rank - 1])
    return Stores(village[keeper], number[keeper], origin[keeper], opened[keeper], rank, sold)


def _keepers(households: Table[Household], first: Array, last: Array, tenants: bool) -> tuple[Array, ...]:
    """Return village, number, origin, quarter, stores and sales of those who keep stores."""
    rows = np.flatnonzero(households.stores)
    village = np.searchsorted(last, rows, side="right")
    flags = households.flags[rows]
    origin = np.where(flags & FOUNDER, 2, np.where(flags & RETURNED, 1, 0)) if not tenants else np.full(len(rows), 3)
    opened = np.maximum(households.opened[rows].astype(np.int64) - 1, 0)
    return village, rows - first[village], origin, opened, households.stores[rows].astype(np.int64), households.sales[rows].astype(float)


def shopkeepers_of_runs(world: World) -> Array:
    """Return how many keep stores in each run, by the weights of their villages."""
    stores = stores_now(world)
    village = stores.village[stores.rank == 1]
    return np.bincount(world.villages.run[village], for_all(1.0, world.villages.weight[village]), minlength=world.record.shape[1])
