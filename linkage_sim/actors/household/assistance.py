"""Household, implementation, first part: it takes the help that it was matched with, and is connected."""

from __future__ import annotations

from linkage_sim.economy.ledger import Flow
from linkage_sim.population.compiled import borrowing, rule, whole
from linkage_sim.population.random import Purpose, four, one_each
from linkage_sim.population.state import AWARE, CONNECTED, SUBSIDISED

_HELP = int(Purpose.HELP)
_CONNECT = int(Purpose.CONNECT)
_AID = int(Flow.AID_COMMUNITY)
_KIND = int(Flow.KIND_COMMUNITY)
_LOANS = int(Flow.LOANS)
_LIVING_STANDARD = (16, 32, 64, 128, 256)
MAX_DEPENDENCE = 36
# assumption: how much further than a middle-aged head of junior schooling others can learn, by schooling (none to college) and age
_SCHOOLING_REACH = (-0.45, -0.25, 0.0, 0.15, 0.25)
_AGE_REACH = (0.15, 0.0, -0.30)


@rule
def towards_one(level: float, part: float) -> float:
    """Return a share after a part of what is missing was gained."""
    return level + part * (1.0 - level)


@rule
def towards(level: float, part: float, reach: float) -> float:
    """Return a level after a part of what is missing to its reach was gained; beyond it nothing is gained and nothing lost."""
    return level + part * max(reach - level, 0.0)


@rule
def skill_reach(traits: int, aptitude: float) -> float:
    """Return the skill that schooling and age of its head let a household learn (evidence: b.e_commerce_education; levels assumed)."""
    return min(max(aptitude + _SCHOOLING_REACH[traits & 15] + _AGE_REACH[traits >> 4], 0.0), 1.0)


@rule
def mend(deprived: int, u: float) -> int:
    """Return the deprivations after one of the living standard was mended: the first from a drawn place on."""
    start = whole(u * 5.0)
    for step in range(5):
        bit = _LIVING_STANDARD[(start + step) % 5]
        if deprived & bit:
            return deprived & ~bit
    return deprived


@borrowing
def take_unit(h, i, v, p, g, k, month):  # type: ignore[no-untyped-def]
    """Give household ``i`` one unit of programme ``k``; return whether it had the need."""
    u = four(i, month, _HELP + 0, k, v.seed, v.key)
    had = (whole(h.need[i]) >> g.need) & 1
    h.skill[i] = towards(h.skill[i], g.skill, skill_reach(whole(h.traits[i]), p.aptitude))
    h.motivation[i] = towards_one(h.motivation[i], g.motivation)
    if u[0] < g.awareness:
        h.flags[i] = whole(h.flags[i]) | AWARE
    if had and u[1] < g.cure:
        h.need[i] = whole(h.need[i]) & ~(1 << g.need)
    if u[2] < g.housing:
        h.deprived[i] = mend(whole(h.deprived[i]), u[3])
    h.earning[i] *= 1.0 + g.earning
    h.relief[i] = max(whole(h.relief[i]), min(g.relief, 250))
    if g.handout > 0.0:
        h.dependence[i] = min(whole(h.dependence[i]) + 2, MAX_DEPENDENCE)
    return had == 1


@borrowing
def take_money(h, i, g, flows, journal):  # type: ignore[no-untyped-def]
    """Pay out a unit's cash and loan, and book its cost: cash to the household, the rest in kind."""
    h.cash[i] += g.cash + g.loan
    flows[_AID + g.payer] += g.cash
    flows[_KIND + g.payer] += g.cost - g.cash
    if g.loan > 0.0:
        if h.debt[i] <= 0.0:  # the state pays the interest of those that owe nothing else
            h.flags[i] = whole(h.flags[i]) | SUBSIDISED
        h.debt[i] += g.loan
        flows[_LOANS] += g.loan
    if len(journal) > 0:
        journal[i, _AID + g.payer] += g.cash
        journal[i, _LOANS] += g.loan


@borrowing
def take_help(h, v, p, programmes, month, met, flows, journal):  # type: ignore[no-untyped-def]
    """Households take what they were matched with; a unit without the need is wasted, a second for the same need overlaps."""
    for i in range(len(h.cash)):
        if h.received[i] == 0:
            continue
        needs_served = 0
        for k in range(len(programmes)):
            if (whole(h.received[i]) >> k) & 1 == 0:
                continue
            g = programmes[k]
            if (needs_served >> g.need) & 1:
                v.overlaps += 1.0
            needs_served |= 1 << g.need
            if take_unit(h, i, v, p, g, k, month):
                met[k] += 1.0
            else:
                v.wasted += 1.0
            take_money(h, i, g, flows, journal)


@borrowing
def be_connected(h, v):  # type: ignore[no-untyped-def]
    """Where lines were extended, those households are connected whose turn it is: a fixed order of the village."""
    if v.broadband <= v.connected:
        return
    coverage = v.broadband
    for i in range(len(h.cash)):
        h.flags[i] = whole(h.flags[i]) | (CONNECTED if one_each(i, 0, _CONNECT, 0, v.seed, v.key) < coverage else 0)
    v.connected = coverage
