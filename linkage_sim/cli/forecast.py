"""The command ``forecast``: what the calibrated model says of years and places that no target tells of."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from linkage_sim.findings.numbers import number
from linkage_sim.findings.words import counted

from .options import Jobs, Yes, loaded_ensemble
from .run import Settings

if TYPE_CHECKING:
    from linkage_sim.experiments.forecasting.foretelling import Forecast, Foretold

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
Out = Annotated[Path | None, typer.Option(metavar="DIR", help="New folder for the tables.")]
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
    jobs: Jobs = None,
    yes: Yes = False,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Foretell the quantities of a file with 50 and 90 % intervals.

    Each run has a parameter set of the ensemble, a seed of its own, and its own draw of the facts that are not known of the place.
    """
    from linkage_sim.experiments.engines.processes import cores
    from linkage_sim.experiments.files import refuse_taken
    from linkage_sim.experiments.forecasting.declared import load, setting_of
    from linkage_sim.experiments.forecasting.foretelling import forecast as foretell
    from linkage_sim.experiments.forecasting.foretelling import refuse_unfit, run_names
    from linkage_sim.model import compile_rules
    from linkage_sim.scenario.overrides import parse_setting

    from .beforehand import say_beforehand
    from .progress import Bar

    data = load(name)
    chosen, changed = loaded_ensemble(ensemble or data.ensemble), dict(map(parse_setting, settings or ()))
    refuse_unfit(chosen, data, changed)
    if out is not None:
        refuse_taken(out)
    scenarios = [setting_of(data, one, changed) for one in run_names(data)]
    each = (members or data.members) * (replicates or data.replicates)
    compile_rules()
    say_beforehand(scenarios, each, jobs or cores(), yes)
    with Bar(each * sum(one.months for one in scenarios), f"Forecasting {data.name}") as bar:
        found = foretell(chosen, data, members=members, replicates=replicates, settings=changed, jobs=jobs or cores(), tick=bar.tick)
    if out is not None:
        found.save(out)
    if as_json:
        print(found.to_json(), end="")
    else:
        _print(found, out)


def _print(found: Forecast, out: Path | None) -> None:
    from rich.text import Text

    from .tables import console, table

    printer = console()
    runs = found.members * found.replicates
    printer.print(Text(f"{found.title}: {runs} runs of each scenario, {found.members} draws of the ensemble {found.ensemble[:16]}"))
    printer.print(Text(f"Rules of version {found.model_version}, model {found.model[:16]}, this table {found.hash[:16]}\n"))
    headings = ("quantity", "scenario", "when", "unit", "median", "50 % interval", "90 % interval")
    printer.print(table("Forecasts", headings, [_row(row) for row in found.rows if not row.province]))
    provinces = {row.province for row in found.rows} - {""}
    if provinces:
        where = f"{out}/forecasts.csv" if out else "what --out or --json gives"
        printer.print(Text(f"The same of {counted(len(provinces), 'province')}: {where}."))
    printer.print(Text(f"Tables and runs: {out}" if out else "Nothing was kept; add --out DIR to keep the tables and the runs."))


def _row(row: Foretold) -> tuple[str, ...]:

    half, most = f"{number(row.half_low)} to {number(row.half_high)}", f"{number(row.low)} to {number(row.high)}"
    return row.name, row.scenario, row.when, row.unit, number(row.median), half, most
