"""The month's sums of a village's events, copied into the recorded row."""

from __future__ import annotations

from linkage_sim.population.compiled import rule

from .observe import AT

_ENGAGED, _HELPERS, _SALES, _PIECES = AT["people_engaged"], AT["helpers"], AT["sales"], AT["pieces"]
_MARGIN, _NET_MARGIN, _NOTICED = AT["margin"], AT["net_margin"], AT["noticed"]
_OPENED, _CLOSED, _RETURNED = AT["stores_opened"], AT["stores_closed"], AT["returned"]
_ENTRIES, _EXITS, _RELAPSES = AT["entries"], AT["exits"], AT["relapses"]
_COURIERS, _SUPPLIERS, _SPENDING = AT["couriers"], AT["suppliers"], AT["spending"]
_DEFAULTS, _OVERLAPS, _WASTED, _GAPS = AT["defaults"], AT["overlaps"], AT["wasted"], AT["gaps"]
_INPUT = AT["input_household"]
_INTEGRATION = AT["integration_household"]
_IMPLEMENTATION = AT["implementation_household"]
_FEEDBACK = AT["feedback_household"]


@rule
def count_events(v, row):  # type: ignore[no-untyped-def]
    """Add what happened in the village this month."""
    row[_ENGAGED] += v.engaged
    row[_HELPERS] += v.helpers
    row[_SALES] += v.sales
    row[_PIECES] += v.pieces
    row[_MARGIN] += v.margin * v.sales
    row[_NET_MARGIN] += v.net_margin * v.sales
    row[_NOTICED] += 1.0 if v.noticed > 0.0 else 0.0
    row[_OPENED] += v.opened
    row[_CLOSED] += v.closed
    row[_RETURNED] += v.returned
    row[_ENTRIES] += v.entries
    row[_EXITS] += v.exits
    row[_RELAPSES] += v.relapses
    row[_COURIERS] += v.couriers
    row[_SUPPLIERS] += v.suppliers
    row[_SPENDING] += v.spent
    row[_DEFAULTS] += v.defaults
    row[_OVERLAPS] += v.overlaps
    row[_WASTED] += v.wasted
    row[_GAPS] += v.gaps


@rule
def count_loop(v, programmes, purse, matched, met, row):  # type: ignore[no-untyped-def]
    """Add how much flowed through the loop, by stage and actor (columns input_household to feedback_society)."""
    row[_INPUT] += v.voiced
    row[_INPUT + 1] += v.visited
    row[_INTEGRATION] += v.carded
    row[_IMPLEMENTATION] += v.opened + v.closed
    row[_IMPLEMENTATION + 3] += v.branches
    for k in range(len(programmes)):
        g = programmes[k]
        if g.exists == 0:
            continue
        if g.payer > 0:
            row[_INPUT + 1 + g.payer] += min(purse[k] / max(g.cost, 1.0) + matched[k], g.capacity)
        row[_INTEGRATION + 1 + g.payer] += matched[k]
        row[_IMPLEMENTATION + 1 + g.payer] += met[k]
    row[_FEEDBACK] += v.heard
    row[_FEEDBACK + 1] += v.complaints + v.relayed
    row[_FEEDBACK + 2] += v.corrected
    row[_FEEDBACK + 3] += v.lent_month
    row[_FEEDBACK + 4] += v.exposed
