"""The command ``demo``: the first run, the same on every system, with nothing to choose."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

SCENARIO, RUNS = "junpu", 20
PLACE = Path("demo", SCENARIO)

Out = Annotated[Path, typer.Option(metavar="DIR", help="Folder for the tables and figures; those of an older demo give way.")]


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command(short_help="The first run: Junpu 20 times, with a table here and tables and figures in demo/junpu.")(demo)


def demo(out: Out = PLACE) -> None:
    """Run Junpu 20 times: a table here, tables and figures in a folder. The same on Linux, macOS and Windows."""
    from linkage_sim.experiments.files import remove_folder

    from .run import run

    if _is_demo(out):
        remove_folder(out)
    run(SCENARIO, replicates=RUNS, out=out, resume=True)  # one that was interrupted is gone on with


def _is_demo(folder: Path) -> bool:
    """Whether a folder is what this command has made, with nothing of anybody else's in it: it can be made again."""
    from linkage_sim.experiments.files import LOCK
    from linkage_sim.experiments.stored import FIGURES, MANIFEST, read_json
    from linkage_sim.experiments.study.folder import LEDGER

    try:
        known = read_json(folder / MANIFEST)
    except (OSError, ValueError):
        return False
    pieces = {*(name.partition("/")[0] for name in known.get("files", ())), MANIFEST, LEDGER, LOCK, FIGURES, "report.html"}
    ours = str(known.get("command")).startswith(f"linkage-sim run {SCENARIO} --replicates {RUNS} ")
    return ours and {path.name for path in folder.iterdir()} <= pieces
