"""The command ``reproduce``: whether the calibrated model shows what was observed, and for the right reasons."""

from __future__ import annotations

import math
import shlex
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from linkage_sim.errors import LinkageError

from .options import EngineName, Jobs, Out, Resume, Scheduler, loaded_ensemble, told_how_to_go_on

if TYPE_CHECKING:
    from linkage_sim.experiments.calibration.controls import ControlRow, Controls
    from linkage_sim.experiments.calibration.ensemble import Ensemble
    from linkage_sim.experiments.calibration.reproduce import PatternRow, Reproduction, TargetRow

Name = Annotated[str, typer.Argument(metavar="SCENARIO", help="Scenario with a bundled ensemble, or the file of an ensemble.")]
Replicates = Annotated[int | None, typer.Option(min=1, help="Seeds of each parameter set; 20 if not given.", show_default=False)]
WithControls = Annotated[bool, typer.Option("--controls", help="Run the negative controls as well.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(short_help="Targets and patterns of the evidence against the calibrated model.")(reproduce)


def reproduce(
    scenario: Name = "junpu",
    replicates: Replicates = None,
    out: Out = None,
    controls: WithControls = False,
    engine: EngineName = "processes",
    scheduler: Scheduler = None,
    jobs: Jobs = None,
    resume: Resume = False,
    as_json: AsJson = False,
) -> None:
    """Run the ensemble of a scenario with fresh seeds, and hold it against the evidence.

    Exit code 0 if every target and every pattern holds (and every control, where asked for), 1 if not.
    """
    from linkage_sim.experiments.calibration.controls import run_controls
    from linkage_sim.experiments.calibration.reproduce import REPLICATES
    from linkage_sim.experiments.calibration.reproduce import reproduce as run_ensemble
    from linkage_sim.experiments.files import refuse_taken
    from linkage_sim.model import compile_rules

    if resume and out is None:
        raise LinkageError("--resume goes on with what stands in a folder; say which with --out DIR.")
    ensemble = loaded_ensemble(scenario)
    seeds = replicates or REPLICATES
    if out is not None and not resume:
        refuse_taken(out)
    words = ["linkage-sim", "reproduce", scenario, "--replicates", str(seeds), *(["--controls"] if controls else [])]
    again = shlex.join([*words, *(["--out", str(out)] if out else [])])
    how: dict[str, Any] = {"engine": engine, "scheduler": scheduler, "jobs": jobs, "resume": resume, "command": again}
    compile_rules()
    with told_how_to_go_on(out and out / "runs", f"{again} --resume"):
        found = run_ensemble(ensemble, out and out / "runs", replicates=seeds, **how)
        judged = run_controls(ensemble, out and out / "controls", **how) if controls else None
        if out is not None:
            _keep(ensemble, found, judged, out)
    if as_json:
        print(_json(ensemble, found, judged), end="")
    else:
        _print(found, judged, out)
    if not (found.holds and (judged is None or judged.holds)):
        raise typer.Exit(1)


def _json(ensemble: Ensemble, found: Reproduction, judged: Controls | None) -> str:
    import json

    from linkage_sim.model import MODEL_VERSION

    content = {"ensemble": ensemble.hash, "model_version": MODEL_VERSION} | json.loads(found.to_json())
    if judged is not None:
        content["controls"] = json.loads(judged.to_json())
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def _keep(ensemble: Ensemble, found: Reproduction, judged: Controls | None, out: Path) -> None:
    """Write the table and the figures beside the runs."""
    from linkage_sim.experiments.files import write_file

    write_file(out / "reproduce.json", _json(ensemble, found, judged).encode())
    (out / "figures").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as drawn:
        _draw(ensemble, found, judged, out / "runs", Path(drawn))
        for path in sorted(Path(drawn).iterdir()):
            write_file(out / "figures" / path.name, path.read_bytes())


def _draw(ensemble: Ensemble, found: Reproduction, judged: Controls | None, runs: Path, folder: Path) -> None:
    from linkage_sim.experiments.calibration.course import boxes, course
    from linkage_sim.experiments.calibration.targets import targets_of
    from linkage_sim.experiments.study.study import Study
    from linkage_sim.scenario.evidence import Evidence
    from linkage_sim.views.calibration import draw_fit
    from linkage_sim.views.validation import draw_controls, draw_course, draw_patterns

    draw_fit(folder, found.targets, found.name)
    draw_course(folder, course(Study(runs), ensemble), boxes(targets_of(found.name, Evidence.load()), found.targets), found.name)
    draw_patterns(folder, found.patterns, found.name)
    if judged is not None:
        draw_controls(folder, judged.rows, found.name)


def _print(found: Reproduction, judged: Controls | None, out: Path | None) -> None:
    from rich.text import Text

    from .tables import console, table

    printer = console()
    printer.print(Text(f"{found.name}: {found.members} parameter sets, {found.runs} runs with fresh seeds\n"))
    headings = ("target", "observed", "when", "grade", "median", "90 % interval", "inside", "asked", "holds")
    printer.print(table("Targets", headings, [_target(row) for row in found.targets]))
    patterns = ("pattern", "evidence", "runs", "share", "asked", "holds")
    printer.print(table("Patterns, as shares of the runs that can tell", patterns, [_pattern(row) for row in found.patterns]))
    if judged is not None:
        controls = [
            (row.name, row.claim, _runs(row), _share(row.share), f">= {row.must:.0%}", row.figure, f"{row.median:.3g}", f"{row.other:.3g}",
             _yes(row.holds))
            for row in judged.rows
        ]  # fmt: skip
        headings = ("control", "claim", "runs", "share", "asked", "figure", "here", "against", "holds")
        printer.print(table("Negative controls", headings, controls))
    holds = found.holds and (judged is None or judged.holds)
    printer.print(Text("It holds." if holds else "It does not hold: see the lines with no."))
    if out is not None:
        printer.print(Text(f"Runs, table and figures: {out}"))


def _target(row: TargetRow) -> tuple[str, ...]:
    from .show_run import brief

    observed = f"{row.bound} {brief(row.value)} {row.unit}".strip()
    inside = "inside" if row.inside else "outside"
    return (row.label, observed, row.date, row.grade, brief(row.median), f"{brief(row.low)} to {brief(row.high)}", inside, row.must,
            _yes(row.holds))  # fmt: skip


def _pattern(row: PatternRow) -> tuple[str, ...]:
    return row.label, row.evidence, _runs(row), _share(row.share), f">= {row.must:.0%}", _yes(row.holds)


def _runs(row: PatternRow | ControlRow) -> str:
    return f"{row.runs}" if row.told > 0.995 else f"{row.runs}, {row.told:.0%} tell"


def _share(value: float) -> str:
    return f"{value:.0%}" if math.isfinite(value) else "none can tell"


def _yes(holds: bool) -> str:
    return "yes" if holds else "no"
