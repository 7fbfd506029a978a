"""Targeted assistance: who is helped with what, by whom.

Linked by the platform, a provider sees voiced needs and serves those that lack exactly this. Without it each provider
serves the households on its own partial list, guessing what they lack. Nothing else differs between the two: the same
programmes, purses and capacities.
"""

from __future__ import annotations

import math

import numpy as np

from linkage_sim.population.compiled import borrowing, inlined, real, rule, whole
from linkage_sim.population.random import Purpose, draws_of, one, one_each
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
MEETING = 64
"""How many of them are drawn at once."""
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


@inlined
def on_list(i: int, provider: int, seed: int, key: int, share: float) -> bool:
    """Return whether household ``i`` is known to a provider: the same ones for the whole run."""
    return bool(one_each(i, 0, _LIST, provider, seed, key) < share)


@rule
def those_on_list(n, provider, seed, key, share):  # type: ignore[no-untyped-def]
    """Return for each of a village's ``n`` households whether it is known to a provider."""
    known = np.empty(n, np.bool_)
    for i in range(n):
        known[i] = on_list(i, provider, seed, key, share)
    return known


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


@borrowing
def is_open_to(h, i, p, e, g):  # type: ignore[no-untyped-def]
    """Return whether household ``i`` is eligible for a programme now."""
    return may_have(g.eligibility, whole(h.card[i]), whole(h.stores[i]), is_poor(h.income[i], e.line))


@rule
def claimants(h, v, p, e, g, k, month, waiting):  # type: ignore[no-untyped-def]
    """Return the rows that the platform shows to programme ``k``: eligible, voicing the need, truly recorded and passed on this month."""
    found = np.empty(len(waiting), np.int64)
    asking = 0
    for at in range(len(waiting)):
        i = waiting[at]
        found[asking] = i
        asking += 1 if (whole(h.voiced[i]) >> g.need) & 1 and is_open_to(h, i, p, e, g) else 0
    u = draws_of(found[:asking], month, _MATCH + k, 0, v.seed, v.key)
    passed, made = p.accuracy / p.delay, 0
    for at in range(asking):
        found[made] = found[at]
        made += 1 if u[0, at] < passed else 0
    return found[:made]


@borrowing
def serve(h, i, k, need):  # type: ignore[no-untyped-def]
    """Note that household ``i`` receives programme ``k`` this month; the need no longer waits."""
    h.received[i] = whole(h.received[i]) | (1 << k)
    h.voiced[i] = whole(h.voiced[i]) & ~(1 << need)


@rule
def classify_claimants(h, p, e, found):  # type: ignore[no-untyped-def]
    """Return the class in which each of the households found is served, and how many are in each."""
    of, counts = np.empty(len(found), np.int64), np.zeros(CLASSES, np.int64)
    for at in range(len(found)):
        of[at] = priority(p.matching, whole(h.need[found[at]]), h.income[found[at]], e.line)
        counts[of[at]] += 1
    return of, counts


@rule
def choose(h, v, p, e, g, k, month, found, units):  # type: ignore[no-untyped-def]
    """Serve ``units`` of the claimants found: class by class, and by lot within the class that does not fit as a whole.

    Selection sampling (Knuth, TAOCP 3.4.2, algorithm S): exact numbers, and equal odds for equal households.
    """
    of, counts = classify_claimants(h, p, e, found)
    left, last = units, 0
    while last < CLASSES and counts[last] <= left:
        left -= counts[last]
        last += 1
    in_lot = 0
    for at in range(len(found)):
        if of[at] < last:
            serve(h, found[at], k, g.need)
        elif of[at] == last:
            found[in_lot] = found[at]
            in_lot += 1
    if left > 0 and in_lot > 0:
        draw_lots(h, v, g, k, month, found[:in_lot], left)
    return min(units, len(found))


@rule
def draw_lots(h, v, g, k, month, lot, places):  # type: ignore[no-untyped-def]
    """Serve as many households of a lot as there are places, drawn without putting back."""
    u = draws_of(lot, month, _MATCH + k, 1, v.seed, v.key)
    left = places
    for at in range(len(lot)):
        if real(u[0, at]) * (len(lot) - at) < left:
            serve(h, lot[at], k, g.need)
            left -= 1


@rule
def scatter(h, v, p, e, g, k, month, units, known):  # type: ignore[no-untyped-def]
    """Serve up to ``units`` households from the provider's own list, guessing their need; return how many were served.

    Households are met at random, often enough that the money is spent where there is anyone to spend it on; one is served if it is
    on the list, eligible, and thought to have the need: it has, or the provider guesses wrong.
    """
    n = len(h.cash)
    open_to, left, served = np.empty(n, np.bool_), 0, 0
    for i in range(n):
        open_to[i] = known[i] and (whole(h.received[i]) >> k) & 1 == 0 and is_open_to(h, i, p, e, g)
        left += 1 if open_to[i] else 0
    for first in range(0, MEETINGS * n, MEETING):
        if served >= units or left == served:
            break
        u = draws_of(np.arange(first, min(first + MEETING, MEETINGS * n)), month, _SCATTER + k, 0, v.seed, v.key)
        for at in range(u.shape[1]):
            i = min(whole(real(u[0, at]) * n), n - 1)
            if served < units and open_to[i] and ((whole(h.need[i]) >> g.need) & 1 or u[1, at] >= p.own_accuracy):
                serve(h, i, k, g.need)
                open_to[i] = False
                served += 1
    return served
