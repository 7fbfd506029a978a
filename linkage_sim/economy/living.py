"""How a living is made beside the stores: farming, wages, remittances, consumption and credit."""

from __future__ import annotations

from linkage_sim.kernel.rules import rule
from linkage_sim.population.initialise import STRUCTURAL_SHARE


@rule
def structural(earning: float, size: int, rural_income: float) -> float:
    """Return what a household earns offline with all its hands at work and all its land, RMB per month."""
    return earning * size * rural_income * STRUCTURAL_SHARE / 12.0


@rule
def farm_income(structural: float, working: float, wage_share: float, land: float) -> float:
    """Return income from the farm, RMB per month: half of its yield needs hands (assumption).

    ``working`` is the share of hands at home that work offline, ``land`` the part of the yield that the household's land allows.
    """
    return structural * (1.0 - wage_share) * (0.5 + 0.5 * working) * land


@rule
def wage_income(structural: float, working: float, wage_share: float) -> float:
    """Return local wages, RMB per month: they fall as hands at home move to the shop or fall ill (evidence: b.wage_income)."""
    return structural * wage_share * working


@rule
def remittances(earning: float, away: int, migrant_wage: float, remittance: float) -> float:
    """Return what migrants send home, RMB per month."""
    return earning * away * migrant_wage * remittance


@rule
def pay(cash: float, due: float) -> float:
    """Return how much of what is due can be paid."""
    return min(max(cash, 0.0), due)


@rule
def left_of(cash: float, spent: float) -> float:
    """Return what is left of cash from which no more was spent than there was: nothing, where rounding would leave less."""
    return max(cash - spent, 0.0)


@rule
def wanted_consumption(income: float, size: int, line: float, necessities: float, propensity: float) -> float:
    """Return what a household would like to consume in a month: necessities, then a share of what is above them."""
    basic = necessities * line * size / 12.0
    return basic + propensity * max(income - basic, 0.0)


@rule
def trailing(old: float, now: float) -> float:
    """Return the trailing-year mean after one more month (exponential, memory of twelve months)."""
    return old + (now - old) / 12.0


@rule
def instalment(debt: float, cash: float, term: float) -> float:
    """Return a month's repayment: an equal part of what is owed, or all of a small rest (100 RMB), as far as cash goes."""
    return min(debt / term if debt > 100.0 else debt, max(cash, 0.0))


@rule
def defaults(debt: float, cash: float, year_income: float) -> bool:
    """Return whether a household gives up its debt: no cash, and more than two years' income owed (assumption)."""
    return cash <= 1.0 and debt > 2.0 * year_income


@rule
def credit_room(sales: float, debt: float, multiple: float) -> float:
    """Return what a lender still lends on a sales record (evidence: poverty.online_credit)."""
    return max(multiple * sales - debt, 0.0)
