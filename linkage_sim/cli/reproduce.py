"""The command ``reproduce``: whether the calibrated model shows what was observed, and for the right reasons."""

from __future__ import annotations

import math
import shlex
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from linkage_sim.errors import LinkageError
from linkage_sim.findings.numbers import number, percent

from .options import EngineName, Jobs, Out, Resume, Scheduler, loaded_ensemble, told_how_to_go_on

if TYPE_CHECKING:
    from rich.console import Console

    from linkage_sim.experiments.calibration.controls import ControlRow, Controls
    from linkage_sim.experiments.calibration.ensemble import Ensemble
    from linkage_sim.experiments.calibration.reproduce import PatternRow, Reproduction, TargetRow
    from linkage_sim.experiments.calibration.table_one import Beside

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


class Held(NamedTuple):
    """A scenario held against the evidence, and against its controls where they were asked for."""

    found: Reproduction
    judged: Controls | None

    @property
    def holds(self) -> bool:
        """Whether all of it holds."""
        return self.found.holds and (self.judged is None or self.judged.holds)


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
    as_json: AsJson = False,
) -> None:
    """Run scenarios with an ensemble and fresh seeds, and hold them against the evidence.

    Exit code 0 if every target and every pattern holds (and every control, where asked for), 1 if not.
    """
    from linkage_sim.experiments.calibration.reproduce import refuse_unasked
    from linkage_sim.experiments.files import refuse_taken
    from linkage_sim.model import compile_rules

    if resume and out is None:
        raise LinkageError("--resume goes on with what stands in a folder; say which with --out DIR.")
    chosen = loaded_ensemble(ensemble or ensemble_for(scenarios or ()))
    names, seeds = list(dict.fromkeys(scenarios or chosen.hashes)), replicates
    refuse_unasked(names)  # before anything is run
    if out is not None and not resume:
        refuse_taken(out)
    words = ["linkage-sim", "reproduce", *names, *(["--ensemble", ensemble] if ensemble else [])]
    words += [
        *(["--replicates", str(seeds)] if seeds else []),
        *(["--controls"] if controls else []),
        *(["--out", out.as_posix()] if out else []),
    ]
    again = shlex.join(words)
    how: dict[str, Any] = {"engine": engine, "scheduler": scheduler, "jobs": jobs, "resume": resume, "command": again}
    compile_rules()
    held = []
    for name in names:
        folder = out and out / name
        with told_how_to_go_on(folder and folder / "runs", f"{again} --resume"):
            held.append(_held(chosen, name, folder, seeds, controls, how))
    content = _json(chosen, held)
    if out is not None:
        write_table(out, content)
    if as_json:
        print(content, end="")
    else:
        _print(held, out)
    if not all(one.holds for one in held):
        raise typer.Exit(1)


def ensemble_for(scenarios: Sequence[str]) -> str:
    """Return the bundled ensemble for scenarios that are named alone: a country has one of its own."""
    from linkage_sim.scenario.loading import ensembles

    return scenarios[0] if len(scenarios) == 1 and scenarios[0] in ensembles() else "junpu"


def _held(ensemble: Ensemble, name: str, folder: Path | None, seeds: int | None, controls: bool, how: dict[str, Any]) -> Held:
    """Run a scenario, and its controls where asked for; draw the figures where there is a folder."""
    from linkage_sim.experiments.calibration.controls import run_controls
    from linkage_sim.experiments.calibration.reproduce import reproduce as run_ensemble

    found = run_ensemble(ensemble, name, folder and folder / "runs", replicates=seeds, **how)
    held = Held(found, run_controls(ensemble, name, folder and folder / "controls", **how) if controls else None)
    if folder is not None:
        _keep_figures(ensemble, held, folder)
    return held


def _json(ensemble: Ensemble, held: Sequence[Held]) -> str:
    import json

    from linkage_sim.model import MODEL_VERSION

    content: dict[str, Any] = {"ensemble": ensemble.hash, "model_version": MODEL_VERSION, "holds": all(one.holds for one in held)}
    content["scenarios"] = {
        one.found.name: json.loads(one.found.to_json()) | ({"controls": json.loads(one.judged.to_json())} if one.judged else {})
        for one in held
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def write_table(out: Path, content: str) -> None:
    """Write the table beside the scenarios' folders."""
    from linkage_sim.experiments.files import write_file

    write_file(out / "reproduce.json", content.encode())


def _keep_figures(ensemble: Ensemble, held: Held, folder: Path) -> None:
    """Draw the figures beside the runs."""
    from linkage_sim.experiments.files import write_file

    (folder / "figures").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as drawn:
        _draw(ensemble, held, folder / "runs", Path(drawn))
        for path in sorted(Path(drawn).iterdir()):
            write_file(folder / "figures" / path.name, path.read_bytes())


def _draw(ensemble: Ensemble, held: Held, runs: Path, folder: Path) -> None:
    from linkage_sim.experiments.calibration.course import boxes, course
    from linkage_sim.experiments.calibration.targets import targets_of
    from linkage_sim.experiments.study.study import Study
    from linkage_sim.scenario.evidence import Evidence
    from linkage_sim.views.calibration import draw_fit
    from linkage_sim.views.validation import draw_controls, draw_course, draw_patterns

    found, judged = held
    if found.targets:
        draw_fit(folder, found.targets, found.name)
        draw_course(folder, course(Study(runs), ensemble), boxes(targets_of(found.name, Evidence.load()), found.targets), found.name)
    if found.patterns:
        draw_patterns(folder, found.patterns, found.name)
    if judged is not None and judged.rows:
        draw_controls(folder, judged.rows, found.name)


def _print(held: Sequence[Held], out: Path | None) -> None:
    from rich.text import Text

    from .tables import console

    printer = console()
    for one in held:
        _print_scenario(printer, one)
    printer.print(Text("It holds." if all(one.holds for one in held) else "It does not hold: see the lines with no."))
    if out is not None:
        printer.print(Text(f"Runs, table and figures: {out}"))


def _print_scenario(printer: Console, held: Held) -> None:
    from rich.text import Text

    from .tables import table

    found, judged = held
    printer.print(Text(f"{found.name}: {found.members} parameter sets, {found.runs} runs with fresh seeds\n"))
    headings = ("target", "observed", "when", "grade", "median", "50 % interval", "90 % interval", "inside", "asked", "holds")
    if found.targets:
        printer.print(table("Targets", headings, [_target(row) for row in found.targets]))
    if found.beside:
        shown = ("figure", "when", "observed", "median", "50 % interval", "90 % interval")
        printer.print(table("Beside them, not judged", shown, [_beside(row) for row in found.beside]))
    if found.patterns:
        patterns = ("pattern", "evidence", "runs", "share", "asked", "holds")
        printer.print(table("Patterns, as shares of the runs that can tell", patterns, [_pattern(row) for row in found.patterns]))
    if judged is not None and judged.rows:
        rows = [
            (row.name, row.claim, _runs(row), _share(row.share), f">= {percent(row.must)}", row.figure, number(row.median),
             number(row.other), _yes(row.holds))
            for row in judged.rows
        ]  # fmt: skip
        printer.print(
            table("Negative controls", ("control", "claim", "runs", "share", "asked", "figure", "here", "against", "holds"), rows)
        )


def _target(row: TargetRow) -> tuple[str, ...]:

    observed, inside = f"{row.observed(number)} {row.unit}", "inside" if row.inside else "outside"
    half, most = f"{number(row.half_low)} to {number(row.half_high)}", f"{number(row.low)} to {number(row.high)}"
    return row.label, observed, row.date, row.grade, number(row.median), half, most, inside, row.must, _yes(row.holds)


def _beside(row: Beside) -> tuple[str, ...]:

    observed = "" if row.observed is None else number(row.observed)
    half, most = f"{number(row.half_low)} to {number(row.half_high)}", f"{number(row.low)} to {number(row.high)}"
    return row.label, row.date, observed, number(row.median), *(("", "") if row.low == row.high else (half, most))


def _pattern(row: PatternRow) -> tuple[str, ...]:
    return row.label, row.evidence, _runs(row), _share(row.share), f">= {percent(row.must)}", _yes(row.holds)


def _runs(row: PatternRow | ControlRow) -> str:
    return f"{row.runs}" if row.told > 0.995 else f"{row.runs}, {percent(row.told)} tell"


def _share(value: float) -> str:
    return percent(value) if math.isfinite(value) else "none can tell"


def _yes(holds: bool) -> str:
    return "yes" if holds else "no"
