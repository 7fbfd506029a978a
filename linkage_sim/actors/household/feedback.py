"""Household, feedback: it learns by doing and from kin, compares, gains or loses motivation, hears and tells, complains."""

from __future__ import annotations

import numpy as np

from linkage_sim.platform.cards import is_poor
from linkage_sim.population.compiled import borrowing, real, rule, whole
from linkage_sim.population.random import Purpose, draws
from linkage_sim.population.state import AWARE, CARD, COMPLAINED, SALIENT, SUCCESS

from .assistance import mend, skill_reach, towards, towards_one
from .contagion import FEW, acquaintance, news_from_ties, ties_online

_HEAR = int(Purpose.HEAR)
TRAITS = 48  # values that the column ``traits`` can have
_LIVING_STANDARD_MASK = 16 | 32 | 64 | 128 | 256


@rule
def experience_from_kin(online_kin: int, strength: float) -> float:
    """Return the part of skill missing to its reach that up to four online kin pass on in a month (evidence: b.ties)."""
    return real(1.0 - (1.0 - strength) ** min(online_kin, FEW))


@rule
def experience_from_nearby(nearby: float, strength: float) -> float:
    """Return the part of the missing skill gained from shopkeepers of other villages, as far as those are online."""
    return strength * nearby


@rule
def after_comparison(motivation: float, income: float, hope: float, weight: float) -> float:
    """Return motivation after income was compared with hope: above it encourages, below it discourages."""
    gap = min(max((income - hope) / max(hope, 1.0), -1.0), 1.0)
    return motivation + weight * gap * (1.0 - motivation if gap > 0.0 else motivation)


@rule
def next_hope(hope: float, income: float, village_income: float, adapt: float) -> float:
    """Return hope a month later: it moves towards the better of one's own income and the village's mean."""
    return hope + adapt * (max(income, village_income) - hope)


@rule
def example(neighbours: int, thriving: float, strength: float) -> float:
    """Return the part of missing motivation that at most four online neighbours give, as far as they thrive (evidence: b.ties)."""
    return real(1.0 - (1.0 - strength * thriving) ** min(neighbours, FEW))


@rule
def of_few(number: int, parts: tuple[float, float, float, float]) -> float:
    """Return the part that goes with a number of ties: with one the first of four, with four or more the last, with none nothing."""
    if number >= FEW:
        return parts[3]
    if number >= 3:
        return parts[2]
    if number >= 2:
        return parts[1]
    return parts[0] if number >= 1 else 0.0


@rule
def gains_of_few(strength: float) -> tuple[float, float, float, float]:
    """Return the gain of skill from one, two, three, and four or more online kin."""
    return (
        experience_from_kin(1, strength),
        experience_from_kin(2, strength),
        experience_from_kin(3, strength),
        experience_from_kin(FEW, strength),
    )


@rule
def reaches_of_traits(aptitude: float):  # type: ignore[no-untyped-def]
    """Return the skill within reach for every value of the column ``traits``."""
    reaches = np.zeros(TRAITS, np.float64)
    for age in range(3):
        for schooling in range(5):
            traits = schooling + 16 * age
            reaches[traits] = skill_reach(traits, aptitude)
    return reaches


@rule
def learn(h, v, p):  # type: ignore[no-untyped-def]
    """Skill grows by keeping a store, and among those that know of shops from online kin and from shopkeepers of other villages."""
    from_nearby = experience_from_nearby(v.nearby, p.nearby_experience)
    gains = gains_of_few(p.skill_from_kin)
    reaches = reaches_of_traits(p.aptitude)
    for i in range(len(h.cash)):
        aware = whole(h.flags[i]) & AWARE
        from_kin = of_few(whole(h.online_kin[i]), gains) * acquaintance(real(h.closure[i]), p.close_knit)
        by_doing = p.skill_by_doing if h.stores[i] > 0 else 0.0
        reach = reaches[h.traits[i]]
        after = towards(towards(towards(real(h.skill[i]), by_doing, reach), from_kin, reach), from_nearby, reach)
        h.skill[i] = after if aware else real(h.skill[i])


@rule
def after_trade(motivation: float, online: bool, losing: bool, shown: float, failure: float, success: float) -> float:
    """Return motivation after a month of one's own shop, well or ill, or after what others' shops showed (a part of what is missing)."""
    if online:
        return motivation * (1.0 - failure) if losing else towards_one(motivation, success)
    return towards_one(motivation, shown)


@rule
def examples_of_few(thriving: float, strength: float) -> tuple[float, float, float, float]:
    """Return the example of one, two, three, and four or more online neighbours."""
    return example(1, thriving, strength), example(2, thriving, strength), example(3, thriving, strength), example(FEW, thriving, strength)


@borrowing
def take_heart(h, v, p):  # type: ignore[no-untyped-def]
    """Motivation follows own success and failure, hopes, the neighbours' example, and falls with pure hand-outs (paper, IV.C.1)."""
    examples = examples_of_few(v.thriving, p.example_motivation)
    for i in range(len(h.cash)):
        income, hope, dependence = h.income[i], h.hope[i], whole(h.dependence[i])
        neighbours = whole(h.online_neighbours[i]) if whole(h.flags[i]) & AWARE else 0
        motivation = after_comparison(real(h.motivation[i]), income, hope, p.hope_motivation)
        shown = of_few(neighbours, examples)
        motivation = after_trade(motivation, h.stores[i] > 0, h.losing[i] > 0, shown, p.failure_motivation, p.success_motivation)
        motivation = after_handout(motivation, dependence, p.handout_motivation)
        h.motivation[i] = min(max(motivation, 0.0), 1.0)
        h.hope[i] = next_hope(real(hope), income, v.mean_income, p.hope_adapt)
        h.dependence[i] = max(dependence - 1, 0)


@rule
def after_handout(motivation: float, dependence: int, strength: float) -> float:
    """Return motivation after a month on hand-outs; ``dependence`` is above zero in a month of hand-out and for a while after."""
    return motivation * (1.0 - strength) if dependence > 0 else motivation


@rule
def is_visible_jump(profit: float, jump: float, flags: int) -> bool:
    """Return whether a household's success becomes visible this month (evidence: b.salience)."""
    return (profit >= jump) & (flags & SUCCESS == 0)


@borrowing
def show_success(h, p, profits, ties, kin, other, v):  # type: ignore[no-untyped-def]
    """A visible jump moves the neighbours: they know of shops, are encouraged, and may copy."""
    for i in range(len(h.cash)):
        if not is_visible_jump(profits[i], p.salience_jump, whole(h.flags[i])) or h.stores[i] == 0:
            continue
        h.flags[i] = whole(h.flags[i]) | SUCCESS
        v.jumps += 1.0
        for at in range(ties[i] + kin[i], ties[i + 1]):
            j = other[at]
            h.motivation[j] = towards_one(h.motivation[j], p.salience_motivation)
            if h.stores[j] == 0:
                h.flags[j] = whole(h.flags[j]) | AWARE | SALIENT


@rule
def news_from_around(away: int, village_news: float, away_news: float) -> float:
    """Return the chance to hear from beyond one's ties: the village's talk, towns, media and the internet, and migrants of one's own."""
    return 1.0 - (1.0 - village_news) * (1.0 - (away_news if away > 0 else 0.0))


@rule
def village_news(v, p, e):  # type: ignore[no-untyped-def]
    """Return the chance that anyone in the village hears this month: from those that only know, nearby villages, media, the internet."""
    talk = p.tell_rate / p.tell_ratio * v.aware_share
    media = p.publicity_news * v.fame
    return 1.0 - (1.0 - talk) * (1.0 - media) * (1.0 - p.nearby_news * v.nearby) * (1.0 - p.outside_news * e.internet)


@rule
def hear(h, v, p, e, month):  # type: ignore[no-untyped-def]
    """Households that do not know of shops hear of them: information first, before experience (evidence: b.peer_order)."""
    u = draws(len(h.cash), month, _HEAR, v.seed, v.key)
    around = village_news(v, p, e)
    for i in range(len(h.cash)):
        if whole(h.flags[i]) & AWARE:
            continue
        close = news_from_ties(ties_online(h, i), p.tell_rate)
        if u[0, i] < 1.0 - (1.0 - close) * (1.0 - news_from_around(h.away[i], around, p.away_news)):
            h.flags[i] = whole(h.flags[i]) | AWARE
            v.heard += 1.0
    return u


@borrowing
def improve_living(h, p, e, u):  # type: ignore[no-untyped-def]
    """A household above the line now and then mends a deprivation of its living standard."""
    for i in range(len(h.cash)):
        if u[1, i] < p.mend_rate and whole(h.deprived[i]) & _LIVING_STANDARD_MASK and h.income[i] >= e.line:
            h.deprived[i] = mend(whole(h.deprived[i]), u[2, i])


@borrowing
def complain(h, v, p, e, u):  # type: ignore[no-untyped-def]
    """A poor household left off the list may complain to the committee, which relays it (paper, IV.C.2: public opinion feedback)."""
    if v.listed == 0.0 or p.household_active == 0.0 or p.community_active == 0.0:
        return
    for i in range(len(h.cash)):
        card = whole(h.card[i])
        if card & (CARD | COMPLAINED) == 0 and is_poor(h.income[i], e.line) and u[3, i] < p.complain_rate:
            h.card[i] = card | COMPLAINED
            v.complaints += 1.0
