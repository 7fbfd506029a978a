"""How households come to be at the start of a run, one at a time, each from draws of its own."""

from __future__ import annotations

import math

from linkage_sim.kernel.random import Purpose, normals, uniform, uniforms
from linkage_sim.kernel.rules import rule
from linkage_sim.kernel.stages import stage
from linkage_sim.kernel.state import Table
from linkage_sim.state.environment import EnvironmentRow
from linkage_sim.state.household import (
    AGE_MASK,
    AGE_SHIFT,
    AWARE,
    CHILD_MORTALITY,
    CONNECTED,
    DISABILITY,
    DISASTER,
    DRINKING_WATER,
    ELECTRICITY,
    ENTERPRISE,
    FOUNDER,
    FUEL,
    HOUSING,
    ILLNESS,
    LAND,
    MARRIAGE,
    RECORDED,
    SANITATION,
    SCHOOLING,
    WATER,
    YEARS_OF_SCHOOLING,
    Household,
)
from linkage_sim.state.parameters import Parameters
from linkage_sim.state.ties import kin_at, neighbour_at
from linkage_sim.state.village import Village
from linkage_sim.state.world import World, households_of

_TRAITS = int(Purpose.TRAITS)
_NORMAL = int(Purpose.TRAITS_NORMAL)
_CAUSES = int(Purpose.TRAITS_CAUSES)
_DEPRIVED = int(Purpose.TRAITS_DEPRIVED)
_FOUNDERS = int(Purpose.FOUNDERS)
_ENTERPRISE = int(Purpose.ENTERPRISE)
_LIST, _PLATFORM = int(Purpose.LIST), 0

# evidence: cn.schooling, cn.age, cn.household_size_by_quintile (relative to their mean)
_SCHOOLING = (0.064, 0.434, 0.918, 0.989)
_AGE = (0.192, 0.665)
_SIZE = (1.135, 1.070, 1.006, 0.946, 0.844)
# assumption: skill that schooling (none to college) and the age band of the head (young, middle, old) bring along
_SCHOOLING_SKILL = (0.02, 0.05, 0.12, 0.22, 0.35)
_AGE_SKILL = (0.10, 0.03, 0.0)
# The share of a household's members, and of its structural income, that structural income takes as given.
STRUCTURAL_SHARE = 0.75


@rule
def normal_cdf(deviate: float) -> float:
    """Return the standard normal distribution function."""
    return 0.5 * math.erfc(-deviate / math.sqrt(2.0))


@rule
def band(share: float, limits: tuple[float, ...]) -> int:
    """Return in which of the bands with these upper limits a share lies."""
    at = 0
    for limit in limits:
        if share >= limit:
            at += 1
    return at


@rule
def initial_size(rank: float, mean: float, deviate: float) -> int:
    """Return the size of a household: the poorer, the larger (evidence: cn.household_size_by_quintile)."""
    size = round(mean * _SIZE[min(int(rank * 5.0), 4)] + 1.2 * deviate)
    return min(max(int(size), 1), 12)


@rule
def initial_skill(schooling: int, age: int, deviate: float) -> float:
    """Return skill from schooling and age (evidence: b.e_commerce_education; levels are assumptions)."""
    return min(max(_SCHOOLING_SKILL[schooling] + _AGE_SKILL[age] + 0.06 * deviate, 0.0), 0.95)


@rule
def part(total: int, share: float, draw: float) -> int:
    """Return a whole part of a total: the expected share, rounded up or down at random so that the mean is kept."""
    wanted = total * share
    return min(int(wanted) + (1 if draw < wanted - math.floor(wanted) else 0), total)


@rule
def structural_income(size: int, away: int, rural_income: float, migrant_wage: float, remittance: float) -> float:
    """Return what a household of this shape earns offline at the village's mean, RMB per month."""
    return size * rural_income * STRUCTURAL_SHARE / 12.0 + away * migrant_wage * remittance


@rule
def deprivation_exposure(income: float, line: float, falloff: float) -> float:
    """Return how exposed a household is to each deprivation: 1 at no income, falling with income in poverty lines."""
    return math.exp(-falloff * income / line)


@rule
def fate(draw: float, common: float, together: float) -> float:
    """Return the uniform that decides on one deprivation: the household's common one in a part of all cases, else one of its own."""
    return common if draw < together else (draw - together) / (1.0 - together)


@rule
def initialise(household: Household, row: int, village: Village, parameters: Parameters, environment: EnvironmentRow) -> None:
    """Give household ``row`` of a village its traits, income, work, cash, causes of poverty and deprivations."""
    z_income, z_school = normals(row, 0, _NORMAL, 0, village)
    z_quality, z_motive = normals(row, 0, _NORMAL, 1, village)
    z_cash, z_skill = normals(row, 0, _NORMAL, 2, village)
    z_size, _ = normals(row, 0, _NORMAL, 3, village)
    u_age, u_workers, u_away, _ = uniforms(row, 0, _TRAITS, 0, village)
    rank = normal_cdf(z_income)
    tie = parameters.schooling_income
    schooling = band(normal_cdf(tie * z_income + math.sqrt(1.0 - tie * tie) * z_school), _SCHOOLING)
    age = band(u_age, _AGE)
    size = initial_size(rank, village.mean_size, z_size)
    workers = part(size, parameters.labour_share, u_workers)
    away = part(workers, min(parameters.away_share * village.away_scale, 1.0), u_away)
    sigma = parameters.income_sigma
    income = environment.rural_income * village.income_scale * math.exp(sigma * z_income - 0.5 * sigma * sigma)
    household.size = size
    household.workers = workers
    household.away = away
    household.traits = schooling + (age << AGE_SHIFT)
    if workers > away and uniform(row, 0, _ENTERPRISE, 0, village) < parameters.enterprise_share:
        household.traits |= ENTERPRISE
    household.income = income
    household.aspiration = income
    structural = structural_income(size, away, environment.rural_income, environment.migrant_wage, parameters.remittance)
    household.earning = income * size / 12.0 / structural
    household.cash = parameters.cash_months * income * size / 12.0 * math.exp(0.8 * z_cash)
    household.quality = math.exp(parameters.quality_sigma * z_quality)
    household.skill = initial_skill(schooling, age, z_skill)
    household.motivation = min(max(parameters.motivation_mean + parameters.motivation_spread * z_motive, 0.02), 0.98)
    household.card = RECORDED if on_list(row, _PLATFORM, parameters.coverage, village) else 0
    poor = income < environment.poverty_line
    household.need = initial_causes(uniforms(row, 0, _CAUSES, 0, village), uniforms(row, 0, _CAUSES, 1, village), village, parameters, poor)
    exposure = deprivation_exposure(income, environment.poverty_line, parameters.deprivation_falloff)
    household.deprived = initial_deprivations(
        uniforms(row, 0, _DEPRIVED, 0, village), uniforms(row, 0, _DEPRIVED, 1, village), exposure, schooling, parameters
    )


Four = tuple[float, float, float, float]


@rule
def initial_causes(draws: Four, more: Four, village: Village, parameters: Parameters, poor: bool) -> int:
    """Return the causes of poverty present at the start: shocks at their long-run shares, more so among the poor."""
    weight = 2.0 if poor else 0.9
    bits = 0
    if draws[0] < weight * parameters.illness_onset / (parameters.illness_onset + parameters.illness_recovery + 1e-12):
        bits |= ILLNESS
    if draws[1] < weight * 0.03:  # assumption: one household in thirty lives with a disability
        bits |= DISABILITY
    if draws[2] < parameters.schooling_onset / (parameters.schooling_onset + parameters.schooling_end + 1e-12):
        bits |= SCHOOLING
    if draws[3] < parameters.disaster_onset / (parameters.disaster_onset + parameters.disaster_end + 1e-12):
        bits |= DISASTER
    if more[0] < parameters.marriage_onset / (parameters.marriage_onset + parameters.marriage_end + 1e-12):
        bits |= MARRIAGE
    if more[1] < village.landless:
        bits |= LAND
    if more[2] < village.waterless:
        bits |= WATER
    return bits


@rule
def initial_deprivations(draws: Four, more: Four, exposure: float, schooling: int, parameters: Parameters) -> int:
    """Return the deprivations at the start that do not follow from the month's state; they come together (evidence: b.mpi_2012)."""
    common, together = more[3], parameters.deprivation_together
    bits = 0
    if fate(draws[0], common, together) < parameters.child_deaths * exposure:
        bits |= CHILD_MORTALITY
    if fate(draws[1], common, together) < parameters.without_fuel * exposure:
        bits |= FUEL
    if fate(draws[2], common, together) < parameters.without_sanitation * exposure:
        bits |= SANITATION
    if fate(draws[3], common, together) < parameters.without_water * exposure:
        bits |= DRINKING_WATER
    if fate(more[0], common, together) < parameters.without_electricity * exposure:
        bits |= ELECTRICITY
    if fate(more[1], common, together) < parameters.without_housing * exposure:
        bits |= HOUSING
    unschooled = fate(more[2], common, together) < parameters.unfinished_schooling * exposure
    if schooling == 0 or (schooling == 1 and unschooled):
        bits |= YEARS_OF_SCHOOLING
    return bits


@rule
def on_list(row: int, owner: int, share: float, village: Village) -> bool:
    """Return whether a household is known to the platform (``owner`` 0) or to a provider (from 1 on): the same ones for the whole run."""
    return uniform(row, 0, _LIST, owner, village) < share


@rule
def founders_order(household: Household, row: int, village: Village) -> float:
    """Return the place of a household among those that may be founders, lowest first.

    They are taken among households with a worker, the young first (evidence: junpu.founders), otherwise by draw.
    """
    without_worker = 10.0 if household.workers == 0 else 0.0
    return uniform(row, 0, _FOUNDERS, 0, village) + (household.traits >> AGE_SHIFT & AGE_MASK) + without_worker


@rule
def bring_experience(household: Household, parameters: Parameters) -> None:
    """Give a household the experience of a founder: it knows of shops and how to keep one, what sells, and wants to."""
    household.flags |= AWARE | FOUNDER
    household.skill = max(household.skill, 0.7)
    household.motivation = max(household.motivation, 0.85)
    household.quality *= parameters.founder_quality


@rule
def become_first_founder(household: Household, village: Village, parameters: Parameters, reach: float) -> None:
    """Make a household a founder from the start: home from the city, in debt, with a first store where a line can be had."""
    household.workers = max(household.workers, 1)
    household.size = max(household.size, household.workers)
    household.away = min(max(household.away - 1, 0), household.workers - 1)
    bring_experience(household, parameters)
    if reach > 0.0:
        household.flags |= CONNECTED
        if parameters.household_active > 0.0:
            household.stores = 1
            household.opened = 1
            household.reputation = parameters.reputation_start
    household.debt = parameters.founder_debt
    household.cash = max(household.cash, parameters.startup_capital)


@rule
def line_reach(broadband: float, network: float, country: float) -> float:
    """Return the share of households that can have a line on request: where lines lie, or the telephone network reaches.

    Parameters
    ----------
    broadband : float
        Share of households along the village's own lines.
    network : float
        How far the network reaches in the place, relative to the country.
    country : float
        How far it reaches in the country (evidence: cn.broadband_villages).
    """
    return max(broadband, min(network * country, 1.0))


@rule
def next_founder(households: Table[Household], village: Village) -> int:
    """Return the household that is first in the founders' order and is none yet; -1 where all are founders."""
    best, lowest = -1, math.inf
    for row in range(len(households)):
        place = founders_order(households[row], row, village)
        if households[row].flags & FOUNDER == 0 and place < lowest:
            best, lowest = row, place
    return best


@rule
def choose_founders(households: Table[Household], village: Village, parameters: Parameters, reach: float) -> None:
    """Make the village's founders: those that are first in the founders' order."""
    for _ in range(min(village.founders, len(households))):
        become_first_founder(households[next_founder(households, village)], village, parameters, reach)


@rule
def push_online(household: Household, row: int, step: int, village: Village, world: World) -> None:
    """Tell all ties of household ``row`` that it has gone online (+1) or offline (-1): kin and neighbours keep count."""
    households = households_of(village, world)
    for number in range(household.kin):
        households[kin_at(number, household, row, village, world)].online_kin += step
    for number in range(household.neighbours):
        households[neighbour_at(number, household, village, world)].online_neighbours += step


@stage
def initialise_villages(world: World, first: int, last: int) -> None:
    """Initialise all households of all villages and choose the founders; those tied to them count them as online."""
    for j in range(first, last):
        village = world.villages[j]
        parameters = world.parameters[village.variant]
        environment = world.environment[village.environment_first]
        households = world.households.rows(village.first, village.last)
        for row in range(len(households)):
            initialise(households[row], row, village, parameters, environment)
        reach = line_reach(village.broadband, village.network, environment.network)
        choose_founders(households, village, parameters, reach)
        for row in range(len(households)):
            if households[row].stores > 0:
                push_online(households[row], row, 1, village, world)
