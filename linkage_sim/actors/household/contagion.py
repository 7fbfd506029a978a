"""What spreads from household to household: news by any single tie, trust in a shop of one's own by several of them.

News is a simple contagion: one who tells is enough (Granovetter 1973; evidence: b.peer_order, information first). To do the same is a
complex one: many do not before two of those whom they know have done it (Centola and Macy 2007; evidence: b.complex_contagion). A single
example, or one that is further off, counts for little, and none at all for next to nothing.
"""

from __future__ import annotations

from linkage_sim.kernel.random import Purpose, draw_all, uniforms
from linkage_sim.kernel.rules import rule
from linkage_sim.state.household import ALL_CLOSED, Household
from linkage_sim.state.village import FEW, Village
from linkage_sim.state.world import World, draws_of, workings_of

_MARRIAGE = int(Purpose.MARRIAGE)


@rule
def ties_online(household: Household) -> int:
    """Return how many kin and neighbours of a household keep a shop."""
    return household.online_kin + household.online_neighbours


@rule
def sets_example(village: Village) -> float:
    """Return how far a village's shops set an example: not where they are single ones, kept on the side.

    One shop in each of the country's villages (evidence: tv.rural_stores_2012) was followed by twenty Taobao villages (tv.count_2013).
    """
    return 0.0 if village.spared > 0.0 else 1.0


@rule
def examples_tied(household: Household, village: Village) -> int:
    """Return how many kin and neighbours of a household set it an example with their shops."""
    return ties_online(household) if sets_example(village) > 0.0 else 0


@rule
def example_around(village: Village) -> float:
    """Return the share of households with a shop that is seen around: in the village, or if it is more in others of town and county."""
    return max(village.share * sets_example(village), village.nearby)


@rule
def married_online(first: float, second: float, third: float, fourth: float, village: Village) -> int:
    """Return how many kin by marriage keep a shop in other villages (evidence: b.kin_across_villages), by the places of its ties there.

    Wives come from a few villages around. With each of these a household may have a tie; the tie's place among all of that village's is
    drawn once, and it is online as soon as so many of the village's households are.
    """
    shares = village.kin_shares
    return (
        (1 if first < shares[0] else 0)
        + (1 if second < shares[1] else 0)
        + (1 if third < shares[2] else 0)
        + (1 if fourth < shares[3] else 0)
    )


@rule
def kin_elsewhere(row: int, village: Village) -> int:
    """Return how many of one household's kin by marriage keep a shop in other villages."""
    if village.kin_abroad == 0.0:
        return 0
    first, second, third, fourth = uniforms(row, 0, _MARRIAGE, 0, village)
    return married_online(first, second, third, fourth, village)


@rule
def look_elsewhere(village: Village, world: World) -> None:
    """Households see how many of their kin by marriage keep a shop in other villages; their ties are drawn for all at once."""
    draws, workings = draws_of(village, world), workings_of(village, world)
    if village.kin_abroad > 0.0:
        draw_all(draws, 0, _MARRIAGE, village)
    for i in range(len(workings)):
        workings[i].abroad = 0
        if village.kin_abroad > 0.0:
            workings[i].abroad = married_online(draws[i].first, draws[i].second, draws[i].third, draws[i].fourth, village)


@rule
def news_from_ties(online: int, tell_rate: float) -> float:
    """Return the chance to hear from online kin and neighbours this month: any one of at most four may tell."""
    return 1.0 - (1.0 - tell_rate) ** min(online, FEW)


@rule
def take_up(online: int, informants: float, below: float) -> float:
    """Return how far what online kin and neighbours do is taken up: wholly from enough of them, ``below`` from fewer, not from none."""
    if online >= informants:
        return 1.0
    return below if online > 0 else 0.0


@rule
def trust(online: int, informants: float, below: float, around: float, unseen: float) -> float:
    """Return how far a household trusts a shop to be something for people like itself, by the shops that it sees.

    Parameters
    ----------
    online : int
        Kin and neighbours with a shop.
    informants : float
        How many of them are enough.
    below : float
        What fewer of them are worth, and shops of people that one is not tied to.
    around : float
        Share of the households that are online in one's own village or, if it is more, in the others of the town and county.
    unseen : float
        What is dared without any example.
    """
    return max(take_up(online, informants, below), below * around, unseen)


@rule
def closure(household: Household) -> float:
    """Return which share of the pairs of a household's kin are kin of each other; 0 with less than two."""
    return household.closure / ALL_CLOSED


@rule
def acquaintance(closed: float, close_knit: float) -> float:
    """Return how far kin pass on what they know: in full where they all know each other as kin of a village do.

    Know-how is shared by those who have acquaintances in common (Coleman 1988 on closure; evidence: b.conditions, b.network).
    """
    return min(closed / close_knit, 1.0) if close_knit > 0.0 else 1.0


@rule
def experience_from_kin(online_kin: int, strength: float) -> float:
    """Return the part of skill missing to its reach that up to four online kin pass on in a month (evidence: b.ties)."""
    return 1.0 - (1.0 - strength) ** min(online_kin, FEW)


@rule
def example(neighbours: int, thriving: float, strength: float) -> float:
    """Return the part of missing motivation that at most four online neighbours give, as far as they thrive (evidence: b.ties)."""
    return 1.0 - (1.0 - strength * thriving) ** min(neighbours, FEW)
