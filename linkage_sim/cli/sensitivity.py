"""The command ``sensitivity``: which of the things that were varied move the outcomes."""

from __future__ import annotations

from typing import Annotated

import typer

from .options import EngineName, Jobs, Out, Resume, Scheduler, Yes
from .studied import AsJson, Given, NoFigures, Running, as_json, keep, kept_in, studied

Outcomes = Annotated[list[str] | None, typer.Option("--outcome", metavar="NAME", help="Outcome to analyse; may be repeated.")]
Where = Annotated[
    list[str] | None,
    typer.Option("--where", metavar="CONDITION", help="Also tell which factors decide it: 'stores >= 1000'; may be repeated."),
]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(short_help="Which factors move the outcomes: Morris, Sobol', one at a time, regional.")(sensitivity)


def sensitivity(
    experiment: Given,
    outcomes: Outcomes = None,
    where: Where = None,
    engine: EngineName = "processes",
    scheduler: Scheduler = None,
    jobs: Jobs = None,
    resume: Resume = False,
    yes: Yes = False,
    out: Out = None,
    no_figures: NoFigures = False,
    json: AsJson = False,
) -> None:
    """Run an experiment, or take a study that was run, and tell which factors move its outcomes.

    The method is that of the design: morris, saltelli (Sobol' indices) or oat; any other design is analysed regionally: which factors
    tell runs that meet a condition from others.
    """
    from linkage_sim.experiments.analysis.sensitivity.analysing import analyse, check
    from linkage_sim.views.sensitivity import draw_sensitivity

    from .show_sensitivity import as_text

    names, conditions = outcomes or [], where or []
    running = Running(out, engine, scheduler, jobs, resume, yes)
    words = ["linkage-sim", "sensitivity", experiment, *(word for name in names for word in ("--outcome", name))]
    words += [word for condition in conditions for word in ("--where", condition)]
    study = studied(experiment, running, lambda one: check(one, names, conditions), words)
    found = analyse(study.outcomes, study.points, study.experiment, names, conditions)
    contents, folder = [one.content() for one in found], kept_in(experiment, running)
    if folder is not None:
        keep(folder, "sensitivity", contents, None if no_figures else lambda drawn: draw_sensitivity(drawn, found, study.experiment.title))
    if json:
        print(as_json(contents), end="")
    else:
        as_text(found, study.experiment.title, folder, figures=not no_figures)
