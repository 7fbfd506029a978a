"""The first run is the same on every system."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from contextlib import redirect_stdout
from pathlib import Path

import pytest

import linkage_sim
from linkage_sim.cli import main
from linkage_sim.experiments.study.study import Study
from tests.cli.calling import assert_refused, command
from tests.folders import tell

ELSEWHERE = Path(__file__).with_name("elsewhere.py")


def elsewhere(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Call a command where nothing of POSIX is to be had, and where the output takes Western letters only."""
    here = os.environ | {"PYTHONPATH": str(Path(linkage_sim.__file__).parents[1]), "PYTHONIOENCODING": "cp1252"}
    return subprocess.run([sys.executable, str(ELSEWHERE), *words], cwd=cwd, env=here, capture_output=True, encoding="cp1252", check=False)


@pytest.fixture
def older(tmp_path) -> Path:
    """A folder that looks as if an older demo had made it."""
    folder = tmp_path / "demo" / "junpu"
    assert command("run", "junpu", "--months", 1, "--no-figures", "--out", folder).returncode == 0
    tell(folder, lambda known: known | {"command": "linkage-sim run junpu --replicates 20 --seed 1 --out demo/junpu"})
    return folder


@pytest.mark.slow
def test_without_anything_of_posix_the_demo_takes_the_place_of_an_older_one(tmp_path, older):
    done = elsewhere("demo", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "20 runs of 60 months" in done.stdout
    results = Study(older)
    assert len(results.runs) == 20
    assert results.scenario.months == 60
    assert len(list((older / "figures").glob("*.png"))) == 4
    assert json.loads((older / "manifest.json").read_text(encoding="utf-8"))["command"].endswith(" --seed 1 --out demo/junpu")


def test_what_only_posix_has_is_hidden_from_the_package_and_from_nothing_else(tmp_path):
    """Else the test above could not fail."""
    uses = "import os, signal\nprint(hasattr(os, 'getuid'), hasattr(signal, 'SIGKILL'), hasattr(os, 'getpid'))\nimport fcntl\n"
    (tmp_path / "linkage_sim.py").write_text(uses, encoding="utf-8")
    program = f"import sys; sys.path[:0] = [{str(ELSEWHERE.parent)!r}, {str(tmp_path)!r}]; import elsewhere, os; elsewhere.hide(); "
    program += "print(hasattr(os, 'getuid')); import linkage_sim"
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["True", "False", "False", "True"]
    assert "No module named 'fcntl' here" in done.stderr


def test_a_folder_that_holds_something_of_ones_own_is_left_alone(tmp_path, older):
    (older / "notes.txt").write_text("mine", encoding="utf-8")
    assert_refused("Name a new folder", "demo", cwd=tmp_path)
    assert (older / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_letters_that_the_output_does_not_take_are_escaped(tmp_path):
    """A pipe on Windows takes the letters of one language."""
    (tmp_path / "mine.yaml").write_text("schema: 1\nname: mine\ntitle: 广东\nextends: base\n", encoding="utf-8")
    printed = io.TextIOWrapper(io.BytesIO(), encoding="cp1252")
    with redirect_stdout(printed), pytest.raises(SystemExit) as left:
        main(["describe", str(tmp_path / "mine.yaml")])
    assert not left.value.code
    assert rb"\u5e7f\u4e1c" in printed.buffer.getvalue()
