"""Files that are for other hosts and cannot run here agree with those that do: folders of tests, extras, versions, commands."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from typer.main import get_command

from linkage_sim.cli import app

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
HOSTS = (".github/workflows/tests.yml", ".gitlab-ci.yml")
SHOWN = (*HOSTS, "Containerfile", "environment.yml", "README.md", "CONTRIBUTING.md", "docs/install.md")


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", HOSTS)
def test_a_host_runs_the_quick_tests_of_the_makefile(name):
    folders = re.search(r"^RULES +:= \$\(addprefix tests/,([\w ]+)\)", text_of("Makefile"), re.MULTILINE)
    assert folders
    tried = re.findall(r"tests/\w+(?=[ \n])", " ".join(line.strip() for line in text_of(name).splitlines() if "tests/kernel" in line) + " ")
    assert tried == [f"tests/{folder}" for folder in folders[1].split()]
    assert yaml.safe_load(text_of(name))


@pytest.mark.parametrize("name", SHOWN)
def test_extras_commands_and_scripts_that_are_shown_exist(name):
    text = text_of(name)
    asked = {extra for found in re.findall(r'(?:"\.|source)\[([\w,-]+)\]"', text) for extra in found.split(",")}
    assert asked <= PROJECT["optional-dependencies"].keys()
    called = set(re.findall(r"(?:^|/|\\|- |run: |RUN |`)linkage-sim ([a-z-]+)", text, re.MULTILINE))
    assert called <= get_command(app).commands.keys()
    made = set(re.findall(r"(?:^|`)make ([\w-]+)", text, re.MULTILINE))
    assert made <= set(re.findall(r"^([\w-]+):", text_of("Makefile"), re.MULTILINE))
    written = re.findall(r"python ((?:docs|tests)/\w+\.py)", text) + re.findall(r"(tests/\w+/\w+\.py)", text)
    assert all((ROOT / path).is_file() for path in written)
    assert asked | called | made


def test_the_conda_environment_asks_for_the_projects_versions():
    named = [line for line in yaml.safe_load(text_of("environment.yml"))["dependencies"] if isinstance(line, str)]
    asked = [*PROJECT["dependencies"], *(line for extra in PROJECT["optional-dependencies"].values() for line in extra)]
    ours = {one.name: one.specifier for one in map(Requirement, asked)} | {"python": PROJECT["requires-python"]}
    for one in map(Requirement, named):
        assert one.name == "pip" or str(one.specifier) == str(ours[one.name])
