"""Where commands print: a terminal breaks lines between words; into a file or a pipe they are as long as they need to be."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING, TextIO

from linkage_sim.findings.words import wrapped

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

UNCUT = 100_000
COMMAND = "linkage-sim "
"""Beginning of a line that can be copied and run, which is therefore never broken."""


def console() -> Console:
    """Give a console that never cuts what goes into a file or a pipe."""
    from rich.console import Console

    return Console(highlight=False) if sys.stdout.isatty() else Console(width=UNCUT, highlight=False, no_color=True)


def show(*parts: RenderableType) -> None:
    """Print tables and sentences; what is wider than the terminal is not cut."""
    printer = console()
    for part in parts:
        printer.print(part, crop=False)


def say(text: str, to: TextIO | None = None, hanging: int = 0) -> None:
    """Print sentences, on a terminal broken between words; the library of tables is not needed for it.

    Parameters
    ----------
    text : str
        What is said; lines that are commands stay whole.
    to : TextIO, optional
        Where; the standard output if not given.
    hanging : int
        Letters by which what a line is broken into is moved to the right.
    """
    stream = sys.stdout if to is None else to
    if stream.isatty():
        text = "\n".join(_broken(line, hanging) for line in text.replace(f": {COMMAND}", f":\n{COMMAND}").split("\n"))
    print(text, file=stream)


def _broken(line: str, hanging: int) -> str:
    if line.startswith(COMMAND):
        return line
    indent = line[: len(line) - len(line.lstrip())]
    return wrapped(line.lstrip(), shutil.get_terminal_size().columns, indent, indent + " " * hanging)
