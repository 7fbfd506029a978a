"""The command ``ui``: the classroom page in the browser."""

from __future__ import annotations

from typing import Annotated

import typer

from . import completing

Name = Annotated[
    str,
    typer.Argument(metavar="[SCENARIO]", help="Bundled scenario or file that the page opens with.", autocompletion=completing.scenarios),
]
Port = Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes one that is free.")]
Host = Annotated[
    str,
    typer.Option(help="Name or address to serve the page at, 0.0.0.0 for all of this machine's; others need the link that is printed."),
]
NoBrowser = Annotated[bool, typer.Option("--no-browser", help="Only serve the page; open it yourself.")]


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command(short_help="Watch a village in the browser, offline; for the classroom.")(ui)


def ui(scenario: Name = "junpu", port: Port = 8765, host: Host = "127.0.0.1", no_browser: NoBrowser = False) -> None:
    """Open the classroom page: a village, its actors, its curves, what if, five lessons. No request leaves this machine."""
    from linkage_sim.views.app.server import ui as serve

    serve(scenario, port, browser=not no_browser, host=host)
