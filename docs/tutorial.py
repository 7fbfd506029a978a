"""Do all that the tutorial tells its reader to do: ``python docs/tutorial.py`` renews what it shows, ``--check`` only compares.

``--notebook FILE`` writes the page as a notebook instead: files are cells that write them, commands are cells that run them.

In docs/tutorial.md, a block ```` ```yaml NAME ```` is a file to save, a block ``python`` is run, and a block ``console`` holds commands
after ``$`` with what they print: a line ``...`` stands for lines that are left out, and `` ...`` at the end of a line for the rest of it.
What ``validate`` prints must be the same to the letter; elsewhere numbers may differ.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from nbformat import NotebookNode

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "tutorial.md"
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SETUP = ("make", "source", "git", "cd")
"""What makes the environment in which all else is run."""
LEFT_OUT = "..."
LINK = re.compile(r"\[([^\]]+)\]\((?![a-z]+:)[^)]+\)")
"""A link to another document, which a notebook on its own does not have beside it."""
NUMBER = re.compile(r"(?<![\w.])[-+]?\d[\d,]*(?:\.\d+)?(?:e[-+]?\d+)?(?: million| billion)?")
SCALE = re.compile(r"\b(?:million|billion) ")
REMEDY = "run 'python docs/tutorial.py', and read what it says now"


class Block(NamedTuple):
    """A fenced block of the page: its language, the file's name if it is one, and its text."""

    language: str
    name: str
    text: str
    place: int


class TutorialError(Exception):
    """The page tells of something that does not happen."""


def blocks(page: str) -> list[Block]:
    """List the fenced blocks of a page."""
    return [Block(found[1], found[2] or "", found[3], found.start(3)) for found in BLOCK.finditer(page)]


def commands(text: str) -> list[tuple[str, list[str]]]:
    """Split a console block into commands, each with the lines that it is shown to print."""
    found: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        elif found:
            found[-1][1].append(line)
        else:
            raise TutorialError(f"a console block begins with {line!r}, and not with a command after '$ '")
    return found


def played(page: str, folder: Path) -> str:
    """Do what a page says in a folder, and give the page with what is printed now.

    Raises
    ------
    TutorialError
        Where a command fails, or prints none of the lines that the page shows of it.
    """
    renewed, at = "", 0
    for block in blocks(page):
        text = _played(block, folder)
        renewed, at = renewed + page[at : block.place] + text, block.place + len(block.text)
    return renewed + page[at:]


def _played(block: Block, folder: Path) -> str:
    if block.name:
        (folder / block.name).write_text(block.text, encoding="utf-8")
    elif block.language == "python":
        _output([sys.executable, "-c", block.text], folder, 0)
    elif block.language == "console":
        return "".join(_told(command, shown, folder) for command, shown in commands(block.text))
    return block.text


def _told(command: str, shown: list[str], folder: Path) -> str:
    """Run a command and give it with the lines that are shown of it, as they are now."""
    words = shlex.split(command, comments=True)
    if words[0] in SETUP:
        _check_setup(words)
        return "\n".join([f"$ {command}", *shown]) + "\n"
    if words[0] != "linkage-sim":
        raise TutorialError(f"'{command}': only linkage-sim is run here")
    exact = words[1] == "validate"
    refused = exact and not all(line.endswith(": valid") for line in shown)
    printed = _output([sys.executable, "-m", "linkage_sim", *words[1:]], folder, 2 if refused else 0)
    lines = [line.rstrip() for line in printed.splitlines()]
    return "\n".join([f"$ {command}", *(_same(command, shown, lines) if exact else _alike(command, shown, lines))]) + "\n"


def _check_setup(words: Sequence[str]) -> None:
    targets = re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    lost = [word for word in words[1:] if words[0] == "make" and word not in targets]
    if lost:
        raise TutorialError(f"'{' '.join(words)}': the Makefile has no {lost[0]}")


def _output(words: Sequence[str], folder: Path, code: int) -> str:
    """Run and give what is printed, errors included."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        words, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", check=False
    )
    if done.returncode != code:
        raise TutorialError(f"'{' '.join(words[-4:])}' ended with {done.returncode}, not with {code}: {done.stdout.strip()[-500:]}")
    return done.stdout


def _same(command: str, shown: list[str], printed: list[str]) -> list[str]:
    if shown != printed:
        raise TutorialError(f"'{command}' prints {printed}, but the page shows {shown}")
    return shown


def _alike(command: str, shown: list[str], printed: list[str]) -> list[str]:
    """Find the shown lines among the printed ones, in their order, whatever their numbers."""
    renewed, rest = [], iter(printed)
    for line in shown:
        if line.strip() in ("", LEFT_OUT):
            renewed.append(line)
            continue
        found = next((one for one in rest if _matches(line, one)), None)
        if found is None:
            raise TutorialError(f"'{command}' does not print, where the page shows it: {line!r}")
        renewed.append(line if line.endswith(f" {LEFT_OUT}") else found)
    return renewed


def _matches(shown: str, printed: str) -> bool:
    if shown.endswith(f" {LEFT_OUT}"):
        return _plain(printed).startswith(_plain(shown.removesuffix(LEFT_OUT)))
    return _plain(shown) == _plain(printed)


def _plain(line: str) -> str:
    """A line without its numbers and its spacing."""
    return " ".join(SCALE.sub("", NUMBER.sub("#", line)).split()).replace("─", "").strip()


def notebook(page: str) -> NotebookNode:
    """The page as a notebook, without any output."""
    from nbformat import v4

    cells, at = [], 0
    for found, block in zip(BLOCK.finditer(page), blocks(page), strict=True):
        cells += [*_told_between(page[at : found.start()]), *_cells(block, found[0])]
        at = found.end()
    cells += _told_between(page[at:])
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"  # the same bytes each time
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})


def _told_between(text: str) -> list[NotebookNode]:
    from nbformat import v4

    return [v4.new_markdown_cell(LINK.sub(r"\1", text.strip()))] if text.strip() else []


def _cells(block: Block, fenced: str) -> list[NotebookNode]:
    """A cell for a file, for Python, or for each command; what makes the environment stays text."""
    from nbformat import v4

    if block.name:
        return [v4.new_code_cell(f"%%writefile {block.name}\n{block.text.rstrip()}")]
    if block.language == "python":
        return [v4.new_code_cell(block.text.rstrip())]
    told = [command for command, _ in commands(block.text)] if block.language == "console" else []
    if not told or shlex.split(told[0])[0] in SETUP:
        return [v4.new_markdown_cell(fenced)]
    return [v4.new_code_cell(f"!{command}") for command in told]


def main(arguments: Sequence[str]) -> int:
    """Renew the page, or with ``--check`` only compare; return the exit code."""
    page = PAGE.read_text(encoding="utf-8")
    if len(arguments) == 2 and arguments[0] == "--notebook":
        import nbformat

        nbformat.write(notebook(page), arguments[1])
        return 0
    if any(argument != "--check" for argument in arguments):
        print(f"docs/tutorial.py: {arguments[0]!r} is unknown; give nothing, --check, or --notebook FILE.", file=sys.stderr)
        return 2
    try:
        with tempfile.TemporaryDirectory() as folder:
            renewed = played(page, Path(folder))
    except TutorialError as error:
        print(f"docs/tutorial.md: {error}; correct the page.", file=sys.stderr)
        return 1
    if renewed != page and arguments:
        print(f"docs/tutorial.md: the numbers are not those of now; {REMEDY}.", file=sys.stderr)
        return 1
    if renewed != page:
        PAGE.write_text(renewed, encoding="utf-8")
        print("docs/tutorial.md: written.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
