"""The command ``report``: a result folder as one HTML file, or as two printed pages."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .options import Figures, named

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Result folder that one of the other commands has made.")]
Out = Annotated[Path | None, typer.Option(metavar="FILE", help="The page; DIR/report.html or DIR/brief.html if not given.")]
AsBrief = Annotated[bool, typer.Option("--brief", help="Two pages to print, as HTML and as PDF: answer, curve, effects, caveats.")]
Language = Annotated[str, typer.Option(metavar="en|zh", help="Language of the page and of the figures in it.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(short_help="Make one HTML file of a result folder, or a brief of two pages.")(report)


def report(folder: Folder, out: Out = None, figures: Figures = None, brief: AsBrief = False, language: Language = "en") -> None:
    """Make one HTML file of a result folder; it opens offline in any browser, and prints well.

    A sweep's report lets its reader filter and sort its points. An older report is replaced; any other file is not.
    """
    if brief:
        _brief(folder, out, language)
        return
    from linkage_sim.views.report import report as write_report

    print(f"Report: {write_report(folder, out, named(figures), language)}")


def _brief(folder: Path, out: Path | None, language: str) -> None:
    from linkage_sim.views.brief import brief as write_brief

    html, pdf = write_brief(folder, out, language=language)
    print(f"Brief: {html}")
    print(
        f"PDF: {pdf}" if pdf else "No PDF: no Chromium, Chrome or Edge was found on this machine. Open the brief in a browser and print it."
    )
