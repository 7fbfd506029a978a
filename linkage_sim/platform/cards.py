"""Cards for poor households: who holds one, who held one, and what is seen of a household's poverty."""

from __future__ import annotations

import math

from linkage_sim.population.birth import in_officials_clan
from linkage_sim.population.compiled import borrowing, rule, whole
from linkage_sim.population.state import CARD, CARD_EVER, COMPLAINED


@rule
def is_poor(income: float, line: float) -> bool:
    """Return whether income per head is below the line."""
    return income < line


@rule
def is_secured(income: float, line: float, need: int, deprived: int) -> bool:
    """Return whether a household may leave the register.

    It is above the line, with food, clothing and assets, schooling, medical care and housing secured (evidence: poverty.household_rule).
    """
    unsecured = deprived & (1 | 8 | 256 | 512)
    return income >= line and unsecured == 0 and (need & 1) == 0


@rule
def give_card(card: int) -> int:
    """Return the card's bits after entry."""
    return (card | CARD | CARD_EVER) & ~COMPLAINED


@rule
def withdraw_card(card: int) -> int:
    """Return the card's bits after exit; that it was held stays known."""
    return card & ~CARD


@borrowing
def enter(h, i, v):  # type: ignore[no-untyped-def]
    """Give household ``i`` a card, and count the entry; one who held a card before has relapsed."""
    card = whole(h.card[i])
    if card & CARD_EVER:
        v.relapses += 1.0
    v.entries += 1.0
    h.card[i] = give_card(card)


@borrowing
def leave(h, i, v):  # type: ignore[no-untyped-def]
    """Withdraw the card of household ``i``, and count the exit."""
    v.exits += 1.0
    h.card[i] = withdraw_card(whole(h.card[i]))


@rule
def proxy_score(income: float, noise: float, z: float) -> float:
    """Return the proxy test's log income: true, with error (evidence: b.proxy_test_error)."""
    return math.log(max(income, 1.0)) + noise * z


@rule
def appraised_score(income: float, noise: float, z: float, kin: bool, favour: float, integrity: float) -> float:
    """Return the village's own appraisal: log income with error, officials' kin called poorer (evidence: b.community_targeting_error)."""
    score = math.log(max(income, 1.0)) + noise * z
    return score - favour * (1.0 - integrity) if kin else score


@rule
def combined_score(proxy: float, appraised: float, weight: float) -> float:
    """Return the score that decides: the weighted mean of proxy and appraisal."""
    return (1.0 - weight) * proxy + weight * appraised


@rule
def inflated_quota(quota: float, falsify: float, integrity: float) -> float:
    """Return the share of poor that a committee reports: inflated where integrity is missing (paper, II.A)."""
    return min(quota * (1.0 + falsify * (1.0 - integrity)), 1.0)


@rule
def kin_of_officials(i: int, v) -> bool:  # type: ignore[no-untyped-def]
    """Return whether household ``i`` of a village is kin of its officials."""
    return in_officials_clan(i, v.last - v.first, v.clans)
