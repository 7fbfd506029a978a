"""The counties' money: funds arrive, budgets are divided into purses, and the month's flows are booked."""

from __future__ import annotations

import numpy as np

from linkage_sim.economy.ledger import COMMUNITY, GOVERNMENT, MARKET, SOCIETY, WORLD, account_moves
from linkage_sim.platform.budgets import fill_purses, weigh_villages
from linkage_sim.population.compiled import rule

from .government.input import funds_from_above
from .society.input import donations

_MOVES = np.array([(flow, account) for flow, account, _ in account_moves()], dtype=np.int64)
_SIGNS = np.array([sign for _, _, sign in account_moves()], dtype=np.float64)
_PROVIDERS = 4


@rule
def receive(accounts, county, account, amount):  # type: ignore[no-untyped-def]
    """Book money that comes to a county's account from the world."""
    accounts[county, account] += amount
    accounts[county, WORLD] -= amount


@rule
def receive_village_funds(accounts, counties, params):  # type: ignore[no-untyped-def]
    """The villages' collective income comes in."""
    for c in range(len(counties)):
        p = params[counties[c].design]
        if p.community_active > 0.0:
            receive(accounts, c, COMMUNITY, counties[c].households * p.village_fund)


@rule
def receive_public_funds(accounts, counties, params):  # type: ignore[no-untyped-def]
    """Public funds come in from above."""
    for c in range(len(counties)):
        p = params[counties[c].design]
        if p.government_active > 0.0:
            receive(accounts, c, GOVERNMENT, funds_from_above(counties[c].households, p.public_funds))


@rule
def receive_donations(accounts, counties, params):  # type: ignore[no-untyped-def]
    """Donations come in, more of them where the county's villages are known."""
    for c in range(len(counties)):
        p = params[counties[c].design]
        county = counties[c]
        if p.society_active > 0.0:
            known = county.publicity / max(county.villages, 1.0)
            receive(accounts, c, SOCIETY, donations(county.households, p.donations, p.publicity_donations, known))


@rule
def budget_of(accounts, counties, params, provider):  # type: ignore[no-untyped-def]
    """Return what each county's account gives to programmes this month: all of it; of the firms' balance, a share."""
    budget = np.empty(len(counties), np.float64)
    for c in range(len(counties)):
        p = params[counties[c].design]
        part = p.support_share if provider == MARKET else 1.0
        budget[c] = max(accounts[c, provider], 0.0) * part
    return budget


@rule
def divide_budget(w, month):  # type: ignore[no-untyped-def]
    """Each provider's money of the month is divided over villages and programmes (paper: integration)."""
    for provider in range(_PROVIDERS):
        totals = np.zeros(len(w.counties), np.float64)
        weigh_villages(w.villages, w.params, w.programmes, w.purse, w.claims, w.met, w.matched, w.weight, provider, month, totals)
        budget = budget_of(w.accounts, w.counties, w.params, provider)
        fill_purses(w.villages, w.programmes, w.purse, w.weight, w.accounts, provider, budget, totals)


@rule
def close_books(accounts, villages, flows):  # type: ignore[no-untyped-def]
    """Move the counties' accounts by the month's flows of their villages, in the villages' order."""
    for j in range(len(villages)):
        c = villages[j].county
        for m in range(len(_MOVES)):
            accounts[c, _MOVES[m, 1]] += _SIGNS[m] * flows[j, _MOVES[m, 0]]
