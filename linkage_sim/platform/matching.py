"""Targeted assistance: who is helped with what, by whom.

Linked by the platform, a provider sees voiced needs and serves those that lack exactly this. Without it each provider
serves the households on its own partial list, guessing what they lack. Nothing else differs between the two: the same
programmes, purses and capacities.
"""

from __future__ import annotations

import math

import numpy as np

from linkage_sim.population.compiled import rule, whole
from linkage_sim.population.random import Purpose, four, one
from linkage_sim.population.state import CARD

from .cards import is_poor

_LIST = int(Purpose.LIST)
_MATCH = int(Purpose.MATCH)
_CAPACITY = int(Purpose.CAPACITY)
_SCATTER = int(Purpose.SCATTER)
PIECES_MASK = (1 << 7) | (1 << 8) | (1 << 11) | (1 << 12) | (1 << 13) | (1 << 14) | (1 << 15)
"""Bits of the needs that are pieces of a shop: skills, funds, motivation, information, broadband, logistics, goods."""
CLASSES = 8
MEETINGS = 4
"""How often an unlinked provider meets each household of a village in a month, at most and on average (assumption)."""
NEED_FIRST, POOREST_FIRST, ANYONE = range(3)
ALL, REGISTERED, ONLINE, UNREGISTERED_POOR = range(4)


@rule
def count_bits(bits: int) -> int:
    """Return how many bits are set."""
    count = 0
    while bits:
        bits &= bits - 1
        count += 1
    return count


@rule
def may_have(eligibility: int, card: int, stores: int, poor: bool) -> bool:
    """Return whether a household is eligible for a programme."""
    if eligibility == REGISTERED:
        return (card & CARD) != 0
    if eligibility == ONLINE:
        return stores > 0
    if eligibility == UNREGISTERED_POOR:
        return poor and (card & CARD) == 0
    return True


@rule
def priority(matching: int, need: int, income: float, line: float) -> int:
    """Return the class in which a household is served, lowest first.

    Under ``need`` those that lack fewest pieces of a shop come first, because help completes them; under ``poorest`` the
    poorest (assumption; a switch of the scenario).
    """
    if matching == NEED_FIRST:
        return min(count_bits(need & PIECES_MASK), CLASSES - 1)
    if matching == POOREST_FIRST:
        return min(max(whole(income / line * 4.0), 0), CLASSES - 1)
    return 0


@rule
def on_list(i: int, provider: int, seed: int, key: int, share: float) -> bool:
    """Return whether household ``i`` is known to a provider: the same ones for the whole run."""
    return bool(one(i, 0, _LIST, provider, seed, key) < share)


@rule
def capacity_now(capacity: float, u: float) -> float:
    """Return a month's whole capacity: a tenth of a unit a month is one unit in a tenth of the months."""
    return math.floor(capacity) + (1.0 if u < capacity - math.floor(capacity) else 0.0)


@rule
def units_affordable(purse: float, cost: float, capacity: float) -> int:
    """Return how many units the purse pays and the capacity allows."""
    by_purse = math.floor(purse / cost + 1e-9) if cost > 0.0 else capacity
    return whole(min(by_purse, capacity))


@rule
def capacity_of(v, g, k, month, duty):  # type: ignore[no-untyped-def]
    """Return how many units of programme ``k`` can be delivered to the village this month, if a share of its providers do their duty."""
    return capacity_now(g.capacity * duty, one(k, month, _CAPACITY, 0, v.seed, v.key))


@rule
def claimants(h, v, p, e, g, k, month, waiting):  # type: ignore[no-untyped-def]
    """Return the rows that the platform shows to programme ``k``: eligible, voicing the need, truly recorded and passed on this month."""
    found = np.empty(len(waiting), np.int64)
    made = 0
    passed = p.accuracy / p.delay
    for at in range(len(waiting)):
        i = waiting[at]
        if (h.voiced[i] >> g.need) & 1 == 0 or not may_have(g.eligibility, h.card[i], h.stores[i], is_poor(h.income[i], e.line)):
            continue
        if one(i, month, _MATCH + k, 0, v.seed, v.key) < passed and on_list(i, 0, v.seed, v.key, p.coverage):
            found[made] = i
            made += 1
    return found[:made]


@rule
def serve(h, i, k, need):  # type: ignore[no-untyped-def]
    """Note that household ``i`` receives programme ``k`` this month; the need no longer waits."""
    h.received[i] = whole(h.received[i]) | (1 << k)
    h.voiced[i] = whole(h.voiced[i]) & ~(1 << need)


@rule
def choose(h, v, p, e, g, k, month, found, units):  # type: ignore[no-untyped-def]
    """Serve ``units`` of the claimants found: class by class, and by lot within the class that does not fit as a whole.

    Selection sampling (Knuth, TAOCP 3.4.2, algorithm S): exact numbers, and equal odds for equal households.
    """
    classes = np.zeros(CLASSES, np.int64)
    for at in range(len(found)):
        i = found[at]
        classes[priority(p.matching, h.need[i], h.income[i], e.line)] += 1
    left = units
    open_class = 0
    while open_class < CLASSES and classes[open_class] <= left:
        left -= classes[open_class]
        open_class += 1
    seen = 0
    for at in range(len(found)):
        i = found[at]
        c = priority(p.matching, h.need[i], h.income[i], e.line)
        if c < open_class:
            serve(h, i, k, g.need)
        elif c == open_class and left > 0:
            if one(i, month, _MATCH + k, 1, v.seed, v.key) * (classes[c] - seen) < left:
                serve(h, i, k, g.need)
                left -= 1
            seen += 1
    return min(units, len(found))


@rule
def scatter(h, v, p, e, g, k, month, units):  # type: ignore[no-untyped-def]
    """Serve up to ``units`` households from the provider's own list, guessing their need; return how many were served.

    Households are met at random, often enough that the money is spent where there is anyone to spend it on; one is served if it is
    on the list, eligible, and thought to have the need: it has, or the provider guesses wrong.
    """
    n = len(h.cash)
    served = 0
    for attempt in range(MEETINGS * n):
        if served >= units:
            break
        u = four(attempt, month, _SCATTER + k, 0, v.seed, v.key)
        i = min(whole(u[0] * n), n - 1)
        if (h.received[i] >> k) & 1 or not may_have(g.eligibility, h.card[i], h.stores[i], is_poor(h.income[i], e.line)):
            continue
        if not on_list(i, g.payer + 1, v.seed, v.key, p.own_list):
            continue
        if (h.need[i] >> g.need) & 1 or u[1] >= p.own_accuracy:
            serve(h, i, k, g.need)
            served += 1
    return served
