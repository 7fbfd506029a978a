"""Precise identification: the yearly list, by quota, proxy score, village appraisal and big-data check."""

from __future__ import annotations

import numpy as np

from linkage_sim.population.compiled import borrowing, real, rule, whole
from linkage_sim.population.random import Purpose, draws, normals_of
from linkage_sim.population.state import CARD

from .cards import appraised_score, combined_score, enter, is_secured, kin_of_officials, leave, proxy_score

_PROXY = int(Purpose.PROXY)
_APPRAISAL = int(Purpose.APPRAISAL)
_ENTRY = int(Purpose.ENTRY)
BINS = 240
_LOW, _HIGH = 4.0, 14.0  # log RMB per head and year: from 55 RMB to 1.2 million


@rule
def score_bin(score: float) -> int:
    """Return the bin of a score on the scale of the list."""
    return min(max(whole((score - _LOW) / (_HIGH - _LOW) * BINS), 0), BINS - 1)


@borrowing
def score_household(h, i, v, p, e, u, seen):  # type: ignore[no-untyped-def]
    """Return the score of household ``i`` by its draws ``u``; with the platform's check a seen income above the line counts as such."""
    z_proxy, z_appraisal = normals_of(real(u[0, i]), real(u[1, i]))
    income = h.income[i]
    proxy = proxy_score(income, p.proxy_noise, z_proxy)
    appraised = proxy
    if p.community_active > 0.0:
        kin = kin_of_officials(i, v)
        appraised = appraised_score(income, p.appraisal_noise, z_appraisal, kin, p.kin_favour, v.integrity)
    score = combined_score(proxy, appraised, p.appraisal_weight)
    if income > e.line and seen < p.coverage * p.check_power:
        score = max(score, proxy_score(income, 0.0, 0.0))
    return score


@rule
def threshold(counts, places):  # type: ignore[no-untyped-def]
    """Return the bin in which the list is full, and the share of that bin that still finds a place."""
    taken = 0.0
    for k in range(len(counts)):
        if taken + counts[k] >= places:
            return k, (places - taken) / counts[k] if counts[k] > 0 else 1.0
        taken += counts[k]
    return len(counts) - 1, 1.0


@rule
def draw_up_list(h, v, p, e, month, checked):  # type: ignore[no-untyped-def]
    """Draw up the village's list anew: the lowest scores up to the quota hold cards, the others lose theirs.

    A household that is seen to be secured leaves even where the quota would keep it. In the last bin that finds a place, who does
    is drawn, so that equal households have equal odds.
    """
    n = len(h.cash)
    v.listed = 1.0
    scores = np.empty(n, np.int64)
    counts = np.zeros(BINS, np.float64)
    u, seen = draws(n, month, _PROXY, v.seed, v.key), draws(n, month, _APPRAISAL, v.seed, v.key)
    for i in range(n):
        scores[i] = score_bin(score_household(h, i, v, p, e, u, seen[0, i] if checked else 1.0))
        counts[scores[i]] += 1.0
    last, share = threshold(counts, v.quota * n)
    u = draws(n, month, _ENTRY, v.seed, v.key)
    for i in range(n):
        listed = scores[i] < last or (scores[i] == last and u[0, i] < share)
        if listed and checked and u[1, i] < p.accuracy and is_secured(h.income[i], e.line, h.need[i], h.deprived[i]):
            listed = False
        held = (h.card[i] & CARD) != 0
        if listed and not held:
            enter(h, i, v)
        elif held and not listed:
            leave(h, i, v)
