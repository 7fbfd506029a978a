"""The command ``discover``: where in the space of what was varied runs of interest lie."""

from __future__ import annotations

from typing import Annotated

import typer

from .options import EngineName, Jobs, Out, Resume, Scheduler, Yes
from .studied import AsJson, Given, NoFigures, Running, as_json, keep, kept_in, studied

Where = Annotated[
    list[str] | None, typer.Option("--where", metavar="CONDITION", help="What makes a run of interest: 'stores >= 1000'; may be repeated.")
]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(short_help="Where in parameter space a condition is met: a box and a tree.")(discover)


def discover(
    experiment: Given,
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
    """Run an experiment, or take a study that was run, and tell where a condition such as 'stores >= 1000' is met.

    The answer is a box (PRIM) and a small tree (CART) in plain words, each with what it does at points that it was not made from.
    """
    from linkage_sim.experiments.analysis.discovery.discovering import check
    from linkage_sim.experiments.analysis.discovery.discovering import discover as find
    from linkage_sim.views.discovery import draw_discovery

    from .show_discovery import as_text

    conditions = where or []
    running = Running(out, engine, scheduler, jobs, resume, yes)
    words = ["linkage-sim", "discover", experiment, *(word for condition in conditions for word in ("--where", condition))]
    study = studied(experiment, running, lambda one: check(one, conditions), words)
    found = find(study.outcomes, study.points, study.experiment, conditions)
    contents, folder = [one.content() for one in found], kept_in(experiment, running)
    if folder is not None:
        keep(folder, "discovery", contents, None if no_figures else lambda drawn: draw_discovery(drawn, found, study.experiment.title))
    if json:
        print(as_json(contents), end="")
    else:
        as_text(found, study.experiment.title, folder, figures=not no_figures)
