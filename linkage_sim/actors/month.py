"""The month: every actor's phases, stage by stage.

Each function below is one stage of the loop input -> integration -> implementation -> feedback, between the opening and the closing of
the month in the counties. Reading a function from top to bottom is reading the month's schedule; ``linkage-sim describe`` prints it from
here. A household's phases stand one under the other: each household goes through all of them before the next one does.
"""

from __future__ import annotations

from linkage_sim.assistance.budgets import divide_budgets
from linkage_sim.assistance.matching import gather_claims, match_to_households
from linkage_sim.assistance.programmes import build_for_village
from linkage_sim.economy.market import hands_for
from linkage_sim.kernel.random import Purpose, draw_all, uniforms
from linkage_sim.kernel.rules import rule
from linkage_sim.kernel.stages import stage
from linkage_sim.measures.observe import (
    classify,
    count_household,
    count_income,
    count_loop,
    count_tenant,
    count_village,
    group_profit,
    group_stores,
    show_state,
)
from linkage_sim.measures.patterns import count_patterns
from linkage_sim.measures.recording import record_cohorts, record_month
from linkage_sim.register.archive import note_changes
from linkage_sim.register.cards import is_wrong
from linkage_sim.register.management import looked_back_at
from linkage_sim.scenario.programmes import PROVIDERS
from linkage_sim.state.household import Household
from linkage_sim.state.village import Village
from linkage_sim.state.world import (
    World,
    draws_of,
    environment_of,
    groups_of,
    households_of,
    journal_of,
    programmes_of,
    tenants_of,
    workings_of,
)

from .community import display_card, lose_integrity, receive_village_funds, report_poor, visit_household
from .government import audit_card, look_back_at_card, notice, punish_falsification, receive_public_funds
from .household.assistance import be_connected, take_help
from .household.contagion import examples_tied, look_elsewhere
from .household.enterprise import keep_enterprise
from .household.feedback import complain, follow_ties, hand_over, improve_living, learn, renew, show_success, take_heart, village_news
from .household.input import state_deprivations, state_needs, suffer_shocks, village_lacks, voice_needs
from .household.integration import be_assessed
from .household.moves import move
from .household.stores import keep_stores, shop_work
from .household.trade import aid_received, bank, count_store, earn, idle_hands, judge_stores, live, own_hands, store_profit
from .market import adjust_credit, adjust_fees, enter_and_leave, pay_branches, sell, watch_volume
from .money import close_books
from .society import publicise, receive_donations, supervise_card
from .spread import meet_neighbours, meet_rivals
from .tenants import let_rooms
from .village import begin_month, close_trade, remember_help, remember_trade
from .waking import receive_founders, wake_villages

_INPUT, _TRADE, _HEAR, _LOOK = int(Purpose.INPUT), int(Purpose.TRADE), int(Purpose.HEAR), int(Purpose.LOOK)
_PROVIDERS = len(PROVIDERS)


@stage
def open_month(world: World, first: int, last: int) -> None:
    """Open the month: who wakes, what was seen in other villages, funds in, budgets divided."""
    wake_villages(world)
    meet_neighbours(world)
    meet_rivals(world)
    for c in range(len(world.counties)):
        county, accounts = world.counties[c], world.accounts[c]
        parameters = world.parameters[county.variant]
        courses = world.environment[county.variant * (len(world.environment) // len(world.parameters)) + world.clock[0]]
        receive_village_funds(county, parameters, accounts)
        receive_public_funds(county, parameters, courses.central_funds, accounts)
        receive_donations(county, parameters, accounts)
    divide_budgets(world)


@stage
def input_stage(world: World, first: int, last: int) -> None:
    """Input: needs arise and are voiced, visited, watched."""
    for j in range(first, last):
        village, month = world.villages[j], world.months[j]
        parameters, environment = world.parameters[village.variant], environment_of(village, world)
        households, draws, now = households_of(village, world), draws_of(village, world), world.clock[0]
        begin_month(village, world)
        draw_all(draws, now, _INPUT, village)
        lacking_here = village_lacks(village)
        for i in range(len(households)):
            household = households[i]
            suffer_shocks(household, i, village, parameters, draws[i], now)
            state_needs(household, lacking_here, parameters)
            state_deprivations(household, parameters, environment)
            voice_needs(household, village, parameters, draws[i], month)
            visit_household(household, village, parameters, draws[i], month)
        watch_volume(village, parameters)


@stage
def integration_stage(world: World, first: int, last: int) -> None:
    """Integration: cards are decided, needs and help are matched."""
    for j in range(first, last):
        village = world.villages[j]
        report_poor(village, world.parameters[village.variant])
        be_assessed(village, world)
        waiting = gather_claims(village, world)
        for provider in range(_PROVIDERS):
            match_to_households(village, provider, waiting, world)


@rule
def take_part(household: Household, row: int, village: Village, world: World) -> None:
    """A household takes help and keeps, opens or closes stores."""
    parameters = world.parameters[village.variant]
    if household.received:
        take_help(household, row, village, parameters, world)
    if village.broadband > village.connected:
        be_connected(household, row, village)
    workings = workings_of(village, world)[row]
    workings.seen = examples_tied(household, village) + workings.abroad


@rule
def settle_stores(household: Household, row: int, village: Village, world: World) -> float:
    """A household's stores close the month; return their profit, RMB."""
    parameters, environment, month = world.parameters[village.variant], environment_of(village, world), world.months[village.row]
    own = own_hands(household, parameters)
    hired = hands_for(shop_work(household.sales, parameters)) - own
    profit = store_profit(household, hired, village, parameters, environment, journal_of(village, row, world))
    judge_stores(household, profit, own, village, parameters, environment)
    count_store(profit, hired, own, environment, month)
    group_profit(household, profit, village.group_weight, groups_of(village, world))
    group_stores(household, village.group_weight, parameters, environment, groups_of(village, world))
    return profit


@rule
def settle(household: Household, row: int, village: Village, world: World) -> None:
    """A household's stores close the month, and its money is settled."""
    parameters, environment = world.parameters[village.variant], environment_of(village, world)
    journal, month = journal_of(village, row, world), world.months[village.row]
    profit = settle_stores(household, row, village, world) if household.stores > 0 else 0.0
    month.income_shop += profit
    earned = earn(household, profit, village, parameters, environment, journal)
    month.free_hands += idle_hands(household, parameters)
    earned -= bank(household, earned, village, parameters, journal, month)
    if household.received:
        earned += aid_received(household, programmes_of(village, world))
    live(household, earned, village, parameters, environment, journal)
    if household.stores > 0:
        show_success(household, profit, village, parameters, world)


@rule
def settle_tenants(village: Village, world: World) -> None:
    """Shopkeepers from outside close the month, live of what they earn, and learn their trade."""
    parameters, environment, month = world.parameters[village.variant], environment_of(village, world), world.months[village.row]
    tenants, own = tenants_of(village, world), village.last - village.first
    for at in range(len(tenants)):
        tenant = tenants[at]
        if tenant.stores > 0:
            journal = journal_of(village, own + at, world)
            profit = settle_stores(tenant, own + at, village, world)
            earned = profit - bank(tenant, profit, village, parameters, journal, month)
            live(tenant, earned, village, parameters, environment, journal)
            learn(tenant, 0, village, parameters)
            count_tenant(tenant, month)


@stage
def help_stage(world: World, first: int, last: int) -> None:
    """Implementation, first part: works are built, firms enter, help is delivered, households open and close stores, leave and return."""
    for j in range(first, last):
        village, parameters = world.villages[j], world.parameters[world.villages[j].variant]
        households, draws = households_of(village, world), draws_of(village, world)
        for provider in range(_PROVIDERS):
            build_for_village(village, provider, world)
        enter_and_leave(village, world)
        receive_founders(village, parameters, world, world.months[j])
        look_elsewhere(village, world)
        for i in range(len(households)):
            take_part(households[i], i, village, world)
        village.connected = max(village.connected, village.broadband)
        draw_all(draws, world.clock[0], _TRADE, village)
        for i in range(len(households)):
            keep_stores(households[i], i, village, parameters, draws[i], world)
        for i in range(len(households)):
            move(households[i], i, village, parameters, draws[i], world)
            keep_enterprise(households[i], village, parameters, draws[i], journal_of(village, i, world))
        let_rooms(village, parameters, world)


@stage
def trade_stage(world: World, first: int, last: int) -> None:
    """Implementation, second part: stores sell, and every household's month is settled."""
    for j in range(first, last):
        village, month = world.villages[j], world.months[j]
        parameters, households = world.parameters[village.variant], households_of(village, world)
        sell(village, world)
        for i in range(len(households)):
            settle(households[i], i, village, world)
        settle_tenants(village, world)
        close_trade(village, parameters, environment_of(village, world), month)
        pay_branches(village, parameters)


@rule
def look_at_card(household: Household, row: int, village: Village, world: World) -> None:
    """A wrong card may be found: by the look-back, an audit, the neighbours where the list is displayed, outside supervision."""
    parameters, environment, month = world.parameters[village.variant], environment_of(village, world), world.months[village.row]
    if is_wrong(household, environment.poverty_line):
        u = uniforms(row, world.clock[0], _LOOK, 0, village)
        if looked_back_at(row, world.clock[0], village, parameters):
            look_back_at_card(household, u[3], village, parameters, environment, month)
        audit_card(household, u[0], parameters, environment, month)
        display_card(household, u[1], parameters, environment, month)
        supervise_card(household, u[2], parameters, environment, month)


@stage
def feedback_stage(world: World, first: int, last: int) -> None:
    """Feedback: learning, news, complaints, audits, credit, publicity; then the month is observed."""
    for j in range(first, last):
        village, month, now = world.villages[j], world.months[j], world.clock[0]
        parameters, environment = world.parameters[village.variant], environment_of(village, world)
        households, draws = households_of(village, world), draws_of(village, world)
        around, groups = village_news(village, parameters, environment), groups_of(village, world)
        look_elsewhere(village, world)
        draw_all(draws, now, _HEAR, village)
        for i in range(len(households)):
            household = households[i]
            follow_ties(household, i, around, village, draws[i], world)
            take_heart(household, village, parameters)
            hand_over(household, i, village, parameters, draws[i], now)
            improve_living(household, parameters, environment, draws[i])
            renew(household, parameters, draws[i])
            if village.listed > 0.0:
                complain(household, parameters, environment, draws[i], month)
                look_at_card(household, i, village, world)
            count_household(household, village.group_weight, parameters, environment, month, groups)
        punish_falsification(village, parameters, month)
        lose_integrity(village, parameters)
        show_state(village, month)
        notice(village, parameters, now)
        adjust_credit(village, parameters, month)
        adjust_fees(village, parameters)
        remember_trade(village, month, now)
        remember_help(village, world)
        publicise(village, parameters, month)
        classify(village, parameters, environment.listing, now, month)
        count_patterns(village, world)
        count_village(village, month)
        count_income(village, month)
        count_loop(village, world)


@stage
def close_month(world: World, first: int, last: int) -> None:
    """Close the counties' books and record the month; it is over."""
    close_books(world)
    record_month(world)
    record_cohorts(world)
    note_changes(world)
    world.clock[0] += 1


CACHED_VILLAGES = 8
"""Villages that go through all stages at a time, so that they stay in the processor's cache; they do not see each other within a month."""
VILLAGE_STAGES = {
    "input": (input_stage,),
    "integration": (integration_stage,),
    "implementation": (help_stage, trade_stage),
    "feedback": (feedback_stage,),
}
"""The four stages in their order, each for a range of villages; implementation is compiled in two pieces."""
STAGES_IN_ORDER = tuple(part for parts in VILLAGE_STAGES.values() for part in parts)
ALL_STAGES = (open_month, *STAGES_IN_ORDER, close_month)
