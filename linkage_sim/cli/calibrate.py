"""The command ``calibrate``: which parameter sets the evidence allows."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from linkage_sim.errors import LinkageError

from .options import INTERRUPTED, EngineName, Jobs, Out, Resume, Scheduler
from .run import NoFigures
from .screen import say
from .stopping import stop_on_termination

if TYPE_CHECKING:
    from linkage_sim.experiments.calibration.emulated_finding import Emulated
    from linkage_sim.experiments.design.experiment import Experiment
    from linkage_sim.findings.finding import Finding

FACTORS = "calibrate-junpu"  # whose factors are searched if no other experiment is named
NATION, COUNTRY = "china", "calibrate-china"  # and for a country
Names = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[SCENARIO]...", help="Scenarios with targets, all with the same parameters; junpu, dongfeng and ordinary if not given."
    ),
]
Factors = Annotated[
    str | None,
    typer.Option(
        "--experiment",
        metavar="NAME",
        help="Bundled experiment or file, whose factors' ranges are the prior; calibrate-junpu if not given, for china its own.",
    ),
]
Particles = Annotated[int | None, typer.Option(min=64, help="Parameter sets of the first wave in place of the design's points.")]
Waves = Annotated[int | None, typer.Option(min=1, help="Most waves of runs.")]
Seconds = Annotated[float | None, typer.Option(min=0, help="Begin no further wave after so long, but for the last one.")]
Seed = Annotated[int | None, typer.Option(min=0, help="Seed of the search in place of that of the experiment's design.")]
Parts = Annotated[
    list[str] | None,
    typer.Option("--within", metavar="NAME=LOW:HIGH", help="Of a country's factor the part of its range that counts; may be repeated."),
]
WholeRuns = Annotated[
    list[Path] | None,
    typer.Option(
        "--whole",
        metavar="DIR",
        help="Runs of the whole country by which cheaper ones are corrected: the runs of 'reproduce'; may be repeated.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(short_help="Which parameter sets the evidence allows.")(calibrate)


def calibrate(
    scenarios: Names = None,
    factors: Factors = None,
    out: Out = None,
    particles: Particles = None,
    waves: Waves = None,
    seconds: Seconds = None,
    seed: Seed = None,
    within: Parts = None,
    whole: WholeRuns = None,
    engine: EngineName = "processes",
    scheduler: Scheduler = None,
    jobs: Jobs = None,
    resume: Resume = False,
    no_figures: NoFigures = False,
    as_json: AsJson = False,
) -> None:
    """Search the factors of an experiment for the parameter sets that the evidence of all scenarios allows, wave by wave.

    The result is an ensemble of parameter sets with weights: ``ensemble.yaml`` in the folder. The same scenarios, experiment, seed and
    number of waves give the same ensemble, whatever the workers and however often the search was interrupted.

    A country is too dear for waves: its experiment's runs are made once, and an emulator of them gives the posterior.
    """
    from linkage_sim.experiments.calibration.calibrating import SCENARIOS, WAVES
    from linkage_sim.experiments.calibration.calibrating import calibrate as search
    from linkage_sim.experiments.design.experiment import Experiment

    if resume and out is None:
        raise LinkageError("--resume goes on with what stands in a folder; say which with --out DIR.")
    how: dict[str, Any]
    if factors is None:
        factors = COUNTRY if scenarios == [NATION] else FACTORS
    chosen = Experiment.load(factors)
    if any(one.nation is not None for one in chosen.scenarios.values()):
        refuse_waves(scenarios or list(chosen.sources), chosen, {"particles": particles, "waves": waves, "seconds": seconds, "seed": seed})
        corrected = Corrected(tuple(within or ()), tuple(whole or ()))
        how = {"engine": engine, "scheduler": scheduler, "jobs": jobs, "resume": resume}
        _draw_and_tell(_emulated(chosen, out, corrected, how), out, not no_figures, as_json)
        return
    names = scenarios or list(SCENARIOS)
    again = _words(names, factors, out, {"particles": particles, "waves": waves, "seconds": seconds, "seed": seed})
    how = {"engine": engine, "scheduler": scheduler, "jobs": jobs, "command": again}
    budget: dict[str, Any] = {"particles": particles, "waves": waves or WAVES, "seconds": seconds, "seed": seed}
    from linkage_sim.model import compile_rules

    compile_rules()
    with _told_how_to_go_on(out, f"{again} --resume"):
        found = search(chosen, out, scenarios=names, resume=resume, told=_tell, **budget, **how)
    _draw_and_tell(found, out, not no_figures, as_json)


def _draw_and_tell(found: Finding, out: Path | None, figures: bool, as_json: bool) -> None:
    from .telling import draw, tell

    if out is not None and figures:
        draw(found, out / "figures")
    tell(found, out, as_json)


def refuse_waves(names: Sequence[str], chosen: Experiment, given: Mapping[str, object]) -> None:
    """A calibration of a country has no waves and no other scenario beside it."""
    asked = [f"--{name}" for name, value in given.items() if value is not None]
    if asked:
        raise LinkageError(f"{asked[0]} belongs to a search in waves; {chosen.name} is of a country, whose runs are made once.")
    if list(names) != list(chosen.sources):
        raise LinkageError(f"{chosen.name} is of {', '.join(chosen.sources)} alone; name no other scenario.")


class Corrected(NamedTuple):
    """What narrows or corrects the calibration of a country: parts of ranges as they were typed, and folders with runs of the whole."""

    within: tuple[str, ...]
    whole: tuple[Path, ...]

    def words(self) -> list[str]:
        """These options as a person would type them again."""
        words = [word for part in self.within for word in ("--within", part)]
        return words + [word for folder in self.whole for word in ("--whole", str(folder))]


def _parts(given: Sequence[str]) -> dict[str, tuple[float, float]]:
    """Read parts of ranges, NAME=LOW:HIGH."""
    parts = {}
    for text in given:
        name, _, ends = text.partition("=")
        low, _, high = ends.partition(":")
        try:
            parts[name] = (float(low), float(high))
        except ValueError as error:
            raise LinkageError(f"--within {text!r} is no part of a range; write NAME=LOW:HIGH, such as arrivals=30:150.") from error
    return parts


def _emulated(chosen: Experiment, out: Path | None, corrected: Corrected, how: dict[str, Any]) -> Emulated:
    """Calibrate a country by an emulator of its runs."""
    from linkage_sim.experiments.calibration.emulated import calibrate_by_emulator
    from linkage_sim.model import compile_rules

    words = ["linkage-sim", "calibrate", *chosen.sources, "--experiment", chosen.name, *corrected.words()]
    again = shlex.join([*words, *(["--out", out.as_posix()] if out else [])])
    how |= {"within": _parts(corrected.within), "whole": corrected.whole, "command": again}
    compile_rules()
    with _told_how_to_go_on(out, f"{again} --resume"):
        return calibrate_by_emulator(chosen, out, **how)


@contextmanager
def _told_how_to_go_on(out: Path | None, command: str) -> Iterator[None]:
    """Where the search is interrupted, say that its waves are kept and which command goes on with it."""
    stop_on_termination()
    try:
        yield
    except (KeyboardInterrupt, SystemExit) as stop:
        if out is None or not out.is_dir():
            raise
        code = stop.code if isinstance(stop, SystemExit) and isinstance(stop.code, int) else INTERRUPTED
        raise LinkageError(f"Interrupted; the runs so far are kept in {out}. Go on with: {command}", code) from stop


def _tell(line: str) -> None:
    """Tell a person who looks on what a wave brought."""
    if sys.stderr.isatty():
        say(line, sys.stderr)


def _words(scenarios: Sequence[str], factors: str, out: Path | None, given: Mapping[str, object]) -> str:
    """The command as a person would type it again; what changes no number is left out."""
    words = ["linkage-sim", "calibrate", *scenarios, *(["--experiment", factors] if factors != FACTORS else [])]
    for name, value in given.items():
        words += [f"--{name}", str(value)] if value is not None else []
    return shlex.join([*words, *(["--out", out.as_posix()] if out else [])])
