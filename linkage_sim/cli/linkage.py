"""The command ``linkage``: under which conditions helpers and platform achieve more together than apart."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from . import completing
from .attribute import (
    FUNDS_WORDS,
    MEMBERS,
    EnsembleName,
    EqualFunds,
    MemberCount,
    ScaleCapacity,
    refuse_idle,
    rule_of_funds,
    sweeping,
)
from .options import EngineName, Jobs, Out, Resume, Scheduler, Yes, loaded_ensemble, told_how_to_go_on
from .studied import AsJson, NoFigures

if TYPE_CHECKING:
    from linkage_sim.experiments.analysis.linkage.finding import Linkage

Given = Annotated[
    str,
    typer.Argument(
        metavar="EXPERIMENT", help="Bundled experiment or file: a grid of one to three factors.", autocompletion=completing.experiments
    ),
]
Replicates = Annotated[
    int | None,
    typer.Option(
        min=1,
        help="Seeds in place of the experiment's own number; over an ensemble those of each parameter set, 1 if not given.",
        show_default=False,
    ),
]


class Asked(NamedTuple):
    """What is to be told."""

    experiment: str
    replicates: int | None
    funds: str
    ensemble: str | None
    members: int

    def words(self, out: Path | None) -> str:
        """The command as a person would type it again; what changes no number is left out."""
        words = ["linkage-sim", "linkage", self.experiment]
        words += ["--replicates", str(self.replicates)] if self.replicates else []
        words += FUNDS_WORDS[self.funds]
        words += ["--ensemble", self.ensemble, "--members", str(self.members)] if self.ensemble is not None else []
        return shlex.join([*words, *(["--out", out.as_posix()] if out else [])])


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(short_help="Under which conditions the linkage of the actors and the platform pay.")(linkage)


def linkage(
    experiment: Given,
    replicates: Replicates = None,
    equal_funds: EqualFunds = False,
    scale_capacity: ScaleCapacity = False,
    ensemble: EnsembleName = None,
    members: MemberCount = None,
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
    from .telling import draw, tell

    refuse_idle(resume, out, ensemble, members)
    asked = Asked(experiment, replicates, rule_of_funds(equal_funds, scale_capacity), ensemble, members or MEMBERS)
    how = {"engine": engine, "scheduler": scheduler, "jobs": jobs, "yes": yes}
    with told_how_to_go_on(out, f"{asked.words(out)} --resume"):
        found = _over_seeds(asked, out, resume, how) if ensemble is None else _over_ensemble(asked, out, resume, how)
    if out is not None:
        found.write(out)
    if out is not None and not no_figures:
        draw(found, out / "figures")
    tell(found, out, json)


def _over_seeds(asked: Asked, out: Path | None, resume: bool, how: Mapping[str, Any]) -> Linkage:
    """Run what is to be run, and tell where linkage pays."""
    from linkage_sim.experiments.analysis.linkage.analysing import analyse
    from linkage_sim.experiments.analysis.linkage.crossing import crossed
    from linkage_sim.experiments.design.experiment import Experiment
    from linkage_sim.experiments.study.sweeping import refuse_huge, sweep

    from .progress import Bar

    crossing = crossed(Experiment.load(asked.experiment), asked.funds, asked.replicates)
    count = crossing.experiment.data.replicates
    refuse_huge(crossing.experiment, count, how["yes"])
    from linkage_sim.model import compile_rules

    compile_rules()
    with Bar(crossing.experiment.point_count * count, f"Running {crossing.experiment.name}") as bar:
        study = sweep(crossing.experiment, out, tick=bar.tick, command=asked.words(out), resume=resume, **how)
    return analyse(study.outcomes, crossing)


def _over_ensemble(asked: Asked, out: Path | None, resume: bool, how: Mapping[str, Any]) -> Linkage:
    """The same for each parameter set of an ensemble."""
    from linkage_sim.experiments.analysis.attribution.ensembling import few_members, gather, sets_of
    from linkage_sim.experiments.analysis.comparison.making import kept_or_passing
    from linkage_sim.experiments.analysis.linkage.analysing import analyse
    from linkage_sim.experiments.analysis.linkage.crossing import crossed_over
    from linkage_sim.experiments.design.experiment import Experiment

    seeds = asked.replicates or 1
    few = few_members(loaded_ensemble(asked.ensemble or ""), asked.members, seeds)
    every = crossed_over(Experiment.load(asked.experiment), few, asked.funds, seeds)
    experiments = [one.experiment for one in every]
    with kept_or_passing(out) as folder, sweeping(experiments, seeds, asked.words(out), how) as swept:
        return analyse(gather(few, experiments, seeds, folder, resume, swept), every[0], sets_of(few, seeds))
