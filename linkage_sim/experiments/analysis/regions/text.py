"""Where linkage pays, in sentences made from the numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ....findings.numbers import difference
from ....findings.words import counted, listing
from ..words import value_words
from .blocks import Block, largest_block

if TYPE_CHECKING:
    import pandas as pd

    from ...design.factors import Factor
    from ...design.outcomes import Outcome

TOLD = ("helpers", "platform", "together")
"""Quantities that are told in sentences."""


def sentence(rows: pd.DataFrame, factors: Mapping[str, Factor], name: str, outcome: Outcome) -> str:
    """Say in how many settings something pays or falls short, and in which block of settings it does not pay.

    Parameters
    ----------
    rows : pandas.DataFrame
        A row per setting: factors, ``value``, ``verdict``, ``p_holm``.
    factors : mapping of str to Factor
        What was varied.
    name : str
        What it is, in words.
    outcome : Outcome
        On what it pays.
    """
    verdicts = rows["verdict"]
    pays, short = (int((verdicts == word).sum()) for word in ("pays", "falls short"))
    firm = int(((rows["p_holm"] < 0.05) & verdicts.isin(["pays", "falls short"])).sum())
    subject = name if name.startswith("what") else f"the {name}"
    told = f"On {outcome.label}, {subject} pays in {pays} of {counted(len(rows), 'setting')}, falls short in {short} and cannot be told "
    told += (
        f"from zero in {len(rows) - pays - short} (of {counted(pays + short, 'verdict')}, {firm} hold when all settings are read together)"
    )
    ends = [_at(rows, factors, outcome, which) for which in ("largest", "smallest")]
    told += f"; it is best at {ends[0]} and worst at {ends[1]}. "
    if not pays:
        return f"{told}There is no setting in which it pays."
    values = {key: factor.levels() for key, factor in factors.items()}
    block, size = largest_block(rows, (verdicts != "pays").tolist(), values)
    told += f"It pays nowhere with {_words(block, factors, values)} ({size} settings)" if size else "It pays everywhere"
    block, size = largest_block(rows, (verdicts == "falls short").tolist(), values)
    return (
        f"{told}; it falls short everywhere with {_words(block, factors, values)} ({size})." if size else f"{told}; it falls short nowhere."
    )


def levels(before: pd.DataFrame, after: pd.DataFrame, outcome: Outcome) -> str:
    """Say how far the outcome itself reaches over the settings, with households alone and with all."""
    parts = [
        f"{difference(rows['value'].min(), outcome.unit)} to {difference(rows['value'].max(), outcome.unit)}" for rows in (before, after)
    ]
    return f"Over the settings, {outcome.label} are {parts[0]} with households alone, {parts[1]} with all five and the platform."


def _at(rows: pd.DataFrame, factors: Mapping[str, Factor], outcome: Outcome, which: str) -> str:
    """The best or the worst setting, with its value."""
    ordered = rows.sort_values("value", kind="stable")
    row = ordered.iloc[-1 if which == "largest" else 0]
    where = listing([f"{factor.label} {value_words(row[name])}" for name, factor in factors.items()])
    sign = "+" if row["value"] > 0 else ""
    return f"{where} ({sign}{difference(row['value'], outcome.unit)})"


def _words(block: Block, factors: Mapping[str, Factor], values: Mapping[str, Sequence[Any]]) -> str:
    """A block in words; factors that it does not restrict are told as any."""
    parts = []
    for name, (low, high) in block.items():
        factor, known = factors[name], values[name]
        if (low, high) == (known[0], known[-1]):
            parts.append(f"any {factor.label}")
        else:
            parts.append(f"{factor.label} {value_words(low)}{'' if low == high else f' to {value_words(high)}'}")
    return listing(parts)
