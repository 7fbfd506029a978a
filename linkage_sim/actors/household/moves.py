"""Household, implementation: its members leave for the city and come home, to a shop of their own or to be hired in one."""

from __future__ import annotations

from linkage_sim.economy.books import book
from linkage_sim.kernel.numbers import single
from linkage_sim.kernel.random import Draws, Purpose, uniform
from linkage_sim.kernel.rules import rule
from linkage_sim.population.initialise import bring_experience
from linkage_sim.state.environment import EnvironmentRow
from linkage_sim.state.household import AWARE, FOUNDER, RETURNED, Household
from linkage_sim.state.ledger import Flow
from linkage_sim.state.month import Month
from linkage_sim.state.parameters import Parameters
from linkage_sim.state.village import Books, Village
from linkage_sim.state.world import World, environment_of, journal_of, workings_of

from .assistance import towards_one
from .stores import pieces_of_shop, shop_work, supply
from .trade import at_work_for_shops

_HOMECOMING = int(Purpose.HOMECOMING)
_BROUGHT = int(Flow.BROUGHT)


@rule
def shop_calls(household: Household, seen: int, village: Village, parameters: Parameters, environment: EnvironmentRow) -> float:
    """Return how far there is work for a migrant at home, 0 to 1 (evidence: b.migration).

    A shop of the household's own that would else hire; a shop that it would open, if nobody is at home to do it; a helper's job for which
    the village has no free hands.
    """
    home = household.workers - household.away
    if household.stores > 0:
        return 1.0 if shop_work(household.sales, parameters) > home else 0.0
    own = 0.0
    if home < 1 and household.flags & AWARE and household.cash >= parameters.startup_capital:
        own = pieces_of_shop(household, seen, village, parameters, environment)
    return max(own, village.vacancies)


@rule
def may_leave(household: Household) -> bool:
    """Return whether a household can spare a worker: it keeps no store, and another worker stays."""
    return household.stores == 0 and household.workers - household.away > 1


@rule
def wants_to_leave(income: float, size: int, workers: int, migrant_wage: float) -> bool:
    """Return whether a household's income per worker is below the migrant's wage."""
    return single(income * size) / 12.0 < migrant_wage * workers


@rule
def founder_chance(internet: float, fame: float, goods: float, founder_share: float) -> float:
    """Return the chance that a migrant who comes home does so to found a shop: as far as it is heard of, and there is something to sell.

    Parameters
    ----------
    internet : float
        Share of rural residents online.
    fame : float
        How much media tell of shops.
    goods : float
        Access to goods.
    founder_share : float
        Share of those who would, where everybody has heard and everything can be sold (evidence: cn.returnees_starting_business).
    """
    return founder_share * goods * (1.0 - (1.0 - internet) * (1.0 - fame))


@rule
def become_founder(household: Household, village: Village, parameters: Parameters, journal: Books, month: Month) -> None:
    """Make a household a founder whose member has come home to open a shop, with savings to begin it."""
    bring_experience(household, parameters)
    saved = max(parameters.startup_capital - household.cash, 0.0)
    household.cash += saved
    book(saved, _BROUGHT, village, journal)
    month.founders_home += 1.0


@rule
def come_home(household: Household, row: int, village: Village, parameters: Parameters, draws: Draws, world: World) -> None:
    """A migrant comes home, with skill and perhaps news from the city (evidence: b.e_commerce_education); a few come to found a shop."""
    environment, month = environment_of(village, world), world.months[village.row]
    household.away -= 1
    household.skill = towards_one(household.skill, parameters.urban_skill)
    household.flags |= RETURNED | (AWARE if draws.fourth < parameters.return_news else 0)
    month.returned += 1.0
    if household.stores > 0 or household.flags & FOUNDER or parameters.household_active == 0.0:
        return
    chance = village.alone * founder_chance(environment.rural_internet, village.fame, supply(village), parameters.founder_share)
    if uniform(row, world.clock[0], _HOMECOMING, 0, village) < chance:
        become_founder(household, village, parameters, journal_of(village, row, world), month)


@rule
def move(household: Household, row: int, village: Village, parameters: Parameters, draws: Draws, world: World) -> None:
    """Migrants return, free hands leave."""
    home_rate, environment = parameters.home_rate, environment_of(village, world)
    return_rate = parameters.return_rate if parameters.household_active > 0.0 else 0.0  # for the sake of a shop
    if draws.second < home_rate + return_rate and household.away > 0:
        seen = workings_of(village, world)[row].seen
        called = shop_calls(household, seen, village, parameters, environment) if draws.second >= home_rate else 0.0
        if draws.second < home_rate + return_rate * called:
            come_home(household, row, village, parameters, draws, world)
    elif draws.third < parameters.leave_rate * (1.0 - at_work_for_shops(village)) and may_leave(household):
        leaves = wants_to_leave(household.income, household.size, household.workers, environment.migrant_wage)
        household.away += 1 if leaves else 0
