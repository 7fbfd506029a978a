"""The stores' market: attraction, shares of demand, shipping and margins.

A village's shops sell into a national market of one product. Demand is shared by attraction (Luce 1959, Huff 1964):
a shop with attraction ``a`` sells ``depth x a / (A + K)``, where ``A`` is the attraction of all shops of the village and
``K`` that of all other sellers. Far below ``K`` a new shop takes nothing from its neighbours; near it, rivalry begins.
"""

from __future__ import annotations

import math

from linkage_sim.kernel.numbers import single
from linkage_sim.kernel.rules import rule

MOST_HANDS = 1e9
"""Persons that a month's work needs at most: beyond all that can be, and still a whole number."""


@rule
def attraction(quality: float, skill: float, reputation: float, size: float, goods: float, brand: float) -> float:
    """Return the attraction of a household's stores of a joint size, in store equivalents.

    Assumption: a product, so that each piece makes the others worth more.
    """
    return single(single(quality * skill) * reputation) * size * goods * (1.0 + brand)


@rule
def market_share(own: float, total: float, rivals: float) -> float:
    """Return the share of demand of a shop with attraction ``own`` (Luce 1959); 0 where nobody sells."""
    return own / (total + rivals) if total + rivals > 0.0 else 0.0


@rule
def sellers_carried(depth: float, seller_sales: float) -> float:
    """Return the attraction of all sellers whom a product's market carries at its size of 2013, in store equivalents."""
    return depth / seller_sales


@rule
def rivals_elsewhere(attraction: float, market: float, growth: float) -> float:
    """Return the attraction of all other sellers in the country: it grows with the online market, which draws them in.

    Parameters
    ----------
    attraction : float
        At the market's size of 2013, in store equivalents.
    market : float
        Online retail relative to 2013.
    growth : float
        Elasticity: with one, sellers multiply as demand does and each sells what it sold before; with zero, none enters.
    """
    return float(attraction * market**growth)


@rule
def crowding(local: float, elsewhere: float, carried: float) -> float:
    """Return which part of all sellers' attraction is more than demand carries as it did in 2013; none where there are fewer.

    Parameters
    ----------
    local, elsewhere : float
        Attraction of the product's sellers in the model's villages, and of all others.
    carried : float
        Attraction that demand would carry at the sales per seller of 2013.
    """
    return max(1.0 - carried / (local + elsewhere), 0.0) if local + elsewhere > 0.0 else 0.0


@rule
def noise(deviate: float, sigma: float) -> float:
    """Return a month's luck with sales: lognormal with a mean of one."""
    return math.exp(sigma * deviate - 0.5 * sigma * sigma)


@rule
def shipping_capacity(couriers: float, courier_capacity: float, station: float, roads: float, online: float, self_haul: float) -> float:
    """Return how many parcels a village can send in a month: by couriers, by a station (half a branch), or carried out on its roads."""
    return (couriers + 0.5 * station) * courier_capacity + roads * online * self_haul


@rule
def fulfilled(capacity: float, wanted: float) -> float:
    """Return the share of wanted parcels that can be sent."""
    if wanted <= 0.0:
        return 1.0 if capacity > 0.0 else 0.0
    return min(capacity / wanted, 1.0)


@rule
def gross_margin(base: float, price_war: float, crowded: float, discount: float, suppliers: float) -> float:
    """Return sales less purchase price, as a share of sales: rivalry lowers it, suppliers in the village raise it (evidence: b.margin)."""
    return min(base * (1.0 - price_war * crowded) + discount * min(suppliers, 3.0), 1.0)


@rule
def parcel_costs(price: float, fee: float, courier_part: float, self_haul_cost: float) -> float:
    """Return the mean cost of sending a parcel, RMB.

    The couriers' price, ``fee`` times the country's, or a multiple of the country's where shops carry parcels out themselves.
    """
    return price * (courier_part * fee + (1.0 - courier_part) * self_haul_cost)


@rule
def work_needed(parcels: float, attention: float, parcels_per_hand: float) -> float:
    """Return the work that a household's stores need, in full hands: what they ask for however little they sell, and by parcels."""
    return attention + parcels / parcels_per_hand


@rule
def hands_for(work: float) -> int:
    """Return the persons who do a month's work, rounded up."""
    return math.ceil(min(work, MOST_HANDS) - 1e-9)


@rule
def new_reputation(reputation: float, growth: float, start: float) -> float:
    """Return the mean reputation of a household's stores after a further one has made their joint size grow by ``growth``."""
    return (reputation + start * growth) / (1.0 + growth)


@rule
def earned_pace(orders: float, half: float) -> float:
    """Return how fast a store's reputation grows relative to the fastest: at half the pace with ``half`` parcels sent in a month.

    Buyers judge what they have received: who sends next to nothing stays unknown (evidence: b.reputation, junpu.founder_growth).
    """
    return orders / (orders + half) if orders > 0.0 else 0.0


@rule
def cost_of_work(work: float, more: float, home: int, own: float, hired: float) -> float:
    """Return what ``more`` work costs beside ``work``, RMB: hands at home first, at what these are worth to them, then hired ones."""
    by_own = min(max(home - work, 0.0), more)
    return by_own * own + (more - by_own) * hired


@rule
def is_loss(profit: float, work: float, wage: float, worth_while: float) -> bool:
    """Return whether a month's profit is below what its owners' work, in full hands, is worth to them."""
    return profit < worth_while * wage * work


@rule
def opening_chance(rate: float, believes: float, knows: float, ships: float, supplies: float, pays_off: float) -> float:
    """Return the chance to open a store: the rate at which all soft pieces together are full.

    Complementarity: a product of pieces in [0, 1] (Kremer 1993, the O-ring theory); no piece makes up for another.
    """
    return rate * believes * knows * ships * supplies * pays_off


@rule
def soft_piece(level: float, midpoint: float, slope: float) -> float:
    """Return how full a piece is whose threshold differs between people: logistic in the level."""
    return 1.0 / (1.0 + math.exp(-slope * (level - midpoint)))
