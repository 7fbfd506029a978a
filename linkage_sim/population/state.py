"""The columns: who is there, village by village, and the records of villages, regions and programmes.

Households are columns (one array each), of which a village sees its own slice. Villages, regions, programmes and
parameters are few and are records (rows with named fields). Money is in RMB and in 64 bits, so that sums close.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from .compiled import COMPILED, rule

Array = npt.NDArray[Any]

# Bits of the column ``flags``.
AWARE = 1  # knows of online shops
CONNECTED = 2  # has broadband
SALIENT = 4  # has seen a neighbour's visible jump since the last decision
COPYCAT = 8  # opened its store on such a jump
SUCCESS = 16  # its own success has become visible
SUBSIDISED = 32  # the state pays the interest of its loan
FOUNDER = 64  # came home at the start with online-shop experience
RETURNED = 128  # a migrant has come home since the start

# Bits of the column ``card``.
CARD = 1  # holds a card now
CARD_BEFORE = 2  # held a card at the start of the month
CARD_EVER = 4  # has held a card at any time
COMPLAINED = 8  # has complained of being left off

# Bits of the column ``deprived``: the ten indicators of the global MPI.
INDICATORS = (
    "nutrition",
    "child_mortality",
    "years_of_schooling",
    "attendance",
    "fuel",
    "sanitation",
    "water",
    "electricity",
    "housing",
    "assets",
)
INDICATOR_WEIGHTS = (1 / 6, 1 / 6, 1 / 6, 1 / 6, 1 / 18, 1 / 18, 1 / 18, 1 / 18, 1 / 18, 1 / 18)


class Households(NamedTuple):
    """Columns of households. All have one row per household; ties are in ``Ties``."""

    cash: Array  # RMB
    debt: Array  # RMB
    income: Array  # RMB per head and year, trailing year
    hope: Array  # RMB per head and year
    earning: Array  # times the village's structural offline income
    quality: Array  # of its stores, times the median
    reputation: Array  # share
    sales: Array  # RMB, last month
    motivation: Array  # share
    skill: Array  # share
    need: Array  # bits, see scenario.programmes.NEEDS
    voiced: Array  # bits of needs that wait for help
    deprived: Array  # bits, see INDICATORS
    received: Array  # bits of programmes received this month
    size: Array  # persons
    workers: Array  # persons who can work, at home or away
    away: Array  # of them, away
    stores: Array
    traits: Array  # schooling (0 to 4) + 16 x age band of the head (0 to 2)
    flags: Array
    card: Array
    losing: Array  # months of loss in a row; offline, those in which its last store was given up
    setbacks: Array  # not yet made good
    dependence: Array  # months on hand-outs, counted up and down
    relief: Array  # months of rent and tax relief left
    closure: Array  # share of the pairs of its kin that are kin of each other
    online_kin: Array  # kin with a store
    online_neighbours: Array  # neighbours with a store


HOUSEHOLD_TYPES: dict[str, type] = {
    **dict.fromkeys(("cash", "debt"), np.float64),
    **dict.fromkeys(("income", "hope", "earning", "quality", "reputation", "sales", "motivation", "skill", "closure"), np.float32),
    **dict.fromkeys(("need", "voiced", "deprived"), np.uint16),
    "received": np.uint32,
    **dict.fromkeys(
        ("size", "workers", "away", "stores", "traits", "flags", "card", "losing", "setbacks", "dependence", "relief"), np.uint8
    ),
    **dict.fromkeys(("online_kin", "online_neighbours"), np.uint8),
}


NUMBERS_OF_STORES = 256
"""How many numbers the column ``stores`` can hold, for tables by the number of stores."""


class Ties(NamedTuple):
    """Ties between the households of a village, in compressed rows; all ties are mutual.

    The ties of household ``i`` of a village are ``other[first + start[i] : first + start[i + 1]]``, kin first; ``first`` is the
    village's offset and ``start`` has one entry more than the village has households.
    """

    start: Array
    kin: Array  # how many of them are kin
    other: Array


# What a village record holds: who it is, facts of the place, state, and what happened this month.
_WHO = "design run group part town county province product key seed first last ties_first clans"
_FACTS = "mean_size income_scale away_scale market_depth landless waterless"
_STATE = """
    broadband connected roads station goods brand tourism centre couriers suppliers volume wanted courier_part shipping margin net_margin
    integrity quota publicity fame nearby rivals couriers_nearby suppliers_nearby noticed credit
    online stores debt share aware_share mean_income profit_store profit_household thriving job_share sales_year attraction
    courier_proof supplier_proof fee listed linked_help weight served_community served_government served_market served_society stage
"""
_MONTH = """
    opened closed pieces sales profit thrivers spent entries exits relapses returned wasted overlaps gaps defaults branches
    voiced visited carded heard jumps complaints relayed corrected lent_month exposed free_hands engaged helpers
"""
VILLAGE_TYPE = np.dtype([(name, np.int64) for name in _WHO.split()] + [(name, np.float64) for name in (_FACTS + _STATE + _MONTH).split()])
REGION_TYPE = np.dtype(
    [("design", np.int64)] + [(name, np.float64) for name in ("households", "villages", "online", "couriers", "suppliers", "publicity")]
)


class World(NamedTuple):
    """All that a month reads and writes."""

    clock: Array  # [month]
    households: Households
    ties: Ties
    villages: Array
    towns: Array
    counties: Array
    provinces: Array
    products: Array  # attraction of all villages that sell the product, last month
    params: Array  # a row per design
    environment: Array  # design x month
    programmes: Array  # design x programme
    weight: Array  # village x programme: what it asks for of the month's budget
    claims: Array  # village x programme: units asked for last month
    purse: Array  # village x programme: RMB allotted and not yet spent
    matched: Array  # village x programme: units matched this month
    met: Array  # village x programme: units of them that met a need
    accounts: Array  # county x account
    flows: Array  # village x flow: RMB this month
    trail: Array  # village x 12: sales of the last months
    journal: Array  # household x flow where asked for, else no rows
    sums: Array  # village x column: what is recorded of the month, shares as sums still to be divided
    income_people: Array  # part x group x money group: people by income
    income_money: Array  # part x group x money group: their income
    profit_groups: Array  # part x group x money group: online households by profit per store
    record: Array  # month x run x recorded column
    village_record: Array  # month x village x recorded column where asked for, else no months


@rule
def rows(h: Households, first: int, last: int) -> Households:
    """Return a village's own slice of every column."""
    return Households(
        h.cash[first:last],
        h.debt[first:last],
        h.income[first:last],
        h.hope[first:last],
        h.earning[first:last],
        h.quality[first:last],
        h.reputation[first:last],
        h.sales[first:last],
        h.motivation[first:last],
        h.skill[first:last],
        h.need[first:last],
        h.voiced[first:last],
        h.deprived[first:last],
        h.received[first:last],
        h.size[first:last],
        h.workers[first:last],
        h.away[first:last],
        h.stores[first:last],
        h.traits[first:last],
        h.flags[first:last],
        h.card[first:last],
        h.losing[first:last],
        h.setbacks[first:last],
        h.dependence[first:last],
        h.relief[first:last],
        h.closure[first:last],
        h.online_kin[first:last],
        h.online_neighbours[first:last],
    )


def empty_households(n: int) -> Households:
    """Return columns of ``n`` households, all zero."""
    return Households(*(np.zeros(n, HOUSEHOLD_TYPES[name]) for name in Households._fields))


def records(n: int | tuple[int, ...], kind: np.dtype[Any]) -> Array:
    """Return an array of records, all zero, whose fields can be read as attributes compiled or not."""
    made = np.zeros(n, kind)
    return made if COMPILED else made.view(np.recarray)


def bytes_per_household(households: Households, ties: Ties) -> float:
    """Return the bytes of state that a household needs, ties included."""
    total = sum(column.nbytes for column in (*households, *ties))
    return total / max(len(households.cash), 1)
