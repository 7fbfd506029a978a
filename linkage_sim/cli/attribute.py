"""The command ``attribute``: what each actor, the platform and their linkage contributed."""

from __future__ import annotations

import shlex
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from linkage_sim.errors import LinkageError

from .options import EngineName, Jobs, Out, Resume, Scheduler, Yes, told_how_to_go_on
from .run import AsJson, Months, Name, Seed, Settings, tell_compiling

if TYPE_CHECKING:
    from linkage_sim.experiments.analysis.attribution.attributing import Attribution
    from linkage_sim.experiments.analysis.attribution.design import Plan
    from linkage_sim.experiments.study.study import Study

Replicates = Annotated[
    int, typer.Option(min=2, help="Seeds; each is run with every coalition of the actors, with and without the platform.")
]
Outcomes = Annotated[list[str] | None, typer.Option("--outcome", metavar="NAME", help="Outcome to attribute; may be repeated.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(short_help="What each actor, the platform and their linkage contributed.")(attribute)


def attribute(
    scenario: Name,
    replicates: Replicates = 30,
    seed: Seed = 1,
    months: Months = None,
    settings: Settings = None,
    outcomes: Outcomes = None,
    engine: EngineName = "processes",
    scheduler: Scheduler = None,
    jobs: Jobs = None,
    resume: Resume = False,
    yes: Yes = False,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Run every coalition of the five actors, with and without the platform, and share out the effect by Shapley's rule.

    Each seed is run 64 times, so that all differences are between runs that share their draws.
    """
    from linkage_sim.experiments.analysis.attribution.attributing import conclude
    from linkage_sim.experiments.analysis.attribution.design import plan
    from linkage_sim.scenario.overrides import parse_setting

    from .show_attribution import as_text

    if resume and out is None:
        raise LinkageError("--resume goes on with what stands in a folder; say which with --out DIR.")
    made = plan(scenario, replicates, seed, outcomes, months=months, settings=dict(map(parse_setting, settings or ())))
    command = _words(scenario, replicates, seed, months, settings or (), outcomes or (), out)
    with told_how_to_go_on(out, f"{command} --resume"):
        how = {"engine": engine, "scheduler": scheduler, "jobs": jobs, "resume": resume, "yes": yes}
        study = _swept(made, out, replicates, command, how)
        found = conclude(made, study.outcomes)
        if out is not None:
            keep(found, out)
    print(found.to_json(), end="") if as_json else as_text(found, out)


def keep(found: Attribution, folder: Path) -> None:
    """Write the tables and a figure for each outcome into the study's folder, each file whole."""
    from linkage_sim.experiments.files import write_file
    from linkage_sim.views.attribution import attribution
    from linkage_sim.views.style import save

    found.write(folder)
    (folder / "figures").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as drawn:
        for outcome in found.outcomes:
            save(attribution(found, outcome), Path(drawn))
        for path in sorted(Path(drawn).iterdir()):
            write_file(folder / "figures" / path.name, path.read_bytes())


def _swept(made: Plan, out: Path | None, replicates: int, command: str, how: Mapping[str, Any]) -> Study:
    """Run what is to be run."""
    from linkage_sim.experiments.study.sweeping import sweep

    from .progress import Bar

    tell_compiling()
    with Bar(len(made.members) * replicates, f"Running {made.experiment.name}") as bar:
        return sweep(made.experiment, out, tick=bar.tick, command=command, **how)


def _words(
    scenario: str, replicates: int, seed: int, months: int | None, settings: Sequence[str], outcomes: Sequence[str], out: Path | None
) -> str:
    """The command as a person would type it again; what changes no number is left out."""
    words = ["linkage-sim", "attribute", scenario, "--replicates", str(replicates), "--seed", str(seed)]
    words += ["--months", str(months)] if months is not None else []
    words += [word for setting in settings for word in ("--set", setting)]
    words += [word for outcome in outcomes for word in ("--outcome", outcome)]
    return shlex.join([*words, *(["--out", str(out)] if out else [])])
