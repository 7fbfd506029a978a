"""The market: demand for the village's stores, and couriers, telecoms, suppliers and lenders that enter, leave, ship, supply and lend.

Firms come where expected volume proves to pay, and leave where it does not; credit and fees follow results.
"""

from __future__ import annotations

import math

from linkage_sim.economy.market import (
    attraction,
    crowding,
    fulfilled,
    gross_margin,
    market_share,
    noise,
    parcel_costs,
    rivals_elsewhere,
    sellers_carried,
    shipping_capacity,
)
from linkage_sim.kernel.random import Purpose, draw_each, normal_of, uniforms
from linkage_sim.kernel.rules import rule
from linkage_sim.kernel.state import Table
from linkage_sim.state.environment import EnvironmentRow
from linkage_sim.state.household import Household
from linkage_sim.state.ledger import Flow
from linkage_sim.state.month import Month
from linkage_sim.state.parameters import Parameters
from linkage_sim.state.village import Village
from linkage_sim.state.world import World, environment_of, households_of, tenants_of

from .household.stores import spared, supply

_SALES_NOISE = int(Purpose.SALES)
_PLACE = int(Purpose.PLACE)
_BRANCHES, _LINE_HAUL, _PARCELS = int(Flow.BRANCHES), int(Flow.LINE_HAUL), int(Flow.PARCELS)
MAX_SUPPLIERS = 3.0
MOST_BRANCHES = 1e9
"""Branches that a volume carries at most: beyond all that can be, and still a whole number."""
LEAST_ATTRACTION = 1e-30  # store equivalents of a whole village below which it sells nothing; a store has about one


# ---------------------------------------------------------------- input


@rule
def remembered(old: float, now: float, memory: float) -> float:
    """Return what firms expect: the last month weighs ``memory``, all before it the rest."""
    return old + memory * (now - old)


@rule
def watch_volume(village: Village, parameters: Parameters) -> None:
    """Firms expect the parcels that they have seen asked for, shipped or not, and those received."""
    village.volume = remembered(village.volume, village.wanted, parameters.volume_memory)
    village.received = remembered(village.received, village.inbound, parameters.volume_memory)


# ---------------------------------------------------------------- implementation: entry


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
    if cost > 0.0:
        return math.floor(min(volume * price * margin / cost, MOST_BRANCHES)) * 1.0
    return math.ceil(min(volume / capacity, MOST_BRANCHES)) * 1.0


@rule
def movers(missing: float, rate: float, draw: float) -> int:
    """Return how many of the missing firms come this month: the part ``rate`` of them, rounded at random so that it is right on average."""
    return math.floor(max(missing, 0.0) * rate + draw)


@rule
def couriers_decide(village: Village, parameters: Parameters, environment: EnvironmentRow, draw: float, month: Month) -> None:
    """Couriers open branches where further ones have proved to pay with caution, and close those that do not cover their cost.

    Nothing but volume that is there brings one in (evidence: junpu.market_entry).
    """
    cost = nearby_cost(parameters.courier_cost, village.couriers_nearby, parameters.branch_nearby)
    price, margin, capacity = environment.courier_price * village.fee, parameters.courier_margin, parameters.courier_capacity
    parcels = village.volume + village.received
    carried = branches_carried(parcels, capacity, price, margin, parameters.entry_caution * cost)
    covered = branches_carried(parcels, capacity, price, margin, cost)
    village.courier_proof = proof_after(village.courier_proof, carried > village.couriers)
    if village.courier_proof > parameters.entry_proof:
        opened = movers(carried - village.couriers, parameters.entry_rate, draw)
        village.couriers += opened
        month.implementation_market += opened
    else:
        village.couriers -= movers(village.couriers - covered, parameters.entry_rate, draw)


@rule
def suppliers_decide(village: Village, parameters: Parameters, draw: float, month: Month) -> None:
    """Suppliers' platforms open where expected sales have proved to carry further ones, at most three; each brings goods within reach."""
    asked = parameters.entry_caution * nearby_cost(parameters.supplier_sales, village.suppliers_nearby, parameters.branch_nearby)
    carried = MAX_SUPPLIERS
    if asked > 0.0:
        carried = math.floor(min(village.volume * parameters.parcel_value / asked, MAX_SUPPLIERS)) * 1.0
    village.supplier_proof = proof_after(village.supplier_proof, carried > village.suppliers)
    if village.supplier_proof > parameters.entry_proof:
        opened = movers(carried - village.suppliers, parameters.entry_rate, draw)
        village.suppliers += opened
        month.implementation_market += opened
        village.goods = 1.0 - (1.0 - village.goods) * (1.0 - parameters.supplier_goods) ** opened


@rule
def telecoms_decide(village: Village, parameters: Parameters) -> None:
    """Telecoms extend their lines by themselves where enough households pay for them."""
    if village.share >= parameters.telecom_demand:
        village.broadband += parameters.telecom_step * (1.0 - village.broadband)


@rule
def enter_and_leave(village: Village, world: World) -> None:
    """All firms decide on the village; the market switched off, none comes."""
    parameters, environment, month = world.parameters[village.variant], environment_of(village, world), world.months[village.row]
    if parameters.market_active == 0.0:
        return
    u = uniforms(0, world.clock[0], _PLACE, 1, village)
    couriers_decide(village, parameters, environment, u[0], month)
    suppliers_decide(village, parameters, u[1], month)
    telecoms_decide(village, parameters)


# ---------------------------------------------------------------- implementation: trade


@rule
def shopkeeper(who: int, households: Table[Household], tenants: Table[Household]) -> Household:
    """Return the household, or beyond the village's households the shopkeeper from outside, of a number."""
    return households[who] if who < len(households) else tenants[who - len(households)]


@rule
def branches_within_reach(village: Village, parameters: Parameters) -> float:
    """Return the couriers' branches that collect in a village: its own, and a part of one in the next village of the town."""
    if parameters.market_active == 0.0:
        return 0.0
    return village.couriers + parameters.courier_reach * min(village.couriers_nearby, 1.0)


@rule
def attract(village: Village, parameters: Parameters, world: World) -> int:
    """Write each shopkeeper's attraction of the month, with its luck, where its sales will stand; return how many keep a shop."""
    households, tenants, first, online = households_of(village, world), tenants_of(village, world), village.scratch_first, 0
    for i in range(len(households)):
        if households[i].stores > 0:
            world.candidates[first + online].who = i
            online += 1
    for at in range(len(tenants)):
        if tenants[at].stores > 0:
            world.candidates[first + online].who = len(households) + at
            online += 1
    shops = world.candidates.rows(first, first + online)
    draw_each(shops, world.clock[0], _SALES_NOISE, 0, village)
    village.attraction = 0.0
    for at in range(online):
        keeper = shopkeeper(shops[at].who, households, tenants)
        size = parameters.joint_sizes[keeper.stores]
        pull = attraction(keeper.quality, keeper.skill, keeper.reputation, size, supply(village), village.brand)
        pull *= noise(normal_of(shops[at].first, shops[at].second), parameters.sales_noise)
        keeper.sales = pull
        village.attraction += pull
    return online


@rule
def sold_in_idle_hours(parameters: Parameters) -> float:
    """Return the most that a shop on the side sells in a month, RMB: what the hours send that any shop asks for (assumption)."""
    return parameters.store_attention * parameters.parcels_per_hand * parameters.parcel_value


@rule
def hold_to_idle_hours(village: Village, parameters: Parameters, online: int, sold_for_attraction: float, world: World) -> None:
    """Who keeps a shop on the side offers no more than idle hours can send."""
    households, tenants = households_of(village, world), tenants_of(village, world)
    most = sold_in_idle_hours(parameters) / sold_for_attraction if sold_for_attraction > 0.0 else 0.0
    for at in range(online):
        keeper = shopkeeper(world.candidates[village.scratch_first + at].who, households, tenants)
        if spared(keeper.flags, village) > 0.0 and keeper.sales > most:
            village.attraction -= keeper.sales - most
            keeper.sales = most


@rule
def ship(village: Village, parameters: Parameters, wanted: float, online: float) -> None:
    """Send what can be sent of the wanted parcels: by couriers and a station first, the rest carried out on the village's roads."""
    couriers, capacity = branches_within_reach(village, parameters), parameters.courier_capacity
    room = shipping_capacity(couriers, capacity, village.station, village.roads, max(online, 1.0), parameters.self_haul)
    village.shipping = fulfilled(room, wanted)
    village.wanted = wanted
    sent = wanted * village.shipping
    by_courier = shipping_capacity(couriers, capacity, village.station, 0.0, 0.0, 0.0)
    village.courier_part = min(by_courier / sent, 1.0) if sent > 0.0 else 0.0


@rule
def set_margins(village: Village, parameters: Parameters, environment: EnvironmentRow, elsewhere: float) -> None:
    """Prices fall where sellers crowd; what is left of sales after goods, fees and parcels follows."""
    carried = sellers_carried(village.market_depth, parameters.seller_sales) * environment.online_retail
    crowded = crowding(village.attraction + village.rivals, elsewhere, carried)
    suppliers = village.suppliers if parameters.market_active > 0.0 else 0.0
    village.margin = gross_margin(parameters.gross_margin, parameters.price_war, crowded, parameters.supplier_discount, suppliers)
    parcel = parcel_costs(environment.courier_price, village.fee, village.courier_part, parameters.self_haul_cost)
    village.net_margin = village.margin - parameters.platform_fee - parcel / parameters.parcel_value


@rule
def sell(village: Village, world: World) -> None:
    """All stores of the village sell: demand is shared by attraction, and what cannot be shipped is lost.

    Shops of other villages that sell the same product are rivals for demand, and their prices fall together.
    """
    parameters, environment, households = world.parameters[village.variant], environment_of(village, world), households_of(village, world)
    online = attract(village, parameters, world)
    sellers = sellers_carried(village.market_depth, parameters.seller_sales)
    elsewhere = rivals_elsewhere(sellers, environment.online_retail, parameters.rival_growth)
    rivals = elsewhere + village.rivals
    demand = village.market_depth * environment.online_retail * environment.season
    if village.spared > 0.0:
        hold_to_idle_hours(village, parameters, online, market_share(demand, village.attraction, rivals), world)
    local = market_share(village.attraction, village.attraction, rivals)
    ship(village, parameters, demand * local / parameters.parcel_value, online * 1.0)
    set_margins(village, parameters, environment, elsewhere)
    spoiled = parameters.spoilage * (1.0 - village.roads)
    sold = demand * local * village.shipping * (1.0 - spoiled)
    for at in range(online):
        keeper = shopkeeper(world.candidates[village.scratch_first + at].who, households, tenants_of(village, world))
        keeper.sales *= sold / village.attraction if village.attraction > LEAST_ATTRACTION else 0.0


@rule
def pay_branches(village: Village, parameters: Parameters) -> None:
    """Book the firms' costs: each branch's fixed cost, and the part of parcel fees that pays line-haul."""
    village.flows[_BRANCHES] += village.couriers * parameters.courier_cost if parameters.market_active > 0.0 else 0.0
    village.flows[_LINE_HAUL] += village.flows[_PARCELS] * (1.0 - parameters.courier_margin)


# ---------------------------------------------------------------- feedback


@rule
def credit_after(credit: float, defaulted: float, debt: float, memory: float) -> float:
    """Return a lender's trust in a village: it falls to nothing when a tenth of the debt is lost in a month, and returns slowly."""
    lost = min(10.0 * defaulted / debt, 1.0) if debt > 0.0 else 0.0
    return remembered(credit, 1.0 - lost, memory)


@rule
def adjust_credit(village: Village, parameters: Parameters, month: Month) -> None:
    """Lenders adjust the credit they give on a sales record."""
    village.credit = credit_after(village.credit, month.defaults, village.debt + month.defaults, parameters.credit_memory)


@rule
def fee_after(couriers: float, rivalry: float) -> float:
    """Return the parcel price in a village relative to the country's: full with one courier or none, lower the more of them compete."""
    return 1.0 - rivalry * (1.0 - 1.0 / max(couriers, 1.0))


@rule
def adjust_fees(village: Village, parameters: Parameters) -> None:
    """Couriers adjust their fees to how many of them serve the village."""
    village.fee = fee_after(village.couriers, parameters.courier_rivalry) if parameters.market_active > 0.0 else 1.0
