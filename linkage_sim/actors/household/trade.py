"""Household, implementation, third part: its stores sell, and the month's money is settled."""

from __future__ import annotations

from linkage_sim.economy.books import book
from linkage_sim.economy.living import (
    defaults,
    farm_income,
    instalment,
    left_of,
    pay,
    remittances,
    structural,
    trailing,
    wage_income,
    wanted_consumption,
)
from linkage_sim.economy.market import earned_pace, hands_for, is_loss
from linkage_sim.kernel.rules import rule
from linkage_sim.kernel.state import Table
from linkage_sim.state.environment import EnvironmentRow
from linkage_sim.state.household import DISABILITY, DISASTER, ENTERPRISE, ILLNESS, LAND, MARRIAGE, SCHOOLING, SUBSIDISED, Household
from linkage_sim.state.ledger import Flow
from linkage_sim.state.month import Month
from linkage_sim.state.parameters import Parameters, ProgrammeRow
from linkage_sim.state.village import Books, Village

from .assistance import towards_one
from .stores import cost_of_stores, last_store_pays, shop_work, spared

SALES, GOODS, PARCELS, HAULAGE = int(Flow.SALES), int(Flow.GOODS), int(Flow.PARCELS), int(Flow.HAULAGE)
FEES, STORE_COSTS, HELPER_PAY, HELPER_INCOME = int(Flow.FEES), int(Flow.STORE_COSTS), int(Flow.HELPER_PAY), int(Flow.HELPER_INCOME)
FARM, WAGES, ENTERPRISES = int(Flow.FARM), int(Flow.WAGES), int(Flow.ENTERPRISE)
REMITTANCES, TOURISM = int(Flow.REMITTANCES), int(Flow.TOURISM)
LOANS, REPAYMENT, INTEREST, SUBSIDY = int(Flow.LOANS), int(Flow.REPAYMENT), int(Flow.INTEREST), int(Flow.SUBSIDY)
CONSUMPTION, NEEDS = int(Flow.CONSUMPTION), int(Flow.NEEDS)
MAX_LOSING = 250


@rule
def own_hands(household: Household, parameters: Parameters) -> int:
    """Return the members who work in the household's own stores, persons."""
    if household.stores == 0:
        return 0
    return min(hands_for(shop_work(household.sales, parameters)), household.workers - household.away)


@rule
def free_hands(home: int, need: int, engaged: int) -> int:
    """Return the hands left for farm and wages: at home, not in the shop, one fewer for illness or disability."""
    lost = 1 if need & (ILLNESS | DISABILITY) else 0
    return max(home - engaged - lost, 0)


@rule
def store_profit(
    household: Household, hired: int, village: Village, parameters: Parameters, environment: EnvironmentRow, journal: Books
) -> float:
    """Book a household's store for the month; return the profit before its own members' labour, RMB."""
    sales, by_courier, price = household.sales, village.courier_part, environment.courier_price
    sent = sales / parameters.parcel_value
    goods = sales * (1.0 - village.margin)
    parcels = sent * price * village.fee * by_courier
    haulage = sent * price * (1.0 - by_courier) * parameters.self_haul_cost
    fees = sales * parameters.platform_fee
    costs = 0.0 if household.relief > 0 else cost_of_stores(household, village, parameters)
    wages = hired * parameters.helper_wage * environment.migrant_wage
    book(sales, SALES, village, journal)
    book(goods, GOODS, village, journal)
    book(parcels, PARCELS, village, journal)
    book(haulage, HAULAGE, village, journal)
    book(fees, FEES, village, journal)
    book(costs, STORE_COSTS, village, journal)
    book(wages, HELPER_PAY, village, journal)
    return sales - (goods + parcels + haulage + fees + costs + wages)


@rule
def work_judged(household: Household, village: Village, parameters: Parameters) -> float:
    """Return the work by which a household judges its stores, in full hands: one shop on the side is minded in idle time (assumption)."""
    idle = spared(household.flags, village) * parameters.store_attention if household.stores == 1 else 0.0
    return shop_work(household.sales, parameters) - idle


@rule
def disappoints(
    household: Household, profit: float, own: int, village: Village, parameters: Parameters, environment: EnvironmentRow
) -> bool:
    """Return whether a household would do better with one store fewer: all of them, or the last, earned too little this month."""
    work = min(work_judged(household, village, parameters), own * 1.0)
    if is_loss(profit, work, environment.migrant_wage, parameters.worth_while):
        return True
    if household.stores < 2:
        return False
    return not last_store_pays(household, household.sales, village, parameters, environment)


@rule
def judge_stores(
    household: Household, profit: float, own: int, village: Village, parameters: Parameters, environment: EnvironmentRow
) -> None:
    """A household counts its months of loss; its reputation grows by the orders sent, and a month of relief is over."""
    losing = disappoints(household, profit, own, village, parameters, environment)
    household.losing = min(household.losing + 1, MAX_LOSING) if losing else 0
    parcels = household.sales / parameters.parcel_value / parameters.joint_sizes[household.stores]  # of its first store
    earned = earned_pace(parcels, parameters.reputation_orders)
    household.reputation = towards_one(household.reputation, parameters.reputation_gain * earned)
    household.relief = max(household.relief - 1, 0)


@rule
def count_store(profit: float, hired: int, own: int, environment: EnvironmentRow, month: Month) -> None:
    """Count the people at work and the profit of a household's stores."""
    month.people_engaged += hired + own
    month.helpers += hired
    month.profit += profit
    month.thrivers += 1.0 if profit > environment.migrant_wage * own else 0.0


@rule
def at_work_for_shops(village: Village) -> float:
    """Return which share of a household's free hands works in other people's shops, in the village or in others of the town."""
    return min(village.job_share + village.jobs_near, 1.0)


@rule
def earn_offline(
    household: Household, free: float, village: Village, parameters: Parameters, environment: EnvironmentRow, journal: Books
) -> float:
    """A household's free hands earn on the farm, for local wages and in its enterprise, if it has one; return it, RMB."""
    home, busy = household.workers - household.away, 0.0
    if household.traits & ENTERPRISE:
        busy = min(free, 1.0)
        book(busy * parameters.enterprise_income * environment.migrant_wage, ENTERPRISES, village, journal)
    working = (free - busy) / home if home > 0 else 0.0
    land = 1.0 - parameters.land_loss if household.need & LAND else 1.0
    full = structural(household.earning, household.size, environment.rural_income)
    farm, wages = farm_income(full, working, parameters.wage_share, land), wage_income(full, working, parameters.wage_share)
    book(farm, FARM, village, journal)
    book(wages, WAGES, village, journal)
    return farm + wages + busy * parameters.enterprise_income * environment.migrant_wage


@rule
def earn(
    household: Household, profit: float, village: Village, parameters: Parameters, environment: EnvironmentRow, journal: Books
) -> float:
    """A household earns its month: the stores' profit, farm and wages, remittances, tourism, a helper's job; return it, RMB."""
    free = free_hands(household.workers - household.away, household.need, own_hands(household, parameters))
    jobs = at_work_for_shops(village) * free if household.stores == 0 else 0.0
    offline = earn_offline(household, free - jobs, village, parameters, environment, journal)
    remitted = remittances(household.earning, household.away, environment.migrant_wage, parameters.remittance)
    helped = parameters.helper_wage * environment.migrant_wage * jobs
    tourism = parameters.tourism_income * village.tourism
    book(remitted, REMITTANCES, village, journal)
    book(helped, HELPER_INCOME, village, journal)
    if village.journal:  # the village's is booked as a whole
        journal.flows[TOURISM] += tourism
    return profit + offline + remitted + tourism + helped


@rule
def idle_hands(household: Household, parameters: Parameters) -> int:
    """Return the hands of a household without a store that could take a helper's job."""
    if household.stores > 0:
        return 0
    return free_hands(household.workers - household.away, household.need, 0)


@rule
def service_debt(debt: float, cash: float, subsidised: bool, rate: float, term: float) -> tuple[float, float, float]:
    """Return a month's (interest paid by the household, interest paid by the state, instalment) on a debt, as far as cash goes."""
    interest = debt * rate / 12.0
    paid, by_state = (0.0, interest) if subsidised else (pay(cash, interest), 0.0)
    return paid, by_state, instalment(debt, cash - paid, term)


@rule
def bank(household: Household, earned: float, village: Village, parameters: Parameters, journal: Books, month: Month) -> float:
    """Earnings reach the cash box; a loss that it cannot carry is lent. Debts are served; return the interest paid, RMB."""
    household.cash += earned
    if household.cash >= 0.0 and household.debt <= 0.0:
        return 0.0
    lent = max(-household.cash, 0.0)
    household.cash += lent
    household.debt += lent
    if lent > 0.0:  # a subsidy of interest ends with any other loan
        household.flags &= ~SUBSIDISED
    subsidised = household.flags & SUBSIDISED != 0 and parameters.government_active > 0.0
    interest, by_state, repaid = service_debt(household.debt, household.cash, subsidised, parameters.loan_rate, parameters.loan_term)
    household.cash = left_of(household.cash, interest + repaid)
    household.debt -= repaid
    book(lent, LOANS, village, journal)
    book(interest, INTEREST, village, journal)
    village.flows[SUBSIDY] += by_state
    book(repaid, REPAYMENT, village, journal)
    if defaults(household.debt, household.cash, household.income * household.size):
        month.defaults += household.debt
        household.debt = 0.0
    if household.debt <= 0.0:
        household.flags &= ~SUBSIDISED
    return interest


@rule
def aid_received(household: Household, programmes: Table[ProgrammeRow]) -> float:
    """Return the cash help that a household received this month, RMB."""
    total = 0.0
    for k in range(len(programmes)):
        if (household.received >> k) & 1:
            total += programmes[k].cash
    return total


@rule
def needs_cost(need: int, cash: float, parameters: Parameters) -> float:
    """Return what illness, schooling, weddings and disasters cost a household this month, RMB."""
    medical, schooling, marriage = parameters.medical_cost, parameters.schooling_cost, parameters.marriage_cost
    disaster = parameters.disaster_loss * max(cash, 0.0) * parameters.disaster_end
    due = medical if need & ILLNESS else 0.0
    due += schooling if need & SCHOOLING else 0.0
    due += marriage if need & MARRIAGE else 0.0
    return due + (disaster if need & DISASTER else 0.0)


@rule
def live(
    household: Household, income: float, village: Village, parameters: Parameters, environment: EnvironmentRow, journal: Books
) -> None:
    """A household pays for its needs, consumes, and remembers the trailing year's income; ``income`` is the month's, RMB."""
    cash, line = household.cash, environment.poverty_line
    needed = pay(cash, needs_cost(household.need, cash, parameters))
    wanted = wanted_consumption(income, household.size, line, parameters.necessities, parameters.propensity)
    consumed = pay(cash - needed, wanted)
    household.cash = left_of(cash, needed + consumed)
    household.income = max(trailing(household.income, income * 12.0 / household.size), 0.0)
    book(needed, NEEDS, village, journal)
    book(consumed, CONSUMPTION, village, journal)
