"""The county government: funds and quotas, works and transfers (see assistance), audits and notice."""

from __future__ import annotations

from linkage_sim.kernel.rules import rule
from linkage_sim.kernel.state import Array
from linkage_sim.register.management import correct
from linkage_sim.state.household import Household
from linkage_sim.state.month import Month
from linkage_sim.state.parameters import Parameters
from linkage_sim.state.village import GOVERNMENT, Region, Village

from .money import receive

# ---------------------------------------------------------------- input


@rule
def funds_from_above(households: float, public_funds: float) -> float:
    """Return a county's public funds of a month, RMB."""
    return households * public_funds


@rule
def receive_public_funds(county: Region, parameters: Parameters, accounts: Array) -> None:
    """Public funds come in from above."""
    if parameters.government_active > 0.0:
        receive(accounts, GOVERNMENT, funds_from_above(county.households, parameters.public_funds))


# ---------------------------------------------------------------- feedback


@rule
def audit_card(household: Household, draw: float, parameters: Parameters, month: Month) -> None:
    """Audit a wrong card at random (look-back); what is seen is put right."""
    if parameters.government_active > 0.0 and draw < parameters.audit * parameters.audit_power:
        correct(household, month)
        month.feedback_government += 1.0


@rule
def is_falsified(reported: float, quota: float) -> bool:
    """Return whether a committee has reported more poor than its quota, so that an error found is held against it."""
    return reported > quota * (1.0 + 1e-9)


@rule
def punish_falsification(village: Village, parameters: Parameters, month: Month) -> None:
    """A false count that an audit has found costs the committee, and restores its integrity (paper, IV.C.1)."""
    if month.feedback_government > 0.0 and is_falsified(village.quota, parameters.quota):
        village.integrity += parameters.punish * (1.0 - village.integrity)


@rule
def notice(village: Village, parameters: Parameters, now: int) -> None:
    """Notice a village's take-off once its stores are many: plain to all, but the government answers after a delay."""
    if village.noticed == 0.0 and village.stores >= parameters.notice_stores:
        village.noticed = now + 1.0
