"""Household, integration: it is assessed, and gets or loses a card."""

from __future__ import annotations

from linkage_sim.kernel.rules import rule
from linkage_sim.register.identification import draw_up_list
from linkage_sim.register.management import remember_card, review_cards, update_is_due, update_list
from linkage_sim.state.village import Village
from linkage_sim.state.world import World, environment_of, households_of


@rule
def be_assessed(village: Village, world: World) -> None:
    """The list is drawn up once, and every autumn households leave and enter it; in between the platform reviews the cards it holds."""
    parameters, now, households = world.parameters[village.variant], world.clock[0], households_of(village, world)
    if now < parameters.register_start:
        return
    line = environment_of(village, world).poverty_line
    for i in range(len(households)):
        remember_card(households[i], line)
    if parameters.government_active == 0.0:
        return
    if now == parameters.register_start:
        draw_up_list(village, world)
    elif update_is_due(now, int(parameters.update_start)):
        update_list(village, world)
    elif village.linked > 0.0 and now >= parameters.update_start:
        review_cards(village, world)
    month = world.months[village.row]
    month.integration_household += month.entries + month.exits
