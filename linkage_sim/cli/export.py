"""The command ``export``, and the option ``--format`` of those that make tables: tables for Excel, Stata, R and others."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from linkage_sim.errors import LinkageError

from .options import named
from .screen import say

if TYPE_CHECKING:
    from linkage_sim.experiments.formats import Shape

Formats = Annotated[
    str | None,
    typer.Option(
        "--format",
        metavar="NAMES",
        help="Give the tables as csv, xlsx (Excel) or stata as well, with commas between; the folder always holds them as parquet.",
    ),
]
Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Folder of a run, or of a study that is finished.")]
Asked = Annotated[str, typer.Option("--format", metavar="NAMES", help="csv, xlsx (Excel), stata or parquet, with commas between.")]
Tables = Annotated[str | None, typer.Option(metavar="NAMES", help="These tables alone, such as outcomes,runs.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(short_help="Give the tables of a result folder as CSV, for Excel or for Stata.")(export)


def export(folder: Folder, formats: Asked, tables: Tables = None) -> None:
    """Give the tables of a result folder to other programs, in a folder of the format's name below it: DIR/csv, DIR/xlsx or DIR/stata.

    Older files of the same name are replaced. Units and meanings of all columns are given with them.
    """
    from linkage_sim.experiments.formats import chosen_formats

    give(folder, chosen_formats(formats), named(tables))


def demanded(text: str | None, out: Path | None) -> tuple[str, ...]:
    """Read the option ``--format`` of a command that keeps its tables in a folder."""
    from linkage_sim.experiments.formats import chosen_formats

    if text is None:
        return ()
    if out is None:
        raise LinkageError("--format says how tables are given; say where with --out DIR.")
    return chosen_formats(text)


def refuse_unfit(formats: tuple[str, ...], shapes: Iterable[Shape]) -> None:
    """Refuse, before any run, tables that a format cannot hold."""
    from linkage_sim.experiments.formats import refuse_unfit as refuse

    refuse(formats, list(shapes) if formats else ())


def give(folder: Path, formats: Iterable[str], tables: Iterable[str] = (), quiet: bool = False) -> None:
    """Write tables in these formats, and say where they are."""
    from linkage_sim.experiments.export import export as write

    for name in formats:
        write(folder, name, list(tables))
        if not quiet:
            tell_place(folder, name)


def tell_place(folder: Path, name: str) -> None:
    """Say where the tables of a format are."""
    from linkage_sim.experiments.export import WORKBOOK
    from linkage_sim.experiments.formats import FORMATS

    place = {"parquet": folder, "xlsx": folder / name / f"{WORKBOOK}.xlsx"}.get(name, folder / name)
    say(f"For {FORMATS[name].program}: {place}")
