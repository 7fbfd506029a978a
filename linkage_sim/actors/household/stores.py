"""Household, implementation, second part: it opens, grows, shrinks and closes stores."""

from __future__ import annotations

from linkage_sim.economy.books import book
from linkage_sim.economy.living import credit_room
from linkage_sim.economy.market import cost_of_work, new_reputation, opening_chance, soft_piece, work_needed
from linkage_sim.kernel.random import Draws, Purpose, uniform
from linkage_sim.kernel.rules import rule
from linkage_sim.population.initialise import push_online
from linkage_sim.population.world import QUARTER
from linkage_sim.state.environment import EnvironmentRow
from linkage_sim.state.household import AWARE, CONNECTED, COPYCAT, FOUNDER, SALIENT, SUBSIDISED, Household
from linkage_sim.state.ledger import Flow
from linkage_sim.state.month import Month
from linkage_sim.state.parameters import Parameters
from linkage_sim.state.village import Books, Village
from linkage_sim.state.world import World, environment_of, journal_of, workings_of

from .contagion import example_around, sets_example, trust

_CONNECT = int(Purpose.CONNECT)
_STARTUP = int(Flow.STARTUP)
_LOANS = int(Flow.LOANS)
MAX_STORES = 200
TEAM = 4  # stores that can set up a further one in a month, or give one up


@rule
def acting_motivation(motivation: float, dependence: int, drag: float) -> float:
    """Return the motivation that acts: dependence on hand-outs keeps a part of it back (paper, IV.C.1)."""
    return motivation * (1.0 - drag * min(dependence / 24.0, 1.0))


@rule
def shop_work(sales: float, parameters: Parameters) -> float:
    """Return the work of stores that sell so much in a month, in full hands."""
    return work_needed(sales / parameters.parcel_value, parameters.store_attention, parameters.parcels_per_hand)


@rule
def supply(village: Village) -> float:
    """Return a village's access to goods: its own, or by way of other villages' suppliers and workshops."""
    return max(village.goods, village.goods_near)


@rule
def pays_off(profit: float, stores: float, enough: float) -> float:
    """Return how far a shop is seen to pay: the mean profit of those who keep one against what is enough; unknown counts as full."""
    if stores < 1.0 or profit >= enough:
        return 1.0
    return profit / enough if profit > 0.0 else 0.0


@rule
def sees_it_done(household: Household, seen: int, village: Village, parameters: Parameters) -> float:
    """Return how far a household trusts a shop to be something for people like itself; founders have seen it in the city.

    Who works in another's shop sees it done every day, as far as there is work (evidence: b.peer_order, experience).
    """
    if household.flags & FOUNDER:
        return 1.0
    around = example_around(village)
    trusted = trust(seen, parameters.informants, parameters.below_threshold, around, parameters.unseen_trust)
    return max(trusted, parameters.hand_trust * min(village.job_share + village.jobs_near, 1.0))


@rule
def own_pieces(household: Household, parameters: Parameters) -> tuple[float, float]:
    """Return how full the two pieces are that a household brings itself, 0 to 1 each: it believes in a shop, and it knows how."""
    motivation = acting_motivation(household.motivation, household.dependence, parameters.dependence_drag)
    believes = soft_piece(motivation, parameters.belief_midpoint, parameters.piece_slope)
    return believes, soft_piece(household.skill, parameters.know_midpoint, parameters.piece_slope)


@rule
def pieces_with(
    own: tuple[float, float], household: Household, seen: int, village: Village, parameters: Parameters, environment: EnvironmentRow
) -> float:
    """Return how full the soft pieces of a shop are together, 0 to 1, with what a household brings itself; see :func:`pieces_of_shop`."""
    again = parameters.second_chance if household.losing > 0 else 1.0
    pays = pays_off(village.profit_household, village.stores, parameters.worth_while * environment.migrant_wage)
    sees = sees_it_done(household, seen, village, parameters)
    return opening_chance(again, own[0], own[1], village.shipping, supply(village), sees * pays)


@rule
def pieces_of_shop(household: Household, seen: int, village: Village, parameters: Parameters, environment: EnvironmentRow) -> float:
    """Return how full the soft pieces of a shop are together, 0 to 1; who has given up one seldom tries again.

    A household believes in it and knows how; it can ship and can supply; it sees people like itself do it (``seen`` of its kin and
    neighbours), and sees it pay. A product of pieces; no piece makes up for another (paper, IV; O-ring).
    """
    return pieces_with(own_pieces(household, parameters), household, seen, village, parameters, environment)


@rule
def pieces_at_most(household: Household, seen: int, village: Village, parameters: Parameters, environment: EnvironmentRow) -> float:
    """Return what :func:`pieces_of_shop` is at the most, whatever a household believes and knows: found without an exponential."""
    return pieces_with((1.0, 1.0), household, seen, village, parameters, environment)


@rule
def is_free_to_open(household: Household, parameters: Parameters) -> bool:
    """Return whether a household has heard of shops, has a pair of hands at home, and the money."""
    home = household.workers - household.away
    return (household.flags & AWARE != 0) & (home > 0) & (household.cash >= parameters.startup_capital)


@rule
def can_have_line(household: Household, row: int, village: Village) -> bool:
    """Return whether a household is connected, or can have a line on request: in a fixed order of the village, as the network reaches."""
    return household.flags & CONNECTED != 0 or uniform(row, 0, _CONNECT, 0, village) < village.reach


@rule
def spared(flags: int, village: Village) -> float:
    """Return what a first store is spared of its cost and attention: kept on the side by who came home to a quiet village (assumption)."""
    return village.spared if flags & FOUNDER else 0.0


@rule
def cost_of_stores(household: Household, village: Village, parameters: Parameters) -> float:
    """Return the monthly cost of a household's stores, RMB; a first one on the side is spared a part."""
    return (household.stores - spared(household.flags, village)) * parameters.store_cost


@rule
def cost_of_last(household: Household, village: Village, parameters: Parameters) -> float:
    """Return the monthly cost of the last of a household's stores, RMB."""
    return parameters.store_cost * (1.0 - spared(household.flags, village) if household.stores == 1 else 1.0)


@rule
def open_store(household: Household, village: Village, parameters: Parameters, journal: Books, month: Month) -> None:
    """Open a store: pay for stock and equipment, with a reputation to be earned anew."""
    cost = parameters.startup_capital if household.stores == 0 else parameters.startup_capital * 0.5
    if household.stores == 0:
        household.reputation = parameters.reputation_start
    else:
        growth = parameters.growth_of_sales[household.stores]
        household.reputation = new_reputation(household.reputation, growth, parameters.reputation_start)
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
    if is_pioneer(household.flags, household.losing, example_around(village)):
        household.quality *= parameters.pioneer_quality
    month = world.months[village.row]
    month.lines_ordered += 0.0 if household.flags & CONNECTED else 1.0
    household.flags |= CONNECTED
    begin_shop(household, village, parameters, world, journal_of(village, row, world))
    push_online(household, row, 1, village, world)


@rule
def begin_shop(household: Household, village: Village, parameters: Parameters, world: World, journal: Books) -> None:
    """Open the first store of a household, or of a shopkeeper from outside, and note the quarter."""
    month = world.months[village.row]
    household.losing = 0
    household.opened = world.clock[0] // QUARTER + 1
    open_store(household, village, parameters, journal, month)
    month.entrants += 1.0


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
def gain_of_sales(
    household: Household, sales: float, more: float, village: Village, parameters: Parameters, environment: EnvironmentRow
) -> float:
    """Return what ``more`` sales beside ``sales`` bring a household in a month, RMB: their margin less the work that they cost."""
    work, further = shop_work(sales, parameters), more / parameters.parcel_value / parameters.parcels_per_hand
    own, hired = parameters.worth_while * environment.migrant_wage, parameters.helper_wage * environment.migrant_wage
    return more * village.net_margin - cost_of_work(work, further, household.workers - household.away, own, hired)


@rule
def wants_to_grow(household: Household, sales: float, village: Village, parameters: Parameters, environment: EnvironmentRow) -> bool:
    """Return whether a further store of an online household would pay enough, if it sells ``sales`` now."""
    stores = household.stores
    if stores >= MAX_STORES:
        return False
    more = sales * parameters.growth_of_sales[stores]
    gain = gain_of_sales(household, sales, more, village, parameters, environment)
    return gain - parameters.store_cost >= parameters.expand_profit


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
        world.months[village.row].quitters += 1.0
        household.reputation = 0.0
        household.sales = 0.0
        push_online(household, row, -1, village, world)


@rule
def last_store_pays(household: Household, sales: float, village: Village, parameters: Parameters, environment: EnvironmentRow) -> bool:
    """Return whether the last of a household's stores brings in more than it costs, if all of them sell ``sales``."""
    last = sales * parameters.parts_of_last[household.stores]
    gain = gain_of_sales(household, sales - last, last, village, parameters, environment)
    return gain >= (0.0 if household.relief > 0 else cost_of_last(household, village, parameters))


@rule
def shrink(household: Household, row: int, village: Village, parameters: Parameters, world: World) -> None:
    """Close stores until the last one left would pay: one in a month, and another for every four that there are, as they are opened."""
    environment, sales = environment_of(village, world), household.sales
    for _ in range(1 + household.stores // TEAM):
        sales *= 1.0 - parameters.parts_of_last[household.stores]
        close_store(household, row, village, world)
        if household.stores < 1 or last_store_pays(household, sales, village, parameters, environment):
            return


@rule
def grow_rate(village: Village, parameters: Parameters) -> float:
    """Return the chance that an online household thinks of a further store this month; who keeps one on the side never does."""
    rate = parameters.expand_rate if parameters.household_active > 0.0 else 0.0
    return rate * sets_example(village) * village.shipping * supply(village)


@rule
def keep_stores(household: Household, row: int, village: Village, parameters: Parameters, draws: Draws, world: World) -> None:
    """A household opens a first store, opens further ones, or closes some after months of loss."""
    on_impulse = household.flags & SALIENT != 0
    if on_impulse:  # the impulse lasts for one decision
        household.flags &= ~SALIENT
    if household.stores == 0:
        rate = parameters.open_rate if parameters.household_active > 0.0 else 0.0
        if not (draws.first < rate) & is_free_to_open(household, parameters):
            return
        seen, environment = workings_of(village, world)[row].seen, environment_of(village, world)
        if draws.first >= rate * pieces_at_most(household, seen, village, parameters, environment):  # most of them
            return
        pieces = pieces_of_shop(household, seen, village, parameters, environment)
        if draws.first < rate * pieces and can_have_line(household, row, village):
            open_first(household, row, on_impulse, village, parameters, world)
    elif household.losing >= parameters.patience:
        shrink(household, row, village, parameters, world)
    elif household.losing == 0 and draws.first < grow_rate(village, parameters):
        grow(household, row, village, parameters, world)
