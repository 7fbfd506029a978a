"""The command ``handout``: a lesson in one HTML file that plays recorded runs back, offline, on any screen."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Out = Annotated[Path, typer.Option("--out", metavar="FILE", help="The page; an older handout is replaced, any other file is not.")]
Seeds = Annotated[int, typer.Option(help="Runs of each setting, 1 to 40; the village is shown for the first.")]
Months = Annotated[int | None, typer.Option(help="Length of the runs in place of the scenario's 60; lessons that lie beyond are left out.")]
Language = Annotated[str | None, typer.Option(help="Language in which it opens, en or zh; the browser's by default. Both are in it.")]
Vary = Annotated[
    str | None,
    typer.Option(metavar="NAMES", help="Who may be switched off, with commas between; all five actors and the platform by default."),
]
Jobs = Annotated[int | None, typer.Option(min=1, help="Processes; all cores by default. The page is the same for any number.")]


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command(short_help="Make one HTML file for a class: recorded runs, five lessons, offline, on phones too.")(handout)


def handout(out: Out, seeds: Seeds = 20, months: Months = None, language: Language = None, vary: Vary = None, jobs: Jobs = None) -> None:
    """Make one HTML file of at most 5 MB that a class opens offline, on phones, tablets or a projector: nothing to install.

    It plays back recorded runs of the scenario junpu under every choice of who takes part, with the five lessons, in English and Chinese.
    """
    from linkage_sim.experiments.engines.processes import cores
    from linkage_sim.views.handout.file import count_worlds
    from linkage_sim.views.handout.file import handout as write_handout
    from linkage_sim.views.handout.worlds import PLAYERS

    from .progress import Bar
    from .screen import say
    from .stopping import stop_on_termination

    stop_on_termination()
    players = tuple(PLAYERS) if vary is None else tuple(name.strip() for name in vary.split(",") if name.strip())
    with Bar(count_worlds(players, months), "Playing the settings") as bar:
        made = write_handout(out, seeds, months, language, players, jobs or cores(), bar.tick)
    say(f"Handout: {made} ({made.stat().st_size / 1e6:.1f} MB)")
