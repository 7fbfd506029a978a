"""Booking a household's money: every flow is kept for the village, and for the household where a journal is kept."""

from __future__ import annotations

from linkage_sim.kernel.rules import rule
from linkage_sim.state.village import Books, Village


@rule
def book(amount: float, flow: int, village: Village, journal: Books) -> None:
    """Book a household's flow of money, RMB; ``flow`` is one of state.ledger.Flow."""
    village.flows[flow] += amount
    if village.journal:
        journal.flows[flow] += amount
