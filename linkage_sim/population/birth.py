"""How households come to be at the start of a run, one at a time, each from draws of its own."""

from __future__ import annotations

import math

import numpy as np

from .compiled import borrowing, rule, whole
from .network import clan_of
from .random import Purpose, four, normals, one
from .state import AWARE, CONNECTED, FOUNDER

_TRAITS = int(Purpose.TRAITS)
_NORMAL = int(Purpose.TRAITS_NORMAL)
_CAUSES = int(Purpose.TRAITS_CAUSES)
_DEPRIVED = int(Purpose.TRAITS_DEPRIVED)
_FOUNDERS = int(Purpose.FOUNDERS)

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
def normal_cdf(z: float) -> float:
    """Return the standard normal distribution function."""
    return 0.5 * math.erfc(-z / math.sqrt(2.0))


@rule
def band(u: float, limits: tuple[float, ...]) -> int:
    """Return in which of the bands with these upper limits a share lies."""
    at = 0
    for limit in limits:
        if u >= limit:
            at += 1
    return at


@rule
def born_size(rank: float, mean: float, z: float) -> int:
    """Return the size of a household: the poorer, the larger (evidence: cn.household_size_by_quintile)."""
    size = round(mean * _SIZE[min(whole(rank * 5.0), 4)] + 1.2 * z)
    return min(max(whole(size), 1), 12)


@rule
def born_skill(schooling: int, age: int, z: float) -> float:
    """Return skill from schooling and age (evidence: b.e_commerce_education; levels are assumptions)."""
    return min(max(_SCHOOLING_SKILL[schooling] + _AGE_SKILL[age] + 0.06 * z, 0.0), 0.95)


@rule
def part(total: int, share: float, u: float) -> int:
    """Return a whole part of a total: the expected share, rounded up or down at random so that the mean is kept."""
    wanted = total * share
    return min(whole(wanted) + (1 if u < wanted - math.floor(wanted) else 0), total)


@rule
def structural_income(size: int, away: int, rural_income: float, migrant_wage: float, remittance: float) -> float:
    """Return what a household of this shape earns offline at the village's mean, RMB per month."""
    return size * rural_income * STRUCTURAL_SHARE / 12.0 + away * migrant_wage * remittance


@rule
def deprivation_chance(income: float, line: float) -> float:
    """Return how likely each deprivation of the living standard is (assumption: a third at no income, falling with it)."""
    return 0.35 * math.exp(-0.4 * income / line)


@borrowing
def bear(i, h, v, p, e):  # type: ignore[no-untyped-def]
    """Give household ``i`` of a village its traits, income, work, cash, causes of poverty and deprivations."""
    seed, key = v.seed, v.key
    z_income, z_school = normals(i, 0, _NORMAL, 0, seed, key)
    z_quality, z_motive = normals(i, 0, _NORMAL, 1, seed, key)
    z_cash, z_skill = normals(i, 0, _NORMAL, 2, seed, key)
    z_size, _ = normals(i, 0, _NORMAL, 3, seed, key)
    u_age, u_workers, u_away, _ = four(i, 0, _TRAITS, 0, seed, key)
    rank = normal_cdf(z_income)
    tie = p.schooling_income
    schooling = band(normal_cdf(tie * z_income + math.sqrt(1.0 - tie * tie) * z_school), _SCHOOLING)
    age = band(u_age, _AGE)
    size = born_size(rank, v.mean_size, z_size)
    workers = part(size, p.labour_share, u_workers)
    away = part(workers, min(p.away_share * v.away_scale, 1.0), u_away)
    income = e.rural_income * v.income_scale * math.exp(p.income_sigma * z_income - 0.5 * p.income_sigma * p.income_sigma)
    h.size[i] = size
    h.workers[i] = workers
    h.away[i] = away
    h.traits[i] = schooling + 16 * age
    h.income[i] = income
    h.hope[i] = income
    h.earning[i] = income * size / 12.0 / structural_income(size, away, e.rural_income, e.migrant_wage, p.remittance)
    h.cash[i] = p.cash_months * income * size / 12.0 * math.exp(0.8 * z_cash)
    h.quality[i] = math.exp(p.quality_sigma * z_quality)
    h.skill[i] = born_skill(schooling, age, z_skill)
    h.motivation[i] = min(max(p.motivation_mean + p.motivation_spread * z_motive, 0.02), 0.98)
    h.need[i] = born_causes(i, v, p, income, e.line, seed, key)
    h.deprived[i] = born_deprivations(i, income, e.line, schooling, seed, key)


@rule
def born_causes(i, v, p, income, line, seed, key):  # type: ignore[no-untyped-def]
    """Return the causes of poverty present at the start: shocks at their long-run shares, more so among the poor."""
    u1, u2, u3, u4 = four(i, 0, _CAUSES, 0, seed, key)
    w1, w2, w3, _ = four(i, 0, _CAUSES, 1, seed, key)
    poor = 2.0 if income < line else 0.9
    bits = 0
    if u1 < poor * p.illness_onset / (p.illness_onset + p.illness_recovery + 1e-12):
        bits |= 1
    if u2 < poor * 0.03:  # assumption: one household in thirty lives with a disability
        bits |= 2
    if u3 < p.schooling_onset / (p.schooling_onset + p.schooling_end + 1e-12):
        bits |= 4
    if u4 < p.disaster_onset / (p.disaster_onset + p.disaster_end + 1e-12):
        bits |= 8
    if w1 < p.marriage_onset / (p.marriage_onset + p.marriage_end + 1e-12):
        bits |= 16
    if w2 < v.landless:
        bits |= 32
    if w3 < v.waterless:
        bits |= 64
    return bits


@rule
def born_deprivations(i, income, line, schooling, seed, key):  # type: ignore[no-untyped-def]
    """Return the deprivations at the start that do not follow from the month's state."""
    chance = deprivation_chance(income, line)
    bits = 4 if schooling == 0 else 0
    a = four(i, 0, _DEPRIVED, 0, seed, key)
    b = four(i, 0, _DEPRIVED, 1, seed, key)
    if a[0] < 0.3 * chance:  # child mortality: rare beside the others
        bits |= 2
    if a[1] < chance:
        bits |= 16
    if a[2] < chance:
        bits |= 32
    if a[3] < chance:
        bits |= 64
    if b[0] < 0.1 * chance:  # electricity reached nearly all villages before 2012
        bits |= 128
    if b[1] < chance:
        bits |= 256
    return bits


@rule
def choose_founders(h, v, p, e, founders):  # type: ignore[no-untyped-def]
    """Make ``founders`` households of a village its founders: home from the city, in debt, with a first store each.

    They are taken among households with a worker, the young first (evidence: junpu.founders), otherwise by draw.
    """
    n = len(h.cash)
    order = np.empty(n, np.float64)
    for i in range(n):
        order[i] = one(i, 0, _FOUNDERS, 0, v.seed, v.key) + (h.traits[i] >> 4) + (10.0 if h.workers[i] == 0 else 0.0)
    for i in np.argsort(order)[:founders]:
        h.workers[i] = max(h.workers[i], 1)
        h.size[i] = max(h.size[i], h.workers[i])
        h.away[i] = max(whole(h.away[i]) - 1, 0)
        h.away[i] = min(h.away[i], h.workers[i] - 1)
        h.flags[i] = AWARE | FOUNDER
        h.skill[i] = max(h.skill[i], 0.7)
        h.motivation[i] = max(h.motivation[i], 0.85)
        h.quality[i] = h.quality[i] * p.founder_quality
        if v.broadband > 0.0:
            h.flags[i] = AWARE | FOUNDER | CONNECTED
            if p.household_active > 0.0:
                h.stores[i] = 1
                h.reputation[i] = p.reputation_start
        h.debt[i] = p.founder_debt
        h.cash[i] = max(h.cash[i], p.startup_capital)


@rule
def bear_village(h, v, p, e, founders):  # type: ignore[no-untyped-def]
    """Bear all households of a village and choose its founders."""
    for i in range(len(h.cash)):
        bear(i, h, v, p, e)
    choose_founders(h, v, p, e, founders)


@rule
def count_online_ties(h, ties, kin, other):  # type: ignore[no-untyped-def]
    """Count for every household of a village its kin and neighbours with a store."""
    for i in range(len(h.cash)):
        if h.stores[i] == 0:
            continue
        for at in range(ties[i], ties[i + 1]):
            if at < ties[i] + kin[i]:
                h.online_kin[other[at]] += 1
            else:
                h.online_neighbours[other[at]] += 1


@rule
def in_officials_clan(i: int, n: int, clans: int) -> bool:
    """Return whether a household is kin of the village's officials: theirs is the first clan."""
    return clan_of(i, n, clans) == 0
