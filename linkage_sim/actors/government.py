"""The county government: funds and quotas, works and transfers (see assistance), audits and notice."""

from __future__ import annotations

from linkage_sim.kernel.rules import rule
from linkage_sim.kernel.state import Array
from linkage_sim.register.cards import correct, is_wrong
from linkage_sim.register.management import chance_seen
from linkage_sim.state.environment import EnvironmentRow
from linkage_sim.state.household import CARD, Household
from linkage_sim.state.month import Month
from linkage_sim.state.parameters import Parameters
from linkage_sim.state.village import GOVERNMENT, Region, Village

from .money import receive

RURAL_HOUSEHOLDS = 230e6
"""Registered rural households of the country (evidence: cn.registered_households)."""


# ---------------------------------------------------------------- input


@rule
def funds_from_above(households: float, public_funds: float) -> float:
    """Return a county's public funds of a month, RMB."""
    return households * public_funds


@rule
def central_funds_of(county: Region, central_funds: float) -> float:
    """Return a county's central funds per household and month, RMB, from the country's in a year (evidence: poverty.central_funds)."""
    return county.central_share * central_funds / RURAL_HOUSEHOLDS / 12.0


@rule
def receive_public_funds(county: Region, parameters: Parameters, central_funds: float, accounts: Array) -> None:
    """Public funds come in from above."""
    if parameters.government_active > 0.0:
        each = parameters.public_funds + central_funds_of(county, central_funds)
        receive(accounts, GOVERNMENT, funds_from_above(county.paid_households, each))


# ---------------------------------------------------------------- feedback


@rule
def look_back_at_card(
    household: Household, draw: float, village: Village, parameters: Parameters, environment: EnvironmentRow, month: Month
) -> None:
    """Look back at a household: a wrong card that other offices' records show is taken away, one that the village says is missing given."""
    if parameters.government_active == 0.0 or not is_wrong(household, environment.poverty_line):
        return
    if draw < chance_seen(parameters.look_back_power, household.card & CARD != 0, village, parameters):
        correct(household, environment.poverty_line, month)
        month.feedback_government += 1.0


@rule
def audit_card(household: Household, draw: float, parameters: Parameters, environment: EnvironmentRow, month: Month) -> None:
    """Audit a wrong card at random; what is seen is put right."""
    seen = parameters.government_active > 0.0 and draw < parameters.audit * parameters.audit_power
    if seen and is_wrong(household, environment.poverty_line):
        correct(household, environment.poverty_line, month)
        month.feedback_government += 1.0


@rule
def is_falsified(reported: float, quota: float) -> bool:
    """Return whether a committee has reported more poor than its quota, so that an error found is held against it."""
    return reported > quota * (1.0 + 1e-9)


@rule
def punish_falsification(village: Village, parameters: Parameters, month: Month) -> None:
    """A false count that look-back or audit has found costs the committee, and restores its integrity (paper, IV.C.1)."""
    if month.feedback_government > 0.0 and is_falsified(village.quota, village.quota_set):
        village.integrity += parameters.punish * (1.0 - village.integrity)


@rule
def notice(village: Village, parameters: Parameters, now: int) -> None:
    """Notice a village's take-off once its stores are many: plain to all, but the government answers after a delay."""
    if village.noticed == 0.0 and village.stores >= parameters.notice_stores:
        village.noticed = now + 1.0
