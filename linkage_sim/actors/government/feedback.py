"""Government, feedback: it audits the list, punishes falsification, and notices a take-off."""

from __future__ import annotations

from linkage_sim.platform.management import correct
from linkage_sim.population.compiled import borrowing, rule


@rule
def is_falsified(reported: float, quota: float) -> bool:
    """Return whether a committee has reported more poor than its quota, so that an error found is held against it."""
    return reported > quota * (1.0 + 1e-9)


@borrowing
def look_back(h, v, p, wrong, u):  # type: ignore[no-untyped-def]
    """Audit cards at random; an error that is seen is put right, and a false count costs the committee (paper, IV.C.1)."""
    if p.government_active == 0.0:
        return
    for at in range(len(wrong)):
        if u[0, at] < p.audit * p.audit_power:
            correct(h, wrong[at], v)
            v.corrected += 1.0
    if v.corrected > 0.0 and is_falsified(v.quota, p.quota):
        v.integrity += p.punish * (1.0 - v.integrity)


@rule
def notice(v, p, month):  # type: ignore[no-untyped-def]
    """Notice a village's take-off once its stores are many: plain to all, but the government answers after a delay."""
    if v.noticed == 0.0 and v.stores >= p.notice_stores:
        v.noticed = month + 1.0
