"""Household, implementation, second part: it opens, grows, shrinks and closes stores, and moves between village and city."""

from __future__ import annotations

from linkage_sim.economy.books import book
from linkage_sim.economy.living import credit_room
from linkage_sim.economy.market import gain_of_store, hired_for_last, new_reputation, opening_chance, soft_piece
from linkage_sim.kernel.numbers import single
from linkage_sim.kernel.random import Draws
from linkage_sim.kernel.rules import rule
from linkage_sim.population.initialise import push_online
from linkage_sim.state.environment import EnvironmentRow
from linkage_sim.state.household import AWARE, CONNECTED, COPYCAT, FOUNDER, RETURNED, SALIENT, SUBSIDISED, Household
from linkage_sim.state.ledger import Flow
from linkage_sim.state.month import Month
from linkage_sim.state.parameters import Parameters
from linkage_sim.state.village import Books, Village
from linkage_sim.state.world import World, environment_of, journal_of, workings_of

from .assistance import towards_one
from .contagion import ties_online, trust

_STARTUP = int(Flow.STARTUP)
_LOANS = int(Flow.LOANS)
MAX_STORES = 200
TEAM = 4  # stores that can set up a further one in a month, or give one up
REACHED = AWARE | CONNECTED


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
def first_store_chance(household: Household, seen: int, village: Village, parameters: Parameters) -> float:
    """Return the chance of a household without a store to open one this month; who has given up one seldom tries again.

    It needs all pieces together: it has heard of it, is connected, has a pair of hands and the money; it believes in it and knows how;
    it can ship and can supply; it sees people like itself do it (``seen`` of its kin and neighbours), and sees it pay; founders have seen
    it in the city. A product of pieces; no piece makes up for another (paper, IV; O-ring).
    """
    home = household.workers - household.away
    if household.flags & REACHED != REACHED or home < 1 or household.cash < parameters.startup_capital:
        return 0.0
    motivation = acting_motivation(household.motivation, household.dependence, parameters.dependence_drag)
    believes = soft_piece(motivation, parameters.belief_midpoint, parameters.piece_slope)
    knows = soft_piece(household.skill, parameters.know_midpoint, parameters.piece_slope)
    rate = parameters.open_rate * (parameters.second_chance if household.losing > 0 else 1.0)
    sees = 1.0
    if household.flags & FOUNDER == 0:
        around = max(village.share, village.nearby)
        sees = trust(seen, parameters.informants, parameters.below_threshold, around, parameters.unseen_trust)
    pays = sees * pays_off(village.profit_store, village.stores, parameters.expand_profit)
    return opening_chance(rate, believes, knows, village.shipping, village.goods, pays)


@rule
def open_store(household: Household, village: Village, parameters: Parameters, journal: Books, month: Month) -> None:
    """Open a store: pay for stock and equipment, with a reputation to be earned anew."""
    cost = parameters.startup_capital if household.stores == 0 else parameters.startup_capital * 0.5
    household.reputation = new_reputation(household.reputation, household.stores, parameters.reputation_start)
    household.stores += 1
    household.cash -= cost
    book(cost, _STARTUP, village, journal)
    month.stores_opened += 1.0


@rule
def is_pioneer(flags: int, losing: int, around: float) -> bool:
    """Return whether a household tries for the first time with no shop in sight; founders have seen in the city what sells."""
    return flags & FOUNDER == 0 and losing == 0 and around == 0.0


@rule
def open_first(household: Household, row: int, on_impulse: bool, village: Village, parameters: Parameters, world: World) -> None:
    """Open a household's first store.

    Opened on a neighbour's visible jump it is a copy, of lower quality (evidence: b.salience). Opened where nobody shows what sells, it is
    one attempt among many to find that out, and most of these fail (Hausmann and Rodrik 2003; evidence: b.reputation).
    """
    if on_impulse and household.flags & COPYCAT == 0:
        household.quality *= parameters.copycat_quality
        household.flags |= COPYCAT
    if is_pioneer(household.flags, household.losing, max(village.share, village.nearby)):
        household.quality *= parameters.pioneer_quality
    household.losing = 0
    open_store(household, village, parameters, journal_of(village, row, world), world.months[village.row])
    push_online(household, row, 1, village, world)


@rule
def borrow_for_store(household: Household, cost: float, village: Village, parameters: Parameters, journal: Books, month: Month) -> None:
    """Borrow what is missing for a further store, as far as the sales record carries it; a subsidy of interest ends with it."""
    missing = cost - household.cash
    room = credit_room(household.sales, household.debt, parameters.credit_multiple * village.credit)
    if missing <= 0.0 or parameters.market_active == 0.0 or missing > room:
        return
    household.debt += missing
    household.cash += missing
    household.flags &= ~SUBSIDISED
    book(missing, _LOANS, village, journal)
    month.feedback_market += 1.0


@rule
def wants_to_grow(household: Household, sales: float, village: Village, parameters: Parameters, environment: EnvironmentRow) -> bool:
    """Return whether a further store of an online household would pay enough, if it sells ``sales`` now."""
    stores = household.stores
    if stores >= MAX_STORES:
        return False
    hired = hired_for_last(stores + 1, household.workers - household.away, parameters.labour_per_store)
    margin = sales * village.net_margin * parameters.growth_of_sales[stores]
    wage = parameters.helper_wage * environment.migrant_wage
    return gain_of_store(margin, parameters.store_cost, hired, wage) >= parameters.expand_profit


@rule
def grow(household: Household, row: int, village: Village, parameters: Parameters, world: World) -> None:
    """Open further stores that would pay, if the money is there or is lent; stock for each costs half of a first store's (assumption).

    A household opens one in a month, and another for every four that it runs already: growth is in proportion to size (assumption).
    """
    environment, journal, month = environment_of(village, world), journal_of(village, row, world), world.months[village.row]
    cost, expected = parameters.startup_capital * 0.5, household.sales
    for _ in range(1 + household.stores // TEAM):
        if not wants_to_grow(household, expected, village, parameters, environment):
            return
        borrow_for_store(household, cost, village, parameters, journal, month)
        if household.cash < cost:
            return
        expected *= 1.0 + parameters.growth_of_sales[household.stores]
        open_store(household, village, parameters, journal, month)


@rule
def close_store(household: Household, row: int, village: Village, world: World) -> None:
    """Close one store; with the last one the household is offline again, and remembers its months of loss."""
    household.stores -= 1
    world.months[village.row].stores_closed += 1.0
    if household.stores > 0:
        household.losing = 0
    else:
        household.reputation = 0.0
        household.sales = 0.0
        push_online(household, row, -1, village, world)


@rule
def last_store_pays(
    household: Household, sales: float, cost: float, village: Village, parameters: Parameters, environment: EnvironmentRow
) -> bool:
    """Return whether the last of a household's stores brings in more than it costs, if all of them sell ``sales``."""
    hired = hired_for_last(household.stores, household.workers - household.away, parameters.labour_per_store)
    margin = sales * village.net_margin * parameters.parts_of_last[household.stores]
    return gain_of_store(margin, cost, hired, parameters.helper_wage * environment.migrant_wage) >= 0.0


@rule
def shrink(household: Household, row: int, village: Village, parameters: Parameters, world: World) -> None:
    """Close stores until the last one left would pay: one in a month, and another for every four that there are, as they are opened."""
    environment = environment_of(village, world)
    sales, cost = household.sales, 0.0 if household.relief > 0 else parameters.store_cost
    for _ in range(1 + household.stores // TEAM):
        sales *= 1.0 - parameters.parts_of_last[household.stores]
        close_store(household, row, village, world)
        if household.stores < 1 or last_store_pays(household, sales, cost, village, parameters, environment):
            return


@rule
def grow_rate(village: Village, parameters: Parameters) -> float:
    """Return the chance that an online household thinks of a further store this month."""
    return parameters.expand_rate * village.shipping * village.goods if parameters.household_active > 0.0 else 0.0


@rule
def keep_stores(household: Household, row: int, village: Village, parameters: Parameters, draws: Draws, world: World) -> None:
    """A household opens a first store, opens further ones, or closes some after months of loss."""
    on_impulse = household.flags & SALIENT != 0
    if on_impulse:  # the impulse lasts for one decision
        household.flags &= ~SALIENT
    if household.stores == 0:
        rate = parameters.open_rate if parameters.household_active > 0.0 else 0.0
        if draws.first >= rate or household.flags & REACHED != REACHED:
            return
        if draws.first < first_store_chance(household, workings_of(village, world)[row].seen, village, parameters):
            open_first(household, row, on_impulse, village, parameters, world)
    elif household.losing >= parameters.patience:
        shrink(household, row, village, parameters, world)
    elif household.losing == 0 and draws.first < grow_rate(village, parameters):
        grow(household, row, village, parameters, world)


@rule
def return_chance(sees_shops: bool, profit_household: float, wage: float, home_rate: float, return_rate: float) -> float:
    """Return the chance that a migrant comes home: always a little, more when shops of kin or neighbours visibly earn more."""
    if sees_shops and profit_household > wage:
        return home_rate + return_rate
    return home_rate


@rule
def may_leave(stores: int, home: int) -> bool:
    """Return whether a household can spare a worker: it keeps no store, and another worker stays."""
    return stores == 0 and home > 1


@rule
def wants_to_leave(income: float, size: int, workers: int, migrant_wage: float) -> bool:
    """Return whether a household's income per worker is below the migrant's wage."""
    return single(income * size) / 12.0 < migrant_wage * workers


@rule
def come_home(household: Household, parameters: Parameters, draws: Draws, month: Month) -> None:
    """A migrant comes home, with skill and perhaps news from the city (evidence: b.e_commerce_education)."""
    household.away -= 1
    household.skill = towards_one(household.skill, parameters.urban_skill)
    household.flags |= RETURNED | (AWARE if draws.fourth < parameters.return_news else 0)
    month.returned += 1.0


@rule
def move(household: Household, village: Village, parameters: Parameters, environment: EnvironmentRow, draws: Draws, month: Month) -> None:
    """Migrants return, free hands leave."""
    wage, home_rate = environment.migrant_wage, parameters.home_rate
    return_rate = parameters.return_rate if parameters.household_active > 0.0 else 0.0  # for the sake of a shop
    if draws.second < home_rate + return_rate and household.away > 0:
        sees_shops = household.flags & AWARE != 0 and ties_online(household) > 0
        if draws.second < return_chance(sees_shops, village.profit_household, wage, home_rate, return_rate):
            come_home(household, parameters, draws, month)
    elif draws.third < parameters.leave_rate and may_leave(household.stores, household.workers - household.away):
        household.away += 1 if wants_to_leave(household.income, household.size, household.workers, wage) else 0
