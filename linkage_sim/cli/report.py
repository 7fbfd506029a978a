"""The command ``report``: a result folder as one HTML file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .options import Figures, named

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Result folder that one of the other commands has made.")]
Out = Annotated[Path | None, typer.Option(metavar="FILE", help="The report; DIR/report.html if not given.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(short_help="Make one HTML file of a result folder: answer, figures, tables, provenance.")(report)


def report(folder: Folder, out: Out = None, figures: Figures = None) -> None:
    """Make one HTML file of a result folder; it opens offline in any browser, and prints well.

    A sweep's report lets its reader filter and sort its points. An older report is replaced; any other file is not.
    """
    from linkage_sim.views.report import report as write_report

    print(f"Report: {write_report(folder, out, named(figures))}")
