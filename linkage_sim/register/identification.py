"""Precise identification: the list, drawn up once by quota, proxy score, village appraisal and big-data check."""

from __future__ import annotations

from linkage_sim.kernel.random import Draws, Purpose, draw_all, normals_of, uniform, uniforms
from linkage_sim.kernel.rules import rule
from linkage_sim.kernel.state import Array
from linkage_sim.population.network import in_officials_clan
from linkage_sim.state.environment import EnvironmentRow
from linkage_sim.state.household import Household
from linkage_sim.state.parameters import Parameters
from linkage_sim.state.village import Village
from linkage_sim.state.world import World, draws_of, environment_of, households_of

from .cards import appraised_score, combined_score, enter, is_secured, proxy_score

_PROXY = int(Purpose.PROXY)
_APPRAISAL = int(Purpose.APPRAISAL)
_ENTRY = int(Purpose.ENTRY)
BINS = 240
_LOW, _HIGH = 4.0, 14.0  # log RMB per head and year: from 55 RMB to 1.2 million


@rule
def score_bin(score: float) -> int:
    """Return the bin of a score on the scale of the list."""
    return min(max(int((score - _LOW) / (_HIGH - _LOW) * BINS), 0), BINS - 1)


@rule
def score_household(household: Household, of_kin: bool, village: Village, parameters: Parameters, draws: Draws) -> float:
    """Return a household's score: by proxy test and, where the committee does its duty, the village's appraisal."""
    z_proxy, z_appraisal = normals_of(draws.first, draws.second)
    income = household.income
    proxy = proxy_score(income, parameters.proxy_noise, z_proxy)
    appraised = proxy
    if parameters.community_active > 0.0:
        noise, favour = parameters.appraisal_noise, parameters.kin_favour
        appraised = appraised_score(income, noise, z_appraisal, of_kin, favour, village.integrity)
    return combined_score(proxy, appraised, parameters.appraisal_weight)


@rule
def checked_score(score: float, income: float, line: float, is_seen: bool) -> float:
    """Return the score after the platform's check of other offices' records: an income above the line that is seen counts as such."""
    return max(score, proxy_score(income, 0.0, 0.0)) if is_seen and income > line else score


@rule
def threshold(counts: Array, places: float) -> tuple[int, float]:
    """Return the bin in which the list is full, and the share of that bin that still finds a place."""
    taken = 0.0
    for k in range(BINS):
        if taken + counts[k] >= places:
            return k, (places - taken) / counts[k] if counts[k] > 0 else 1.0
        taken += counts[k]
    return BINS - 1, 1.0


@rule
def is_listed(
    household: Household, is_chosen: bool, u_check: float, village: Village, parameters: Parameters, environment: EnvironmentRow
) -> bool:
    """Return whether a household chosen for the list stays on it: one that the platform sees to be secured leaves."""
    if not is_chosen:
        return False
    if village.linked == 0.0 or u_check >= parameters.accuracy:
        return True
    return not is_secured(household.income, environment.poverty_line, household.need, household.deprived)


@rule
def score_village(village: Village, world: World) -> None:
    """Score all households of a village; their bins are noted beside the households and counted."""
    parameters, environment = world.parameters[village.variant], environment_of(village, world)
    households, draws, counts = households_of(village, world), draws_of(village, world), world.counts[village.part]
    scored = world.candidates.rows(village.scratch_first, village.scratch_first + len(households))
    now = world.clock[0]
    for k in range(BINS):
        counts[k] = 0
    draw_all(draws, now, _PROXY, village)
    for i in range(len(households)):
        household = households[i]
        score = score_household(household, in_officials_clan(i, village), village, parameters, draws[i])
        if village.linked > 0.0:
            seen = uniform(i, now, _APPRAISAL, 0, village) < parameters.coverage * parameters.check_power
            score = checked_score(score, household.income, environment.poverty_line, seen)
        scored[i].rank = score_bin(score)
        counts[scored[i].rank] += 1


@rule
def draw_up_list(village: Village, world: World) -> None:
    """Draw up the village's list, once: the lowest scores up to the quota get cards (evidence: poverty.register_2014).

    A household that is seen to be secured gets none even where the quota would have it. In the last bin that finds a place, who does
    is drawn, so that equal households have equal odds.
    """
    parameters, environment = world.parameters[village.variant], environment_of(village, world)
    households = households_of(village, world)
    scored = world.candidates.rows(village.scratch_first, village.scratch_first + len(households))
    village.listed = 1.0
    score_village(village, world)
    last, share = threshold(world.counts[village.part], village.quota * len(households))
    for i in range(len(households)):
        u = uniforms(i, world.clock[0], _ENTRY, 0, village)
        chosen = scored[i].rank < last or (scored[i].rank == last and u[0] < share)
        if is_listed(households[i], chosen, u[1], village, parameters, environment):
            enter(households[i], environment.poverty_line, world.months[village.row])
