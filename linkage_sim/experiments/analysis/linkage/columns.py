"""Columns of the table of linkage."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ....state.month import Column

if TYPE_CHECKING:
    from ...design.factors import Factor

COLUMNS: tuple[Column, ...] = (
    Column("cell", "number", "Setting; the values of its factors stand behind."),
    Column("outcome", "name", "Outcome."),
    Column("unit", "words", "Unit of value, low and high."),
    Column(
        "quantity",
        "word",
        "helpers: what community, government, market and society improve together beyond the sum of what each improves with the "
        "households alone, with the platform; helpers_off: the same without it; together: the same with the platform counted as a fifth "
        "helper; platform: all five with the platform against all five without it; actors: linkage of all five with the platform; total: "
        "all five against nobody; before, after: the outcome itself with households alone, and with all and the platform.",
    ),
    Column("value", "see unit", "Mean over the seeds; of effects, above zero where the outcome improves, whichever direction that is."),
    Column("low", "see unit", "Lower end of the 95 % interval (Student's t over the seeds)."),
    Column("high", "see unit", "Upper end of the 95 % interval."),
    Column("p", "probability", "Two-sided p of no effect, read by itself."),
    Column("p_holm", "probability", "The same, adjusted by Holm's method for all settings of the quantity and outcome."),
    Column("verdict", "word", "pays, falls short, unclear, or nothing (no run differs); empty for before and after."),
    Column("seeds", "number", "Seeds."),
)


def columns(factors: Mapping[str, Factor]) -> tuple[Column, ...]:
    """All columns of a table of linkage, those of its factors at the end."""
    return (*COLUMNS, *(Column(name, factor.unit, factor.text or factor.label) for name, factor in factors.items()))
