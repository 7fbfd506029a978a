"""Every command that reads an ensemble says, in the same sentence, that the model or the scenario has changed since its calibration."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from linkage_sim.cli import app
from linkage_sim.errors import LinkageError
from linkage_sim.experiments.ensemble.ensemble import locate
from linkage_sim.model import MODEL_VERSION

COMMANDS = {  # each is refused after the ensemble was read and before anything is simulated
    "run": ["run", "junpu", "--ensemble", "FILE", "--villages"],
    "adopt": ["adopt", "FILE", "--into", "FOLDER/missing.yaml"],
    "reproduce": ["reproduce", "--ensemble", "FILE", "--out", "FOLDER"],
    "attribute": ["attribute", "junpu", "--ensemble", "FILE", "--members", "2", "--replicates", "9000", "--json"],
    "linkage": ["linkage", "where-linkage-pays", "--ensemble", "FILE", "--members", "2", "--replicates", "9000", "--json"],
}


def told(command: str, file: Path) -> tuple[str, str]:
    """What a command prints, on stdout and on stderr."""
    words = [word.replace("FILE", str(file)).replace("FOLDER", str(file.parent)) for word in COMMANDS[command]]
    found = CliRunner().invoke(app, words)
    assert isinstance(found.exception, LinkageError), found.output
    return found.stdout, found.stderr


@pytest.fixture
def bundled_text() -> str:
    return locate("junpu").read_text()


@pytest.mark.parametrize("command", COMMANDS)
def test_an_ensemble_of_other_rules_is_told(tmp_path, bundled_text, command):
    file = tmp_path / "old.yaml"
    lines = bundled_text.splitlines(keepends=True)
    file.write_text("".join("model_version: 0.0.0\n" if line.startswith("model_version:") else line for line in lines))
    changed = f"the model's version (0.0.0, now {MODEL_VERSION})"
    sentence = f"Mind: since the calibration of the ensemble junpu, {changed} changed; calibrate again.\n"
    assert told(command, file) == ("", sentence)


@pytest.mark.parametrize("command", COMMANDS)
def test_an_ensemble_of_these_rules_needs_no_word(tmp_path, bundled_text, command):
    file = tmp_path / "new.yaml"
    lines = bundled_text.splitlines(keepends=True)
    file.write_text("".join(f"model_version: {MODEL_VERSION}\n" if line.startswith("model_version:") else line for line in lines))
    assert told(command, file) == ("", "")
