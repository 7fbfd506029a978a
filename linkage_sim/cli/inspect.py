"""Commands that look at scenarios without running them: ``scenarios``, ``describe``, ``validate``, ``schema``."""

from __future__ import annotations

import json
import pathlib
import sys
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Annotated, Any

import typer

from linkage_sim.errors import LinkageError

from . import completing
from .screen import say

if TYPE_CHECKING:
    from linkage_sim.scenario import Scenario
    from linkage_sim.scenario.support import Support

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
    from linkage_sim.scenario.bundled import bundled
    from linkage_sim.scenario.loading import read_layer

    rows = [{"name": name, "title": str(read_layer(path).value.get("title", ""))} for name, path in bundled().items()]
    if as_json:
        _print_json(rows)
        return
    width = max((len(row["name"]) for row in rows), default=0)
    for row in rows:
        say(f"{row['name']:<{width}}  {row['title']}", hanging=width + 2)


def describe(
    scenario: Annotated[str, typer.Argument(help="Bundled scenario or file.", autocompletion=completing.scenarios)],
    paths: Annotated[list[str] | None, typer.Argument(help="Only these parameters, such as 'platform.*'.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show a scenario's parameters with units and evidence, its programmes and the month's schedule; or some of its parameters."""
    from linkage_sim.scenario import Scenario

    loaded = Scenario.load(scenario)
    chosen = _supports(loaded, paths) if paths else None
    if as_json:
        _print_json(description(loaded) if chosen is None else [vars(support) for support in chosen])
        return
    from .tables import print_description, print_parameters

    if chosen is None:
        print_description(loaded, schedule())
    else:
        print_parameters(chosen)


def _supports(scenario: Scenario, patterns: list[str]) -> list[Support]:
    """Return the parameters whose paths match a pattern, as a shell matches names."""
    from linkage_sim.scenario.problems import nearest

    supports, found = scenario.coverage(), []
    for pattern in patterns:
        matching = [support for support in supports if fnmatchcase(support.path, pattern)]
        if not matching:
            known = [support.path for support in supports]
            guess = nearest(pattern, known) or f"{known[0].split('.')[0]}.*"
            raise LinkageError(f"'{pattern}' matches no parameter of {scenario.name}; write for example '{guess}'.", exit_code=2)
        found += [support for support in matching if support not in found]
    return found


def validate(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Scenario or experiment files, or names of bundled ones.")],
    as_json: AsJson = False,
) -> None:
    """Check files, and tell all that is wrong at once.

    Form, units and ranges are checked; of scenarios, that evidence or an assumption supports changes; of experiments, every point.
    """
    faults = {name: _faults(name) for name in files}
    if as_json:
        rows = [{"file": name, "valid": not told, "error": told[0] if told else None, "errors": told} for name, told in faults.items()]
        _print_json(rows)
    else:
        for name, told in faults.items():
            say("\n".join(told) if told else f"{name}: valid{_warning(name)}", sys.stderr if told else sys.stdout)
    if any(faults.values()):
        raise typer.Exit(2)


def schema(experiment: OfExperiments = False) -> None:
    """Print the JSON Schema of scenario or experiment files, with which editors complete and check."""
    from linkage_sim.experiments.design.schema import experiment_schema
    from linkage_sim.scenario.parameters import json_schema

    _print_json(experiment_schema() if experiment else json_schema())


def description(scenario: Scenario) -> dict[str, Any]:
    """Collect what ``describe`` tells, for scripts."""
    return {
        "name": scenario.name,
        "title": scenario.title,
        "hash": scenario.hash,
        "parameters": [vars(support) for support in scenario.coverage()],
        "scenario": scenario.resolved(),
        "schedule": [{key: str(getattr(phase, key)) for key in ("stage", "actor", "name", "text")} for phase in schedule()],
    }


def schedule() -> list[Any]:
    """Take the month's schedule from the model; imported late, for it is heavy."""
    import importlib
    import importlib.util

    if importlib.util.find_spec("linkage_sim.actors.schedule") is None:
        return []
    return list(importlib.import_module("linkage_sim.actors.schedule").schedule())


def _warning(name: str) -> str:
    """Say which behaviour a valid scenario sets for itself, though all places share it."""
    from linkage_sim.scenario.behaviour import behaviour_set
    from linkage_sim.scenario.bundled import EVIDENCE_FILE
    from linkage_sim.scenario.loading import locate, read_layer

    if pathlib.Path(name).name == EVIDENCE_FILE or _is_experiment(name):
        return ""
    layer = read_layer(locate(name))
    paths = behaviour_set(layer) if layer.value.get("extends") else []
    return f", but it changes behaviour that all places share: {', '.join(paths)} (see docs/settings.md)" if paths else ""


def _faults(name: str) -> list[str]:
    """Check one file and tell all that is wrong; an evidence base is recognised by its name."""
    from linkage_sim.scenario import validate
    from linkage_sim.scenario.bundled import EVIDENCE_FILE
    from linkage_sim.scenario.evidence import Evidence
    from linkage_sim.scenario.problems import RefusalError

    try:
        if pathlib.Path(name).name == EVIDENCE_FILE:
            Evidence.load(name)
        elif _is_experiment(name):
            _check_points(name)
        else:
            validate(name)
    except RefusalError as error:
        return error.each()
    except LinkageError as error:
        return [str(error)]
    return []


def _is_experiment(name: str) -> bool:
    """Whether a file says what is varied, or a name is that of a bundled experiment and of no scenario."""
    from linkage_sim.experiments.design.bundled import bundled as bundled_experiments
    from linkage_sim.scenario.bundled import bundled
    from linkage_sim.scenario.reading import read_file

    if name in bundled() or name in bundled_experiments():
        return name not in bundled()
    content = read_file(name).value if pathlib.Path(name).is_file() else None
    return isinstance(content, dict) and not {"scenario", "scenarios", "factors", "points"}.isdisjoint(content)


def _check_points(name: str) -> None:
    from linkage_sim.experiments.design.experiment import Experiment

    experiment = Experiment.load(name)
    for point in experiment.points:
        experiment.scenario_at(point)


def _print_json(content: Any) -> None:
    print(json.dumps(content, indent=2, ensure_ascii=False))
