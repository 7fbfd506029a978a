"""From a month's sums to the recorded row: villages are added up in their order, by weight, then sums become shares, as is declared."""

from __future__ import annotations

import numpy as np

from linkage_sim.kernel.rules import rule
from linkage_sim.kernel.state import Array, Table
from linkage_sim.state.household import Household
from linkage_sim.state.month import GROUPS, OBSERVED, MoneyGroup
from linkage_sim.state.weights import for_all
from linkage_sim.state.world import World, households_of, tenants_of

from .grouping import gini_of_groups, median_of_groups, sigma_of_groups, stores_above, top_share

_AT = {field.name: k for k, field in enumerate(OBSERVED)}
_COUNT = len(OBSERVED)
_RATIOS = np.array([(_AT[f.name], _AT[f.of or f.name], _AT[f.per]) for f in OBSERVED if f.how == "ratio"], dtype=np.int64)
_MOST = np.array([_AT[f.name] for f in OBSERVED if f.how == "most"], dtype=np.int64)
_GINI, _MEDIAN = _AT["gini"], _AT["store_profit_median"]
_MILLION, _SIGMA, _TOP = _AT["stores_over_million"], _AT["store_sigma"], _AT["store_top_tenth"]
MILLION = 1e6  # RMB a year (evidence: tv.stores_over_1m_2016)


@rule
def share(part: float, everything: float) -> float:
    """Return a share; 0 of nothing."""
    return part / everything if everything > 0.0 else 0.0


@rule
def finish_row(row: Array, groups: Table[MoneyGroup]) -> None:
    """Make a recorded row of a row of sums: shares, means, and what is read from groups."""
    for k in range(len(_RATIOS)):
        row[_RATIOS[k, 0]] = share(row[_RATIOS[k, 1]], row[_RATIOS[k, 2]])
    row[_GINI] = gini_of_groups(groups)
    row[_MEDIAN] = median_of_groups(groups)
    row[_MILLION] = stores_above(groups, MILLION)
    row[_SIGMA] = sigma_of_groups(groups)
    row[_TOP] = top_share(groups, 0.1)


@rule
def clear_row(row: Array) -> None:
    """Set a row to nothing."""
    for k in range(_COUNT):
        row[k] = 0.0


@rule
def add_row(total: Array, row: Array, weight: float) -> None:
    """Add a village's sums to a run's, as often as it counts; of the stage, the most advanced of those that count."""
    for k in range(_COUNT):
        total[k] += for_all(row[k], weight)
    for k in _MOST:
        total[k] = max(total[k] - for_all(row[k], weight), row[k] if weight > 0.0 else 0.0)


@rule
def add_groups(into: Table[MoneyGroup], groups: Table[MoneyGroup], weight: float) -> None:
    """Add groups to others, as often as they count; all counts are whole, so any order will do."""
    for k in range(len(groups)):
        into[k].people += for_all(groups[k].people, weight)
        into[k].income += for_all(groups[k].income, weight)
        into[k].online += for_all(groups[k].online, weight)
        into[k].stores += for_all(groups[k].stores, weight)
        into[k].sales += for_all(groups[k].sales, weight)


@rule
def clear_groups(groups: Table[MoneyGroup]) -> None:
    """Set groups to nothing."""
    for k in range(len(groups)):
        groups[k].clear()


@rule
def merge_parts(world: World) -> int:
    """Add what was counted on other threads to what the first has counted, and clear it; return how many groups a part has."""
    length: int = len(world.groups) // world.clock[1]
    for part in range(1, world.clock[1]):
        counted = world.groups.rows(part * length, (part + 1) * length)
        add_groups(world.groups, counted, 1.0)
        clear_groups(counted)
    return length


@rule
def groups_in(number: int, world: World) -> Table[MoneyGroup]:
    """Return the merged groups of a run or village."""
    return world.groups.rows(number * GROUPS, (number + 1) * GROUPS)


@rule
def record_village(row: int, world: World) -> None:
    """Record a village's month: that of one village, whatever its weight."""
    out = world.village_record[world.clock[0], row]
    clear_row(out)
    add_row(out, world.months[row].observed, 1.0)
    finish_row(out, groups_in(world.villages[row].group, world))


@rule
def count_cohorts(households: Table[Household], weight: float, cohorts: Array) -> None:
    """Add those who keep a store to the cohort of the quarter in which they opened it."""
    for i in range(len(households)):
        if households[i].stores > 0:
            cohorts[households[i].opened - 1] += for_all(1.0, weight)


@rule
def record_cohorts(world: World) -> None:
    """Record how many of each cohort keep a store, in villages that have some."""
    for j in range(len(world.villages)):
        village = world.villages[j]
        if village.stores > 0.0:
            cohorts = world.cohorts[world.clock[0], village.run]
            count_cohorts(households_of(village, world), village.weight, cohorts)
            count_cohorts(tenants_of(village, world), village.weight, cohorts)


@rule
def record_month(world: World) -> None:
    """Record the month: a row per run, and a row per village where asked for; then each village has groups of its own beside the run's."""
    length = merge_parts(world)
    by_village = len(world.village_record) > 0
    for j in range(len(world.villages)):
        village = world.villages[j]
        run, weight = village.run, village.weight
        if by_village:
            record_village(j, world)
            add_groups(groups_in(run, world), groups_in(village.group, world), weight)
        out = world.record[world.clock[0], run]
        if j == 0 or world.villages[j - 1].run != run:
            clear_row(out)
        add_row(out, world.months[j].observed, weight)
        if j + 1 == len(world.villages) or world.villages[j + 1].run != run:
            finish_row(out, groups_in(run, world))
    clear_groups(world.groups.rows(0, length))
