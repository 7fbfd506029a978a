"""Market, feedback: credit follows results."""

from __future__ import annotations

from linkage_sim.population.compiled import rule

from .input import remembered


@rule
def credit_after(credit: float, defaulted: float, debt: float, memory: float) -> float:
    """Return a lender's trust in a village: it falls to nothing when a tenth of the debt is lost in a month, and returns slowly."""
    lost = min(10.0 * defaulted / debt, 1.0) if debt > 0.0 else 0.0
    return remembered(credit, 1.0 - lost, memory)


@rule
def fee_after(couriers: float, rivalry: float) -> float:
    """Return the parcel price in a village relative to the country's: full with one courier or none, lower the more of them compete."""
    return 1.0 - rivalry * (1.0 - 1.0 / max(couriers, 1.0))


@rule
def adjust_fees(v, p):  # type: ignore[no-untyped-def]
    """Couriers adjust their fees to how many of them serve the village."""
    v.fee = fee_after(v.couriers, p.courier_rivalry) if p.market_active > 0.0 else 1.0


@rule
def adjust_credit(v, p):  # type: ignore[no-untyped-def]
    """Lenders adjust the credit they give on a sales record."""
    v.credit = credit_after(v.credit, v.defaults, v.debt + v.defaults, p.credit_memory)
