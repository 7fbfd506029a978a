"""Society, feedback: media publicise visible success, supervision exposes errors."""

from __future__ import annotations

from linkage_sim.platform.management import correct, is_wrong
from linkage_sim.population.compiled import borrowing, rule


@rule
def publicity_after(publicity: float, success: float, gain: float, decay: float) -> float:
    """Return a village's publicity a month later: forgotten a little, renewed by visible success (0 to 1)."""
    kept = publicity * (1.0 - decay)
    return kept + gain * success * (1.0 - kept)


@rule
def visible_success(online_share: float) -> float:
    """Return how much there is to tell of a village: all of it when a fifth of the households are online (assumption)."""
    return min(online_share * 5.0, 1.0)


@rule
def publicise(v, p):  # type: ignore[no-untyped-def]
    """Media report on villages that visibly succeed."""
    if p.society_active == 0.0:
        v.publicity *= 1.0 - p.publicity_decay
        return
    success = visible_success(v.share)
    v.publicity = publicity_after(v.publicity, success, p.publicity_gain, p.publicity_decay)
    v.exposed += v.jumps


@borrowing
def supervise(h, v, p, e, wrong, u):  # type: ignore[no-untyped-def]
    """Outside supervision exposes wrong cards: NGOs and the press look where nobody else does."""
    if p.society_active == 0.0:
        return
    for at in range(len(wrong)):
        i = wrong[at]
        if u[2, at] < p.supervise and is_wrong(h.card[i], h.income[i], e.line):
            correct(h, i, v)
            v.exposed += 1.0
