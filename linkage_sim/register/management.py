"""Dynamic management and precise assessment: cards follow what becomes known between two yearly lists."""

from __future__ import annotations

from linkage_sim.kernel.random import Purpose, uniforms
from linkage_sim.kernel.rules import rule
from linkage_sim.state.environment import EnvironmentRow
from linkage_sim.state.household import CARD, CARD_BEFORE, COMPLAINED, Household
from linkage_sim.state.month import Month
from linkage_sim.state.parameters import Parameters
from linkage_sim.state.village import Village
from linkage_sim.state.world import World, environment_of, households_of

from .cards import enter, is_poor, is_secured, leave

_REVIEW = int(Purpose.REVIEW)


@rule
def remember_card(household: Household) -> None:
    """Note whether a household holds a card at the start of the month, so that the card's history can be kept."""
    household.card = (household.card & ~CARD_BEFORE) | (CARD_BEFORE if household.card & CARD else 0)


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
        leave(household, month)
    elif not held and is_poor(household.income, environment.poverty_line):
        enter(household, month)


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
def is_wrong(household: Household, line: float) -> bool:
    """Return whether a card is wrong: held by one who is not poor, or missing for one who is."""
    return (household.card & CARD != 0) != is_poor(household.income, line)


@rule
def correct(household: Household, month: Month) -> None:
    """Put a card right that was found wrong."""
    if household.card & CARD:
        leave(household, month)
    else:
        enter(household, month)
