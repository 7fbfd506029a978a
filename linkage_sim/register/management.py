"""Dynamic management: the list is checked once, then kept up by exits and entries, and cards follow what becomes known in between."""

from __future__ import annotations

import math

from linkage_sim.kernel.random import Purpose, draw_all, uniform, uniforms
from linkage_sim.kernel.rules import rule
from linkage_sim.state.environment import EnvironmentRow
from linkage_sim.state.household import CARD, CARD_BEFORE, COMPLAINED, Household
from linkage_sim.state.month import Month
from linkage_sim.state.parameters import Parameters
from linkage_sim.state.village import Village
from linkage_sim.state.world import World, draws_of, environment_of, households_of

from .cards import enter, is_poor, is_secured, leave, note_rise

_REVIEW, _LOOK_BACK, _UPDATE = int(Purpose.REVIEW), int(Purpose.LOOK_BACK), int(Purpose.UPDATE)


@rule
def remember_card(household: Household, line: float) -> None:
    """Note whether a household holds a card at the start of the month, so that the card's history can be kept, and whether it has risen."""
    household.card = (household.card & ~CARD_BEFORE) | (CARD_BEFORE if household.card & CARD else 0)
    note_rise(household, line)


@rule
def review_card(
    household: Household, draws: tuple[float, float, float, float], parameters: Parameters, environment: EnvironmentRow, month: Month
) -> None:
    """Review a card that the platform holds, on average once in ``delay`` months, as truly as its accuracy.

    Holders who are secured leave; poor households that have complained enter (paper, VI.C: tracking in a timely manner).
    """
    if draws[0] >= parameters.coverage / parameters.delay or draws[1] >= parameters.accuracy:
        return
    held = household.card & CARD != 0
    if held and is_secured(household.income, environment.poverty_line, household.need, household.deprived):
        leave(household, environment.poverty_line, month)
    elif not held and is_poor(household.income, environment.poverty_line):
        enter(household, environment.poverty_line, month)


@rule
def review_cards(village: Village, world: World) -> None:
    """Review the cards of a village, and those who have complained of having none."""
    parameters, environment = world.parameters[village.variant], environment_of(village, world)
    households = households_of(village, world)
    for i in range(len(households)):
        if households[i].card & (CARD | COMPLAINED):
            u = uniforms(i, world.clock[0], _REVIEW, 0, village)
            review_card(households[i], u, parameters, environment, world.months[village.row])


@rule
def chance_seen(power: float, is_held: bool, village: Village, parameters: Parameters) -> float:
    """Return the chance that a check sees an error that is there.

    Cards held are compared with other offices' records, by the platform or, less well, by hand; whom the list has missed, the village says.
    """
    if is_held:
        return power if village.linked > 0.0 else power * parameters.by_hand
    return power if parameters.community_active > 0.0 else 0.0


@rule
def looked_back_at(row: int, month: int, village: Village, parameters: Parameters) -> bool:
    """Return whether the look-back comes to a household this month: to each once, in a month of its own (evidence: poverty.look_back)."""
    first, last = parameters.look_back_start, parameters.look_back_end
    if parameters.look_back == 0.0 or month < first or month > last:
        return False
    return month == first + math.floor(uniform(row, 0, _LOOK_BACK, 0, village) * (last - first + 1.0))


@rule
def update_is_due(month: int, update_start: int) -> bool:
    """Return whether exits and entries are decided this month: every autumn, from the first one on (evidence: poverty.dynamic_list)."""
    return month >= update_start and (month - update_start) % 12 == 0


@rule
def update_card(
    household: Household, draw: float, village: Village, parameters: Parameters, environment: EnvironmentRow, month: Month
) -> None:
    """Decide on a household in autumn: the secured leave after a check, those that fell back or became poor enter; no quota binds."""
    held = household.card & CARD != 0
    if draw >= chance_seen(parameters.update_power, held, village, parameters):
        return
    if held and is_secured(household.income, environment.poverty_line, household.need, household.deprived):
        leave(household, environment.poverty_line, month)
    elif not held and is_poor(household.income, environment.poverty_line):
        enter(household, environment.poverty_line, month)


@rule
def update_list(village: Village, world: World) -> None:
    """Keep a village's list up: its exits and entries of the year."""
    parameters, environment = world.parameters[village.variant], environment_of(village, world)
    households, draws = households_of(village, world), draws_of(village, world)
    draw_all(draws, world.clock[0], _UPDATE, village)
    for i in range(len(households)):
        update_card(households[i], draws[i].first, village, parameters, environment, world.months[village.row])
