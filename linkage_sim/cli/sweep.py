"""The command ``sweep``: run an experiment, or what is missing of it, and keep every run."""

from __future__ import annotations

import json
import shlex
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from linkage_sim.errors import LinkageError
from linkage_sim.findings.numbers import number, with_unit

from . import completing
from .export import Formats, demanded, give, refuse_unfit
from .options import EngineName, Figures, Jobs, Out, Resume, Scheduler, Yes, figure_words, named, told_how_to_go_on
from .screen import say, show
from .studied import NoFigures

if TYPE_CHECKING:
    from linkage_sim.experiments.design.experiment import Experiment
    from linkage_sim.experiments.study.forecast import Forecast
    from linkage_sim.experiments.study.study import Study

Name = Annotated[str, typer.Argument(metavar="EXPERIMENT", help="Bundled experiment or file.", autocompletion=completing.experiments)]
Replicates = Annotated[int | None, typer.Option(min=1, help="Runs of each point in place of the experiment's own number.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only tell how many runs, how long, how large, and what they could show.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(short_help="Run an experiment: many runs, kept one by one.")(sweep)
    app.command(short_help="List the bundled experiments.")(experiments)


def sweep(
    experiment: Name,
    out: Out = None,
    replicates: Replicates = None,
    engine: EngineName = "processes",
    scheduler: Scheduler = None,
    jobs: Jobs = None,
    resume: Resume = False,
    dry_run: DryRun = False,
    yes: Yes = False,
    formats: Formats = None,
    figures: Figures = None,
    no_figures: NoFigures = False,
    as_json: AsJson = False,
) -> None:
    """Run an experiment and keep every run as it is done; an interrupted sweep goes on with --resume."""
    from linkage_sim.experiments.design.experiment import Experiment
    from linkage_sim.experiments.export import foreseen, standing

    chosen = Experiment.load(experiment)
    count = replicates or chosen.data.replicates
    if dry_run and resume:
        raise LinkageError("--dry-run tells of the whole sweep; leave --resume out to see it, or --dry-run out to go on.")
    if dry_run:
        _foretell(chosen, count, engine, jobs, as_json)
        return
    if out is None:
        raise LinkageError("A sweep keeps its runs in a folder; say where with --out DIR, or see with --dry-run what it would take.")
    wanted, drawn = demanded(formats, out), _figures(figures) if not no_figures else ()
    _asked(chosen, count, yes)
    if wanted:
        refuse_unfit(wanted, foreseen(chosen, count))
    again = ["linkage-sim", "sweep", experiment, "--out", out.as_posix(), *(["--replicates", str(replicates)] if replicates else [])]
    again += ["--format", ",".join(wanted)] if wanted else []
    with told_how_to_go_on(out, shlex.join([*again, *figure_words(figures, no_figures), "--resume"])):
        study = _swept(chosen, out, count, replicates, engine, scheduler, jobs, resume, shlex.join(again))
    _draw(study, drawn)
    _print(study, as_json)
    give(out, dict.fromkeys((*wanted, *standing(out))), quiet=as_json)
    _tell_failures(study)


def experiments(as_json: AsJson = False) -> None:
    """List the bundled experiments with the question that each answers."""
    from linkage_sim.experiments.design.bundled import bundled_experiments

    known = bundled_experiments()
    if as_json:
        print(json.dumps([one._asdict() for one in known], indent=2, ensure_ascii=False))
        return
    width = max((len(one.name) for one in known), default=0)
    for one in known:
        say(f"{one.name:<{width}}  {one.question or one.title}", hanging=width + 2)


def _swept(
    chosen: Experiment,
    out: Path,
    count: int,
    replicates: int | None,
    engine: str,
    scheduler: str | None,
    jobs: int | None,
    resume: bool,
    words: str,
) -> Study:
    from linkage_sim.experiments.study.sweeping import sweep as run_experiment
    from linkage_sim.model import compile_rules

    from .progress import Bar

    compile_rules()
    with Bar(chosen.run_count(count), f"Sweeping {chosen.name}") as bar:
        return run_experiment(
            chosen,
            out,
            engine=engine,
            scheduler=scheduler,
            jobs=jobs,
            resume=resume,
            yes=True,
            replicates=replicates,
            tick=bar.tick,
            command=words,
        )


def _asked(experiment: Experiment, replicates: int, yes: bool) -> None:
    """Ask before a sweep that is so large that it may be a mistake; where nobody can answer, refuse."""
    from linkage_sim.experiments.study.sweeping import MOST_UNASKED, refuse_huge

    runs = experiment.run_count(replicates)
    if runs > MOST_UNASKED and not yes and sys.stdin.isatty() and sys.stderr.isatty():
        typer.confirm(f"That is {runs:,} runs. Begin?", abort=True, err=True)
        yes = True
    refuse_huge(experiment, replicates, yes)


def _foretell(experiment: Experiment, replicates: int, engine: str, jobs: int | None, as_json: bool) -> None:
    from linkage_sim.experiments.engines.processes import cores
    from linkage_sim.experiments.study.forecast import forecast
    from linkage_sim.model import compile_rules

    began = time.monotonic()
    made = compile_rules()  # what has to be compiled now is compiled when the sweep begins
    loading = time.monotonic() - began if not made else None
    where, workers = ("inprocess", 1) if engine == "inprocess" else ("processes", jobs or cores())
    told = forecast(experiment, replicates, workers, where, loading)
    if as_json:
        print(json.dumps(vars(told), indent=2))
    else:
        say("\n".join(_forecast_lines(experiment, told)))


def _forecast_lines(experiment: Experiment, told: Forecast) -> list[str]:

    from linkage_sim.experiments.study.expected import duration
    from linkage_sim.findings.words import counted

    workers = counted(told.workers, "worker")
    lines = [
        f"{experiment.title}: {counted(told.points, 'point')}, {counted(told.replicates, 'run')} of each, {counted(told.runs, 'run')}.",
        f"About {duration(told.seconds)} on {workers}, {told.bytes / 1e6:,.0f} MB on the disk.",
        f"Of that, a worker takes {told.run_seconds * 1000:.1f} ms for a run; beginning, keeping, end take {duration(told.other_seconds)}.",
    ]
    if told.visible:
        lines.append(f"Smallest difference between two points that {told.replicates} pairs would show (80 % power, 5 % level):")
    for name, value in told.visible.items():
        size = with_unit(number(value), experiment.outcomes[name].unit) if value else "no spread in the few runs that were tried"
        lines.append(f"  {experiment.outcomes[name].label}: {size}")
    return lines


def _figures(asked: str | None) -> tuple[str, ...]:
    from linkage_sim.views.choosing import chosen
    from linkage_sim.views.report.sweeps import NAMES

    return chosen(named(asked), NAMES)


def _draw(study: Study, names: tuple[str, ...]) -> None:
    """Draw what was swept into its folder."""
    from linkage_sim.views.report.sweeps import study_drawings

    from .telling import save_all

    if names:
        save_all(study_drawings(study, names), study.folder / "figures")


def _print(study: Study, as_json: bool) -> None:
    if as_json:
        print(json.dumps(_content(study), indent=2, ensure_ascii=False))
        return
    from linkage_sim.findings.render import terminal

    show(*terminal(study.answer))
    what = "Tables and figures" if (study.folder / "figures").is_dir() else "Tables"
    say(f"{what}: {study.folder}. Look at them with 'linkage-sim report {study.folder}'.")


def _content(study: Study) -> dict[str, Any]:
    """What is told of a study, for scripts."""
    names = list(study.experiment.outcomes)
    means = study.outcomes.groupby("design")[names].mean()
    points = study.points.drop(columns="label")
    return {
        "experiment": study.experiment.name,
        "folder": str(study.folder),
        "replicates": study.replicates,
        "states": study.counts,
        "outcomes": {name: {"unit": outcome.unit, "better": outcome.better} for name, outcome in study.experiment.outcomes.items()},
        "points": [{"design": point, **json.loads(points.loc[[point]].to_json(orient="records"))[0],
                    "means": json.loads(means.loc[[point]].to_json(orient="records"))[0]} for point in points.index],
    }  # fmt: skip


def _tell_failures(study: Study) -> None:
    failed = study.failed
    if failed:
        first = failed[0]
        what = f"the first, of point {first.design} with seed {first.seed}, in stage {first.stage_broken}: {first.message}"
        raise LinkageError(f"{len(failed)} of {sum(study.counts.values())} runs failed; {what}. The others are kept.", exit_code=1)
