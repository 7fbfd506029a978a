"""The command ``linkage``: under which conditions helpers and platform achieve more together than apart."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from linkage_sim.errors import LinkageError

from .attribute import EqualFunds, ScaleCapacity, rule_of_funds
from .options import EngineName, Jobs, Out, Resume, Scheduler, Yes, told_how_to_go_on
from .run import tell_compiling
from .studied import AsJson, NoFigures, as_json, keep, kept_sentence

if TYPE_CHECKING:
    from linkage_sim.experiments.analysis.regions.paying import Payoff

Given = Annotated[str, typer.Argument(metavar="EXPERIMENT", help="Bundled experiment or file: a grid of one to three factors.")]
Replicates = Annotated[int | None, typer.Option(min=2, help="Seeds in place of the experiment's own number.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(short_help="Under which conditions the linkage of the actors and the platform pay.")(linkage)


def linkage(
    experiment: Given,
    replicates: Replicates = None,
    equal_funds: EqualFunds = False,
    scale_capacity: ScaleCapacity = False,
    engine: EngineName = "processes",
    scheduler: Scheduler = None,
    jobs: Jobs = None,
    resume: Resume = False,
    yes: Yes = False,
    out: Out = None,
    no_figures: NoFigures = False,
    json: AsJson = False,
) -> None:
    """Run each setting of an experiment with the coalitions that linkage is made of, and tell where linkage and platform pay.

    A setting is run 22 times with each seed: with nobody, each actor alone, the households and each helper, and all; with and without the
    platform.
    """
    from linkage_sim.experiments.analysis.regions.crossing import crossed
    from linkage_sim.experiments.analysis.regions.paying import analyse
    from linkage_sim.experiments.design.experiment import Experiment
    from linkage_sim.experiments.study.sweeping import refuse_huge, sweep

    from .progress import Bar

    if resume and out is None:
        raise LinkageError("--resume goes on with what stands in a folder; say which with --out DIR.")
    crossing = crossed(Experiment.load(experiment), rule_of_funds(equal_funds, scale_capacity), replicates)
    count = crossing.experiment.data.replicates
    refuse_huge(crossing.experiment, count, yes)
    words = ["linkage-sim", "linkage", experiment, "--replicates", str(count)]
    words += ["--equal-funds"] * equal_funds + ["--scale-capacity"] * scale_capacity + (["--out", str(out)] if out else [])
    tell_compiling()
    with (
        told_how_to_go_on(out, shlex.join([*words, "--resume"])),
        Bar(crossing.experiment.point_count * count, f"Running {crossing.experiment.name}") as bar,
    ):
        study = sweep(
            crossing.experiment, out, engine=engine, scheduler=scheduler, jobs=jobs, resume=resume, yes=yes, tick=bar.tick,
            command=shlex.join(words),
        )  # fmt: skip
        found = analyse(study.outcomes, crossing)
    if out is not None:
        found.write(out)
        keep(out, "linkage", found.content(), None if no_figures else lambda drawn: _draw(found, drawn))
    if json:
        print(as_json(found.content()), end="")
    else:
        _as_text(found, out, not no_figures)


def _draw(found: Payoff, folder: Path) -> None:
    """Draw a map for each outcome."""
    from linkage_sim.views.regions import region_map
    from linkage_sim.views.style import save

    for outcome in found.outcomes:
        save(region_map(found, outcome), folder)


def _as_text(found: Payoff, out: Path | None, figures: bool) -> None:
    """Print how often each effect pays, and where not."""
    from rich.text import Text

    from .tables import console, table

    printer = console()
    printer.print(Text(f"{found.title}\n"))
    printer.print(table("Settings", list(found.summary().columns), found.summary().to_numpy().tolist()))
    for outcome in found.outcomes:
        for sentence in found.sentences(outcome):
            printer.print(Text(sentence))
        printer.print()
    printer.print(Text(kept_sentence(out, "linkage", figures)))
