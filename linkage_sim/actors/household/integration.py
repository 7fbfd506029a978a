"""Household, integration: it is assessed, and gets or loses a card."""

from __future__ import annotations

from linkage_sim.platform.identification import draw_up_list
from linkage_sim.platform.management import review_cards
from linkage_sim.population.compiled import borrowing, rule, whole
from linkage_sim.population.state import CARD, CARD_BEFORE


@rule
def list_is_due(month: int, register_start: int) -> bool:
    """Return whether the list is drawn up this month: at the register's start and every twelve months from then."""
    return month >= register_start and (month - register_start) % 12 == 0


@borrowing
def remember_cards(h):  # type: ignore[no-untyped-def]
    """Note who holds a card at the start of the month, so that the card's history can be kept."""
    for i in range(len(h.cash)):
        card = whole(h.card[i])
        h.card[i] = (card & ~CARD_BEFORE) | (CARD_BEFORE if card & CARD else 0)


@rule
def be_assessed(h, v, p, e, month, linked):  # type: ignore[no-untyped-def]
    """Yearly the list is drawn up; in between the platform reviews the cards it holds."""
    if month < p.register_start:
        return
    remember_cards(h)
    if p.government_active == 0.0:
        return
    if list_is_due(month, whole(p.register_start)):
        draw_up_list(h, v, p, e, month, linked)
    elif linked:
        review_cards(h, v, p, e, month)
    v.carded = v.entries + v.exits
