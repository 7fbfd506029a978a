"""Options that several commands share, and what they say when they are interrupted."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from linkage_sim.errors import LinkageError

from .screen import say

if TYPE_CHECKING:
    from linkage_sim.experiments.ensemble.ensemble import Ensemble

INTERRUPTED = 130
SETS = "members"  # folder of the studies of an ensemble's parameter sets

Out = Annotated[Path | None, typer.Option(metavar="DIR", help="Folder for the runs, tables and figures.")]
EngineName = Annotated[str, typer.Option("--engine", help="Where runs are calculated: processes, inprocess or dask.")]
Scheduler = Annotated[str | None, typer.Option(metavar="ADDRESS", help="With --engine dask: the scheduler, such as tcp://host:8786.")]
Jobs = Annotated[int | None, typer.Option(min=1, help="Workers; all cores by default. The results are the same for any number.")]
Figures = Annotated[
    str | None, typer.Option(metavar="NAMES", help="These figures alone, with commas between; an unknown name is answered with all names.")
]
Resume = Annotated[bool, typer.Option("--resume", help="Go on with what stands in the folder: run what is missing, retry what failed.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask, however many runs it is.")]


def named(text: str | None) -> tuple[str, ...]:
    """Read names with commas between."""
    return tuple(word.strip() for word in (text or "").split(",") if word.strip())


def figure_words(asked: str | None, none: bool) -> tuple[str, ...]:
    """The options by which a command that is given again draws the same figures."""
    if none:
        return ("--no-figures",)
    return ("--figures", ",".join(named(asked))) if named(asked) else ()


def loaded_ensemble(name_or_path: str) -> Ensemble:
    """Load an ensemble; say on stderr what has changed since its calibration, if anything has."""
    from linkage_sim.experiments.ensemble.ensemble import Ensemble

    ensemble = Ensemble.load(name_or_path)
    if ensemble.outdated:
        sentence = f"since the calibration of the ensemble {ensemble.name}, {ensemble.outdated} changed; calibrate again."
        say(f"Mind: {sentence}", sys.stderr)
    return ensemble


@contextmanager
def told_how_to_go_on(folder: Path | None, command: str) -> Iterator[None]:
    """Where the work is interrupted, say what was kept and which command goes on with it."""
    from .stopping import stop_on_termination

    stop_on_termination()
    try:
        yield
    except (KeyboardInterrupt, SystemExit) as stop:
        kept = _kept(folder)
        if kept is None:
            raise
        code = stop.code if isinstance(stop, SystemExit) and isinstance(stop.code, int) else INTERRUPTED
        raise LinkageError(f"Interrupted; {kept} Go on with: {command}{extrapolating()}", code) from stop


def extrapolating() -> str:
    """What has to be added to a command that is given again: the option that every command takes, where this one had it."""
    from linkage_sim.scenario.reach import OPTION, asked

    return f" {OPTION}" if asked else ""


def _kept(folder: Path | None) -> str | None:
    """How many runs a study holds, or studies in a folder below, one for each parameter set."""
    from linkage_sim.experiments.study.folder import LEDGER, is_study
    from linkage_sim.experiments.study.ledger import PENDING, Ledger
    from linkage_sim.experiments.study.study import studies_below

    if folder is None:
        return None
    several = [] if is_study(folder) else list(studies_below(folder / SETS))
    done = total = 0
    for place in several or ([folder] if is_study(folder) else list(studies_below(folder))):
        ledger = Ledger(place / LEDGER, read_only=True)
        counts = ledger.counts()
        ledger.close()
        total += sum(counts.values())
        done += sum(counts.values()) - counts[PENDING]
    if not total:
        return None
    return (
        f"{done} runs of {len(several)} parameter sets are kept in {folder}."
        if several
        else f"{done} of {total} runs are kept in {folder}."
    )
