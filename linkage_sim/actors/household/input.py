"""Household, input: what befalls it, what it lacks, and whether it says so."""

from __future__ import annotations

from linkage_sim.population.compiled import borrowing, rule, whole
from linkage_sim.population.random import Purpose, draws, one
from linkage_sim.population.state import AWARE, CONNECTED

ILLNESS, DISABILITY, SCHOOLING, DISASTER, MARRIAGE, LAND, WATER, SKILLS, FUNDS, LABOUR, ROADS, MOTIVATION = (1 << k for k in range(12))
INFORMATION, BROADBAND, LOGISTICS, GOODS = (1 << k for k in range(12, 16))
SHOCKS = ILLNESS | DISABILITY | SCHOOLING | DISASTER | MARRIAGE
LASTING = SHOCKS | LAND | WATER
"""Needs that are states of their own; all others follow from the month's state."""

_INPUT = int(Purpose.INPUT)
_SETBACK = int(Purpose.SETBACK)


@rule
def struck(need: int, u: float, p) -> int:  # type: ignore[no-untyped-def]
    """Return the shock that strikes a household this month as a bit, 0 for none; one at most, and none that it has already."""
    limit = p.illness_onset
    if u < limit:
        return ILLNESS & ~need
    limit += p.disability_onset
    if u < limit:
        return DISABILITY & ~need
    limit += p.schooling_onset
    if u < limit:
        return SCHOOLING & ~need
    limit += p.disaster_onset
    if u < limit:
        return DISASTER & ~need
    limit += p.marriage_onset
    if u < limit:
        return MARRIAGE & ~need
    return 0


@rule
def recovered(need: int, u: float, p) -> int:  # type: ignore[no-untyped-def]
    """Return which of its shocks end by themselves this month, as bits; disability never does."""
    ended = 0
    if need & ILLNESS and u < p.illness_recovery:
        ended |= ILLNESS
    if need & SCHOOLING and u < p.schooling_end:
        ended |= SCHOOLING
    if need & DISASTER and u < p.disaster_end:
        ended |= DISASTER
    if need & MARRIAGE and u < p.marriage_end:
        ended |= MARRIAGE
    return ended


@rule
def throws_back(cash: float, threshold: float) -> bool:
    """Return whether a shock throws a household back: it has no assets to meet it with (evidence: b.asset_trap)."""
    return cash < threshold


@rule
def suffer_shocks(h, v, p, month):  # type: ignore[no-untyped-def]
    """Illness, disability, schooling, disaster and weddings come and go; below the asset threshold they leave a setback.

    Return the month's draws of this stage: onset and recovery here, then voice and visits.
    """
    u = draws(len(h.cash), month, _INPUT, v.seed, v.key)
    onset = p.illness_onset + p.disability_onset + p.schooling_onset + p.disaster_onset + p.marriage_onset
    for i in range(len(h.cash)):
        h.need[i] = whole(h.need[i]) & ~recovered(whole(h.need[i]), u[1, i], p)
    for i in range(len(h.cash)):
        if u[0, i] < onset:
            need = whole(h.need[i])
            shock = struck(need, u[0, i], p)
            h.need[i] = need | shock
            if shock and throws_back(h.cash[i], p.asset_threshold) and h.setbacks[i] < 5:
                h.setbacks[i] += 1
                h.earning[i] *= 1.0 - p.setback_loss
        if h.setbacks[i] == 0 or throws_back(h.cash[i], p.asset_threshold):
            continue
        if one(i, month, _SETBACK, 0, v.seed, v.key) < p.setback_recovery:
            h.setbacks[i] -= 1
            h.earning[i] /= 1.0 - p.setback_loss
    return u


@rule
def lacks(need, skill, motivation, cash, home, flags, village_bits, p):  # type: ignore[no-untyped-def]
    """Return all that a household lacks, as bits: its lasting causes of poverty and the missing pieces of a shop."""
    bits = (need & LASTING) | village_bits
    if skill < p.know_midpoint:
        bits |= SKILLS
    if cash < p.startup_capital:
        bits |= FUNDS
    if home == 0:
        bits |= LABOUR
    if motivation < p.belief_midpoint:
        bits |= MOTIVATION
    if flags & AWARE == 0:
        bits |= INFORMATION
    if flags & CONNECTED == 0:
        bits |= BROADBAND
    return bits


@rule
def village_lacks(roads: float, shipping: float, goods: float, brand: float) -> int:
    """Return what all households of a village lack, as bits.

    A road network at least half there, a way to ship, goods to sell and a brand for them (thresholds are assumptions).
    """
    bits = 0
    if roads < 0.5:
        bits |= ROADS
    if shipping < 0.9:
        bits |= LOGISTICS
    if goods < 0.9 or brand < 0.9:
        bits |= GOODS
    return bits


@borrowing
def state_needs(h, v, p):  # type: ignore[no-untyped-def]
    """Each household's needs follow its state; what it voiced and no longer lacks waits no more."""
    village_bits = village_lacks(v.roads, v.shipping, v.goods, v.brand)
    for i in range(len(h.cash)):
        home = whole(h.workers[i]) - whole(h.away[i])
        need = lacks(whole(h.need[i]), h.skill[i], h.motivation[i], h.cash[i], home, whole(h.flags[i]), village_bits, p)
        h.need[i] = need
        h.voiced[i] = whole(h.voiced[i]) & need
        h.received[i] = 0


@rule
def voice_chance(alone: float, motivation: float, linked: bool, coverage: float, delay: float) -> float:
    """Return the chance that a household's needs are heard without a visit: its own word, and the platform's record."""
    silent = 1.0 - alone * motivation
    if linked:
        silent *= 1.0 - coverage / delay * motivation
    return 1.0 - silent


@borrowing
def voice_needs(h, v, p, u, linked):  # type: ignore[no-untyped-def]
    """Households that are motivated and reached voice their needs (paper, IV.C.2: input)."""
    if p.household_active == 0.0:
        return
    voiced = 0
    for i in range(len(h.cash)):
        heard = u[2, i] < voice_chance(p.voice_alone, h.motivation[i], linked, p.coverage, p.delay)
        speaks = heard and h.need[i] > 0
        h.voiced[i] = h.need[i] if speaks else h.voiced[i]
        voiced += 1 if speaks else 0
    v.voiced += voiced


@borrowing
def state_deprivations(h, p, e):  # type: ignore[no-untyped-def]
    """Some deprivations follow from the month's state: nutrition, attendance at school, drinking water, assets."""
    for i in range(len(h.cash)):
        bits = whole(h.deprived[i]) & ~(1 | 8 | 512)
        if h.income[i] < p.necessities * e.line:
            bits |= 1
        if whole(h.need[i]) & SCHOOLING and h.income[i] < e.line:
            bits |= 8
        if whole(h.need[i]) & WATER:
            bits |= 64
        if h.cash[i] < p.asset_threshold and h.income[i] < 2.0 * e.line:
            bits |= 512
        h.deprived[i] = bits
