"""From a month's sums to the recorded row: villages are added up in their order, then sums become shares."""

from __future__ import annotations

import numpy as np

from linkage_sim.population.compiled import rule

from .grouping import GROUPS, gini_of_groups, median_of_groups
from .observe import AT, CONNECTED_HOUSEHOLDS, EXCLUSION, HOUSEHOLDS, INCLUSION, PEOPLE, POOR_HOUSEHOLDS, REGISTERED, ROW, STAGE

_PER_PERSON = np.array([AT[name] for name in ("poverty_gap", "poverty_severity", "mpi", "mpi_headcount", "income")])
_PER_HOUSEHOLD = np.array([CONNECTED_HOUSEHOLDS, AT["motivation"], AT["skill"]])
_HEADCOUNT, _POOR = AT["headcount"], AT["poor_people"]
_PER_SALES = np.array([AT[name] for name in ("margin", "net_margin")])
_SALES = AT["sales"]
_GINI, _MEDIAN = AT["gini"], AT["store_profit_median"]


@rule
def share(part: float, whole: float) -> float:
    """Return a share; 0 of nothing."""
    return part / whole if whole > 0.0 else 0.0


@rule
def write_row(out, sums, people_by_group, money_by_group, profits_by_group):  # type: ignore[no-untyped-def]
    """Write a recorded row from its sums and groups."""
    for k in range(ROW):
        out[k] = sums[k]
    for k in _PER_PERSON:
        out[k] = share(sums[k], sums[PEOPLE])
    for k in _PER_HOUSEHOLD:
        out[k] = share(sums[k], sums[HOUSEHOLDS])
    for k in _PER_SALES:
        out[k] = share(sums[k], sums[_SALES])
    out[_HEADCOUNT] = share(sums[_POOR], sums[PEOPLE])
    out[INCLUSION] = share(sums[INCLUSION], sums[REGISTERED])
    out[EXCLUSION] = share(sums[EXCLUSION], sums[POOR_HOUSEHOLDS])
    out[_GINI] = gini_of_groups(people_by_group, money_by_group)
    out[_MEDIAN] = median_of_groups(profits_by_group)


@rule
def add_row(total, row):  # type: ignore[no-untyped-def]
    """Add a village's sums to a run's; of the stage, the most advanced counts."""
    stage = max(total[STAGE], row[STAGE])
    for k in range(ROW):
        total[k] += row[k]
    total[STAGE] = stage


@rule
def merge_parts(groups):  # type: ignore[no-untyped-def]
    """Return the sum of the parts that were counted side by side, and clear them; counts are whole, so any order will do."""
    merged = groups[0].copy()
    groups[0] = 0.0
    for part in range(1, len(groups)):
        merged += groups[part]
        groups[part] = 0.0
    return merged


@rule
def record_month(villages, sums, groups, record, village_record, month):  # type: ignore[no-untyped-def]
    """Record the month: a row per run into ``record``, and a row per village where asked for."""
    people, money, profits = groups
    by_village = len(village_record) > 0
    total = np.zeros(ROW, np.float64)
    grouped = np.zeros((3, GROUPS), np.float64)
    for j in range(len(villages)):
        v = villages[j]
        add_row(total, sums[j])
        if by_village:
            write_row(village_record[month, j], sums[j], people[v.group], money[v.group], profits[v.group])
        last_of_run = j + 1 == len(villages) or villages[j + 1].run != v.run
        if by_village or last_of_run:
            grouped[0] += people[v.group]
            grouped[1] += money[v.group]
            grouped[2] += profits[v.group]
        if last_of_run:
            write_row(record[v.run], total, grouped[0], grouped[1], grouped[2])
            total[:] = 0.0
            grouped[:] = 0.0
