"""The tutorial is done as it is told: every command, file and Python block of it, in order, in a folder of its own."""

from __future__ import annotations

import contextlib
import io
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode, v4
from traitlets.config import Config

from linkage_sim.cli import main
from tests.docs.scripts import script

tutorial = script("tutorial")
in_a_process = tutorial._output
PATIENCE = 1200  # seconds until a kernel that says nothing is given up
PAGE = tutorial.PAGE.read_text(encoding="utf-8")
FAULTY = "```yaml mine.yaml\nschema: 1\nname: mine\ntitle: Mine\nextends: base\nmonths: 0\n```\n"
MESSAGE = "mine.yaml, line 5: months is 0, but must be a whole number from 1 to 600 (months); choose a value in that range."
CALLED_IN_THE_KERNEL = """
import os
import rich.console
from tests.docs.test_tutorial import call
rich.console._is_jupyter = lambda: False  # what is printed is plain text, as in a pipe
os.environ.pop("FORCE_COLOR", None)
shell = get_ipython().system
get_ipython().system = lambda words: shell(words) if " validate " in words else print(call(words.split()[1:])[1])
"""
"""What a notebook begins with here: but for ``validate``, which goes to the shell, the program is called where it is loaded already."""
RUN = "```console\n$ linkage-sim run base --months 1\n{}\n```\n"


def call(words: Sequence[str]) -> tuple[int, str]:
    """Call the program in this process: how it ends, and what it prints."""
    told = io.StringIO()
    asked = [*words, *(["--engine", "inprocess"] if {"sweep", "compare"} & set(words) else [])]
    with contextlib.redirect_stdout(told), contextlib.redirect_stderr(told), pytest.raises(SystemExit) as left:
        main(asked)
    return int(left.value.code or 0), told.getvalue()


@pytest.fixture
def kernel(monkeypatch) -> Iterator[Callable[[NotebookNode, Path], list[str]]]:
    """Play a notebook in a folder, and give what each of its commands and Python cells has printed.

    The kernel listens on sockets of files, so that no two of them can want the same port, and is waited for as long as it takes.
    """
    with tempfile.TemporaryDirectory(prefix="nb") as own:
        program = Path(own) / "linkage-sim"
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m linkage_sim "$@"\n', encoding="utf-8")
        program.chmod(0o755)
        known = {"JUPYTER_RUNTIME_DIR": own, "IPYTHONDIR": own, "PYTHONPATH": str(tutorial.ROOT), "PATH": f"{own}:{os.environ['PATH']}"}
        known["COLUMNS"] = "1000"  # a notebook is a terminal, which breaks lines; the page shows them whole
        for name, value in known.items():
            monkeypatch.setenv(name, value)

        def played(notebook: NotebookNode, folder: Path) -> list[str]:
            notebook.cells.insert(0, v4.new_code_cell(CALLED_IN_THE_KERNEL))
            waits = {"timeout": None, "startup_timeout": PATIENCE, "iopub_timeout": PATIENCE}
            where = {"metadata": {"path": str(folder)}}
            sockets = {"transport": "ipc", "connection_file": f"{own}/kernel.json", "ip": f"{own}/kernel"}
            client = NotebookClient(notebook, resources=where, config=Config(KernelManager=sockets), **waits)
            client.execute()
            code = [cell for cell in notebook.cells[1:] if cell.cell_type == "code" and not cell.source.startswith("%%writefile")]
            return ["".join(one.get("text", "") for one in cell.outputs).replace("\r\n", "\n") for cell in code]

        yield played


@pytest.fixture(autouse=True)
def called_here(monkeypatch) -> None:
    """Have the program called in this process, which has its modules at hand; all else is a process of its own, as in the script."""

    def output(words: Sequence[str], folder: Path, code: int) -> str:
        if "linkage_sim" not in words:
            return in_a_process(words, folder, code)
        with contextlib.chdir(folder):
            ended, told = call(words[words.index("linkage_sim") + 1 :])
        if ended != code:
            raise tutorial.TutorialError(f"'{' '.join(words[-4:])}' ended with {ended}, not with {code}: {told}")
        return told

    monkeypatch.setattr(tutorial, "_output", output)


def test_the_program_is_started_as_a_process(tmp_path):
    """What the script itself does with every command, tried once."""
    program = [sys.executable, "-m", "linkage_sim"]
    assert in_a_process([*program, "validate", "junpu"], tmp_path, 0) == "junpu: valid\n"
    with pytest.raises(tutorial.TutorialError, match="ended with 2, not with 0"):
        in_a_process([*program, "validate", "atlantis"], tmp_path, 0)


@pytest.mark.slow
def test_everything_that_the_tutorial_tells_is_done_in_its_notebook_and_prints_what_it_shows(tmp_path, kernel, monkeypatch):
    """The notebook is played once; what its cells print is what the page is held to."""
    work = tmp_path / "work"
    work.mkdir()
    printed = kernel(tutorial.notebook(PAGE), work)
    monkeypatch.setattr(tutorial, "_output", lambda words, folder, code: printed.pop(0))
    renewed = tutorial.played(PAGE, tmp_path)
    assert not printed
    assert len(renewed.splitlines()) == len(PAGE.splitlines())
    for made in ("alone/figures", "linked/ensemble.yaml", "trained/runs.parquet", "grid/report.html"):
        assert (work / made).exists(), made


def test_the_notebook_holds_the_whole_page_and_is_the_same_each_time(tmp_path):
    files = [tmp_path / "a.ipynb", tmp_path / "b.ipynb"]
    assert [tutorial.main(["--notebook", str(file)]) for file in files] == [0, 0]
    assert files[0].read_bytes() == files[1].read_bytes()
    cells = nbformat.read(files[0], 4).cells
    sources = "\n".join(cell.source for cell in cells)
    for block in tutorial.blocks(PAGE):
        shown = [command for command, _ in tutorial.commands(block.text)] if block.language == "console" else [block.text.strip()]
        assert all(one in sources for one in shown)
    assert all(heading in sources for heading in re.findall(r"^#+ .+$", PAGE, re.MULTILINE))
    assert "](" not in "".join(cell.source for cell in cells if cell.cell_type == "markdown")


def test_it_takes_half_an_hour_and_names_every_step():
    ends = [tuple(map(int, found)) for found in re.findall(r"^## Minutes (\d+) to (\d+):", PAGE, re.MULTILINE)]
    assert ends[0][0] == 0
    assert ends[-1][1] == 30
    assert all(one[1] == other[0] for one, other in pairwise(ends))


def test_it_holds_a_deliberate_mistake_and_every_file_that_its_commands_name():
    blocks = tutorial.blocks(PAGE)
    files = {block.name for block in blocks if block.name}
    told = [command for block in blocks if block.language == "console" for command, _ in tutorial.commands(block.text)]
    assert {word for command in told for word in command.split() if word.endswith(".yaml")} == files
    assert "is not a known key; write households" in PAGE


def test_a_message_of_validate_is_held_to_the_letter(tmp_path):
    page = f"{FAULTY}```console\n$ linkage-sim validate mine.yaml\n{MESSAGE}\n```\n"
    assert tutorial.played(page, tmp_path) == page
    with pytest.raises(tutorial.TutorialError, match="but the page shows"):
        tutorial.played(page.replace("from 1 to 600", "from 1 to 500"), tmp_path)


def test_numbers_may_differ_and_are_renewed(tmp_path):
    page = RUN.format("...\n households with a store   households   9,999   9,999\n...\nNothing was kept; add ...")
    renewed = tutorial.played(page, tmp_path)
    assert "9,999" not in renewed
    assert re.search(r"^ households with a store +households +0 +0$", renewed, re.MULTILINE)
    assert "Nothing was kept; add ..." in renewed


@pytest.mark.parametrize(
    ("page", "told"),
    [
        (RUN.format(" online housings   households   0   0"), "does not print"),
        (RUN.format("Nothing was kept; add ...\n stores   stores   0   0"), "does not print"),
        ("```console\n$ linkage-sim run atlantis\n```\n", "ended with 2"),
        ("```console\n$ make setups\n```\n", "no setups"),
        ("```console\n$ rm -r results\n```\n", "only linkage-sim is run here"),
        ("```console\nnothing\n```\n", "not with a command"),
        ("```python\nraise SystemExit(3)\n```\n", "ended with 3"),
    ],
)
def test_what_does_not_happen_as_told_is_found_out(page, told, tmp_path):
    with pytest.raises(tutorial.TutorialError, match=told):
        tutorial.played(page, tmp_path)
