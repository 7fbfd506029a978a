"""Targeted assistance: who is helped with what, by whom.

Linked by the platform, a provider sees voiced needs and serves those that lack exactly this. Without it each provider
serves the households on its own partial list, guessing what they lack. Nothing else differs between the two: the same
programmes, allocations and capacities.
"""

from __future__ import annotations

from linkage_sim.kernel.random import Candidate, Purpose, draw_each
from linkage_sim.kernel.rules import rule
from linkage_sim.kernel.state import Array, Table
from linkage_sim.population.initialise import on_list
from linkage_sim.register.cards import is_poor
from linkage_sim.scenario.programmes import ELIGIBILITIES, NEEDS
from linkage_sim.scenario.rooms import MATCHING_RULES
from linkage_sim.state.environment import EnvironmentRow
from linkage_sim.state.household import CARD, RECORDED, SHOP_PIECES, Household
from linkage_sim.state.parameters import Parameters, ProgrammeRow
from linkage_sim.state.village import MEETING, Offer, Village
from linkage_sim.state.world import World, environment_of, households_of, offers_of, programmes_of, workings_of

from .programmes import capacity_of, is_due, pay_units, units_affordable

_MATCH = int(Purpose.MATCH)
_SCATTER = int(Purpose.SCATTER)
_NEEDS = len(NEEDS)
CLASSES = 8
MEETINGS = 4
"""How often an unlinked provider meets each household of a village in a month, at most and on average (assumption)."""
NEED_FIRST, POOREST_FIRST = MATCHING_RULES.index("need"), MATCHING_RULES.index("poorest")
REGISTERED, ONLINE, UNREGISTERED_POOR = (ELIGIBILITIES.index(name) for name in ("registered", "online", "unregistered_poor"))


@rule
def count_bits(bits: int) -> int:
    """Return how many bits are set."""
    count = 0
    while bits:
        bits &= bits - 1
        count += 1
    return count


@rule
def may_have(eligibility: int, card: int, stores: int, poor: bool) -> bool:
    """Return whether a household is eligible for a programme."""
    if eligibility == REGISTERED:
        return card & CARD != 0
    if eligibility == ONLINE:
        return stores > 0
    if eligibility == UNREGISTERED_POOR:
        return poor and card & CARD == 0
    return True


@rule
def is_open_to(programme: ProgrammeRow, household: Household, line: float) -> bool:
    """Return whether a household is eligible for a programme now."""
    return may_have(programme.eligibility, household.card, household.stores, is_poor(household.income, line))


@rule
def priority(matching: int, need: int, income: float, line: float) -> int:
    """Return the class in which a household is served, lowest first.

    Under ``need`` those that lack fewest pieces of a shop come first, because help completes them; under ``poorest`` the
    poorest (assumption; a switch of the scenario).
    """
    if matching == NEED_FIRST:
        return min(count_bits(need & SHOP_PIECES), CLASSES - 1)
    if matching == POOREST_FIRST:
        return int(min(max(income / line * 4.0, 0.0), CLASSES - 1.0))
    return 0


@rule
def serve(household: Household, programme: ProgrammeRow) -> None:
    """Note that a household receives a programme this month; the need no longer waits."""
    household.received |= 1 << programme.number
    household.voiced &= ~(1 << programme.need)


@rule
def count_needs(voiced: int, counts: Array) -> None:
    """Add a household's voiced needs to the counts of each need."""
    for need in range(_NEEDS):
        counts[need] += (voiced >> need) & 1


@rule
def gather_claims(village: Village, world: World) -> int:
    """Count for each programme how many households wait for what it addresses, and list those that the platform has on record.

    Return how many are listed: none where nobody is linked.
    """
    households, programmes, offers = households_of(village, world), programmes_of(village, world), offers_of(village, world)
    counts, listed = world.counts[village.part], 0
    for need in range(_NEEDS):
        counts[need] = 0
    for i in range(len(households)):
        voiced = households[i].voiced
        if voiced:
            count_needs(voiced, counts)
            world.waiting[village.scratch_first + listed].who = i
            listed += 1 if households[i].card & RECORDED else 0
    for k in range(len(programmes)):
        offers[k].claims = counts[programmes[k].need]
    return listed if village.linked > 0.0 else 0


@rule
def claimants(village: Village, programme: ProgrammeRow, waiting: int, world: World) -> int:
    """List those that the platform shows to a programme: eligible, voicing the need, truly recorded and passed on this month.

    Return how many there are; ``waiting`` is how many wait in the village.
    """
    households, parameters = households_of(village, world), world.parameters[village.variant]
    line, first = environment_of(village, world).poverty_line, village.scratch_first
    asking = 0
    for at in range(waiting):
        who = world.waiting[first + at].who
        if (households[who].voiced >> programme.need) & 1 and is_open_to(programme, households[who], line):
            world.candidates[first + asking].who = who
            asking += 1
    found = world.candidates.rows(first, first + asking)
    draw_each(found, world.clock[0], _MATCH + programme.number, 0, village)
    passed, made = parameters.accuracy / parameters.delay, 0
    for at in range(asking):
        found[made].who = found[at].who
        made += 1 if found[at].first < passed else 0
    return made


@rule
def classify(found: Table[Candidate], village: Village, parameters: Parameters, environment: EnvironmentRow, world: World) -> None:
    """Note the class in which each of the households found is served, and count how many are in each."""
    households, counts = households_of(village, world), world.counts[village.part]
    for k in range(CLASSES):
        counts[k] = 0
    for at in range(len(found)):
        household = households[found[at].who]
        found[at].rank = priority(int(parameters.matching), household.need, household.income, environment.poverty_line)
        counts[found[at].rank] += 1


@rule
def choose(village: Village, programme: ProgrammeRow, found: Table[Candidate], units: int, world: World) -> int:
    """Serve ``units`` of the claimants found: class by class, and by lot within the class that does not fit as a whole.

    Selection sampling (Knuth, TAOCP 3.4.2, algorithm S): exact numbers, and equal odds for equal households.
    """
    households, counts = households_of(village, world), world.counts[village.part]
    classify(found, village, world.parameters[village.variant], environment_of(village, world), world)
    left, last = units, 0
    while last < CLASSES and counts[last] <= left:
        left -= counts[last]
        last += 1
    in_lot = 0
    for at in range(len(found)):
        if found[at].rank < last:
            serve(households[found[at].who], programme)
        elif found[at].rank == last:
            found[in_lot].who = found[at].who
            in_lot += 1
    if left > 0 and in_lot > 0:
        draw_lots(village, programme, found.rows(0, in_lot), left, world)
    return min(units, len(found))


@rule
def draw_lots(village: Village, programme: ProgrammeRow, lot: Table[Candidate], places: int, world: World) -> None:
    """Serve as many households of a lot as there are places, drawn without putting back."""
    households = households_of(village, world)
    draw_each(lot, world.clock[0], _MATCH + programme.number, 1, village)
    left = places
    for at in range(len(lot)):
        if lot[at].first * (len(lot) - at) < left:
            serve(households[lot[at].who], programme)
            left -= 1


@rule
def find_own(village: Village, programme: ProgrammeRow, world: World) -> int:
    """Note whom an unlinked provider could serve: on its own list, eligible and not served yet; return how many they are."""
    households, workings = households_of(village, world), workings_of(village, world)
    own_list, line = world.parameters[village.variant].own_list, environment_of(village, world).poverty_line
    left = 0
    for i in range(len(households)):
        household = households[i]
        is_open = (household.received >> programme.number) & 1 == 0 and is_open_to(programme, household, line)
        workings[i].is_open = 1 if is_open and on_list(i, programme.payer + 1, own_list, village) else 0
        left += workings[i].is_open
    return left


@rule
def scatter(village: Village, programme: ProgrammeRow, units: int, world: World) -> int:
    """Serve up to ``units`` households from the provider's own list, guessing their need; return how many were served.

    Households are met at random, often enough that the money is spent where there is anyone to spend it on; one is served if it is
    on the list, eligible, and thought to have the need: it has, or the provider guesses wrong.
    """
    households, workings = households_of(village, world), workings_of(village, world)
    own_accuracy, n = world.parameters[village.variant].own_accuracy, len(households)
    left, served = find_own(village, programme, world), 0
    for first in range(0, MEETINGS * n, MEETING):
        if served >= units or left == served:
            break
        met = world.candidates.rows(village.scratch_first, village.scratch_first + min(MEETING, MEETINGS * n - first))
        for at in range(len(met)):
            met[at].who = first + at
        draw_each(met, world.clock[0], _SCATTER + programme.number, 0, village)
        for at in range(len(met)):
            i = min(int(met[at].first * n), n - 1)
            thought_needy = (households[i].need >> programme.need) & 1 or met[at].second >= own_accuracy
            if served < units and workings[i].is_open and thought_needy:
                serve(households[i], programme)
                workings[i].is_open = 0
                served += 1
    return served


@rule
def match(village: Village, programme: ProgrammeRow, offer: Offer, waiting: int, world: World) -> None:
    """Match one programme to households: through the platform, or on its provider's own list. The allocation pays at once."""
    now, month = world.clock[0], world.months[village.row]
    if not is_due(programme, village, world.parameters[village.variant], now):
        return
    units = 0
    if programme.active_share > 0.0:
        units = units_affordable(offer.allocation, programme.cost, capacity_of(programme, village, now, programme.active_share))
    month.gaps += max(min(offer.claims, capacity_of(programme, village, now, 1.0)) - units, 0.0)
    served = 0
    if village.linked > 0.0:
        if units > 0 and offer.claims > 0.0:
            asking = claimants(village, programme, waiting, world)
            found = world.candidates.rows(village.scratch_first, village.scratch_first + asking)
            served = choose(village, programme, found, units, world)
        if served > 0:
            village.linked_help = now + 1.0
    elif units > 0:
        served = scatter(village, programme, units, world)
    pay_units(village, programme, offer, served, month)


@rule
def match_to_households(village: Village, provider: int, waiting: int, world: World) -> None:
    """Match one provider's programmes to households."""
    programmes, offers = programmes_of(village, world), offers_of(village, world)
    for k in range(len(programmes)):
        programme = programmes[k]
        if programme.exists and programme.payer == provider and not programme.for_village:
            match(village, programme, offers[k], waiting, world)
