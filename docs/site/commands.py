"""A page for each command, made of the command line's own declarations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import typer

from linkage_sim.cli import app
from linkage_sim.cli.functions import function_of

from .documents import documents

PROGRAM = "linkage-sim"


def commands() -> Mapping[str, Any]:
    """All commands by name, in the order of the help page."""
    found: Mapping[str, Any] = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    return found


def write(folder: Path) -> None:
    """Write a page for each command, and the list of them."""
    folder.mkdir()
    told = {name: path.read_text(encoding="utf-8") for name, path in documents().items() if name != "changelog"}
    for name, command in commands().items():
        (folder / f"{name}.md").write_text(page(name, command, told), encoding="utf-8")
    (folder / "index.md").write_text(_list(), encoding="utf-8")


def page(name: str, command: Any, told: Mapping[str, str]) -> str:
    """What a command does, what it takes, and which documents show it."""
    context = command.make_context(f"{PROGRAM} {name}", [], resilient_parsing=True)
    usage = _usage(command.get_usage(context))
    parts = [f"# {PROGRAM} {name}", f"```text\n{usage}\n```", _text(command.help or command.short_help or "")]
    function = function_of(name)
    parts.append(f"In Python: [`linkage_sim.{function}`](../api/{function}.rst)")
    told_of = {"argument": [], "option": []}
    for one in command.get_params(context):
        record = one.get_help_record(context)
        told_of[one.param_type_name] += [(f"`{_named(record[0])}`", _text(record[1]))] if record else []
    parts += ["## Arguments", _table(("Argument", "Meaning"), told_of["argument"])] if told_of["argument"] else []
    parts += ["## Options", _table(("Option", "Meaning"), told_of["option"])]
    shown = [f"[{_title(text)}](../{place}.md)" for place, text in told.items() if re.search(rf"{PROGRAM} {name}(?![\w-])", text)]
    parts += ["## Documents that use it", "\n".join(f"- {link}" for link in shown)] if shown else []
    return "\n\n".join(parts) + "\n"


def _list() -> str:
    rows = [(f"[{PROGRAM} {name}]({name}.md)", _text(command.get_short_help_str(200))) for name, command in commands().items()]
    tree = "\n".join(["```{toctree}", ":hidden:", "", *commands(), "```"])
    return "\n\n".join(["# Commands", _text(app.info.help), _table(("Command", "What it does"), rows), tree]) + "\n"


def _usage(words: str) -> str:
    """A line of usage with each bracket once, however the parser marks what is required, optional or repeated."""
    line = re.sub(r"\{([^{}]+)\}", r"\1", " ".join(words.removeprefix("Usage:").split()))
    return line.replace("[[", "[").replace("]...]...", "]...").replace("]]", "]").replace("......", "...")


def _named(words: str) -> str:
    """An argument or option as people write it: N and X stand for numbers, and the type of a text says nothing."""
    return re.sub(r" <(?:list\[)?(?:str|path)\]?>", "", re.sub(r"<float(?: range)?>", "X", re.sub(r"<int(?: range)?>", "N", words)))


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *([cell.replace("|", "\\|").replace("\n", " ") for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _text(words: str) -> str:
    """Words of a help page as Markdown: options are code, and nothing is taken for an element."""
    return re.sub(r"(?<![\w`-])--[a-z][\w-]*", r"`\g<0>`", words.replace("\b", "").replace("<", "&lt;"))


def _title(text: str) -> str:
    return text.split("\n", 1)[0].removeprefix("# ")
