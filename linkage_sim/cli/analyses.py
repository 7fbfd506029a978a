"""Commands of the analyses of a study, each made from the signature and the docstring of its Python function."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from linkage_sim.findings.registry import Analysis, load, of_studies

from .options import EngineName, Jobs, Out, Resume, Scheduler, Yes
from .studied import AsJson, Given, NoFigures, Running, kept_in, studied

TYPES: Mapping[str, Any] = {"str": str, "int": int, "float": float, "bool": bool, "Path": Path}
"""Types of options by the annotation of a parameter; sequences of texts are options that may be repeated."""
RUNNING = ("out", "engine", "scheduler", "jobs", "resume", "yes")
PARAMETER = re.compile(r"^(\w+) : .*\n((?: {4}.+(?:\n|$))+)", re.MULTILINE)
BEFORE = (inspect.Parameter("experiment", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=Given),)
AFTER = tuple(
    inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=kind, default=default)
    for name, kind, default in (
        ("engine", EngineName, "processes"), ("scheduler", Scheduler, None), ("jobs", Jobs, None), ("resume", Resume, False),
        ("yes", Yes, False), ("out", Out, None), ("no_figures", NoFigures, False), ("json", AsJson, False),
    )
)  # fmt: skip


def register(app: typer.Typer) -> None:
    """Add a command for each analysis of a study that has none yet."""
    known = {command.name for command in app.registered_commands}
    for analysis in of_studies():
        if analysis.name not in known:
            function = load(analysis.function)
            text = inspect.cleandoc(function.__doc__ or "").partition("\nParameters\n")[0]
            app.command(analysis.name, short_help=analysis.summary, help=text)(_command(analysis, function))


def _command(analysis: Analysis, function: Callable[..., Any]) -> Callable[..., None]:
    """What runs, analyses, keeps and tells."""
    options = list(_options(function))

    def command(experiment: str, no_figures: bool, json: bool, **given: Any) -> None:
        from linkage_sim.experiments.keeping import keep

        from .telling import draw, tell

        running = Running(**{name: given.pop(name) for name in RUNNING})
        asked = {name: [] if value is None else value for name, value in given.items()}
        words = ["linkage-sim", analysis.name, experiment, *_words(options, asked)]
        study = studied(experiment, running, lambda one: load(analysis.check)(one, *asked.values()), words)
        found, folder = function(study, **asked), kept_in(experiment, running)
        if folder is not None:
            keep(found, folder)
        if folder is not None and not no_figures:
            draw(found, folder / "figures")
        tell(found, folder, json)

    signature = inspect.Signature([*(one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in BEFORE), *options, *AFTER])
    command.__signature__ = signature  # type: ignore[attr-defined]
    command.__annotations__ = {name: one.annotation for name, one in signature.parameters.items()}
    return command


def _options(function: Callable[..., Any]) -> Iterator[inspect.Parameter]:
    """An option for each parameter after the study, with its help from the docstring."""
    told = {name: " ".join(text.split()) for name, text in PARAMETER.findall(inspect.cleandoc(function.__doc__ or ""))}
    for name, one in list(inspect.signature(function).parameters.items())[1:]:
        several = "Sequence[str]" in str(one.annotation)
        kind = list[str] | None if several else TYPES[str(one.annotation)]
        option = typer.Option(_option(name), metavar=None if kind is bool else _option(name)[2:].upper(), help=told.get(name, ""))
        default = None if several else one.default
        yield inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=Annotated[kind, option])


def _option(name: str) -> str:
    """The option of a parameter: one outcome for ``outcomes``."""
    return f"--{name.removesuffix('s').replace('_', '-')}"


def _words(options: list[inspect.Parameter], asked: Mapping[str, Any]) -> Iterator[str]:
    """The options as a person would type them again; those that were not asked for are left out."""
    for one in options:
        option, value = _option(one.name), asked[one.name]
        if value is True:
            yield option
        elif isinstance(value, list):
            yield from (word for item in value for word in (option, str(item)))
        elif value != one.default:
            yield from (option, str(value))
