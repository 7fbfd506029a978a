"""The command ``run``: a scenario, some replicates, a short table, and a result folder where one is wanted."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from linkage_sim.errors import LinkageError

from . import completing
from .export import Formats, demanded, refuse_unfit, tell_place
from .options import Figures, Resume, extrapolating, figure_words, loaded_ensemble, named, told_how_to_go_on
from .screen import say

if TYPE_CHECKING:
    from linkage_sim.experiments.ensemble.ensemble import Ensemble
    from linkage_sim.experiments.study.study import Study
    from linkage_sim.scenario import Scenario

MOST_DRAWN = 200_000  # households; beyond, a second run for the network figure would take too long

Name = Annotated[str, typer.Argument(metavar="SCENARIO", help="Bundled scenario or file.", autocompletion=completing.scenarios)]
Replicates = Annotated[int | None, typer.Option(min=1, help="Number of runs, 1 by default; their seeds follow each other.")]
OfEnsemble = Annotated[
    str | None,
    typer.Option(
        "--ensemble",
        metavar="ENSEMBLE",
        help="Give each run the behaviour of a member of this ensemble (a bundled one by name, or a file), drawn as often as it weighs; "
        "without --replicates, all of them.",
    ),
]
Seed = Annotated[int, typer.Option(min=0, help="Seed of the first run.")]
Months = Annotated[int | None, typer.Option(min=1, help="Length of the runs in place of the scenario's own.")]
Settings = Annotated[list[str] | None, typer.Option("--set", metavar="PATH=VALUE", help="Change a value of the scenario; may be repeated.")]
Jobs = Annotated[int, typer.Option(min=1, help="Processes on this machine; the results are the same for any number.")]
Out = Annotated[Path | None, typer.Option(metavar="DIR", help="New folder for the runs, tables and figures.")]
Villages = Annotated[bool, typer.Option("--villages", help="Keep a row per village and month as well.")]
Stores = Annotated[
    bool,
    typer.Option(
        "--stores", help="Keep a row per store in each December and the last month, and how many of each quarter's entrants live."
    ),
]
NoFigures = Annotated[bool, typer.Option("--no-figures", help="Draw no figures.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


class Order(NamedTuple):
    """What the command was asked for."""

    scenario: str
    settings: tuple[str, ...]
    ensemble: str | None
    replicates: int
    seed: int
    months: int | None
    jobs: int
    out: Path | None
    villages: bool
    stores: bool
    figures: tuple[str, ...]
    formats: tuple[str, ...] = ()
    resume: bool = False
    drawing: tuple[str, ...] = ()

    def words(self) -> str:
        """The command as a person would type it again; jobs and figures change no number and are left out."""
        return shlex.join(self._words) + extrapolating()

    def onwards(self) -> str:
        """The command that goes on with the runs, as quickly as they began."""
        jobs = ["--jobs", str(self.jobs)] if self.jobs > 1 else []
        return shlex.join([*self._words, *jobs, *self.drawing, "--resume"])

    @property
    def _words(self) -> list[str]:
        words = [
            "linkage-sim",
            "run",
            self.scenario,
            *(["--ensemble", self.ensemble] if self.ensemble else []),
            "--replicates",
            str(self.replicates),
            "--seed",
            str(self.seed),
        ]
        words += ["--months", str(self.months)] if self.months is not None else []
        words += [word for setting in self.settings for word in ("--set", setting)]
        words += [f"--{table}" for table in self.kept]
        words += ["--format", ",".join(self.formats)] if self.formats else []
        return [*words, *(["--out", self.out.as_posix()] if self.out else [])]

    @property
    def kept(self) -> list[str]:
        """Tables that were asked for besides."""
        return [name for name, asked in (("villages", self.villages), ("stores", self.stores)) if asked]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(short_help="Run a scenario; keep tables and figures with --out.")(run)


def run(
    scenario: Name,
    ensemble: OfEnsemble = None,
    replicates: Replicates = None,
    seed: Seed = 1,
    months: Months = None,
    settings: Settings = None,
    jobs: Jobs = 1,
    out: Out = None,
    resume: Resume = False,
    villages: Villages = False,
    stores: Stores = False,
    formats: Formats = None,
    figures: Figures = None,
    no_figures: NoFigures = False,
    as_json: AsJson = False,
) -> None:
    """Run a scenario, print where it started and ended, and keep runs, tables and figures in a folder where asked to.

    In a folder each run is kept as it is done; an interrupted command goes on with --resume.
    """
    from linkage_sim.experiments.running import replicates_of

    from .show_run import as_text, print_json

    if resume and out is None:
        raise LinkageError("--resume goes on with what stands in a folder; say which with --out DIR.")
    wanted = demanded(formats, out)
    chosen = _chosen(scenario, settings or [], months)
    members = _drawn_from(ensemble, settings or [], chosen)
    count = replicates_of(replicates, members)
    drawn = _figures(chosen, named(figures)) if out is not None and not no_figures else ()
    drawing = figure_words(figures, no_figures)
    order = Order(
        scenario, tuple(settings or ()), ensemble, count, seed, months, jobs, out, villages, stores, drawn, wanted, resume, drawing
    )  # fmt: skip
    if order.kept and out is None:
        raise LinkageError(f"--{order.kept[0]} keeps a table of {order.kept[0]}; say where with --out DIR.")
    with told_how_to_go_on(out, order.onwards()):
        results = _done(chosen, members, order)
        given = _given_beside(results, order) if out is not None else ()
    (print_json if as_json else as_text)(results, out)
    if out is not None and not as_json:
        for name in given:
            tell_place(out, name)
    _tell_failures(results)


def _chosen(name: str, settings: Sequence[str], months: int | None) -> Scenario:
    """Load the scenario and lay the command's own values over it."""
    from linkage_sim.scenario import Scenario
    from linkage_sim.scenario.overrides import parse_setting
    from linkage_sim.scenario.problems import RefusalError

    overrides = dict(parse_setting(setting) for setting in settings)
    if months is not None:
        overrides["months"] = months
    scenario = Scenario.load(name)
    try:
        return scenario.with_overrides(overrides) if overrides else scenario
    except RefusalError as error:  # no file is checked beforehand that would tell them one by one
        raise LinkageError(" ".join(error.each()), error.exit_code) from error


def _drawn_from(name: str | None, settings: Sequence[str], scenario: Scenario) -> Ensemble | None:
    """Load the ensemble; a value that is set holds for all its members, which is told where they have values of their own."""
    if name is None:
        return None
    from linkage_sim.scenario.overrides import parse_setting

    ensemble = loaded_ensemble(name)
    twice = [path for path, _ in map(parse_setting, settings) if path in ensemble.factors.values()]
    if twice:
        say(f"Mind: {', '.join(twice)} is set for all runs, in place of the members' own values.", sys.stderr)
        ensemble = ensemble.without(twice)
    ensemble.scenarios(scenario)
    return ensemble


def _done(scenario: Scenario, ensemble: Ensemble | None, order: Order) -> Study:
    """Run what is to be run, after tables that a format cannot hold are refused."""
    from linkage_sim.experiments.export import foreseen
    from linkage_sim.experiments.running import experiment_of
    from linkage_sim.experiments.running import run as run_scenario

    from .progress import Bar

    if order.formats:
        asked = experiment_of(scenario, None, range(order.replicates), order.villages, order.stores)
        refuse_unfit(order.formats, foreseen(asked, order.replicates))
    with Bar(order.replicates * scenario.months, f"Running {scenario.name}") as bar:
        return run_scenario(
            scenario,
            order.replicates,
            order.seed,
            jobs=order.jobs,
            villages=order.villages,
            stores=order.stores,
            tick=bar.tick,
            ensemble=ensemble,
            out=order.out,
            resume=order.resume,
            command=order.words(),
        )


def _figures(scenario: Scenario, asked: Sequence[str]) -> tuple[str, ...]:
    """Names of the figures to draw, the network's only where a second run is cheap."""
    from linkage_sim.experiments.study.plan import household_count
    from linkage_sim.views.choosing import chosen
    from linkage_sim.views.figures import figure_names

    country = scenario.nation is not None
    return chosen(asked, figure_names(country, network=not country and household_count(scenario) <= MOST_DRAWN))


def _given_beside(study: Study, order: Order) -> tuple[str, ...]:
    """Put figures and tables for other programs beside the tables, anew where they stand there already; return the formats."""
    from linkage_sim.experiments.export import export, standing

    if order.figures:
        _draw(study, order.figures)
    formats = tuple(dict.fromkeys((*order.formats, *standing(study.folder))))
    for name in formats:
        export(study.folder, name)
    return formats


def _draw(study: Study, names: Sequence[str]) -> None:
    """Draw the figures of these names."""
    from linkage_sim.experiments.snapshots import take_snapshots
    from linkage_sim.experiments.stored import FIGURES
    from linkage_sim.scenario.evidence import Evidence
    from linkage_sim.views.figures import draw_all
    from linkage_sim.views.targets import targets_for

    from .language import of_figures

    folder = study.folder / FIGURES
    folder.mkdir(exist_ok=True)
    targets = targets_for(study.scenario.name, Evidence.load())
    snapshots = take_snapshots(study) if "network" in names else ()
    draw_all(folder, study.monthly, study.scenario.title, targets, snapshots, study.provinces, names, of_figures())


def _tell_failures(study: Study) -> None:
    """A run that failed is told, and makes the command fail, though the others are kept."""
    failed = study.failed
    if failed:
        first = failed[0]
        sentence = f"{len(failed)} of {len(study.runs)} runs failed; the first, with seed {first.seed}: {first.message}."
        raise LinkageError(sentence, exit_code=1)
