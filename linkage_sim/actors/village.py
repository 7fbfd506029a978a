"""Housekeeping of a village's month: what is set at its beginning, and what is remembered at its end."""

from __future__ import annotations

from linkage_sim.assistance.programmes import is_linked
from linkage_sim.kernel.rules import rule
from linkage_sim.population.initialise import line_reach
from linkage_sim.state.environment import EnvironmentRow
from linkage_sim.state.ledger import FLOW_COUNT, Flow
from linkage_sim.state.month import Month
from linkage_sim.state.parameters import Parameters
from linkage_sim.state.village import FEW, Village
from linkage_sim.state.world import World, environment_of, journal_of, offers_of, programmes_of

from .household.contagion import example, experience_from_kin, news_from_ties, sets_example

_SALES, _TOURISM = int(Flow.SALES), int(Flow.TOURISM)
_TRAIL = 12


@rule
def weigh_examples(village: Village, parameters: Parameters) -> None:
    """Work out once what kin and neighbours with a shop tell, teach and show this month, by how many they are."""
    news, kin_gains, examples, shown = village.news, village.kin_gains, village.examples, sets_example(village)
    for number in range(1, FEW + 1):
        news[number] = news_from_ties(number, parameters.tell_rate) * shown
        kin_gains[number] = experience_from_kin(number, parameters.skill_from_kin) * shown
        examples[number] = example(number, village.thriving, parameters.example_motivation) * shown


@rule
def begin_month(village: Village, world: World) -> None:
    """Begin a village's month: its counters and books are empty."""
    parameters, flows, offers = world.parameters[village.variant], village.flows, offers_of(village, world)
    world.months[village.row].clear()
    for k in range(FLOW_COUNT):
        flows[k] = 0.0
    for k in range(len(offers)):
        offers[k].matched = 0.0
        offers[k].met = 0.0
    for i in range(village.last - village.first + village.rooms if village.journal else 0):
        journal_of(village, i, world).clear()
    village.linked = 1.0 if is_linked(parameters, world.clock[0]) else 0.0
    village.reach = line_reach(village.broadband, village.network, environment_of(village, world).network)
    weigh_examples(village, parameters)


@rule
def job_share(helpers: float, free_hands: float) -> float:
    """Return the share of free hands that find a helper's job in the village; jobs beyond them go to people from outside."""
    return min(helpers / free_hands, 1.0) if free_hands > 0.0 else 0.0


@rule
def vacancies(open_jobs: float, away: float) -> float:
    """Return the share of a village's migrants whom jobs without a free hand could bring home."""
    return min(open_jobs / away, 1.0) if away > 0.0 else 0.0


@rule
def bought_online(people: float, internet: float, market: float, parcels: float) -> float:
    """Return the parcels that a village's people receive in a month: as many as are online, and as the country's market has grown."""
    return people * internet * market * parcels


@rule
def close_trade(village: Village, parameters: Parameters, environment: EnvironmentRow, month: Month) -> None:
    """Note what the village's stores have sold and sent, what was received, and book its income from tourism."""
    month.sales = village.flows[_SALES]
    month.parcels = month.sales / parameters.parcel_value
    month.pieces = month.parcels * parameters.pieces_per_parcel
    people = village.mean_size * (village.last - village.first)
    shopping = bought_online(people, environment.rural_internet, environment.online_retail, parameters.shopping_parcels)
    month.inbound_parcels = month.parcels * parameters.supply_parcels + shopping
    village.inbound = month.inbound_parcels
    village.flows[_TOURISM] += parameters.tourism_income * village.tourism * (village.last - village.first)


@rule
def remember_trade(village: Village, month: Month, now: int) -> None:
    """Remember what next month's actors see of profits, jobs and a year's sales."""
    trail = village.trail
    village.sales_year += month.sales - trail[now % _TRAIL]
    trail[now % _TRAIL] = month.sales
    keepers = village.online + village.tenants
    village.profit_household = month.profit / keepers if keepers > 0.0 else 0.0
    village.thriving = min(month.thrivers / keepers, 1.0) if keepers > 0.0 else 0.0
    village.job_share = job_share(month.helpers, month.free_hands)
    village.hands = month.free_hands
    village.open_jobs = max(month.helpers - month.free_hands, 0.0)
    village.vacancies = vacancies(village.open_jobs, month.migrants_away)


@rule
def remember_help(village: Village, world: World) -> None:
    """Remember who has met a need in the village, and that a service centre stands."""
    programmes, offers, served = programmes_of(village, world), offers_of(village, world), village.served
    for k in range(len(programmes)):
        if offers[k].met > 0.0:
            served[programmes[k].payer] = world.clock[0] + 1.0
            if programmes[k].goods > 0.0:
                village.centre = 1.0
