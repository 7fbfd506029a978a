"""Cards for poor households: who holds one, who held one, and what is seen of a household's poverty."""

from __future__ import annotations

import math

from linkage_sim.kernel.rules import rule
from linkage_sim.state.household import ASSETS, ATTENDANCE, CARD, CARD_EVER, COMPLAINED, HOUSING, ILLNESS, NUTRITION, RISEN, Household
from linkage_sim.state.month import Month

_UNSECURED = NUTRITION | ATTENDANCE | HOUSING | ASSETS


@rule
def is_poor(income: float, line: float) -> bool:
    """Return whether income per head is below the line."""
    return income < line


@rule
def is_secured(income: float, line: float, need: int, deprived: int) -> bool:
    """Return whether a household may leave the register.

    It is above the line, with food, clothing and assets, schooling, medical care and housing secured (evidence: poverty.household_rule).
    """
    return income >= line and deprived & _UNSECURED == 0 and need & ILLNESS == 0


@rule
def give_card(card: int) -> int:
    """Return the card's bits after entry."""
    return (card | CARD | CARD_EVER) & ~(COMPLAINED | RISEN)


@rule
def withdraw_card(card: int) -> int:
    """Return the card's bits after exit; that it was held stays known."""
    return card & ~CARD


@rule
def note_rise(household: Household, line: float) -> None:
    """Remember of a household that has left the list that it is above the line."""
    if household.card & (CARD | CARD_EVER) == CARD_EVER and not is_poor(household.income, line):
        household.card |= RISEN


@rule
def has_fallen_back(household: Household, line: float) -> bool:
    """Return whether a household has left the list, has been above the line, and is below it again (evidence: poverty.fallen_back)."""
    return household.card & (CARD | RISEN) == RISEN and is_poor(household.income, line)


@rule
def enter(household: Household, line: float, month: Month) -> None:
    """Give a household a card, and count the entry: a card given again is a relapse if poverty is renewed, else it puts an error right."""
    if has_fallen_back(household, line):
        month.relapses += 1.0
    elif household.card & CARD_EVER:
        month.corrections += 1.0
    month.entries += 1.0
    household.card = give_card(household.card)


@rule
def leave(household: Household, line: float, month: Month) -> None:
    """Withdraw a household's card, and count the exit."""
    month.exits += 1.0
    household.card = withdraw_card(household.card)
    note_rise(household, line)


@rule
def is_wrong(household: Household, line: float) -> bool:
    """Return whether a card is wrong: held by one who is not poor, or missing for one who is."""
    return (household.card & CARD != 0) != is_poor(household.income, line)


@rule
def correct(household: Household, line: float, month: Month) -> None:
    """Put a card right that was found wrong, and count it unless it is a relapse."""
    if household.card & CARD_EVER == 0 or household.card & CARD:
        month.corrections += 1.0
    if household.card & CARD:
        leave(household, line, month)
    else:
        enter(household, line, month)


@rule
def proxy_score(income: float, noise: float, deviate: float) -> float:
    """Return the proxy test's log income: true, with error (evidence: b.proxy_test_error)."""
    return math.log(max(income, 1.0)) + noise * deviate


@rule
def appraised_score(income: float, noise: float, deviate: float, kin: bool, favour: float, integrity: float) -> float:
    """Return the village's own appraisal: log income with error, officials' kin called poorer (evidence: b.community_targeting_error)."""
    score = math.log(max(income, 1.0)) + noise * deviate
    return score - favour * (1.0 - integrity) if kin else score


@rule
def combined_score(proxy: float, appraised: float, weight: float) -> float:
    """Return the score that decides: the weighted mean of proxy and appraisal."""
    return (1.0 - weight) * proxy + weight * appraised


@rule
def inflated_quota(quota: float, falsify: float, integrity: float) -> float:
    """Return the share of poor that a committee reports: inflated where integrity is missing (paper, II.A)."""
    return min(quota * (1.0 + falsify * (1.0 - integrity)), 1.0)
