"""One pass over a village at the month's end: what its actors see next month, and what is recorded."""

from __future__ import annotations

import numpy as np

from linkage_sim.population.compiled import borrowing, rule, whole
from linkage_sim.population.state import AWARE, CARD, CONNECTED

from .columns import COLUMNS
from .grouping import group_of, group_of_bits
from .poverty import SCORES, censored_score, shortfall
from .villages import is_recent, is_taobao_village, stage_of, subjects_present

BITS = np.int32
AT = {column.name: k for k, column in enumerate(COLUMNS)}
"""Position of each recorded column in a row of sums."""

# numba reads globals as constants: one name for each column that is summed here.
HOUSEHOLDS, PEOPLE, ONLINE, STORES = AT["households"], AT["people"], AT["online_households"], AT["stores"]
POOR, POOR_HOUSEHOLDS = AT["poor_people"], AT["poor_households"]
GAP, SEVERITY = AT["poverty_gap"], AT["poverty_severity"]
MPI, MPI_PEOPLE, INCOME = AT["mpi"], AT["mpi_headcount"], AT["income"]
REGISTERED, INCLUSION, EXCLUSION = AT["registered_households"], AT["inclusion_error"], AT["exclusion_error"]
AWAY, MOTIVATION, SKILL, AWARE_HOUSEHOLDS = AT["migrants_away"], AT["motivation"], AT["skill"], AT["aware_households"]
CONNECTED_HOUSEHOLDS, DEBT, WAITING = AT["broadband_share"], AT["debt"], AT["waiting"]
TAOBAO, STAGE = AT["taobao_villages"], AT["stage"]
ROW = len(COLUMNS)
"""A row of sums: the recorded columns, shares as sums still to be divided."""


@borrowing
def count_trade(h, v, row):  # type: ignore[no-untyped-def]
    """Count stores, online and informed households and migrants; the village remembers what its actors see next month."""
    online, stores, aware, connected, away = 0, 0, 0, 0, 0  # whole numbers: such sums can be taken in any order, and are
    for i in range(len(h.cash)):
        flags = whole(h.flags[i])
        online += 1 if h.stores[i] > 0 else 0
        stores += whole(h.stores[i])
        aware += 1 if flags & AWARE else 0
        connected += 1 if flags & CONNECTED else 0
        away += whole(h.away[i])
    motivation, skill, debt = 0.0, 0.0, 0.0
    for i in range(len(h.cash)):
        motivation += h.motivation[i]
        skill += h.skill[i]
        debt += h.debt[i]
    n = len(h.cash)
    v.online, v.stores, v.debt = online, stores, debt
    v.share = online / n
    v.aware_share = (aware - online) / n
    row[HOUSEHOLDS] += n
    row[ONLINE] += online
    row[STORES] += stores
    row[AWARE_HOUSEHOLDS] += aware
    row[CONNECTED_HOUSEHOLDS] += connected
    row[AWAY] += away
    row[MOTIVATION] += motivation
    row[SKILL] += skill
    row[DEBT] += debt


@borrowing
def count_poverty(h, v, p, e, row, people_by_group, money_by_group):  # type: ignore[no-untyped-def]
    """Count poverty of income and of ten indicators over people, and group incomes for the Gini coefficient."""
    people, poor, gaps, squares, multi, score_sum, money = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    bits = h.income.view(BITS)
    for i in range(len(h.cash)):
        size = whole(h.size[i])
        income = h.income[i]
        gap = shortfall(income, e.line)
        score = censored_score(SCORES[h.deprived[i]], p.mpi_cutoff)
        people += size
        money += size * income
        poor += size if gap > 0.0 else 0.0
        gaps += size * gap
        squares += size * gap * gap
        score_sum += size * score
        multi += size if score > 0.0 else 0.0
        group = group_of_bits(bits[i])
        people_by_group[group] += size
        # whole RMB: such sums are exact in any order, on any number of threads
        money_by_group[group] += size * whole(income)
    v.mean_income = money / people
    row[PEOPLE] += people
    row[INCOME] += money
    row[POOR] += poor
    row[GAP] += gaps
    row[SEVERITY] += squares
    row[MPI] += score_sum
    row[MPI_PEOPLE] += multi


@borrowing
def count_register(h, v, e, row):  # type: ignore[no-untyped-def]
    """Count who is on the register, who wrongly is, and who wrongly is not."""
    registered, included, excluded, poor, waiting = 0, 0, 0, 0, 0
    for i in range(len(h.cash)):
        held = whole(h.card[i]) & CARD
        below = 1 if h.income[i] < e.line else 0
        registered += held
        poor += below
        included += held & (1 - below)
        excluded += (1 - held) & below
        waiting += 1 if h.voiced[i] else 0
    row[REGISTERED] += registered
    row[INCLUSION] += included
    row[EXCLUSION] += excluded
    row[POOR_HOUSEHOLDS] += poor
    row[WAITING] += waiting


@borrowing
def group_profits(h, profits, by_group):  # type: ignore[no-untyped-def]
    """Group online households by profit per store."""
    for i in range(len(h.cash)):
        if h.stores[i] > 0:
            by_group[group_of(profits[i] / h.stores[i])] += 1.0


@rule
def classify(v, p, month, row):  # type: ignore[no-untyped-def]
    """Classify the village: whether it is a Taobao village, and its stage."""
    n = v.last - v.first
    if is_taobao_village(v.sales_year, v.stores, n, p.village_sales, p.village_stores, p.village_share):
        row[TAOBAO] += v.weight
    subjects = subjects_present(
        v.served_community, v.served_government, v.served_market, v.served_society, v.couriers, month, p.stage_memory
    )
    grown = v.share >= p.stage_share
    linked = is_recent(v.linked_help, month, p.stage_memory)
    v.stage = stage_of(grown, subjects >= p.stage_subjects, v.couriers, v.suppliers, v.centre, linked, v.listed > 0.0)
    row[STAGE] = v.stage
