"""The community, that is the village committee: it visits, appraises, reports, displays and relays."""

from __future__ import annotations

from linkage_sim.kernel.random import Draws
from linkage_sim.kernel.rules import rule
from linkage_sim.kernel.state import Array
from linkage_sim.register.cards import correct, inflated_quota, is_wrong
from linkage_sim.state.environment import EnvironmentRow
from linkage_sim.state.household import Household
from linkage_sim.state.month import Month
from linkage_sim.state.parameters import Parameters
from linkage_sim.state.village import COMMUNITY, Region, Village

from .money import receive

# ---------------------------------------------------------------- input


@rule
def receive_village_funds(county: Region, parameters: Parameters, accounts: Array) -> None:
    """The villages' collective income comes in."""
    if parameters.community_active > 0.0:
        receive(accounts, COMMUNITY, county.paid_households * parameters.village_fund)


@rule
def visit_chance(visits: float, households: int) -> float:
    """Return the chance that a household is visited this month."""
    return min(visits / households, 1.0)


@rule
def visit_household(household: Household, village: Village, parameters: Parameters, draws: Draws, month: Month) -> None:
    """Visit a household and write down what it needs; a visit that errs hears nothing (paper, VI.B: closest to the poor)."""
    if parameters.community_active == 0.0:
        return
    heard = draws.fourth < visit_chance(parameters.visits, village.last - village.first) * parameters.visit_accuracy
    household.voiced |= household.need if heard else 0
    month.input_community += 1.0 if heard else 0.0


# ---------------------------------------------------------------- integration


@rule
def report_poor(village: Village, parameters: Parameters) -> None:
    """Set the quota that the list will fill: the county's, inflated as far as integrity is missing. Once there is a list, it stays.

    In a country quotas are set by the provinces' poor (evidence: poverty.register_2014).
    """
    if village.listed > 0.0:
        return
    quota = village.quota_set = min(parameters.quota * village.poor_share, 1.0)
    village.quota = inflated_quota(quota, parameters.falsify, village.integrity) if parameters.community_active > 0.0 else quota


# ---------------------------------------------------------------- feedback


@rule
def display_card(household: Household, draw: float, parameters: Parameters, environment: EnvironmentRow, month: Month) -> None:
    """Display a wrong entry of the list, or a wrong gap in it: now and then a neighbour points at it."""
    if parameters.community_active > 0.0 and draw < parameters.display and is_wrong(household, environment.poverty_line):
        correct(household, environment.poverty_line, month)
        month.feedback_community += 1.0


@rule
def lose_integrity(village: Village, parameters: Parameters) -> None:
    """Integrity fades unless somebody looks."""
    village.integrity *= 1.0 - parameters.integrity_decay
