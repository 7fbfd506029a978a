"""The command ``report``: a result folder as one HTML file, or as two printed pages."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from linkage_sim.errors import LinkageError

from .options import Figures, named
from .screen import say

Folders = Annotated[list[Path], typer.Argument(metavar="DIR...", help="Result folder of another command; several make one page.")]
Out = Annotated[Path | None, typer.Option(metavar="FILE", help="The page; DIR/report.html or DIR/brief.html if not given.")]
AsBrief = Annotated[bool, typer.Option("--brief", help="Two pages to print, as HTML and as PDF: answer, curve, effects, caveats.")]
Language = Annotated[str, typer.Option(metavar="en|zh", help="Language of the page and of the figures in it.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(short_help="Make one HTML file of a result folder, or of several, or a brief of two pages.")(report)


def report(folders: Folders, out: Out = None, figures: Figures = None, brief: AsBrief = False, language: Language = "en") -> None:
    """Make one HTML file of a result folder; it opens offline in any browser, and prints well.

    A sweep's report lets its reader filter and sort its points. Several folders make one page, with all answers at a glance.
    An older report is replaced; any other file is not.
    """
    if brief:
        if len(folders) > 1:
            raise LinkageError("A brief tells of one folder. Name one, or leave out --brief.")
        _brief(folders[0], out, language)
        return
    from linkage_sim.views.report import report as write_report

    say(f"Report: {write_report(folders, out, named(figures), language)}")


def _brief(folder: Path, out: Path | None, language: str) -> None:
    from linkage_sim.views.brief import brief as write_brief

    html, pdf = write_brief(folder, out, language=language)
    say(f"Brief: {html}")
    say(f"PDF: {pdf}" if pdf else f"No PDF: {_lacking(language)}. Open the brief in a browser and print it.")


def _lacking(language: str) -> str:
    """What this machine lacks to print a brief."""
    from linkage_sim.views.style import has_letters

    what = "Chromium, Chrome or Edge" if has_letters(language) else "font with Chinese letters"
    return f"no {what} was found on this machine"
