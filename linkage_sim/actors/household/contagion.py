"""What spreads from household to household: news by any single tie, trust in a shop of one's own by several of them.

News is a simple contagion: one who tells is enough (Granovetter 1973; evidence: b.peer_order, information first). To do the same is a
complex one: many do not before two of those whom they know have done it (Centola and Macy 2007; evidence: b.complex_contagion). A single
example, or one that is further off, counts for little, and none at all for next to nothing.
"""

from __future__ import annotations

import numpy as np

from linkage_sim.population.compiled import borrowing, real, rule, whole

FEW = 4  # of kin or neighbours, further ones tell, teach and show nothing more


@borrowing
def ties_online(h, i):  # type: ignore[no-untyped-def]
    """Return how many kin and neighbours of household ``i`` keep a shop."""
    return whole(h.online_kin[i]) + whole(h.online_neighbours[i])


@rule
def all_ties_online(h):  # type: ignore[no-untyped-def]
    """Return for every household of a village how many kin and neighbours keep a shop."""
    counts = np.empty(len(h.cash), np.int64)
    for i in range(len(h.cash)):
        counts[i] = ties_online(h, i)
    return counts


@rule
def news_from_ties(ties_online: int, tell_rate: float) -> float:
    """Return the chance to hear from online kin and neighbours this month: any one of at most four may tell."""
    return real(1.0 - (1.0 - tell_rate) ** min(ties_online, FEW))


@rule
def take_up(ties_online: int, informants: float, below: float) -> float:
    """Return how far what online kin and neighbours do is taken up: wholly from enough of them, ``below`` from fewer, not from none."""
    if ties_online >= informants:
        return 1.0
    return below if ties_online > 0 else 0.0


@rule
def trust(ties_online: int, informants: float, below: float, around: float, unseen: float) -> float:
    """Return how far a household trusts a shop to be something for people like itself, by the shops that it sees.

    Parameters
    ----------
    ties_online : int
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
    return max(take_up(ties_online, informants, below), below * around, unseen)


@rule
def acquaintance(closure: float, close_knit: float) -> float:
    """Return how far kin pass on what they know: in full where they all know each other as kin of a village do.

    Know-how is shared by those who have acquaintances in common (Coleman 1988 on closure; evidence: b.conditions, b.network).
    """
    return min(closure / close_knit, 1.0) if close_knit > 0.0 else 1.0
