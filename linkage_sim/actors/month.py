"""The month: every actor's phases, stage by stage.

Each function below is one stage of the loop input -> integration -> implementation -> feedback, first for the counties, then for
a range of villages. Reading a function from top to bottom is reading the month's schedule; ``linkage-sim describe`` prints it from here.
"""

from __future__ import annotations

import numpy as np

from linkage_sim.economy.ledger import COMMUNITY, GOVERNMENT, MARKET, SOCIETY
from linkage_sim.measures.observe import classify, count_poverty, count_register, count_trade, group_profits
from linkage_sim.measures.patterns import count_patterns
from linkage_sim.measures.recording import merge_parts, record_month
from linkage_sim.measures.register import count_events, count_loop
from linkage_sim.platform.archive import note_cards, room_for_changes
from linkage_sim.platform.assistance import build, count_claims, is_linked, match, waiting_rows
from linkage_sim.platform.management import wrong_cards
from linkage_sim.population.compiled import rule
from linkage_sim.population.state import rows

from .accounts import close_books, divide_budget, receive_donations, receive_public_funds, receive_village_funds
from .begin import begin_month, end_month
from .community.feedback import display_list
from .community.input import visit_households
from .community.integration import report_poor
from .government.feedback import look_back, notice
from .household.assistance import be_connected, take_help
from .household.feedback import complain, hear, improve_living, learn, show_success, take_heart
from .household.input import state_deprivations, state_needs, suffer_shocks, voice_needs
from .household.integration import be_assessed
from .household.stores import keep_stores, move
from .household.trade import bank, earn, live, run_stores, sell
from .market.feedback import adjust_credit, adjust_fees
from .market.implementation import enter_and_leave, pay_branches
from .market.input import watch_volume
from .society.feedback import publicise, supervise
from .spread import meet_neighbours, meet_rivals


@rule
def counties_month(w):  # type: ignore[no-untyped-def]
    """Open the month in the counties: what was seen elsewhere, funds in, budgets divided."""
    month = w.clock[0]
    meet_neighbours(w.villages, w.params, w.towns, w.counties, w.provinces)
    meet_rivals(w.villages, w.products)
    receive_village_funds(w.accounts, w.counties, w.params)
    receive_public_funds(w.accounts, w.counties, w.params)
    receive_donations(w.accounts, w.counties, w.params)
    divide_budget(w, month)


@rule
def input_stage(w, first, last):  # type: ignore[no-untyped-def]
    """Input: needs arise and are voiced, visited, watched."""
    month = w.clock[0]
    for j in range(first, last):
        v = w.villages[j]
        p, e = w.params[v.design], w.environment[v.design, month]
        h = rows(w.households, v.first, v.last)
        begin_month(v, w.flows[j], w.matched[j], w.met[j], w.sums[j])
        w.journal[v.first : v.last] = 0.0
        u = suffer_shocks(h, v, p, month)
        state_needs(h, v, p)
        state_deprivations(h, p, e)
        voice_needs(h, v, p, u, is_linked(p, month))
        visit_households(h, v, p, u)
        watch_volume(v, p)


@rule
def integration_stage(w, first, last):  # type: ignore[no-untyped-def]
    """Integration: cards are decided, needs and help are matched."""
    month = w.clock[0]
    for j in range(first, last):
        v = w.villages[j]
        p, e, g = w.params[v.design], w.environment[v.design, month], w.programmes[v.design]
        h = rows(w.households, v.first, v.last)
        linked = is_linked(p, month)
        report_poor(v, p)
        be_assessed(h, v, p, e, month, linked)
        waiting = waiting_rows(h, v, p, linked)
        count_claims(h, g, w.claims[j])
        match(h, v, p, e, month, COMMUNITY, g, waiting, w.claims[j], w.purse[j], w.matched[j], linked)
        match(h, v, p, e, month, GOVERNMENT, g, waiting, w.claims[j], w.purse[j], w.matched[j], linked)
        match(h, v, p, e, month, MARKET, g, waiting, w.claims[j], w.purse[j], w.matched[j], linked)
        match(h, v, p, e, month, SOCIETY, g, waiting, w.claims[j], w.purse[j], w.matched[j], linked)


@rule
def implementation_stage(w, first, last):  # type: ignore[no-untyped-def]
    """Implementation: help is delivered, works are built, firms enter, households trade, live and move."""
    month = w.clock[0]
    for j in range(first, last):
        v = w.villages[j]
        p, e, g = w.params[v.design], w.environment[v.design, month], w.programmes[v.design]
        h = rows(w.households, v.first, v.last)
        start = w.ties.start[v.first + j : v.last + j + 1]
        kin = w.ties.kin[v.first : v.last]
        other = w.ties.other[v.ties_first :]
        journal = w.journal[v.first : v.last]
        linked = is_linked(p, month)
        build(v, p, month, COMMUNITY, g, w.claims[j], w.purse[j], w.matched[j], w.met[j], w.flows[j], linked)
        build(v, p, month, GOVERNMENT, g, w.claims[j], w.purse[j], w.matched[j], w.met[j], w.flows[j], linked)
        build(v, p, month, MARKET, g, w.claims[j], w.purse[j], w.matched[j], w.met[j], w.flows[j], linked)
        build(v, p, month, SOCIETY, g, w.claims[j], w.purse[j], w.matched[j], w.met[j], w.flows[j], linked)
        enter_and_leave(v, p, e, month)
        take_help(h, v, p, g, month, w.met[j], w.flows[j], journal)
        be_connected(h, v)
        u = keep_stores(h, v, p, e, month, start, kin, other, w.flows[j], journal)
        move(h, v, p, e, u)
        sell(h, v, p, e, month)
        profits = np.zeros(len(h.cash), np.float64)
        earned = np.empty(len(h.cash), np.float64)
        run_stores(h, v, p, e, w.flows[j], journal, profits)
        earn(h, v, p, e, profits, w.flows[j], journal, earned)
        bank(h, v, p, w.flows[j], journal, earned)
        live(h, p, e, g, w.flows[j], journal, earned)
        pay_branches(v, p, w.flows[j])
        show_success(h, p, profits, start, kin, other, v)
        group_profits(h, profits, w.profit_groups[v.part, v.group])


@rule
def feedback_stage(w, first, last):  # type: ignore[no-untyped-def]
    """Feedback: learning, news, complaints, audits, credit, publicity; then the month is observed."""
    month = w.clock[0]
    for j in range(first, last):
        v = w.villages[j]
        p, e, g = w.params[v.design], w.environment[v.design, month], w.programmes[v.design]
        h = rows(w.households, v.first, v.last)
        learn(h, v, p)
        take_heart(h, v, p)
        u = hear(h, v, p, e, month)
        improve_living(h, p, e, u)
        complain(h, v, p, e, u)
        wrong, u = wrong_cards(h, v, e, month)
        look_back(h, v, p, wrong, u)
        display_list(h, v, p, e, wrong, u)
        supervise(h, v, p, e, wrong, u)
        row = w.sums[j]
        count_trade(h, v, row)
        count_poverty(h, v, p, e, row, w.income_people[v.part, v.group], w.income_money[v.part, v.group])
        count_register(h, v, e, row)
        notice(v, p, month)
        adjust_credit(v, p)
        adjust_fees(v, p)
        end_month(v, w.trail[j], g, w.met[j], month)
        publicise(v, p)
        classify(v, p, month, row)
        count_patterns(h, g, row)
        count_events(v, row)
        count_loop(v, g, w.purse[j], w.matched[j], w.met[j], row)


@rule
def books(w):  # type: ignore[no-untyped-def]
    """Close the counties' books and record the month; it is over."""
    close_books(w.accounts, w.villages, w.flows)
    groups = merge_parts(w.income_people), merge_parts(w.income_money), merge_parts(w.profit_groups)
    record_month(w.villages, w.sums, groups, w.record[w.clock[0]], w.village_record, w.clock[0])
    w.clock[0] += 1


@rule
def villages_month(w, first, last):  # type: ignore[no-untyped-def]
    """Play all four stages in a range of villages, a few at a time so that they stay in the processor's cache.

    Villages do not see each other within a month, so that this is the same as stage by stage.
    """
    for some in range(first, last, CACHED_VILLAGES):
        until = min(some + CACHED_VILLAGES, last)
        input_stage(w, some, until)
        integration_stage(w, some, until)
        implementation_stage(w, some, until)
        feedback_stage(w, some, until)


@rule
def whole_month(w):  # type: ignore[no-untyped-def]
    """Play all of a month in one go, on one thread."""
    counties_month(w)
    villages_month(w, 0, len(w.villages))
    books(w)


@rule
def play(w, until):  # type: ignore[no-untyped-def]
    """Play all months before ``until`` in one go, on one thread; return what has changed in cards (see the archive)."""
    changes, made = room_for_changes(), 0
    while w.clock[0] < until:
        whole_month(w)
        changes, made = note_cards(w, w.clock[0] - 1, changes, made)
    return changes[:made]


@rule
def changed_cards(w):  # type: ignore[no-untyped-def]
    """Return what last month has changed in cards."""
    changes, made = note_cards(w, w.clock[0] - 1, room_for_changes(), 0)
    return changes[:made]


CACHED_VILLAGES = 8
VILLAGE_STAGES = (input_stage, integration_stage, implementation_stage, feedback_stage)
"""The four stages in their order, each for a range of villages."""
