"""Market, implementation: couriers and suppliers enter and leave, telecoms extend their lines, where expected volume proves to pay."""

from __future__ import annotations

import math

from linkage_sim.economy.ledger import Flow
from linkage_sim.population.compiled import rule
from linkage_sim.population.random import Purpose, four

_PLACE = int(Purpose.PLACE)
_BRANCHES = int(Flow.BRANCHES)
_LINE_HAUL = int(Flow.LINE_HAUL)
_PARCELS = int(Flow.PARCELS)
MAX_SUPPLIERS = 3.0


@rule
def branch_earnings(volume: float, branches: float, capacity: float, price: float, margin: float) -> float:
    """Return what each of ``branches`` couriers' branches earns in a month from the expected volume, RMB."""
    return min(volume / branches, capacity) * price * margin if branches > 0.0 else 0.0


@rule
def nearby_cost(cost: float, elsewhere: float, discount: float) -> float:
    """Return a cost that is lower when the firm is in another village of the town already."""
    return cost * (1.0 - discount) if elsewhere > 0.0 else cost


@rule
def proof_after(proof: float, pays: bool) -> float:
    """Return for how many months in a row a further firm would have paid, this one included."""
    return proof + 1.0 if pays else 0.0


@rule
def branches_carried(volume: float, capacity: float, price: float, margin: float, cost: float) -> float:
    """Return how many couriers' branches a volume carries, each at no less than its cost."""
    if capacity * price * margin < cost:
        return 0.0
    return math.floor(volume * price * margin / cost) if cost > 0.0 else math.ceil(volume / capacity)


@rule
def movers(missing: float, rate: float, u: float) -> float:
    """Return how many of the missing firms come this month: the part ``rate`` of them, rounded at random so that it is right on average."""
    return math.floor(max(missing, 0.0) * rate + u)


@rule
def couriers_decide(v, p, e, u):  # type: ignore[no-untyped-def]
    """Couriers open branches where further ones have proved to pay with caution, and close those that do not cover their cost.

    Nothing but volume that is there brings one in (evidence: junpu.market_entry).
    """
    cost = nearby_cost(p.courier_cost, v.couriers_nearby, p.branch_nearby)
    carried = branches_carried(v.volume, p.courier_capacity, e.courier_price * v.fee, p.courier_margin, p.entry_caution * cost)
    covered = branches_carried(v.volume, p.courier_capacity, e.courier_price * v.fee, p.courier_margin, cost)
    v.courier_proof = proof_after(v.courier_proof, carried > v.couriers)
    if v.courier_proof > p.entry_proof:
        opened = movers(carried - v.couriers, p.entry_rate, u)
        v.couriers += opened
        v.branches += opened
    else:
        v.couriers -= movers(v.couriers - covered, p.entry_rate, u)


@rule
def suppliers_decide(v, p, u):  # type: ignore[no-untyped-def]
    """Suppliers' platforms open where expected sales have proved to carry further ones, at most three; each brings goods within reach."""
    asked = p.entry_caution * nearby_cost(p.supplier_sales, v.suppliers_nearby, p.branch_nearby)
    carried = min(math.floor(v.volume * p.parcel_value / asked), MAX_SUPPLIERS) if asked > 0.0 else MAX_SUPPLIERS
    v.supplier_proof = proof_after(v.supplier_proof, carried > v.suppliers)
    if v.supplier_proof > p.entry_proof:
        opened = movers(carried - v.suppliers, p.entry_rate, u)
        v.suppliers += opened
        v.branches += opened
        v.goods = 1.0 - (1.0 - v.goods) * (1.0 - p.supplier_goods) ** opened


@rule
def telecoms_decide(v, p):  # type: ignore[no-untyped-def]
    """Telecoms extend their lines by themselves where enough households pay for them."""
    if v.share >= p.telecom_demand:
        v.broadband += p.telecom_step * (1.0 - v.broadband)


@rule
def enter_and_leave(v, p, e, month):  # type: ignore[no-untyped-def]
    """All firms decide on the village; the market switched off, none comes."""
    if p.market_active == 0.0:
        return
    u = four(0, month, _PLACE, 1, v.seed, v.key)
    couriers_decide(v, p, e, u[0])
    suppliers_decide(v, p, u[1])
    telecoms_decide(v, p)


@rule
def pay_branches(v, p, flows):  # type: ignore[no-untyped-def]
    """Book the firms' costs: each branch's fixed cost, and the part of parcel fees that pays line-haul."""
    flows[_BRANCHES] += v.couriers * p.courier_cost if p.market_active > 0.0 else 0.0
    flows[_LINE_HAUL] += flows[_PARCELS] * (1.0 - p.courier_margin)
