"""Household, feedback: it learns by doing and from kin, compares, gains or loses motivation, hears and tells, complains."""

from __future__ import annotations

import math

from linkage_sim.kernel.numbers import single
from linkage_sim.kernel.random import Draws, Purpose, normals, uniforms
from linkage_sim.kernel.rules import rule
from linkage_sim.population.initialise import initial_skill
from linkage_sim.register.cards import is_poor
from linkage_sim.state.environment import EnvironmentRow
from linkage_sim.state.household import (
    AWARE,
    CARD,
    CHILD_MORTALITY,
    COMPLAINED,
    COPYCAT,
    ENTERPRISE,
    FOUNDER,
    MENDABLE,
    SALIENT,
    SCHOOLING_MASK,
    SUCCESS,
    YEARS_OF_SCHOOLING,
    Household,
)
from linkage_sim.state.month import Month
from linkage_sim.state.parameters import Parameters
from linkage_sim.state.ties import neighbour_at
from linkage_sim.state.village import FEW, Village
from linkage_sim.state.world import World, households_of, workings_of

from .assistance import mend, skill_reach, towards, towards_one
from .contagion import acquaintance, closure, sets_example, ties_online
from .trade import at_work_for_shops

_SUCCESSION, _SUCCESSION_NORMAL = int(Purpose.SUCCESSION), int(Purpose.SUCCESSION_NORMAL)
_MENDABLE = sum(MENDABLE)


@rule
def experience_from_nearby(nearby: float, strength: float) -> float:
    """Return the part of the missing skill gained from shopkeepers of other villages, as far as those are online."""
    return strength * nearby


@rule
def learn(household: Household, abroad: int, village: Village, parameters: Parameters) -> None:
    """Skill grows by keeping a store or helping in one, and in one who knows of shops from online kin and shopkeepers of other villages.

    ``abroad`` are its online kin in other villages: they tell what they know to their kin by marriage alone.
    """
    if household.flags & AWARE == 0:
        return
    reach = skill_reach(household.traits, parameters.aptitude)
    by_doing = parameters.skill_by_doing * (1.0 if household.stores > 0 else at_work_for_shops(village))
    from_kin = village.kin_gains[min(household.online_kin, FEW)] * acquaintance(closure(household), parameters.close_knit)
    from_abroad = village.kin_gains[min(abroad, FEW)]
    from_nearby = experience_from_nearby(village.nearby, parameters.nearby_experience)
    skill = towards(towards(household.skill, by_doing, reach), from_kin, reach)
    household.skill = towards(towards(skill, from_abroad, reach), from_nearby, reach)


@rule
def after_comparison(motivation: float, income: float, aspiration: float, weight: float) -> float:
    """Return motivation after income was compared with aspiration: above it encourages, below it discourages."""
    gap = min(max(single(income - aspiration) / max(aspiration, 1.0), -1.0), 1.0)
    return motivation + weight * gap * (1.0 - motivation if gap > 0.0 else motivation)


@rule
def next_aspiration(aspiration: float, income: float, village_income: float, adapt: float) -> float:
    """Return aspiration a month later: it moves towards the better of one's own income and the village's mean."""
    return aspiration + adapt * (max(income, village_income) - aspiration)


@rule
def after_trade(household: Household, motivation: float, shown: float, failure: float, success: float) -> float:
    """Return motivation after a month of one's own shop, well or ill, or after what others' shops showed (a part of what is missing)."""
    if household.stores > 0:
        return motivation * (1.0 - failure) if household.losing > 0 else towards_one(motivation, success)
    return towards_one(motivation, shown)


@rule
def after_handout(motivation: float, dependence: int, strength: float) -> float:
    """Return motivation after a month on hand-outs; ``dependence`` is above zero in a month of hand-out and for a while after."""
    return motivation * (1.0 - strength) if dependence > 0 else motivation


@rule
def take_heart(household: Household, village: Village, parameters: Parameters) -> None:
    """Motivation follows own success and failure, aspiration, the neighbours' example, and falls with pure hand-outs (paper, IV.C.1)."""
    example = village.examples[min(household.online_neighbours, FEW)]
    shown = example if household.flags & AWARE else 0.0
    motivation = after_comparison(household.motivation, household.income, household.aspiration, parameters.aspiration_motivation)
    motivation = after_trade(household, motivation, shown, parameters.failure_motivation, parameters.success_motivation)
    motivation = after_handout(motivation, household.dependence, parameters.handout_motivation)
    household.motivation = min(max(motivation, 0.0), 1.0)
    household.aspiration = next_aspiration(household.aspiration, household.income, village.mean_income, parameters.aspiration_adapt)
    household.dependence = max(household.dependence - 1, 0)


@rule
def is_visible_jump(profit: float, jump: float, flags: int) -> bool:
    """Return whether a household's success becomes visible this month (evidence: b.salience)."""
    return profit >= jump and flags & SUCCESS == 0


@rule
def impress(neighbour: Household, strength: float) -> None:
    """A neighbour's visible jump moves a household: it knows of shops, is encouraged, and may copy."""
    neighbour.motivation = towards_one(neighbour.motivation, strength)
    if neighbour.stores == 0:
        neighbour.flags |= AWARE | SALIENT


@rule
def show_success(household: Household, profit: float, village: Village, parameters: Parameters, world: World) -> None:
    """A visible jump moves the neighbours."""
    if sets_example(village) == 0.0 or not is_visible_jump(profit, parameters.salience_jump, household.flags):
        return
    household.flags |= SUCCESS
    world.months[village.row].jumps += 1.0
    households = households_of(village, world)
    for number in range(household.neighbours):
        impress(households[neighbour_at(number, household, village, world)], parameters.salience_motivation)


@rule
def news_from_around(away: int, village_news: float, away_news: float) -> float:
    """Return the chance to hear from beyond one's ties: the village's talk, towns, media and the internet, and migrants of one's own."""
    return 1.0 - (1.0 - village_news) * (1.0 - (away_news if away > 0 else 0.0))


@rule
def village_news(village: Village, parameters: Parameters, environment: EnvironmentRow) -> float:
    """Return the chance that anyone in the village hears this month: from those that only know, nearby villages, media, the internet."""
    talk = parameters.tell_rate / parameters.tell_ratio * village.aware_share
    media = parameters.publicity_news * village.fame
    nearby, internet = parameters.nearby_news * village.nearby, parameters.outside_news * environment.rural_internet
    return 1.0 - (1.0 - talk) * (1.0 - media) * (1.0 - nearby) * (1.0 - internet)


@rule
def chance_to_hear(household: Household, abroad: int, around: float, village: Village, parameters: Parameters) -> float:
    """Return a household's chance to hear of shops this month: from kin and neighbours, in a shop where it helps, from around."""
    close: float = village.news[min(ties_online(household) + abroad, FEW)]
    at_work = at_work_for_shops(village) if household.workers > household.away else 0.0
    apart = (1.0 - close) * (1.0 - at_work)
    return 1.0 - apart * (1.0 - news_from_around(household.away, around, parameters.away_news))


@rule
def hear(household: Household, chance: float, draws: Draws, month: Month) -> None:
    """A household that does not know of shops may hear of them: information first, before experience (evidence: b.peer_order)."""
    if household.flags & AWARE == 0 and draws.first < chance:
        household.flags |= AWARE
        month.feedback_household += 1.0


@rule
def follow_ties(household: Household, row: int, around: float, village: Village, draws: Draws, world: World) -> None:
    """A household hears of shops and learns how to keep one, from those whom it is tied to here and in other villages."""
    parameters, abroad = world.parameters[village.variant], workings_of(village, world)[row].abroad
    learn(household, abroad, village, parameters)
    if household.flags & AWARE == 0:
        chance = chance_to_hear(household, abroad, around, village, parameters)
        hear(household, chance, draws, world.months[village.row])


@rule
def next_schooling(schooling: int, draw: float) -> int:
    """Return the schooling of the next generation: a step more than its parents' for half of it, junior at least (assumption)."""
    return min(max(schooling + (1 if draw < 0.5 else 0), 2), 4)


@rule
def hand_over(household: Household, row: int, village: Village, parameters: Parameters, draws: Draws, now: int) -> None:
    """The young take over from the old where no store is kept: better schooled, free of what their elders were and gave up."""
    if household.stores > 0 or draws.second <= 1.0 - parameters.succession:
        return
    luck = uniforms(row, now, _SUCCESSION, 0, village)
    z_quality, z_skill = normals(row, now, _SUCCESSION_NORMAL, 0, village)
    schooling = next_schooling(household.traits & SCHOOLING_MASK, luck[0])
    household.traits = schooling + (household.traits & ENTERPRISE)  # a young head
    household.quality = math.exp(parameters.quality_sigma * z_quality)
    household.skill = max(household.skill, initial_skill(schooling, 0, z_skill))
    household.losing = 0
    household.flags &= ~(COPYCAT | FOUNDER)


@rule
def mend_chance(income: float, line: float, parameters: Parameters) -> float:
    """Return the chance that a deprivation of the living standard is mended: by a household as far as it can pay, or by public works."""
    own = parameters.mend_rate * min(income / (parameters.mend_income * line), 1.0)
    return 1.0 - (1.0 - own) * (1.0 - parameters.public_mending)


@rule
def improve_living(household: Household, parameters: Parameters, environment: EnvironmentRow, draws: Draws) -> None:
    """Now and then a deprivation of the living standard is mended, the sooner the better a household can pay."""
    chance = mend_chance(household.income, environment.poverty_line, parameters)
    if (household.deprived & _MENDABLE != 0) & (draws.second < chance):
        household.deprived = mend(household.deprived, draws.third)


@rule
def renew(household: Household, parameters: Parameters, draws: Draws) -> None:
    """Younger members who went to school take the place of those who did not, and the death of a child is long ago."""
    late = 1.0 - draws.second
    if late < parameters.schooling_renewal:
        if household.size > 1:
            household.deprived &= ~YEARS_OF_SCHOOLING
    elif late < parameters.schooling_renewal + 1.0 / parameters.mortality_memory:
        household.deprived &= ~CHILD_MORTALITY


@rule
def complain(household: Household, parameters: Parameters, environment: EnvironmentRow, draws: Draws, month: Month) -> None:
    """A poor household left off the list may complain to the committee, which relays it (paper, IV.C.2: public opinion feedback)."""
    if parameters.household_active == 0.0 or parameters.community_active == 0.0:
        return
    left_off = (household.card & (CARD | COMPLAINED) == 0) & is_poor(household.income, environment.poverty_line)
    if left_off & (draws.fourth < parameters.complain_rate):
        household.card |= COMPLAINED
        month.feedback_community += 1.0
