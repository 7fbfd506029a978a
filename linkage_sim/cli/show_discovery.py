"""What the command ``discover`` prints."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from linkage_sim.findings.numbers import chance, percent

from .studied import kept_sentence
from .tables import console, table

if TYPE_CHECKING:
    from rich.table import Table

    from linkage_sim.experiments.analysis.discovery.discovering import Discovery


def as_text(found: Sequence[Discovery], title: str, folder: Path | None, figures: bool) -> None:
    """Print the sentences, the box and the tree of each condition, and where the files are."""
    printer = console()
    printer.print(Text(f"{title}\n"))
    several = len({one.scenario for one in found}) > 1
    for one in found:
        printer.print(Text(f"{one.condition.words}{f', {one.scenario}' if several else ''}", style="bold"))
        for sentence in one.sentences():
            printer.print(Text(sentence))
        if one.separates:
            printer.print(_box(one))
        if one.tree is not None and one.tree.lines:
            printer.print(Text(f"The tree:\n{one.tree.text}\n"))
        for note in one.notes():
            printer.print(Text(note))
        printer.print()
    printer.print(Text(kept_sentence(folder, "discovery", figures)))


def _box(one: Discovery) -> Table:
    rows = [(row["words"], chance(row["quasi_p"])) for _, row in one.box.iterrows()]
    assert one.found is not None
    told = f"The box: density {percent(one.found.density)}, coverage {percent(one.found.coverage)}, {one.found.points:,} points"
    return table(told, ("demand", "quasi-p"), rows)
