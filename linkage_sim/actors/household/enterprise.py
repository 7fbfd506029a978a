"""Household, implementation: it begins and gives up an enterprise that is not online, a workshop or a stall."""

from __future__ import annotations

from linkage_sim.economy.books import book
from linkage_sim.kernel.random import Draws
from linkage_sim.kernel.rules import rule
from linkage_sim.state.household import ENTERPRISE, Household
from linkage_sim.state.ledger import Flow
from linkage_sim.state.parameters import Parameters
from linkage_sim.state.village import Books, Village

_STARTUP = int(Flow.STARTUP)


@rule
def can_begin(household: Household, parameters: Parameters) -> bool:
    """Return whether a household has hands to spare and the money for an enterprise."""
    return household.workers - household.away > (1 if household.stores > 0 else 0) and household.cash >= parameters.enterprise_capital


@rule
def keep_enterprise(household: Household, village: Village, parameters: Parameters, draws: Draws, journal: Books) -> None:
    """A motivated household now and then begins a workshop or a stall; others give theirs up, as those without a hand for it must.

    The highest draws decide, the lowest of which decide who leaves for the city: the two exclude each other.
    """
    if household.traits & ENTERPRISE:
        if draws.third > 1.0 - parameters.enterprise_end or household.workers == household.away:
            household.traits &= ~ENTERPRISE
        return
    rate = parameters.enterprise_rate if parameters.household_active > 0.0 else 0.0
    if draws.third > 1.0 - rate * household.motivation and can_begin(household, parameters):
        household.traits |= ENTERPRISE
        household.cash -= parameters.enterprise_capital
        book(parameters.enterprise_capital, _STARTUP, village, journal)
