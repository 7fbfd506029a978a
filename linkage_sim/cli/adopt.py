"""The command ``adopt``: the centre of an ensemble becomes the behaviour that all scenarios share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .options import loaded_ensemble
from .screen import say

Name = Annotated[str, typer.Argument(metavar="ENSEMBLE", help="Scenario with a bundled ensemble, or the file of an ensemble.")]
Into = Annotated[
    Path | None, typer.Option("--into", metavar="FILE", help="Scenario that extends nothing, in place of the bundled base.yaml.")
]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(short_help="Write the centre of an ensemble into the scenario that all others extend.")(adopt)


def adopt(ensemble: Name, into: Into = None) -> None:
    """Write the centre of an ensemble - its most central parameter set - into the scenario that all others extend.

    The values stand in a marked block, each linked to the ensemble under evidence; all else in the file stays as it is. Every scenario
    that extends it behaves so from then on, and gives other results than before.
    """
    from linkage_sim.experiments.calibration.adopting import adopt as write_centre
    from linkage_sim.experiments.calibration.adopting import root_file

    chosen, file = loaded_ensemble(ensemble), into or root_file()
    changed = write_centre(chosen, file)
    what = f"the centre of the ensemble {chosen.name}, {len(chosen.factors)} parameters"
    say(f"{file}: holds {what}." if changed else f"{file}: held {what}, already; nothing was changed.")
