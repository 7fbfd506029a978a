"""Household, integration: it is assessed, and gets or loses a card."""

from __future__ import annotations

from linkage_sim.kernel.rules import rule
from linkage_sim.register.identification import draw_up_list
from linkage_sim.register.management import remember_card, review_cards
from linkage_sim.state.village import Village
from linkage_sim.state.world import World, households_of


@rule
def list_is_due(month: int, register_start: int) -> bool:
    """Return whether the list is drawn up this month: at the register's start and every twelve months from then."""
    return month >= register_start and (month - register_start) % 12 == 0


@rule
def be_assessed(village: Village, world: World) -> None:
    """Yearly the list is drawn up; in between the platform reviews the cards it holds."""
    parameters, now, households = world.parameters[village.variant], world.clock[0], households_of(village, world)
    if now < parameters.register_start:
        return
    for i in range(len(households)):
        remember_card(households[i])
    if parameters.government_active == 0.0:
        return
    if list_is_due(now, int(parameters.register_start)):
        draw_up_list(village, world)
    elif village.linked > 0.0:
        review_cards(village, world)
    month = world.months[village.row]
    month.integration_household += month.entries + month.exits
