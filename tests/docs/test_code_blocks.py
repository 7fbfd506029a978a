"""Code that the documents show: Python compiles, and every command line is one that the program takes."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from linkage_sim.cli import _extrapolate, _with_modules, app
from linkage_sim.extending import asked
from tests.docs.scripts import DOCS

ROOT = DOCS.parent
PAGES = [ROOT / "README.md", ROOT / "benchmarks" / "README.md", *sorted(DOCS.glob("*.md"))]
BLOCK = re.compile(r"^```([\w-]*)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`(linkage-sim [^`\n]+)`")
PROGRAM = "linkage-sim"
INVENTED = ("linkage-sim reach EXPERIMENT",)
"""Commands that a reader would have added."""
COMMAND = typer.main.get_command(app)


def blocks() -> Iterator[tuple[str, str, str]]:
    """Fenced blocks of all pages: page, language, text."""
    for page in PAGES:
        yield from ((page.name, language, text) for language, text in BLOCK.findall(page.read_text(encoding="utf-8")))


def typed(text: str) -> Iterator[str]:
    """Command lines of a block, with lines that go on put together."""
    for line in text.replace("\\\n", " ").splitlines():
        line = line.removeprefix("$ ").strip()
        if line.startswith(f"{PROGRAM} "):
            yield line


def parse(line: str) -> None:
    """Give a command line to the parser, without what a shell does with its output; nothing is run."""
    try:
        words = _with_modules(shlex.split(re.split(r"\s(?:[|>]|&&)\s", line)[0], comments=True)[1:])
    finally:
        asked.clear()
        _extrapolate(False)
    context = COMMAND.make_context(PROGRAM, words)
    rest = [*getattr(context, "_protected_args", ()), *context.args]
    if rest:
        name, command, rest = COMMAND.resolve_command(context, rest)  # type: ignore[attr-defined]
        command.make_context(name, rest, parent=context)


def refused(line: str, named: bool = False) -> str:
    """What the parser says against a command line; a command that is only named may lack its arguments."""
    try:
        parse(line)
    except Exception as error:
        if line in INVENTED or (named and type(error).__name__ == "MissingParameter"):
            return ""
        told = error.format_message() if hasattr(error, "format_message") else error
        return f"{line}: {told}"
    return ""


def test_python_that_is_shown_compiles() -> None:
    shown = [(page, text) for page, language, text in blocks() if language == "python"]
    assert len(shown) > 20
    for page, text in shown:
        lines = [line[4:] for line in text.splitlines() if line.startswith((">>> ", "... "))] if text.startswith(">>> ") else [text]
        compile("\n".join(lines), page, "exec")


def test_every_command_line_that_is_shown_is_one_that_the_program_takes() -> None:
    shown = {line: page for page, language, text in blocks() if language in ("", "bash", "console") for line in typed(text)}
    assert len(shown) > 100
    wrong = {page: told for line, page in shown.items() if (told := refused(line))}
    assert not wrong


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_command_that_is_named_in_a_sentence_exists_with_its_options(page: Path) -> None:
    named = SPAN.findall(BLOCK.sub("", page.read_text(encoding="utf-8")))
    assert not [told for line in named if (told := refused(line, named=True))]


@pytest.mark.parametrize(
    "line", ["linkage-sim runs junpu", "linkage-sim run junpu --replicate 3", "linkage-sim run", "linkage-sim run a b"]
)
def test_a_command_line_that_is_none_is_found_out(line: str) -> None:
    assert refused(line)
