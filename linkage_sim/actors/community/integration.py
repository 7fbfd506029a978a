"""Community, integration: the committee reports how many poor there are, and matches its own programmes."""

from __future__ import annotations

from linkage_sim.platform.cards import inflated_quota
from linkage_sim.population.compiled import rule


@rule
def report_poor(v, p):  # type: ignore[no-untyped-def]
    """Set the quota that the list will fill: the county's, inflated as far as integrity is missing."""
    v.quota = inflated_quota(p.quota, p.falsify, v.integrity) if p.community_active > 0.0 else p.quota
