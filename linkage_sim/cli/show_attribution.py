"""What the command ``attribute`` prints."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from linkage_sim.experiments.analysis.attribution.contributions import ADDED, OFF, ON
from linkage_sim.experiments.analysis.attribution.numbers import Numbers, called, numbers, shown
from linkage_sim.findings.numbers import POINTS, is_share
from linkage_sim.findings.words import spelled

from .tables import console, table

if TYPE_CHECKING:
    from linkage_sim.experiments.analysis.attribution.attributing import Attribution

HEADINGS = {ON: "with the platform", OFF: "without the platform", ADDED: "difference"}


def as_text(found: Attribution, out: Path | None) -> None:
    """Print each outcome's sentences and shares, how to read them, and where the files are."""
    printer = console()
    printer.print(Text(f"{found.title}: {len(found.players)} players, {found.over}, all coalitions\n"))
    if found.money():
        printer.print(Text(f"{found.money()}\n"))
    for name, outcome in found.outcomes.items():
        values = numbers(found.of(name))
        states = [state for state in HEADINGS if (state, "total", "", "") in values]
        headings = ["", *(f"{HEADINGS[state]} ({POINTS if is_share(outcome.unit) else outcome.unit})" for state in states)]
        printer.print(table(outcome.label, headings, _rows(values, found.players, states, outcome.unit)))
        for sentence in found.sentences(name):
            printer.print(Text(sentence))
        printer.print(Text(" ".join(part for part in (found.between(name), found.note(name)) if part) + "\n"))
    printer.print(Text(_kept(out)))


def _rows(values: Numbers, players: tuple[str, ...], states: list[str], unit: str) -> list[list[str]]:
    """A row for each player's share, for their sum, for the sum of each alone and for the linkage."""
    lines = [(called(player), "share", player) for player in players]
    lines += [(f"all {spelled(len(players))}", "total", ""), ("each alone, summed", "alone_sum", ""), ("linkage", "linkage", "")]
    return [
        [label, *(shown(values[state, quantity, player, ""], unit, points=False) for state in states)] for label, quantity, player in lines
    ]


def _kept(out: Path | None) -> str:
    """Say where the files are, and what they are."""
    if out is None:
        return "Nothing was kept; add --out DIR to keep the runs, tables and figures."
    return f"Runs, tables and figures: {out}"
