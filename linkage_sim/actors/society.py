"""Society: colleges, charities, firms' giving and media, which donate, train and pair (see assistance), publicise and supervise."""

from __future__ import annotations

from linkage_sim.kernel.rules import rule
from linkage_sim.kernel.state import Array
from linkage_sim.register.cards import correct, is_wrong
from linkage_sim.state.environment import EnvironmentRow
from linkage_sim.state.household import Household
from linkage_sim.state.month import Month
from linkage_sim.state.parameters import Parameters
from linkage_sim.state.village import SOCIETY, Region, Village

from .household.contagion import sets_example
from .money import receive

# ---------------------------------------------------------------- input


@rule
def donations(households: float, base: float, extra: float, publicity: float) -> float:
    """Return a county's donations of a month, RMB."""
    return households * base * (1.0 + extra * publicity)


@rule
def receive_donations(county: Region, parameters: Parameters, accounts: Array) -> None:
    """Donations come in, more of them where the county's villages are known."""
    if parameters.society_active > 0.0:
        known = county.publicity / max(county.villages, 1.0)
        receive(accounts, SOCIETY, donations(county.paid_households, parameters.donations, parameters.publicity_donations, known))


# ---------------------------------------------------------------- feedback


@rule
def supervise_card(household: Household, draw: float, parameters: Parameters, environment: EnvironmentRow, month: Month) -> None:
    """Outside supervision exposes wrong cards: NGOs and the press look where nobody else does."""
    if parameters.society_active > 0.0 and draw < parameters.supervise and is_wrong(household, environment.poverty_line):
        correct(household, environment.poverty_line, month)
        month.feedback_society += 1.0


@rule
def publicity_after(publicity: float, success: float, gain: float, decay: float) -> float:
    """Return a village's publicity a month later: forgotten a little, renewed by visible success (0 to 1)."""
    kept = publicity * (1.0 - decay)
    return kept + gain * success * (1.0 - kept)


@rule
def visible_success(online_share: float) -> float:
    """Return how much there is to tell of a village: all of it when a fifth of the households are online (assumption)."""
    return min(online_share * 5.0, 1.0)


@rule
def publicise(village: Village, parameters: Parameters, month: Month) -> None:
    """Media report on villages that visibly succeed."""
    if parameters.society_active == 0.0:
        village.publicity *= 1.0 - parameters.publicity_decay
        return
    success = visible_success(village.share * sets_example(village))
    village.publicity = publicity_after(village.publicity, success, parameters.publicity_gain, parameters.publicity_decay)
    month.feedback_society += month.jumps
