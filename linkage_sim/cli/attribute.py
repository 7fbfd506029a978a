"""The command ``attribute``: what each actor, the platform and their linkage contributed."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from linkage_sim.errors import LinkageError

from .options import EngineName, Jobs, Out, Resume, Scheduler, Yes, loaded_ensemble, told_how_to_go_on
from .run import AsJson, Months, Name, Seed, Settings

if TYPE_CHECKING:
    from linkage_sim.experiments.analysis.attribution.ensembling import Sweep
    from linkage_sim.experiments.analysis.attribution.finding import Attribution
    from linkage_sim.experiments.design.experiment import Experiment

Replicates = Annotated[
    int | None,
    typer.Option(
        min=2,
        help="Seeds; each is run with every coalition of the actors, with and without the platform. 30 if not given; over an ensemble 5 "
        "for each parameter set; of a country 2.",
        show_default=False,
    ),
]
Outcomes = Annotated[list[str] | None, typer.Option("--outcome", metavar="NAME", help="Outcome to attribute; may be repeated.")]
EqualFunds = Annotated[
    bool, typer.Option("--equal-funds", help="Give each coalition with a payer the money of all: what absent payers would bring, too.")
]
ScaleCapacity = Annotated[
    bool, typer.Option("--scale-capacity", help="With --equal-funds: programmes can deliver more as their payer has more money.")
]
EnsembleName = Annotated[
    str | None,
    typer.Option("--ensemble", metavar="NAME", help="Answer over all parameter sets of a calibrated ensemble: its name or file."),
]
MemberCount = Annotated[
    int | None,
    typer.Option("--members", min=2, help="With --ensemble: parameter sets that stand for all; 20 if not given, of a country 4."),
]
SEEDS, SEEDS_EACH, MEMBERS = 30, 5, 20
SEEDS_OF_COUNTRY, MEMBERS_OF_COUNTRY = 2, 4
"""A run of a country takes minutes."""
FUNDS_WORDS: Mapping[str, list[str]] = {"own": [], "equal": ["--equal-funds"], "scaled": ["--equal-funds", "--scale-capacity"]}
"""Words that ask for each rule of money."""


class Asked(NamedTuple):
    """What is to be attributed."""

    scenario: str
    replicates: int
    seed: int
    months: int | None
    settings: tuple[str, ...]
    outcomes: tuple[str, ...]
    funds: str
    ensemble: str | None
    members: int

    def plan(self) -> dict[str, Any]:
        """Keywords that plans have in common."""
        from linkage_sim.scenario.overrides import parse_setting

        given = {"replicates": self.replicates, "seed": self.seed, "outcomes": self.outcomes, "months": self.months, "funds": self.funds}
        return given | {"settings": dict(map(parse_setting, self.settings))}

    def words(self, out: Path | None) -> str:
        """The command as a person would type it again; what changes no number is left out."""
        words = ["linkage-sim", "attribute", self.scenario, "--replicates", str(self.replicates), "--seed", str(self.seed)]
        words += ["--months", str(self.months)] if self.months is not None else []
        words += [word for setting in self.settings for word in ("--set", setting)]
        words += [word for outcome in self.outcomes for word in ("--outcome", outcome)]
        words += FUNDS_WORDS[self.funds]
        words += ["--ensemble", self.ensemble, "--members", str(self.members)] if self.ensemble is not None else []
        return shlex.join([*words, *(["--out", out.as_posix()] if out else [])])


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(short_help="What each actor, the platform and their linkage contributed.")(attribute)


def attribute(
    scenario: Name,
    replicates: Replicates = None,
    seed: Seed = 1,
    months: Months = None,
    settings: Settings = None,
    outcomes: Outcomes = None,
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
    as_json: AsJson = False,
) -> None:
    """Run every coalition of the five actors, with and without the platform, and share out the effect by Shapley's rule.

    Each seed is run 64 times, so that all differences are between runs that share their draws.
    """
    from .telling import draw, tell

    refuse_idle(resume, out, ensemble, members)
    seeds, sets = usual_numbers(scenario, ensemble)
    asked = Asked(
        scenario, replicates or seeds, seed, months, tuple(settings or ()), tuple(outcomes or ()),
        rule_of_funds(equal_funds, scale_capacity), ensemble, members or sets,
    )  # fmt: skip
    how = {"engine": engine, "scheduler": scheduler, "jobs": jobs, "yes": yes}
    with told_how_to_go_on(out, f"{asked.words(out)} --resume"):
        found = _over_seeds(asked, out, resume, how) if ensemble is None else _over_ensemble(asked, out, resume, how)
        if out is not None:
            found.write(out)
            draw(found, out / "figures")
    tell(found, out, as_json)


def refuse_idle(resume: bool, out: Path | None, ensemble: str | None, members: int | None) -> None:
    """Refuse options that would do nothing."""
    if resume and out is None:
        raise LinkageError("--resume goes on with what stands in a folder; say which with --out DIR.")
    if members is not None and ensemble is None:
        raise LinkageError("--members says how many parameter sets of an ensemble are taken; say which with --ensemble NAME.")


def usual_numbers(scenario: str, ensemble: str | None) -> tuple[int, int]:
    """Seeds, and parameter sets of an ensemble, where none are asked for."""
    from linkage_sim.scenario import Scenario

    if Scenario.load(scenario).nation is not None:
        return SEEDS_OF_COUNTRY, MEMBERS_OF_COUNTRY
    return (SEEDS if ensemble is None else SEEDS_EACH), MEMBERS


def rule_of_funds(equal: bool, scaled: bool) -> str:
    """The rule of money that was asked for."""
    from linkage_sim.experiments.analysis.attribution.funds import EQUAL, OWN, SCALED

    if scaled and not equal:
        raise LinkageError("--scale-capacity lets capacities grow with the money of absent payers; add --equal-funds.")
    return SCALED if scaled else EQUAL if equal else OWN


def _over_seeds(asked: Asked, out: Path | None, resume: bool, how: Mapping[str, Any]) -> Attribution:
    """Run what is to be run, and attribute it."""
    from linkage_sim.experiments.analysis.attribution.attributing import conclude
    from linkage_sim.experiments.analysis.attribution.design import plan
    from linkage_sim.experiments.study.sweeping import sweep

    from .progress import Bar

    made = plan(asked.scenario, **asked.plan())
    from linkage_sim.model import compile_rules

    compile_rules()
    _say(made.experiment, len(made.members) * asked.replicates, resume, how)
    with Bar(len(made.members) * asked.replicates, f"Running {made.experiment.name}") as bar:
        study = sweep(made.experiment, out, tick=bar.tick, command=asked.words(out), resume=resume, **how)
    return conclude(made, study.outcomes)


def _over_ensemble(asked: Asked, out: Path | None, resume: bool, how: Mapping[str, Any]) -> Attribution:
    """The same for each parameter set of an ensemble."""
    from linkage_sim.experiments.analysis.attribution.ensembling import plans, run
    from linkage_sim.experiments.analysis.comparison.making import kept_or_passing

    laid = plans(loaded_ensemble(asked.ensemble or ""), asked.members, asked.scenario, **asked.plan())
    experiments = [one.experiment for one in laid.plans]
    _say(experiments[0], sum(one.point_count for one in experiments) * laid.replicates, resume, how)
    with kept_or_passing(out) as folder, sweeping(experiments, laid.replicates, asked.words(out), how) as swept:
        return run(laid, folder, resume, swept)


def _say(experiment: Experiment, runs: int, resume: bool, how: Mapping[str, Any]) -> None:
    """Say what it takes where the runs are those of a country."""
    from linkage_sim.experiments.engines.processes import cores

    from .beforehand import say_beforehand

    workers = 1 if how["engine"] == "inprocess" else how["jobs"] or cores()
    say_beforehand(list(experiment.scenarios.values()), runs, workers, how["yes"], resume)


@contextmanager
def sweeping(experiments: Sequence[Experiment], replicates: int, command: str, how: Mapping[str, Any]) -> Iterator[Sweep]:
    """Give what runs one experiment of several, each in its folder, under one progress bar."""
    from linkage_sim.experiments.study.sweeping import refuse_large, sweep

    from .progress import Bar

    runs = sum(one.point_count for one in experiments) * replicates
    refuse_large(f"The ensemble gives {len(experiments)} parameter sets", runs, how["yes"])
    from linkage_sim.model import compile_rules

    compile_rules()
    with Bar(runs, f"Running {experiments[0].name}") as bar:
        yield lambda experiment, place, again: sweep(experiment, place, tick=bar.tick, command=command, resume=again, **how)
