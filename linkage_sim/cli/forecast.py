"""The command ``forecast``: what the calibrated model says of years and places that no target tells of."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .options import Jobs, loaded_ensemble

if TYPE_CHECKING:
    from linkage_sim.experiments.forecasting.foretelling import Forecast, Foretold

File = Annotated[Path | None, typer.Argument(metavar="[FILE]", help="File that declares quantities and unknown facts; the bundled one.")]
OfEnsemble = Annotated[str, typer.Option("--ensemble", metavar="ENSEMBLE", help="A bundled ensemble by name, or a file.")]
Members = Annotated[int | None, typer.Option(min=1, help="Draws of the ensemble; 50 if not given.", show_default=False)]
Replicates = Annotated[int | None, typer.Option(min=1, help="Runs of each draw; 10 if not given.", show_default=False)]
Out = Annotated[Path | None, typer.Option(metavar="DIR", help="New folder for the tables.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(short_help="What the calibrated model says of years and places beyond the targets.")(forecast)


def forecast(
    file: File = None,
    ensemble: OfEnsemble = "junpu",
    members: Members = None,
    replicates: Replicates = None,
    jobs: Jobs = None,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Foretell the quantities of a file with 50 and 90 % intervals.

    Each run has a parameter set of the ensemble, a seed of its own, and its own draw of the facts that are not known of the place.
    """
    from linkage_sim.experiments.engines.processes import cores
    from linkage_sim.experiments.files import refuse_taken
    from linkage_sim.experiments.forecasting.declared import load, setting_of
    from linkage_sim.experiments.forecasting.foretelling import MEMBERS, REPLICATES
    from linkage_sim.experiments.forecasting.foretelling import forecast as foretell
    from linkage_sim.model import compile_rules

    from .progress import Bar

    data, chosen = load(file), loaded_ensemble(ensemble)
    if out is not None:
        refuse_taken(out)
    drawn, each = members or MEMBERS, replicates or REPLICATES
    compile_rules()
    months = sum(setting_of(data, name).months for name in {quantity.scenario for quantity in data.quantities})
    with Bar(drawn * each * months, f"Forecasting {data.name}") as bar:
        found = foretell(chosen, data, members=drawn, replicates=each, jobs=jobs or cores(), tick=bar.tick)
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
    printer.print(Text(f"Rules of version {found.model_version}, model {found.model[:16]}\n"))
    headings = ("quantity", "scenario", "when", "unit", "median", "50 % interval", "90 % interval")
    printer.print(table("Forecasts", headings, [_row(row) for row in found.rows]))
    printer.print(Text(f"Tables and runs: {out}" if out else "Nothing was kept; add --out DIR to keep the tables and the runs."))


def _row(row: Foretold) -> tuple[str, ...]:
    from .show_run import brief

    half, most = f"{brief(row.half_low)} to {brief(row.half_high)}", f"{brief(row.low)} to {brief(row.high)}"
    return row.name, row.scenario, row.when, row.unit, brief(row.median), half, most
