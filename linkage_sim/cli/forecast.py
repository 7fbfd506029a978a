"""The command ``forecast``: what the calibrated model says of years and places that no target tells of."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Annotated, Any

import typer

from linkage_sim.errors import LinkageError

from .options import EngineName, Jobs, Out, Resume, Scheduler, Yes, loaded_ensemble, told_how_to_go_on
from .run import NoFigures, Settings

Name = Annotated[
    str,
    typer.Argument(metavar="[FORECAST]", help="What is foretold: villages or china, or a file that declares quantities and unknown facts."),
]
OfEnsemble = Annotated[
    str | None,
    typer.Option("--ensemble", metavar="ENSEMBLE", help="A bundled ensemble by name, or a file; that of the forecast if not given."),
]
Members = Annotated[int | None, typer.Option(min=1, help="Draws of the ensemble; 50 if not given, of a country 8.", show_default=False)]
Replicates = Annotated[int | None, typer.Option(min=1, help="Runs of each draw; 10 if not given, of a country one.", show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(short_help="What the calibrated model says of years and places beyond the targets.")(forecast)


def forecast(
    name: Name = "villages",
    ensemble: OfEnsemble = None,
    members: Members = None,
    replicates: Replicates = None,
    settings: Settings = None,
    engine: EngineName = "processes",
    scheduler: Scheduler = None,
    jobs: Jobs = None,
    resume: Resume = False,
    yes: Yes = False,
    out: Out = None,
    no_figures: NoFigures = False,
    as_json: AsJson = False,
) -> None:
    """Foretell the quantities of a file with 50 and 90 % intervals.

    Each run has a parameter set of the ensemble, a seed of its own, and its own draw of the facts that are not known of the place.
    """
    from linkage_sim.experiments.engines.processes import cores
    from linkage_sim.experiments.forecasting import forecast as forecasting
    from linkage_sim.experiments.forecasting.declared import load, setting_of
    from linkage_sim.scenario.overrides import parse_setting

    from .beforehand import say_beforehand
    from .progress import Bar
    from .telling import draw, tell

    if resume and out is None:
        raise LinkageError("--resume goes on with what stands in a folder; say which with --out DIR.")
    data = load(name)
    chosen, changed = loaded_ensemble(ensemble or data.ensemble), dict(map(parse_setting, settings or ()))
    forecasting.refuse_unfit(chosen, data, changed)
    scenarios = [setting_of(data, one, changed) for one in forecasting.run_names(data)]
    each = (members or data.members) * (replicates or data.replicates)
    say_beforehand(scenarios, each, 1 if engine == "inprocess" else jobs or cores(), yes, resume)
    again = _words(locals())
    with (
        told_how_to_go_on(out and out / forecasting.RUNS, f"{again} --resume"),
        Bar(each * len(scenarios), f"Forecasting {data.name}") as bar,
    ):
        found = forecasting.forecast(
            data, chosen, members=members, replicates=replicates, settings=changed, out=out, resume=resume, engine=engine,
            scheduler=scheduler, jobs=jobs, tick=bar.tick, command=again,
        )  # fmt: skip
    if out is not None and not no_figures:
        draw(found, out / "figures")
    tell(found, out, as_json)


def _words(given: Mapping[str, Any]) -> str:
    """The command as a person would type it again; where runs are made changes no number and is left out."""
    words = ["linkage-sim", "forecast", given["name"]]
    for name in ("ensemble", "members", "replicates", "settings"):
        values = given[name] if isinstance(given[name], list) else [given[name]]
        option = "--set" if name == "settings" else f"--{name}"
        words += [word for value in values if value is not None for word in (option, str(value))]
    return shlex.join([*words, *(["--out", given["out"].as_posix()] if given["out"] else [])])
