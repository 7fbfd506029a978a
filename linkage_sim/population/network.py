"""Kin and neighbours: a small world built on clans.

Households of a clan live side by side, so that the row number is also a place along the village's lanes. Each household
begins a few ties to the next ones of its clan (kin) and of the village beyond them (neighbours); a share of them leads anywhere in the
clan or the village instead (Watts and Strogatz 1998; evidence: b.network, b.ties). Ties are mutual.
"""

from __future__ import annotations

import numpy as np

from .compiled import rule, whole
from .random import Purpose, one

_REWIRE = int(Purpose.TIES)
_AIM = int(Purpose.TIES_AIM)
MAX_TIES = 250  # counts of online ties are kept in a byte


@rule
def clan_of(row: int, n: int, clans: int) -> int:
    """Return the clan of a household: clans are equal runs of rows."""
    return row * clans // n


@rule
def clan_bounds(clan: int, n: int, clans: int) -> tuple[int, int]:
    """Return the first row of a clan and the row after its last."""
    return -(-clan * n // clans), -(-(clan + 1) * n // clans)


@rule
def aim(row: int, step: int, first: int, last: int, rewire: float, lane: int, seed: int, key: int) -> int:
    """Return to whom a tie leads: ``step`` rows on, round the group [first, last), or anywhere in it if rewired."""
    width = last - first
    if one(row, 0, _REWIRE, lane, seed, key) < rewire:
        return first + min(whole(one(row, 0, _AIM, lane, seed, key) * width), width - 1)
    return first + (row - first + step) % width


@rule
def _is_new(ends, row, made, other):  # type: ignore[no-untyped-def]
    """Return whether a tie is neither to oneself nor there already."""
    if other == row:
        return False
    for k in range(made):
        if ends[row, k] == other:
            return False
    mutual = False
    for k in range(ends.shape[1]):
        mutual = mutual or ends[other, k] == row
    return not mutual


@rule
def begin_ties(n, clans, kin, neighbours, rewire, seed, key):  # type: ignore[no-untyped-def]
    """Return the ties that each household begins: an array (n, kin + neighbours), -1 where one would repeat another."""
    ends = np.full((n, kin + neighbours), -1, np.int32)
    for row in range(n):
        low, high = clan_bounds(clan_of(row, n, clans), n, clans)
        for k in range(kin + neighbours):
            first, last, step = (low, high, k + 1) if k < kin else (0, n, k + 1)
            other = aim(row, step, first, last, rewire, k, seed, key)
            if _is_new(ends, row, k, other):
                ends[row, k] = other
    return ends


@rule
def join(ends, kin, start, kin_count, other):  # type: ignore[no-untyped-def]
    """Write begun ties as compressed rows, kin first; return how many entries were written."""
    n = len(ends)
    kin_degree = np.zeros(n, np.int64)
    degree = np.zeros(n, np.int64)
    for row in range(n):
        for k in range(ends.shape[1]):
            end = ends[row, k]
            if end >= 0 and degree[row] < MAX_TIES and degree[end] < MAX_TIES:
                degree[row] += 1
                degree[end] += 1
                if k < kin:
                    kin_degree[row] += 1
                    kin_degree[end] += 1
            else:
                ends[row, k] = -1
    filled_kin = np.zeros(n, np.int64)
    filled_other = np.zeros(n, np.int64)
    at = 0
    for row in range(n):
        start[row] = at
        kin_count[row] = kin_degree[row]
        filled_kin[row] = at
        filled_other[row] = at + kin_degree[row]
        at += degree[row]
    start[n] = at
    for row in range(n):
        for k in range(ends.shape[1]):
            end = ends[row, k]
            if end < 0:
                continue
            place = filled_kin if k < kin else filled_other
            other[place[row]] = end
            other[place[end]] = row
            place[row] += 1
            place[end] += 1
    return at


@rule
def closures(start, kin, other, closure):  # type: ignore[no-untyped-def]
    """Write for every household which share of the pairs of its kin are kin of each other (local clustering; Watts and Strogatz 1998)."""
    seen_from = np.full(len(kin), -1, np.int64)
    for row in range(len(kin)):
        own = other[start[row] : start[row] + kin[row]]
        for one_of in own:
            seen_from[one_of] = row
        closed = 0  # pairs, each counted from both ends
        for one_of in own:
            for at in range(start[one_of], start[one_of] + kin[one_of]):
                closed += 1 if seen_from[other[at]] == row else 0
        pairs = len(own) * (len(own) - 1)
        closure[row] = closed / pairs if pairs > 0 else 0.0


@rule
def tie_village(n, clans, kin, neighbours, rewire, seed, key, start, kin_count, other):  # type: ignore[no-untyped-def]
    """Tie the households of one village; return how many entries ``other`` took."""
    return join(begin_ties(n, clans, kin, neighbours, rewire, seed, key), kin, start, kin_count, other)
