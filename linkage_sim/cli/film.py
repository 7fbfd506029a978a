"""The command ``film``: a village taking off, month by month, as a GIF or an MP4."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from . import completing

Name = Annotated[
    str,
    typer.Argument(metavar="SCENARIO", help="Bundled scenario or file, of a village or of several.", autocompletion=completing.scenarios),
]
Out = Annotated[Path, typer.Option("--out", metavar="FILE", help="A new file that ends in .gif, or in .mp4 where ffmpeg is installed.")]
Seed = Annotated[int, typer.Option(min=0, help="Seed of the run.")]
Months = Annotated[int | None, typer.Option(min=1, help="Length of the film in place of the scenario's own.")]
Settings = Annotated[list[str] | None, typer.Option("--set", metavar="PATH=VALUE", help="Change a value of the scenario; may be repeated.")]


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command(short_help="Make a film (GIF, MP4) of a village taking off, month by month.")(film)


def film(scenario: Name, out: Out, seed: Seed = 1, months: Months = None, settings: Settings = None) -> None:
    """Make a film of one run: the village by clans with stores lighting up, who helps whom, and the curve of stores with the evidence.

    Of several villages, the one with most founders is shown.
    """
    from linkage_sim.scenario import Scenario
    from linkage_sim.scenario.overrides import parse_setting
    from linkage_sim.views.film import film as write_film

    from .progress import Bar
    from .screen import say
    from .stopping import stop_on_termination

    stop_on_termination()
    chosen = Scenario.load(scenario)
    with Bar(months or chosen.months, "Drawing the months") as bar:
        made = write_film(chosen, out, seed, months, dict(map(parse_setting, settings or ())), bar.tick)
    say(f"Film: {made} ({made.stat().st_size / 1e6:.1f} MB)")
