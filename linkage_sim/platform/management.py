"""Dynamic management and precise assessment: cards follow what becomes known between two yearly lists."""

from __future__ import annotations

import numpy as np

from linkage_sim.population.compiled import borrowing, rule
from linkage_sim.population.random import Purpose, four
from linkage_sim.population.state import CARD, COMPLAINED

from .cards import enter, is_poor, is_secured, leave

_REVIEW = int(Purpose.REVIEW)
_LOOK = int(Purpose.LOOK)


@borrowing
def review_cards(h, v, p, e, month):  # type: ignore[no-untyped-def]
    """Review the cards that the platform holds, each on average once in ``delay`` months, as truly as its accuracy.

    Holders who are secured leave; poor households that have complained enter (paper, VI.C: tracking in a timely manner).
    """
    for i in range(len(h.cash)):
        held = (h.card[i] & CARD) != 0
        if not held and (h.card[i] & COMPLAINED) == 0:
            continue
        u = four(i, month, _REVIEW, 0, v.seed, v.key)
        if u[0] >= p.coverage / p.delay or u[1] >= p.accuracy:
            continue
        if held and is_secured(h.income[i], e.line, h.need[i], h.deprived[i]):
            leave(h, i, v)
        elif not held and is_poor(h.income[i], e.line):
            enter(h, i, v)


@rule
def is_wrong(card: int, income: float, line: float) -> bool:
    """Return whether a card is wrong: held by one who is not poor, or missing for one who is."""
    return ((card & CARD) != 0) != is_poor(income, line)


@rule
def wrong_cards(h, v, e, month):  # type: ignore[no-untyped-def]
    """Return the rows whose cards are wrong, and the month's draws of who looks at them: (rows, draws of shape (4, rows)).

    There are few of them, and only they can be found wrong: the government audits by the first draw, neighbours by the second,
    supervision by the third.
    """
    found = np.empty(len(h.cash), np.int64)
    made = 0
    if v.listed > 0.0:
        for i in range(len(h.cash)):
            if is_wrong(h.card[i], h.income[i], e.line):
                found[made] = i
                made += 1
    u = np.empty((4, made), np.float64)
    for at in range(made):
        u[0, at], u[1, at], u[2, at], u[3, at] = four(found[at], month, _LOOK, 0, v.seed, v.key)
    return found[:made], u


@borrowing
def correct(h, i, v):  # type: ignore[no-untyped-def]
    """Put a card right that was found wrong."""
    if (h.card[i] & CARD) != 0:
        leave(h, i, v)
    else:
        enter(h, i, v)
