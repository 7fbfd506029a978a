"""The command ``warm-up``: compile the rules ahead of time."""

from __future__ import annotations

import json

import typer

from .run import AsJson
from .screen import say


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("warm-up", short_help="Compile the rules ahead of time, and say where they are kept.")(warm_up)


def warm_up(as_json: AsJson = False) -> None:
    """Compile the rules ahead of time: what is compiled already is left alone; what has changed is compiled again."""
    from linkage_sim.kernel.cache import folder
    from linkage_sim.model import ALL_STAGES, compile_rules

    made = compile_rules()
    if as_json:
        print(json.dumps({"folder": str(folder()), "stages": len(ALL_STAGES), "compiled": made}))
        return
    said = f"{made} of {len(ALL_STAGES)} stages were compiled now" if made else f"all {len(ALL_STAGES)} stages were compiled already"
    say(f"The rules are ready: {said}. They are kept in {folder()}.")
