"""The command ``compare``: paired differences between a baseline and reforms, what they cost, and the noise floor."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from linkage_sim.errors import LinkageError

from . import completing
from .options import EngineName, Jobs, Out, Resume, Scheduler, Yes, told_how_to_go_on

if TYPE_CHECKING:
    from linkage_sim.scenario import Scenario

Baseline = Annotated[
    str, typer.Argument(metavar="BASELINE", help="Scenario or file, or a result folder.", autocompletion=completing.scenarios)
]
Reforms = Annotated[
    list[str],
    typer.Argument(
        metavar="REFORM...", help="The same, or path=value for the baseline with another value.", autocompletion=completing.scenarios
    ),
]
Replicates = Annotated[
    int | None,
    typer.Option(min=2, help="Pairs of runs; with --precision, the first ones. 40 if not given, of a country 4.", show_default=False),
]
Seed = Annotated[int, typer.Option(min=0, help="Seed of the first pair.")]
Months = Annotated[int | None, typer.Option(min=1, help="Length of the runs in place of the scenarios' own.")]
Settings = Annotated[list[str] | None, typer.Option("--set", metavar="PATH=VALUE", help="Change a value in all of them; may be repeated.")]
Outcomes = Annotated[list[str] | None, typer.Option("--outcome", metavar="NAME", help="What to compare; may be repeated.")]
Precision = Annotated[
    list[str] | None,
    typer.Option("--precision", metavar="NAME=WIDTH", help="Add pairs until an outcome's difference is known to this half-width."),
]
AtMost = Annotated[int, typer.Option("--at-most", min=2, help="Most pairs that --precision may ask for.")]
Neutral = Annotated[
    str | None,
    typer.Option("--budget-neutral", metavar="PATH", help="Move this number in the reform until it costs what the baseline costs."),
]
Range = Annotated[str | None, typer.Option("--lever-range", metavar="LOW:HIGH", help="How far it may be moved.")]
PAIRS_OF_COUNTRY = 4
"""A run of a country takes minutes."""
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(short_help="Paired differences of reforms from a baseline, with costs and the noise floor.")(compare)


def compare(
    baseline: Baseline,
    reforms: Reforms,
    replicates: Replicates = None,
    seed: Seed = 1,
    months: Months = None,
    settings: Settings = None,
    outcomes: Outcomes = None,
    precision: Precision = None,
    at_most: AtMost = 1000,
    budget_neutral: Neutral = None,
    lever_range: Range = None,
    engine: EngineName = "processes",
    scheduler: Scheduler = None,
    jobs: Jobs = None,
    resume: Resume = False,
    yes: Yes = False,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Compare reforms with a baseline, run by run on the same seeds: what changes, what it costs, and what is only noise."""
    from linkage_sim.experiments.analysis.comparison import comparing as comparison
    from linkage_sim.experiments.analysis.comparison.neutral import parse_range
    from linkage_sim.experiments.analysis.comparison.precision import parse_target
    from linkage_sim.experiments.engines.processes import cores
    from linkage_sim.model import compile_rules
    from linkage_sim.scenario.overrides import parse_setting

    from .beforehand import say_beforehand
    from .progress import Bar
    from .telling import draw, tell

    _demand(resume, out, lever_range, budget_neutral)
    country = country_compared(baseline, dict(map(parse_setting, settings or ())), months)
    replicates = replicates or (comparison.REPLICATES if country is None else PAIRS_OF_COUNTRY)
    again = words(locals())
    compile_rules()
    if country is not None:
        workers = 1 if engine == "inprocess" else jobs or cores()
        say_beforehand([country], runs_of(len(reforms), replicates, workers), workers, yes, resume)
    with told_how_to_go_on(out, f"{again} --resume"):
        found = comparison.compare(
            baseline,
            *reforms,
            replicates=replicates,
            seed=seed,
            months=months,
            settings=dict(map(parse_setting, settings or ())),
            outcomes=outcomes,
            precision={target.outcome: target.half_width for target in map(parse_target, precision or ())},
            at_most=at_most,
            budget_neutral=budget_neutral,
            lever_range=parse_range(lever_range) if lever_range else None,
            out=out,
            resume=resume,
            engine=engine,
            scheduler=scheduler,
            jobs=jobs,
            yes=yes,
            command=again,
            progress=Bar,
            draw=draw,
        )
    tell(found, out and out / comparison.FOLDER, as_json)
    if not found.sound:
        raise LinkageError("A reform that changes nothing was found to change something: do not trust these numbers, and report this.", 1)


def country_compared(baseline: str, settings: dict[str, Any], months: int | None) -> Scenario | None:
    """The baseline, where it is to be run and is a country."""
    from linkage_sim.experiments.analysis.comparison.stored import is_folder
    from linkage_sim.scenario import Scenario

    if is_folder(baseline):
        return None
    first = Scenario.load(baseline)
    changed = settings | ({"months": months} if months is not None else {})
    return None if first.nation is None else first.with_overrides(changed)


def runs_of(reforms: int, pairs: int, workers: int) -> int:
    """Runs of a comparison: baseline, reforms, placebo and luck for each pair, and one more, alone, in the time of as many as work."""
    return (reforms + 3) * pairs + workers


def words(given: dict[str, Any]) -> str:
    """The command as a person would type it again; where runs are made changes no number and is left out."""
    from linkage_sim.experiments.analysis.comparison.stored import is_folder

    said = ["linkage-sim", "compare", given["baseline"], *given["reforms"]]
    of_runs = ("replicates", "seed", "months", "settings", "outcomes", "precision", "at_most", "budget_neutral", "lever_range", "out")
    for name in ("outcomes", "out") if is_folder(given["baseline"]) else of_runs:
        values = given[name] if isinstance(given[name], list) else [given[name]]
        option = {"settings": "--set", "outcomes": "--outcome"}.get(name, f"--{name.replace('_', '-')}")
        said += [word for value in values if value is not None for word in (option, str(value))]
    return shlex.join(said)


def _demand(resume: bool, out: Path | None, lever_range: str | None, budget_neutral: str | None) -> None:
    """Refuse options that have no meaning without another one."""
    if resume and out is None:
        raise LinkageError("--resume goes on with a study in a folder; say which with --out DIR.")
    if lever_range and not budget_neutral:
        raise LinkageError("--lever-range says how far a lever may be moved; say which with --budget-neutral PATH.")
