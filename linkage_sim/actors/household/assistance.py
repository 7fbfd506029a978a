"""Household, implementation, first part: it takes the help that it was matched with, and is connected."""

from __future__ import annotations

from linkage_sim.economy.books import book
from linkage_sim.kernel.random import Purpose, uniform, uniforms
from linkage_sim.kernel.rules import rule
from linkage_sim.state.household import AGE_MASK, AGE_SHIFT, AWARE, CONNECTED, MENDABLE, SCHOOLING_MASK, SUBSIDISED, Household
from linkage_sim.state.ledger import AID, KIND, Flow
from linkage_sim.state.parameters import Parameters, ProgrammeRow
from linkage_sim.state.village import Books, Village
from linkage_sim.state.world import World, journal_of, offers_of, programmes_of

_HELP = int(Purpose.HELP)
_CONNECT = int(Purpose.CONNECT)
_LOANS = int(Flow.LOANS)
MAX_DEPENDENCE = 36
MAX_RELIEF = 250
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
    return min(max(aptitude + _SCHOOLING_REACH[traits & SCHOOLING_MASK] + _AGE_REACH[traits >> AGE_SHIFT & AGE_MASK], 0.0), 1.0)


@rule
def mend(deprived: int, draw: float) -> int:
    """Return the deprivations after one of the living standard was mended: the first from a drawn place on."""
    start = int(draw * 5.0)
    for step in range(5):
        bit = MENDABLE[(start + step) % 5]
        if deprived & bit:
            return deprived & ~bit
    return deprived


@rule
def take_own_effects(household: Household, programme: ProgrammeRow, parameters: Parameters) -> None:
    """A unit has the effects that extensions declare; without any, none."""


@rule
def take_unit(household: Household, programme: ProgrammeRow, parameters: Parameters, draws: tuple[float, float, float, float]) -> bool:
    """Give a household one unit of a programme; return whether it had the need."""
    had = (household.need >> programme.need) & 1 == 1
    household.skill = towards(household.skill, programme.skill, skill_reach(household.traits, parameters.aptitude))
    household.motivation = towards_one(household.motivation, programme.motivation)
    if draws[0] < programme.awareness:
        household.flags |= AWARE
    if had and draws[1] < programme.cure:
        household.need &= ~(1 << programme.need)
    if draws[2] < programme.housing:
        household.deprived = mend(household.deprived, draws[3])
    household.earning *= 1.0 + programme.earning
    household.relief = max(household.relief, int(min(programme.relief, MAX_RELIEF)))
    take_own_effects(household, programme, parameters)
    if programme.handout > 0.0:
        household.dependence = min(household.dependence + 2, MAX_DEPENDENCE)
    return had


@rule
def take_money(household: Household, programme: ProgrammeRow, village: Village, journal: Books) -> None:
    """Pay out a unit's cash and loan, and book its cost: cash to the household, the rest in kind."""
    household.cash += programme.cash + programme.loan
    book(programme.cash, AID + programme.payer, village, journal)
    village.flows[KIND + programme.payer] += programme.cost - programme.cash
    if programme.loan > 0.0:
        if household.debt <= 0.0:  # the state pays the interest of those that owe nothing else
            household.flags |= SUBSIDISED
        household.debt += programme.loan
        book(programme.loan, _LOANS, village, journal)


@rule
def take_help(household: Household, row: int, village: Village, parameters: Parameters, world: World) -> None:
    """A household takes what it was matched with; a unit without the need is wasted, a second for the same need overlaps."""
    programmes, offers = programmes_of(village, world), offers_of(village, world)
    month, journal = world.months[village.row], journal_of(village, row, world)
    needs_served = 0
    for k in range(len(programmes)):
        if (household.received >> k) & 1 == 0:
            continue
        programme = programmes[k]
        if (needs_served >> programme.need) & 1:
            month.overlaps += 1.0
        needs_served |= 1 << programme.need
        if take_unit(household, programme, parameters, uniforms(row, world.clock[0], _HELP, k, village)):
            offers[k].met += 1.0
        else:
            month.wasted += 1.0
        take_money(household, programme, village, journal)


@rule
def be_connected(household: Household, row: int, village: Village) -> None:
    """Where lines were extended, those households are connected whose turn it is: a fixed order of the village."""
    if uniform(row, 0, _CONNECT, 0, village) < village.broadband:
        household.flags |= CONNECTED
