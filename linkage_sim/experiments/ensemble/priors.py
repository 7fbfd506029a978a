"""Priors: where values lie in them, and what the evidence says of several parameters together, which no range of one can tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...scenario.evidence import Evidence

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from ...scenario import Scenario
    from ..design.declared import Factor

MARGIN = "b.margin"
PRICE_YEAR = 2013  # of the parcel: the year in which Junpu's stores multiplied


def net_margin(values: Mapping[str, Any], scenario: Scenario) -> float:
    """Share of sales left to a shop before rivalry, after goods, fees and parcels sent by a courier, before its own hands.

    Parameters
    ----------
    values : mapping
        Values by path; the scenario's own where a path is not among them.
    scenario : Scenario
        The village and its environment.
    """
    economy = scenario.economy
    gross = float(values.get("economy.gross_margin", economy.gross_margin))
    fee = float(values.get("economy.platform_fee", economy.platform_fee))
    parcel = float(values.get("economy.parcel_value", economy.parcel_value))
    prices = scenario.environment.courier_price
    return gross - fee - prices.get(PRICE_YEAR, next(iter(prices.values()))) / parcel


def admissible(values: Mapping[str, Any], scenario: Scenario, evidence: Mapping[str, Any] | None = None) -> bool:
    """Whether the evidence allows values together: a shop keeps the margin that shops were seen to keep (b.margin).

    Gross margin, fees and parcels each have a range of their own; most of their combinations within these leave a shop more than twice what
    was ever observed.
    """
    low, high = (evidence or Evidence.load())[MARGIN].value
    return bool(low <= net_margin(values, scenario) <= high)


def places_in(values: pd.DataFrame, factors: Mapping[str, Factor]) -> pd.DataFrame:
    """Where values lie in the priors: 0 at the low end of a range, 1 at its high end, on the scale of the prior.

    Parameters
    ----------
    values : pandas.DataFrame
        A column per factor.
    factors : mapping of str to Factor
        What was varied, with its range.
    """
    import numpy as np

    found = values.copy()
    for name, factor in factors.items():
        low, high = factor.range[0], factor.range[-1]
        column = found[name].to_numpy(dtype=float)
        if factor.scale == "log":
            column, low, high = np.log(column), float(np.log(low)), float(np.log(high))
        found[name] = np.clip((column - low) / (high - low), 0.0, 1.0)
    return found
