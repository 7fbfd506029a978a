"""The command ``results``: what result folders there are below a place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .screen import say, show

if TYPE_CHECKING:
    from linkage_sim.experiments.listing import Kept

Place = Annotated[Path, typer.Argument(metavar="[PLACE]", help="Folder below which results lie.", show_default="here")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(short_help="List the result folders below a place: question, date, state and verdict.")(results)


def results(place: Place = Path(), as_json: AsJson = False) -> None:
    """List the result folders below a place, each with its question, date, state and verdict.

    A folder is whole, interrupted (so many of so many runs; --resume goes on) or damaged.
    """
    from linkage_sim.experiments.listing import results as kept

    found = kept(place)
    if as_json:
        print(json.dumps([vars(one) for one in found], indent=2, ensure_ascii=False))
        return
    for one in found:
        _print(one)
    if not found:
        say("There are no result folders below here." if place == Path() else f"There are no result folders below {place}.")


def _print(one: Kept) -> None:
    """A folder in a few lines: where it is and in which state, what was asked, and the answer."""
    from linkage_sim.errors import printable
    from linkage_sim.findings.screen import Words

    told = ", ".join(filter(None, (one.kind, one.date, one.words)))
    show(
        Words(printable(one.folder), style="bold"),
        *(Words(line, indent="  ", hanging="  ") for line in (told, one.question, one.verdict) if line),
    )
