"""How strongly each factor moves an outcome: tables in one shape for all methods of sensitivity analysis."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ....state.month import Column
from ...design.factors import Factor
from ..words import value_words
from .grades import grade_group

if TYPE_CHECKING:
    import pandas as pd

LEVEL = 0.95
MORRIS, SOBOL, OAT, REGIONAL = "morris", "sobol", "oat", "regional"
MAIN: Mapping[str, str] = {MORRIS: "mu_star", SOBOL: "total", OAT: "swing", REGIONAL: "distance"}
"""The column by which factors are ranked; ``_low`` and ``_high`` are added for the ends of its interval."""

FACTOR_COLUMNS: tuple[Column, ...] = (
    Column("rank", "1 for the first", "Place of the factor by the method's main measure."),
    Column("factor", "name", "Name of the factor."),
    Column("label", "words", "What people call it."),
    Column("range", "words", "Over which values it was varied."),
    Column("unit", "words", "Unit of these values."),
    Column("grade", "word", "Evidence behind the scenario's own value: A, B, C/D, M, paper, assumed, or choice (a switch or rule)."),
)
METHOD_COLUMNS: Mapping[str, tuple[Column, ...]] = {
    MORRIS: (
        Column("mu_star", "the outcome's", "Mean size of the change when the factor crosses its range, or takes another value."),
        Column("mu_star_low", "the outcome's", "Lower end of the 95 % bootstrap interval."),
        Column("mu_star_high", "the outcome's", "Upper end."),
        Column("mu", "the outcome's", "Mean change with its sign; for factors without order of no meaning."),
        Column("sigma", "the outcome's", "Spread of the change over the rest of the space: interactions and bends."),
    ),
    SOBOL: (
        Column("total", "share of variance", "Total index: what goes if the factor is known, with all its interactions."),
        Column("total_low", "share of variance", "Lower end of the 95 % bootstrap interval."),
        Column("total_high", "share of variance", "Upper end."),
        Column("first", "share of variance", "First-order index: the factor by itself."),
        Column("first_low", "share of variance", "Lower end of the 95 % bootstrap interval."),
        Column("first_high", "share of variance", "Upper end."),
    ),
    OAT: (
        Column("swing", "the outcome's", "Largest size of the change from the scenario as it is."),
        Column("swing_low", "the outcome's", "Lower end of the 95 % interval over seeds (Student's t); empty for one run."),
        Column("swing_high", "the outcome's", "Upper end."),
        Column("down", "the outcome's", "Change at the lowest value, or the most negative change of a choice."),
        Column("up", "the outcome's", "Change at the highest value, or the most positive change of a choice."),
    ),
    REGIONAL: (
        Column("distance", "0 to 1", "Kolmogorov-Smirnov distance between points that meet the condition and others; of choices, half "
               "the sum of differences of their shares."),
        Column("p", "probability", "That so large a distance comes by chance."),
        Column("p_holm", "probability", "The same, adjusted for the number of factors (Holm)."),
        Column("inside", "words", "Median, or most frequent value, of points that meet the condition."),
        Column("outside", "words", "The same of the other points."),
    ),
}  # fmt: skip


def ranked(factors: Mapping[str, Factor], columns: Mapping[str, Any], main: str) -> pd.DataFrame:
    """Put what is known of the factors and what was estimated into a table, the strongest first."""
    import pandas as pd

    known = {
        "factor": list(factors),
        "label": [factor.label for factor in factors.values()],
        "range": [range_words(factor) for factor in factors.values()],
        "unit": [factor.unit for factor in factors.values()],
        "grade": [grade_group(factor) for factor in factors.values()],
    }
    table = pd.DataFrame({**known, **columns}).sort_values(main, ascending=False, kind="stable", ignore_index=True)
    table.insert(0, "rank", range(1, len(table) + 1))
    return table


def empty(method: str) -> pd.DataFrame:
    """A table of the method without rows."""
    import pandas as pd

    return pd.DataFrame(columns=[column.name for column in (*FACTOR_COLUMNS, *METHOD_COLUMNS[method])])


def range_words(factor: Factor) -> str:
    """Over which values a factor is varied."""
    if factor.values:
        return ", ".join(value_words(value) for value in factor.values)
    return f"{value_words(factor.low)} to {value_words(factor.high)}"
