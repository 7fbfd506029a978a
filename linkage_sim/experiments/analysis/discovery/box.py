"""The box of a discovery as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....state.month import Column
from ..words import kept_words, limit_words, value_words
from .cases import Cases
from .prim import Found

if TYPE_CHECKING:
    import pandas as pd

BOX_COLUMNS: tuple[Column, ...] = (
    Column("factor", "name", "Name of the factor."),
    Column("label", "words", "What people call it."),
    Column("unit", "words", "Unit of its values."),
    Column("low", "see unit", "Lower limit; empty where there is none."),
    Column("high", "see unit", "Upper limit; empty where there is none."),
    Column("kept", "words", "Values in the box, of a factor without order."),
    Column("quasi_p", "probability", "Chance of so many of interest in the box, were the demand useless; of two limits the larger."),
    Column("words", "words", "The demand in words."),
)


def box_table(found: Found | None, known: Cases) -> pd.DataFrame:
    """The demands of a box as a table."""
    import pandas as pd

    rows = []
    for name, limits in (found.box if found is not None else {}).items():
        factor, sides = known.factors[name], limits.sides
        kept = [known.codes[name][code] for code in limits.kept] if limits.kept is not None else []
        words = kept_words(factor, kept) if kept else limit_words(factor, limits.low, limits.high, known.whole(name))
        chance = max(found.quasi_p[name, side] for side in sides) if found is not None else 1.0
        low, high = (value if abs(value) < float("inf") else float("nan") for value in (limits.low, limits.high))
        rows.append((name, factor.label, factor.unit, low, high, ", ".join(map(value_words, kept)), chance, words))
    table = pd.DataFrame(rows, columns=[column.name for column in BOX_COLUMNS])
    return table.sort_values("quasi_p", kind="stable", ignore_index=True)
