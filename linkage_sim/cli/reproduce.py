"""The command ``reproduce``: whether the calibrated model shows what was observed, and for the right reasons."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from linkage_sim.errors import LinkageError

from .options import EngineName, Jobs, Out, Resume, Scheduler, loaded_ensemble, told_how_to_go_on
from .run import NoFigures

Names = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[SCENARIO]...", help="Scenarios with targets or patterns; those that the ensemble was calibrated to if not given."
    ),
]
OfEnsemble = Annotated[
    str | None,
    typer.Option("--ensemble", metavar="ENSEMBLE", help="A bundled ensemble by name, or a file; junpu if not given, for china its own."),
]
Replicates = Annotated[
    int | None, typer.Option(min=1, help="Seeds of each parameter set; 20 if not given, of a country one.", show_default=False)
]
WithControls = Annotated[bool, typer.Option("--controls", help="Run the negative controls as well.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(short_help="Targets and patterns of the evidence against the calibrated model.")(reproduce)


def reproduce(
    scenarios: Names = None,
    ensemble: OfEnsemble = None,
    replicates: Replicates = None,
    out: Out = None,
    controls: WithControls = False,
    engine: EngineName = "processes",
    scheduler: Scheduler = None,
    jobs: Jobs = None,
    resume: Resume = False,
    no_figures: NoFigures = False,
    as_json: AsJson = False,
) -> None:
    """Run scenarios with an ensemble and fresh seeds, and hold them against the evidence.

    Exit code 0 if every target and every pattern holds (and every control, where asked for), 1 if not.
    """
    from linkage_sim.experiments.validation import validation
    from linkage_sim.model import compile_rules

    from .telling import draw, tell

    if resume and out is None:
        raise LinkageError("--resume goes on with what stands in a folder; say which with --out DIR.")
    chosen = loaded_ensemble(ensemble or validation.ensemble_for(scenarios or ()))
    names = list(dict.fromkeys(scenarios or chosen.hashes))
    again = _words(names, ensemble, replicates, controls, out)
    how: dict[str, Any] = {"engine": engine, "scheduler": scheduler, "jobs": jobs, "resume": resume, "command": again}
    compile_rules()
    found = validation.reproduce(
        *names, ensemble=chosen, replicates=replicates, controls=controls, out=out,
        during=lambda folder: told_how_to_go_on(folder, f"{again} --resume"), **how,
    )  # fmt: skip
    if out is not None and not no_figures:
        for name in names:
            draw(found.of(name), out / name / "figures")
    tell(found, out, as_json)
    if not found.holds:
        raise typer.Exit(1)


def _words(names: Sequence[str], ensemble: str | None, replicates: int | None, controls: bool, out: Path | None) -> str:
    """The command as a person would type it again; where runs are made changes no number and is left out."""
    words = ["linkage-sim", "reproduce", *names, *(["--ensemble", ensemble] if ensemble else [])]
    words += ["--replicates", str(replicates)] if replicates else []
    words += ["--controls"] if controls else []
    return shlex.join([*words, *(["--out", out.as_posix()] if out else [])])
