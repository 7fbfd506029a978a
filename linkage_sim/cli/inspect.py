"""Commands that look at scenarios without running them: ``scenarios``, ``describe``, ``validate``, ``schema``."""

from __future__ import annotations

import json
import sys
from typing import Annotated, Any

import typer

from . import completing
from .screen import say

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
OfExperiments = Annotated[bool, typer.Option("--experiment", help="The schema of experiment files in place of that of scenario files.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(scenarios)
    app.command(short_help="Show all values with their evidence, and the month's schedule.")(describe)
    app.command(short_help="Check scenario and experiment files before they are run.")(validate)
    app.command(short_help="Print the JSON Schema of scenario or experiment files.")(schema)


def scenarios(as_json: AsJson = False) -> None:
    """List the bundled scenarios, a line each."""
    from linkage_sim.scenario.loading import bundled_scenarios

    known = bundled_scenarios()
    if as_json:
        _print_json([one._asdict() for one in known])
        return
    width = max((len(one.name) for one in known), default=0)
    for one in known:
        say(f"{one.name:<{width}}  {one.title}", hanging=width + 2)


def describe(
    scenario: Annotated[str, typer.Argument(help="Bundled scenario or file.", autocompletion=completing.scenarios)],
    paths: Annotated[list[str] | None, typer.Argument(help="Only these parameters, such as 'platform.*'.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show a scenario's parameters with units and evidence, its programmes and the month's schedule; or some of its parameters."""
    from linkage_sim.experiments.description import describe as described

    found = described(scenario, paths or ())
    if as_json:
        _print_json([vars(one) for one in found.parameters] if paths else found.content)
        return
    from .tables import print_description, print_parameters

    if paths:
        print_parameters(found.parameters)
    else:
        print_description(found)


def validate(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Scenario or experiment files, or names of bundled ones.")],
    as_json: AsJson = False,
) -> None:
    """Check files, and tell all that is wrong at once.

    Form, units and ranges are checked; of scenarios, that evidence or an assumption supports changes; of experiments, every point.
    """
    from linkage_sim.experiments.file_check import validate as checked

    found = [checked(name) for name in files]
    if as_json:
        _print_json([{"file": one.file, "valid": one.valid, "error": next(iter(one.errors), None), "errors": one.errors} for one in found])
    else:
        for one in found:
            say(str(one), sys.stdout if one.valid else sys.stderr)
    if not all(one.valid for one in found):
        raise typer.Exit(2)


def schema(experiment: OfExperiments = False) -> None:
    """Print the JSON Schema of scenario or experiment files, with which editors complete and check."""
    from linkage_sim.experiments.design.schema import schema as made

    _print_json(made(experiment))


def _print_json(content: Any) -> None:
    print(json.dumps(content, indent=2, ensure_ascii=False))
