"""Household, implementation, second part: it opens, grows, shrinks and closes stores, and moves between village and city."""

from __future__ import annotations

import numpy as np

from linkage_sim.economy.ledger import Flow
from linkage_sim.economy.living import credit_room
from linkage_sim.economy.market import hands_needed, last_store_gain, new_reputation, opening_chance, part_of_last, soft_piece
from linkage_sim.population.compiled import borrowing, real, rule, whole
from linkage_sim.population.random import Purpose, draws
from linkage_sim.population.state import AWARE, CONNECTED, COPYCAT, FOUNDER, NUMBERS_OF_STORES, RETURNED, SALIENT, SUBSIDISED

from .assistance import towards_one
from .contagion import all_ties_online, ties_online, trust

_TRADE = int(Purpose.TRADE)
_STARTUP = int(Flow.STARTUP)
_LOANS = int(Flow.LOANS)
MAX_STORES = 200
TEAM = 4  # stores that can set up a further one in a month, or give one up


@rule
def acting_motivation(motivation: float, dependence: int, drag: float) -> float:
    """Return the motivation that acts: dependence on hand-outs keeps a part of it back (paper, IV.C.1)."""
    return motivation * (1.0 - drag * min(dependence / 24.0, 1.0))


@rule
def pays_off(profit_store: float, stores: float, enough: float) -> float:
    """Return how far a shop is seen to pay: the village's mean profit per store against what is enough; unknown counts as full."""
    if stores < 1.0:
        return 1.0
    return min(max(profit_store / enough, 0.0), 1.0)


@rule
def first_store_chance(flags, motivation, dependence, skill, cash, home, losing, ties_online, v, p) -> float:  # type: ignore[no-untyped-def]
    """Return the chance of a household without a store to open one this month; who has given up one seldom tries again.

    It needs all pieces together: it has heard of it, is connected, has a pair of hands and the money; it believes in it and knows how;
    it can ship and can supply; it sees people like itself do it, and sees it pay; founders have seen it in the city. A product of pieces;
    no piece makes up for another (paper, IV; O-ring).
    """
    if flags & AWARE == 0 or flags & CONNECTED == 0 or home < 1 or cash < p.startup_capital:
        return 0.0
    believes = soft_piece(acting_motivation(motivation, dependence, p.dependence_drag), p.belief_midpoint, p.piece_slope)
    knows = soft_piece(skill, p.know_midpoint, p.piece_slope)
    rate = p.open_rate * (p.second_chance if losing > 0 else 1.0)
    sees = 1.0 if flags & FOUNDER else trust(ties_online, p.informants, p.below_threshold, max(v.share, v.nearby), p.unseen_trust)
    pays = sees * pays_off(v.profit_store, v.stores, p.expand_profit)
    return real(opening_chance(rate, believes, knows, v.shipping, v.goods, pays))


@rule
def growth_of_sales(stores: int, returns: float) -> float:
    """Return by which part a further store raises sales, at falling returns."""
    return float((1.0 + 1.0 / stores) ** returns - 1.0)


@rule
def marginal_profit(
    sales: float, stores: int, growth: float, net_margin: float, store_cost: float, home: int, labour: float, wage: float
) -> float:
    """Return what a further store is expected to bring: more sales, less its costs and the hands to be hired for it."""
    gain = sales * net_margin * growth - store_cost
    hired = max(hands_needed(stores + 1, labour) - max(home, hands_needed(stores, labour)), 0)
    return real(gain - hired * wage)


@borrowing
def push_online(i, step, ties, kin, other, h):  # type: ignore[no-untyped-def]
    """Tell all ties of household ``i`` that it has gone online (+1) or offline (-1): kin and neighbours keep count."""
    first, last = ties[i], ties[i + 1]
    for at in range(first, last):
        j = other[at]
        if at - first < kin[i]:
            h.online_kin[j] = whole(h.online_kin[j]) + step
        else:
            h.online_neighbours[j] = whole(h.online_neighbours[j]) + step


@borrowing
def open_store(h, i, v, p, flows, journal):  # type: ignore[no-untyped-def]
    """Open a store: pay for stock and equipment, with a reputation to be earned anew."""
    stores = whole(h.stores[i])
    cost = p.startup_capital if stores == 0 else p.startup_capital * 0.5
    h.reputation[i] = new_reputation(h.reputation[i], stores, p.reputation_start)
    h.stores[i] = stores + 1
    h.cash[i] -= cost
    flows[_STARTUP] += cost
    if len(journal) > 0:
        journal[i, _STARTUP] += cost
    v.opened += 1.0


@rule
def is_pioneer(flags: int, losing: int, around: float) -> bool:
    """Return whether a household tries for the first time with no shop in sight; founders have seen in the city what sells."""
    return (flags & FOUNDER == 0) & (losing == 0) & (around == 0.0)


@borrowing
def open_first(h, i, on_impulse, v, p, ties, kin, other, flows, journal):  # type: ignore[no-untyped-def]
    """Open a household's first store.

    Opened on a neighbour's visible jump it is a copy, of lower quality (evidence: b.salience). Opened where nobody shows what sells, it is
    one attempt among many to find that out, and most of these fail (Hausmann and Rodrik 2003; evidence: b.reputation).
    """
    flags = whole(h.flags[i])
    if on_impulse and flags & COPYCAT == 0:
        h.quality[i] *= p.copycat_quality
        h.flags[i] = flags | COPYCAT
    if is_pioneer(flags, whole(h.losing[i]), max(v.share, v.nearby)):
        h.quality[i] *= p.pioneer_quality
    h.losing[i] = 0
    open_store(h, i, v, p, flows, journal)
    push_online(i, 1, ties, kin, other, h)


@borrowing
def borrow_for_store(h, i, v, p, cost, flows, journal):  # type: ignore[no-untyped-def]
    """Borrow what is missing for a further store, as far as the sales record carries it; a subsidy of interest ends with it."""
    missing = cost - h.cash[i]
    if missing <= 0.0 or p.market_active == 0.0 or missing > credit_room(h.sales[i], h.debt[i], p.credit_multiple * v.credit):
        return
    h.debt[i] += missing
    h.cash[i] += missing
    h.flags[i] = whole(h.flags[i]) & ~SUBSIDISED
    flows[_LOANS] += missing
    v.lent_month += 1.0
    if len(journal) > 0:
        journal[i, _LOANS] += missing


@borrowing
def wants_to_grow(sales, stores, home, growth, v, p, e):  # type: ignore[no-untyped-def]
    """Return whether a further store of an online household would pay enough; ``growth`` is a table by stores, filled as needed."""
    if stores >= MAX_STORES:
        return False
    if growth[stores] == 0.0:
        growth[stores] = growth_of_sales(stores, p.store_returns)
    wage = p.helper_wage * e.migrant_wage
    gain = marginal_profit(sales, stores, growth[stores], v.net_margin, p.store_cost, home, p.labour_per_store, wage)
    return gain >= p.expand_profit


@borrowing
def grow(h, i, home, growth, v, p, e, flows, journal):  # type: ignore[no-untyped-def]
    """Open further stores that would pay, if the money is there or is lent; stock for each costs half of a first store's (assumption).

    A household opens one in a month, and another for every four that it runs already: growth is in proportion to size (assumption).
    """
    cost = p.startup_capital * 0.5
    expected = real(h.sales[i])
    for _ in range(1 + whole(h.stores[i]) // TEAM):
        stores = whole(h.stores[i])
        if not wants_to_grow(expected, stores, home, growth, v, p, e):
            return
        borrow_for_store(h, i, v, p, cost, flows, journal)
        if h.cash[i] < cost:
            return
        open_store(h, i, v, p, flows, journal)
        expected *= 1.0 + growth[stores]


@borrowing
def close_store(h, i, v, ties, kin, other):  # type: ignore[no-untyped-def]
    """Close one store; with the last one the household is offline again, and remembers its months of loss."""
    h.stores[i] -= 1
    v.closed += 1.0
    if h.stores[i] > 0:
        h.losing[i] = 0
    else:
        h.reputation[i] = 0.0
        h.sales[i] = 0.0
        push_online(i, -1, ties, kin, other, h)


@borrowing
def shrink(h, i, home, v, p, e, ties, kin, other):  # type: ignore[no-untyped-def]
    """Close stores until the last one left would pay: one in a month, and another for every four that there are, as they are opened."""
    sales, cost, wage = real(h.sales[i]), 0.0 if h.relief[i] > 0 else p.store_cost, p.helper_wage * e.migrant_wage
    for _ in range(1 + whole(h.stores[i]) // TEAM):
        sales *= 1.0 - part_of_last(whole(h.stores[i]), p.store_returns)
        close_store(h, i, v, ties, kin, other)
        stores = whole(h.stores[i])
        if stores < 1:
            return
        part = part_of_last(stores, p.store_returns)
        if last_store_gain(sales, stores, part, v.net_margin, cost, home, p.labour_per_store, wage) >= 0.0:
            return


@rule
def keep_stores(h, v, p, e, month, ties, kin, other, flows, journal):  # type: ignore[no-untyped-def]
    """Households open first stores, open further ones, or close some after months of loss. Return the month's draws."""
    u = draws(len(h.cash), month, _TRADE, v.seed, v.key)
    open_rate = p.open_rate if p.household_active > 0.0 else 0.0
    grow_rate = p.expand_rate * v.shipping * v.goods if p.household_active > 0.0 else 0.0
    growth = np.zeros(NUMBERS_OF_STORES, np.float64)  # many households have as many stores, and a power is dear
    seen = all_ties_online(h)  # as the month begins: what others do in it is seen in the next
    for i in range(len(h.cash)):
        stores, flags = whole(h.stores[i]), whole(h.flags[i])
        on_impulse = flags & SALIENT != 0
        if on_impulse:  # the impulse lasts for one decision
            h.flags[i] = flags & ~SALIENT
        if stores == 0 and (u[0, i] >= open_rate or flags & (AWARE | CONNECTED) != (AWARE | CONNECTED)):
            continue
        home = whole(h.workers[i]) - whole(h.away[i])
        if stores == 0:
            chance = first_store_chance(
                whole(h.flags[i]),
                real(h.motivation[i]),
                whole(h.dependence[i]),
                real(h.skill[i]),
                h.cash[i],
                home,
                whole(h.losing[i]),
                seen[i],
                v,
                p,
            )
            if u[0, i] < chance:
                open_first(h, i, on_impulse, v, p, ties, kin, other, flows, journal)
        elif h.losing[i] >= p.patience:
            shrink(h, i, home, v, p, e, ties, kin, other)
        elif u[0, i] < grow_rate and h.losing[i] == 0:
            grow(h, i, home, growth, v, p, e, flows, journal)
    return u


@rule
def return_chance(aware: bool, online_ties: int, profit_household: float, wage: float, home_rate: float, return_rate: float) -> float:
    """Return the chance that a migrant comes home: always a little, more when shops of kin or neighbours visibly earn more."""
    if aware and online_ties > 0 and profit_household > wage:
        return home_rate + return_rate
    return home_rate


@rule
def may_leave(stores: int, home: int) -> bool:
    """Return whether a household can spare a worker: it keeps no store, and another worker stays."""
    return stores == 0 and home > 1


@rule
def wants_to_leave(income: float, size: int, workers: int, migrant_wage: float) -> bool:
    """Return whether a household's income per worker is below the migrant's wage."""
    return income * size / 12.0 < migrant_wage * workers


@borrowing
def move(h, v, p, e, u):  # type: ignore[no-untyped-def]
    """Migrants return, free hands leave; who returns brings skill and news from the city (evidence: b.e_commerce_education)."""
    return_rate = p.return_rate if p.household_active > 0.0 else 0.0  # for the sake of a shop
    for i in range(len(h.cash)):
        away, workers = whole(h.away[i]), whole(h.workers[i])
        if u[1, i] < p.home_rate + return_rate and away > 0:
            aware = whole(h.flags[i]) & AWARE != 0
            if u[1, i] < return_chance(aware, ties_online(h, i), v.profit_household, e.migrant_wage, p.home_rate, return_rate):
                h.away[i] = away - 1
                h.skill[i] = towards_one(h.skill[i], p.urban_skill)
                h.flags[i] = whole(h.flags[i]) | RETURNED | (AWARE if u[3, i] < p.return_news else 0)
                v.returned += 1.0
        elif u[2, i] < p.leave_rate and may_leave(whole(h.stores[i]), workers - away):
            h.away[i] = away + (1 if wants_to_leave(h.income[i], h.size[i], workers, e.migrant_wage) else 0)
