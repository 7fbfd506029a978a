"""Who may pay whom: every flow of money has a payer and a payee, so that nothing appears and nothing is lost.

A month's flows are kept per village, and per household where a journal is asked for. The county's accounts are moved by
the same flows at the end of the month, so that for each household, allocation and account

    opening balance + inflows - outflows = closing balance.
"""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

from linkage_sim.scenario.programmes import PROVIDERS

ACCOUNTS = (*PROVIDERS, "lenders", "world")
"""Accounts of a county. ``world`` is everything outside: customers, employers, wholesalers, the treasury; it may be negative."""


class Flow(IntEnum):
    """Kinds of money flows; see :data:`FLOWS` for who pays whom."""

    SALES = 0
    GOODS = 1
    PARCELS = 2
    HAULAGE = 3
    FEES = 4
    STORE_COSTS = 5
    HELPER_PAY = 6
    HELPER_INCOME = 7
    FARM = 8
    WAGES = 9
    ENTERPRISE = 10
    REMITTANCES = 11
    TOURISM = 12
    AID_COMMUNITY = 13
    AID_GOVERNMENT = 14
    AID_MARKET = 15
    AID_SOCIETY = 16
    KIND_COMMUNITY = 17
    KIND_GOVERNMENT = 18
    KIND_MARKET = 19
    KIND_SOCIETY = 20
    LOANS = 21
    REPAYMENT = 22
    INTEREST = 23
    SUBSIDY = 24
    CONSUMPTION = 25
    NEEDS = 26
    STARTUP = 27
    BRANCHES = 28
    LINE_HAUL = 29
    BROUGHT = 30
    TAKEN_ALONG = 31


class Parties(NamedTuple):
    """Who pays and who receives: "household", "allocation" (of a programme in a village) or one of :data:`ACCOUNTS`."""

    payer: str
    payee: str
    meaning: str


FLOWS: dict[Flow, Parties] = {
    Flow.SALES: Parties("world", "household", "Customers pay for goods."),
    Flow.GOODS: Parties("household", "world", "Purchase of the goods sold."),
    Flow.PARCELS: Parties("household", "market", "Parcel fees to couriers."),
    Flow.HAULAGE: Parties("household", "world", "Parcels carried out by the shop itself."),
    Flow.FEES: Parties("household", "market", "Fees and advertising on the online platform."),
    Flow.STORE_COSTS: Parties("household", "world", "Rent, line and equipment."),
    Flow.HELPER_PAY: Parties("household", "world", "Wages of hired helpers, from their employers."),
    Flow.HELPER_INCOME: Parties("world", "household", "The same wages, to helpers from the village."),
    Flow.FARM: Parties("world", "household", "Farming."),
    Flow.WAGES: Parties("world", "household", "Local wages."),
    Flow.ENTERPRISE: Parties("world", "household", "What an enterprise that is not online earns."),
    Flow.REMITTANCES: Parties("world", "household", "Sent home by migrants."),
    Flow.TOURISM: Parties("world", "household", "Income from tourism."),
    Flow.AID_COMMUNITY: Parties("allocation", "household", "Cash help from the community."),
    Flow.AID_GOVERNMENT: Parties("allocation", "household", "Cash help from the government."),
    Flow.AID_MARKET: Parties("allocation", "household", "Cash help from firms."),
    Flow.AID_SOCIETY: Parties("allocation", "household", "Cash help from society."),
    Flow.KIND_COMMUNITY: Parties("allocation", "world", "Help in kind paid by the community."),
    Flow.KIND_GOVERNMENT: Parties("allocation", "world", "Help in kind and works paid by the government."),
    Flow.KIND_MARKET: Parties("allocation", "world", "Help in kind paid by firms."),
    Flow.KIND_SOCIETY: Parties("allocation", "world", "Help in kind paid by society."),
    Flow.LOANS: Parties("lenders", "household", "Loans paid out."),
    Flow.REPAYMENT: Parties("household", "lenders", "Loans paid back."),
    Flow.INTEREST: Parties("household", "lenders", "Interest paid by the borrower."),
    Flow.SUBSIDY: Parties("government", "lenders", "Interest paid by the state."),
    Flow.CONSUMPTION: Parties("household", "world", "Consumption."),
    Flow.NEEDS: Parties("household", "world", "Costs of illness, schooling, weddings and disasters."),
    Flow.STARTUP: Parties("household", "world", "Stock and equipment of a new store or enterprise."),
    Flow.BRANCHES: Parties("market", "world", "Fixed costs of couriers' branches."),
    Flow.LINE_HAUL: Parties("market", "world", "The part of parcel fees that pays line-haul and delivery."),
    Flow.BROUGHT: Parties("world", "household", "Savings that founders who come home, and shopkeepers from outside, bring along."),
    Flow.TAKEN_ALONG: Parties("household", "world", "What shopkeepers from outside take along when they give up."),
}

FLOW_COUNT = len(Flow)
AID, KIND = int(Flow.AID_COMMUNITY), int(Flow.KIND_COMMUNITY)
"""Help in cash and in kind from the first provider; that of the others follows in the order of scenario.programmes.PROVIDERS."""
LENDERS, WORLD = ACCOUNTS.index("lenders"), ACCOUNTS.index("world")


def account_moves() -> list[tuple[int, int, float]]:
    """Return (flow, account, sign) for every flow that touches a county's account."""
    moves = []
    for flow, parties in FLOWS.items():
        for party, sign in ((parties.payer, -1.0), (parties.payee, 1.0)):
            if party in ACCOUNTS:
                moves.append((int(flow), ACCOUNTS.index(party), sign))
    return moves
