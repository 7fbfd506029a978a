"""Shopkeepers from outside: drawn by a village's success they rent a room and open a shop, and leave when it fails.

They are households like any other where stores are concerned, in rooms of their own; they have no kin here, no card and no vote, and
count in none of the columns of households (evidence: b.cohorts).
"""

from __future__ import annotations

import math

from linkage_sim.economy.books import book
from linkage_sim.kernel.random import Purpose, normals, uniform, uniforms
from linkage_sim.kernel.rules import rule
from linkage_sim.state.household import AGE_SHIFT, AWARE, CONNECTED, Household
from linkage_sim.state.ledger import Flow
from linkage_sim.state.parameters import Parameters
from linkage_sim.state.village import Village
from linkage_sim.state.world import World, environment_of, journal_of, tenants_of

from .household.contagion import sets_example
from .household.stores import begin_shop, grow, grow_rate, pays_off, shrink
from .market import movers

_TENANT, _TRAITS, _QUALITY = int(Purpose.TENANT), int(Purpose.TENANT_TRAITS), int(Purpose.TENANT_QUALITY)
_BROUGHT, _TAKEN = int(Flow.BROUGHT), int(Flow.TAKEN_ALONG)
_HANDS = 2  # persons, a couple


@rule
def newcomers(online: float, pays: float, rate: float) -> float:
    """Return how many shopkeepers a village draws from outside in a month, on average: the more shops thrive in it, the more."""
    return rate * online * pays


@rule
def move_in(tenant: Household, row: int, village: Village, parameters: Parameters, world: World) -> None:
    """A couple from outside takes a room and opens a shop: young, of junior schooling, with some skill and the savings for it.

    They come because others succeed here, and leave a worker's wage for it; what they make of a store is that of those who copy
    (evidence: b.salience).
    """
    now, journal = world.clock[0], journal_of(village, row, world)
    deviate, _ = normals(row, now, _QUALITY, 0, village)
    luck = uniforms(row, now, _TRAITS, 0, village)
    tenant.clear()
    tenant.size = _HANDS
    tenant.workers = _HANDS
    tenant.traits = 2 + (0 << AGE_SHIFT)
    tenant.flags = AWARE | CONNECTED
    tenant.quality = parameters.copycat_quality * math.exp(parameters.quality_sigma * deviate)
    tenant.skill = parameters.aptitude * (0.5 + 0.5 * luck[0])
    tenant.motivation = 0.5 + 0.5 * luck[1]
    tenant.cash = 2.0 * parameters.startup_capital
    tenant.income = 12.0 * environment_of(village, world).migrant_wage
    book(tenant.cash, _BROUGHT, village, journal)
    begin_shop(tenant, village, parameters, world, journal)


@rule
def move_out(tenant: Household, row: int, village: Village, world: World) -> None:
    """A shopkeeper whose last store is closed leaves, with what cash there is; debts are lost to the lender."""
    book(max(tenant.cash, 0.0), _TAKEN, village, journal_of(village, row, world))
    world.months[village.row].defaults += tenant.debt
    tenant.clear()


@rule
def keep_stores_of_tenant(tenant: Household, row: int, village: Village, parameters: Parameters, world: World) -> None:
    """A shopkeeper from outside opens further stores or closes some after months of loss, as the villagers do."""
    if tenant.losing >= parameters.patience:
        shrink(tenant, row, village, parameters, world)
    elif tenant.losing == 0 and uniform(row, world.clock[0], _TENANT, 0, village) < grow_rate(village, parameters):
        grow(tenant, row, village, parameters, world)
    if tenant.stores == 0:
        move_out(tenant, row, village, world)


@rule
def let_rooms(village: Village, parameters: Parameters, world: World) -> None:
    """Shopkeepers from outside keep their stores or leave; others take vacant rooms, as the village's shops are seen to pay."""
    tenants, own = tenants_of(village, world), village.last - village.first
    if village.online + village.tenants == 0.0:
        return
    environment = environment_of(village, world)
    pays = pays_off(village.profit_household, village.stores, environment.migrant_wage)
    expected = (
        newcomers(village.online * sets_example(village), pays, parameters.newcomer_rate) if parameters.household_active > 0.0 else 0.0
    )
    coming = movers(expected, 1.0, uniform(village.rooms + own, world.clock[0], _TENANT, 0, village))
    for at in range(len(tenants)):
        if tenants[at].stores > 0:
            keep_stores_of_tenant(tenants[at], own + at, village, parameters, world)
        elif coming > 0:
            move_in(tenants[at], own + at, village, parameters, world)
            coming -= 1
