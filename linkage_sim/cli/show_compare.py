"""What the command ``compare`` prints."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.text import Text

from linkage_sim.experiments.analysis.comparison.assembling import FOLDER
from linkage_sim.experiments.analysis.comparison.tables import UNCHANGED
from linkage_sim.experiments.analysis.comparison.text import rows_of
from linkage_sim.experiments.analysis.statistics import Interval
from linkage_sim.experiments.analysis.wording import in_words, number, percent

from .tables import console, table

if TYPE_CHECKING:
    from linkage_sim.experiments.analysis.comparison.tables import Comparison

HEADINGS = ("outcome", "unit", "baseline", "reform", "difference", "95 % interval", "%", "better in", "p (Holm)", "noise floor")


def as_text(found: Comparison, out: Path | None) -> None:
    """Print a table for each reform, the sentences, and where the files are."""
    printer = console()
    first, last = found.facts["seeds"]
    pairs = f"{found.facts['pairs']:,} pairs with seeds {first} to {last}, {found.facts['months']} months from {found.facts['start']}"
    for reform in found.reforms:
        rows = rows_of(found.effects[found.effects["reform"] == reform])
        printer.print(table(f"{reform} against {found.baseline}: {pairs}", HEADINGS, [_row(row) for row in rows]))
    for sentence in found.sentences():
        printer.print(Text(sentence))
    printer.print(
        Text(f"Runs, tables and figure: {out / FOLDER}" if out else "Nothing was kept; add --out DIR to keep runs, tables and figure.")
    )


def _row(row: dict[str, Any]) -> tuple[str, ...]:
    """An effect as a line of the table; large sums in millions."""
    effect = Interval(row["difference"], row["low"], row["high"])
    difference, ends = ("0", "") if row["below"] == UNCHANGED else in_words(effect)
    share = "" if math.isnan(row["percent"]) else percent(row["percent"] / 100).removesuffix(" %")
    improved = f"{round(row['improved'] * row['pairs'])} of {row['pairs']}" if row["better"] else ""
    improved += f", {round(row['tied'] * row['pairs'])} equal" if row["better"] and row["tied"] else ""
    means = (number(row["baseline"]), number(row["value"]))
    below = f"below: {row['below']}" if row["below"] else ""
    return row["title"], row["unit"], *means, difference, ends, share, improved, _p(row["p_holm"]), below


def _p(value: float) -> str:
    return "< 0.001" if value < 0.001 else f"{value:.3f}"
