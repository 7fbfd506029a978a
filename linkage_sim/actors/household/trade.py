"""Household, implementation, third part: its stores sell, and the month's money is settled."""

from __future__ import annotations

import numpy as np

from linkage_sim.economy.ledger import STORE_FLOWS, Flow
from linkage_sim.economy.living import defaults, instalment, offline_income, pay, remittances, trailing, wanted_consumption
from linkage_sim.economy.market import (
    attraction,
    crowding,
    earned_pace,
    fulfilled,
    gross_margin,
    hands_needed,
    is_loss,
    joint_size,
    last_store_gain,
    market_share,
    noise,
    parcel_costs,
    part_of_last,
    rivals_elsewhere,
    shipping_capacity,
)
from linkage_sim.population.compiled import borrowing, real, rule, whole
from linkage_sim.population.random import Purpose, draws_of, normal_of
from linkage_sim.population.state import NUMBERS_OF_STORES, SUBSIDISED

from .assistance import towards_one
from .input import DISABILITY, DISASTER, ILLNESS, LAND, MARRIAGE, SCHOOLING

_SALES_NOISE = int(Purpose.SALES)
SALES, GOODS, PARCELS, HAULAGE = int(Flow.SALES), int(Flow.GOODS), int(Flow.PARCELS), int(Flow.HAULAGE)
FEES, STORE_COSTS, HELPER_PAY, HELPER_INCOME = int(Flow.FEES), int(Flow.STORE_COSTS), int(Flow.HELPER_PAY), int(Flow.HELPER_INCOME)
OFFLINE, REMITTANCES, TOURISM = int(Flow.OFFLINE), int(Flow.REMITTANCES), int(Flow.TOURISM)
LOANS, REPAYMENT, INTEREST, SUBSIDY = int(Flow.LOANS), int(Flow.REPAYMENT), int(Flow.INTEREST), int(Flow.SUBSIDY)
CONSUMPTION, NEEDS = int(Flow.CONSUMPTION), int(Flow.NEEDS)


@rule
def online_rows(h):  # type: ignore[no-untyped-def]
    """Return the rows of a village's online households."""
    found = np.empty(len(h.cash), np.int64)
    made = 0
    for i in range(len(h.cash)):
        found[made] = i
        made += 1 if h.stores[i] > 0 else 0
    return found[:made]


@rule
def pull_of_stores(h, v, p, month, online):  # type: ignore[no-untyped-def]
    """Write each online household's attraction of the month, with its luck, into ``h.sales``; return the sum."""
    u = draws_of(online, month, _SALES_NOISE, 0, v.seed, v.key)
    sizes = np.zeros(NUMBERS_OF_STORES, np.float64)  # many households have as many stores, and a power is dear
    total = 0.0
    for at in range(len(online)):
        i = online[at]
        stores = whole(h.stores[i])
        if sizes[stores] == 0.0:
            sizes[stores] = joint_size(stores, p.store_returns)
        pull = attraction(h.quality[i], h.skill[i], h.reputation[i], sizes[stores], v.goods, v.brand)
        pull *= noise(normal_of(real(u[0, at]), real(u[1, at])), p.sales_noise)
        h.sales[i] = pull
        total += pull
    return total


@rule
def ship(v, p, wanted, online):  # type: ignore[no-untyped-def]
    """Send what can be sent of the wanted pieces: by couriers and a station first, the rest carried out on the village's roads."""
    couriers = v.couriers if p.market_active > 0.0 else 0.0
    capacity = shipping_capacity(couriers, p.courier_capacity, v.station, v.roads, max(online, 1.0), p.self_haul)
    v.shipping = fulfilled(capacity, wanted)
    v.wanted = wanted
    sent = wanted * v.shipping
    by_courier = shipping_capacity(couriers, p.courier_capacity, v.station, 0.0, 0.0, 0.0)
    v.courier_part = min(by_courier / sent, 1.0) if sent > 0.0 else 0.0


@rule
def sell(h, v, p, e, month):  # type: ignore[no-untyped-def]
    """All stores of the village sell: demand is shared by attraction, and what cannot be shipped is lost.

    Shops of other villages that sell the same product are rivals for demand, and their prices fall together.
    """
    online = online_rows(h)
    total = pull_of_stores(h, v, p, month, online)
    elsewhere = rivals_elsewhere(p.rival_attraction, e.market, p.rival_growth)
    rivals = elsewhere + v.rivals
    local = market_share(total, total, rivals)
    demand = v.market_depth * e.market * e.season
    ship(v, p, demand * local / p.parcel_value, real(len(online)))
    suppliers = v.suppliers if p.market_active > 0.0 else 0.0
    v.attraction = total
    crowded = crowding(total + v.rivals, elsewhere, p.rival_attraction * e.market)
    v.margin = gross_margin(p.gross_margin, p.price_war, crowded, p.supplier_discount, suppliers)
    v.net_margin = v.margin - p.platform_fee - parcel_costs(e.courier_price, v.fee, v.courier_part, p.self_haul_cost) / p.parcel_value
    scale = demand * market_share(1.0, total, rivals) * v.shipping * (1.0 - p.spoilage * (1.0 - v.roads))
    for i in online:
        h.sales[i] *= scale


@rule
def needs_cost(need: int, cash: float, p):  # type: ignore[no-untyped-def]
    """Return what illness, schooling, weddings and disasters cost a household this month, RMB."""
    due = 0.0
    if need & ILLNESS:
        due += p.medical_cost
    if need & SCHOOLING:
        due += p.schooling_cost
    if need & MARRIAGE:
        due += p.marriage_cost
    if need & DISASTER:
        due += p.disaster_loss * max(cash, 0.0) * p.disaster_end
    return due


@rule
def free_hands(home: int, need: int, engaged: int) -> int:
    """Return the hands left for farm and wages: at home, not in the shop, one fewer for illness or disability."""
    lost = 1 if need & (ILLNESS | DISABILITY) else 0
    return max(home - engaged - lost, 0)


@rule
def store_statement(sales, stores, own, relief, v, p, e, statement):  # type: ignore[no-untyped-def]
    """Write a household's store into its statement, by flow; return the profit before its own members' labour, RMB."""
    pieces = sales / p.parcel_value
    statement[SALES] = sales
    statement[GOODS] = sales * (1.0 - v.margin)
    statement[PARCELS] = pieces * e.courier_price * v.fee * v.courier_part
    statement[HAULAGE] = pieces * e.courier_price * (1.0 - v.courier_part) * p.self_haul_cost
    statement[FEES] = sales * p.platform_fee
    statement[STORE_COSTS] = 0.0 if relief > 0 else stores * p.store_cost
    statement[HELPER_PAY] = (hands_needed(stores, p.labour_per_store) - own) * p.helper_wage * e.migrant_wage
    costs = statement[GOODS] + statement[PARCELS] + statement[HAULAGE] + statement[FEES] + statement[STORE_COSTS] + statement[HELPER_PAY]
    return sales - costs


@rule
def disappoints(profit, own, sales, stores, home, relief, parts, v, p, e):  # type: ignore[no-untyped-def]
    """Return whether a household would do better with one store fewer: all of them, or the last, earned too little this month."""
    if is_loss(profit, own, e.migrant_wage, p.worth_while):
        return True
    if stores < 2:
        return False
    if parts[stores] == 0.0:
        parts[stores] = part_of_last(stores, p.store_returns)
    cost = 0.0 if relief > 0 else p.store_cost
    wage = p.helper_wage * e.migrant_wage
    return last_store_gain(sales, stores, parts[stores], v.net_margin, cost, home, p.labour_per_store, wage) < 0.0


@rule
def run_stores(h, v, p, e, flows, journal, profits):  # type: ignore[no-untyped-def]
    """Every online household's stores close the month: profit into ``profits``, losses counted, reputation earned by the orders sent."""
    statement = np.zeros(STORE_FLOWS, np.float64)
    parts = np.zeros(NUMBERS_OF_STORES, np.float64)  # many households have as many stores, and a power is dear
    for i in range(len(h.cash)):
        stores = whole(h.stores[i])
        if stores == 0:
            continue
        hands = hands_needed(stores, p.labour_per_store)
        home, relief = whole(h.workers[i]) - whole(h.away[i]), whole(h.relief[i])
        own = min(hands, home)
        sales = real(h.sales[i])
        profit = store_statement(sales, stores, own, relief, v, p, e, statement)
        profits[i] = profit
        losing = disappoints(profit, own, sales, stores, home, relief, parts, v, p, e)
        h.losing[i] = min(whole(h.losing[i]) + 1, 250) if losing else 0
        earned = earned_pace(sales / p.parcel_value / stores, p.reputation_orders)
        h.reputation[i] = towards_one(real(h.reputation[i]), p.reputation_gain * earned)
        h.relief[i] = max(relief - 1, 0)
        v.engaged += hands
        v.helpers += hands - own
        v.profit += profit
        v.thrivers += 1.0 if profit > p.expand_profit * stores else 0.0
        for k in range(STORE_FLOWS):
            flows[k] += statement[k]
            if len(journal) > 0:
                journal[i, k] += statement[k]
    v.sales = flows[SALES]
    v.pieces = v.sales / p.parcel_value


@rule
def service_debt(debt: float, cash: float, subsidised: bool, rate: float, term: float) -> tuple[float, float, float]:
    """Return a month's (interest paid by the household, interest paid by the state, instalment) on a debt, as far as cash goes."""
    interest = debt * rate / 12.0
    paid, by_state = (0.0, interest) if subsidised else (pay(cash, interest), 0.0)
    return paid, by_state, instalment(debt, cash - paid, term)


@rule
def aid_received(received: int, programmes) -> float:  # type: ignore[no-untyped-def]
    """Return the cash help that a household received this month, RMB."""
    total = 0.0
    for k in range(len(programmes)):
        if (received >> k) & 1:
            total += programmes[k].cash
    return total


@borrowing
def add_up(one, two, three):  # type: ignore[no-untyped-def]
    """Return the sums of three columns of money, each in the order of its rows."""
    first, second, third = 0.0, 0.0, 0.0
    for i in range(len(one)):
        first += one[i]
        second += two[i]
        third += three[i]
    return first, second, third


@rule
def earn(h, v, p, e, profits, flows, journal, earned):  # type: ignore[no-untyped-def]
    """Every household earns its month: the stores' profit, farm and wages, remittances, tourism, a helper's job. Write it to ``earned``."""
    n = len(h.cash)
    offline, remitted, helped = np.empty(n, np.float64), np.empty(n, np.float64), np.empty(n, np.float64)
    free_sum = 0
    tourism = p.tourism_income * v.tourism
    wage = p.helper_wage * e.migrant_wage
    for i in range(n):
        stores, away = whole(h.stores[i]), whole(h.away[i])
        home = whole(h.workers[i]) - away
        free = free_hands(home, whole(h.need[i]), min(hands_needed(stores, p.labour_per_store), home) if stores > 0 else 0)
        earning = real(h.earning[i])
        jobs = v.job_share * free if stores == 0 else 0.0
        land = 1.0 - p.land_loss if whole(h.need[i]) & LAND else 1.0
        offline[i] = offline_income(earning, whole(h.size[i]), free - jobs, home, e.rural_income, p.wage_share, land)
        remitted[i] = remittances(earning, away, e.migrant_wage, p.remittance)
        helped[i] = wage * jobs
        earned[i] = profits[i] + offline[i] + remitted[i] + tourism + helped[i]
        free_sum += 0 if stores > 0 else free
    v.free_hands = free_sum
    sums = add_up(offline, remitted, helped)
    flows[OFFLINE] += sums[0]
    flows[REMITTANCES] += sums[1]
    flows[TOURISM] += tourism * n
    flows[HELPER_INCOME] += sums[2]
    for i in range(len(journal)):
        journal[i, OFFLINE] += offline[i]
        journal[i, REMITTANCES] += remitted[i]
        journal[i, TOURISM] += tourism
        journal[i, HELPER_INCOME] += helped[i]


@borrowing
def bank(h, v, p, flows, journal, earned):  # type: ignore[no-untyped-def]
    """Earnings reach the cash box; a loss that it cannot carry is lent. Debts are served; interest lowers what was earned."""
    for i in range(len(h.cash)):
        h.cash[i] += earned[i]
        if h.cash[i] >= 0.0 and h.debt[i] <= 0.0:
            continue
        lent = max(-h.cash[i], 0.0)
        h.cash[i] += lent
        h.debt[i] += lent
        if lent > 0.0:  # a subsidy of interest ends with any other loan
            h.flags[i] = whole(h.flags[i]) & ~SUBSIDISED
        subsidised = whole(h.flags[i]) & SUBSIDISED != 0 and p.government_active > 0.0
        interest, by_state, repaid = service_debt(h.debt[i], h.cash[i], subsidised, p.loan_rate, p.loan_term)
        h.cash[i] -= interest + repaid
        h.debt[i] -= repaid
        earned[i] -= interest
        flows[LOANS] += lent
        flows[INTEREST] += interest
        flows[SUBSIDY] += by_state
        flows[REPAYMENT] += repaid
        if len(journal) > 0:
            journal[i, LOANS] += lent
            journal[i, INTEREST] += interest
            journal[i, REPAYMENT] += repaid
        if defaults(h.debt[i], h.cash[i], real(h.income[i]) * whole(h.size[i])):
            v.defaults += h.debt[i]
            h.debt[i] = 0.0
        if h.debt[i] <= 0.0:
            h.flags[i] = whole(h.flags[i]) & ~SUBSIDISED


@rule
def live(h, p, e, programmes, flows, journal, earned):  # type: ignore[no-untyped-def]
    """Every household pays for its needs, consumes, and remembers the trailing year's income (cash help counts as income)."""
    n = len(h.cash)
    needed, consumed = np.empty(n, np.float64), np.empty(n, np.float64)
    for i in range(n):
        if h.received[i]:
            earned[i] += aid_received(whole(h.received[i]), programmes)
    for i in range(n):
        income, size, cash = earned[i], whole(h.size[i]), h.cash[i]
        needed[i] = pay(cash, needs_cost(whole(h.need[i]), cash, p))
        consumed[i] = pay(cash - needed[i], wanted_consumption(income, size, e.line, p.necessities, p.propensity))
        h.cash[i] = cash - (needed[i] + consumed[i])
        h.income[i] = max(trailing(real(h.income[i]), income * 12.0 / size), 0.0)
    sums = add_up(needed, consumed, consumed)
    flows[NEEDS] += sums[0]
    flows[CONSUMPTION] += sums[1]
    for i in range(len(journal)):
        journal[i, NEEDS] += needed[i]
        journal[i, CONSUMPTION] += consumed[i]
