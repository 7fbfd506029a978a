"""Household, input: what befalls it, what it lacks, and whether it says so."""

from __future__ import annotations

from linkage_sim.kernel.random import Draws, Purpose, uniform
from linkage_sim.kernel.rules import rule
from linkage_sim.state.environment import EnvironmentRow
from linkage_sim.state.household import (
    ASSETS,
    ATTENDANCE,
    AWARE,
    BROADBAND,
    CONNECTED,
    DISABILITY,
    DISASTER,
    DRINKING_WATER,
    FUNDS,
    GOODS,
    ILLNESS,
    INFORMATION,
    LABOUR,
    LASTING,
    LOGISTICS,
    MARRIAGE,
    MOTIVATION,
    NUTRITION,
    ROADS,
    SCHOOLING,
    SKILLS,
    WATER,
    Household,
)
from linkage_sim.state.month import Month
from linkage_sim.state.parameters import Parameters
from linkage_sim.state.village import Village

from .stores import supply

_SETBACK = int(Purpose.SETBACK)
MAX_SETBACKS = 5


@rule
def struck(need: int, draw: float, parameters: Parameters) -> int:
    """Return the shock that strikes a household this month as a bit, 0 for none; one at most, and none that it has already."""
    limit = parameters.illness_onset
    if draw < limit:
        return ILLNESS & ~need
    limit += parameters.disability_onset
    if draw < limit:
        return DISABILITY & ~need
    limit += parameters.schooling_onset
    if draw < limit:
        return SCHOOLING & ~need
    limit += parameters.disaster_onset
    if draw < limit:
        return DISASTER & ~need
    limit += parameters.marriage_onset
    if draw < limit:
        return MARRIAGE & ~need
    return 0


@rule
def recovered(need: int, draw: float, parameters: Parameters) -> int:
    """Return which of its shocks end by themselves this month, as bits; disability never does."""
    ended = ILLNESS if draw < parameters.illness_recovery else 0
    ended |= SCHOOLING if draw < parameters.schooling_end else 0
    ended |= DISASTER if draw < parameters.disaster_end else 0
    ended |= MARRIAGE if draw < parameters.marriage_end else 0
    return need & ended


@rule
def throws_back(cash: float, threshold: float) -> bool:
    """Return whether a shock throws a household back: it has no assets to meet it with (evidence: b.asset_trap)."""
    return cash < threshold


@rule
def suffer_shocks(household: Household, row: int, village: Village, parameters: Parameters, draws: Draws, now: int) -> None:
    """Illness, disability, schooling, disaster and weddings come and go; below the asset threshold they leave a setback."""
    need = household.need & ~recovered(household.need, draws.second, parameters)
    shock = struck(need, draws.first, parameters)
    household.need = need | shock
    poor = throws_back(household.cash, parameters.asset_threshold)
    if shock and poor and household.setbacks < MAX_SETBACKS:
        household.setbacks += 1
        household.earning *= 1.0 - parameters.setback_loss
    if household.setbacks == 0 or poor:
        return
    if uniform(row, now, _SETBACK, 0, village) < parameters.setback_recovery:
        household.setbacks -= 1
        household.earning /= 1.0 - parameters.setback_loss


@rule
def village_lacks(village: Village) -> int:
    """Return what all households of a village lack, as bits.

    A road network at least half there, a way to ship, goods to sell and a brand for them (thresholds are assumptions).
    """
    bits = 0
    if village.roads < 0.5:
        bits |= ROADS
    if village.shipping < 0.9:
        bits |= LOGISTICS
    if supply(village) < 0.9 or village.brand < 0.9:
        bits |= GOODS
    return bits


@rule
def lacks(household: Household, lacking_here: int, parameters: Parameters) -> int:
    """Return all that a household lacks, as bits: its lasting causes of poverty and the missing pieces of a shop."""
    bits = (household.need & LASTING) | lacking_here
    if household.skill < parameters.know_midpoint:
        bits |= SKILLS
    if household.cash < parameters.startup_capital:
        bits |= FUNDS
    if household.workers == household.away:
        bits |= LABOUR
    if household.motivation < parameters.belief_midpoint:
        bits |= MOTIVATION
    if household.flags & AWARE == 0:
        bits |= INFORMATION
    if household.flags & CONNECTED == 0:
        bits |= BROADBAND
    return bits


@rule
def state_needs(household: Household, lacking_here: int, parameters: Parameters) -> None:
    """A household's needs follow its state; what it voiced and no longer lacks waits no more."""
    household.need = lacks(household, lacking_here, parameters)
    household.voiced &= household.need
    household.received = 0


@rule
def state_deprivations(household: Household, parameters: Parameters, environment: EnvironmentRow) -> None:
    """Some deprivations follow from the month's state: nutrition, attendance at school, drinking water, assets."""
    line = environment.poverty_line
    bits = household.deprived & ~(NUTRITION | ATTENDANCE | ASSETS)
    if household.income < parameters.nutrition_line * line:
        bits |= NUTRITION
    if (household.need & SCHOOLING != 0) & (household.income < line):
        bits |= ATTENDANCE
    if household.need & WATER:
        bits |= DRINKING_WATER
    if (household.cash < parameters.asset_threshold) & (household.income < 2.0 * line):
        bits |= ASSETS
    household.deprived = bits


@rule
def voice_chance(alone: float, motivation: float, linked: bool, coverage: float, delay: float) -> float:
    """Return the chance that a household's needs are heard without a visit: its own word, and the platform's record."""
    silent = 1.0 - alone * motivation
    if linked:
        silent *= 1.0 - coverage / delay * motivation
    return 1.0 - silent


@rule
def voice_needs(household: Household, village: Village, parameters: Parameters, draws: Draws, month: Month) -> None:
    """A household that is motivated and reached voices its needs (paper, IV.C.2: input)."""
    if parameters.household_active == 0.0:
        return
    chance = voice_chance(parameters.voice_alone, household.motivation, village.linked > 0.0, parameters.coverage, parameters.delay)
    heard = (household.need != 0) & (draws.third < chance)
    household.voiced = household.need if heard else household.voiced
    month.input_household += 1.0 if heard else 0.0
