"""Every command has a typed function in Python, with a docstring, and gives what it gives."""

from __future__ import annotations

import inspect
import json
from typing import Any

import pytest
import typer

import linkage_sim
from linkage_sim.cli import app, main
from linkage_sim.cli.functions import OTHERWISE, function_of
from linkage_sim.errors import LinkageError

COMMANDS = list(typer.main.get_command(app).commands)  # type: ignore[attr-defined]


def printed(capsys: Any, *words: str) -> Any:
    with pytest.raises(SystemExit):
        main(words)
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_a_typed_function_that_is_described(command: str) -> None:
    name = function_of(command)
    assert name in dir(linkage_sim)
    assert name in linkage_sim.__all__
    function = getattr(linkage_sim, name)
    signature = inspect.signature(function)
    assert signature.return_annotation is not inspect.Signature.empty
    assert all(one.annotation is not inspect.Parameter.empty for one in signature.parameters.values())
    told = inspect.getdoc(function) or ""
    assert not signature.parameters or "Parameters\n----------" in told
    assert not [one for one in signature.parameters if one not in told]


def test_other_names_are_those_of_commands() -> None:
    assert set(OTHERWISE) <= set(COMMANDS)


def test_commands_print_what_their_functions_return(capsys: Any) -> None:
    assert printed(capsys, "scenarios", "--json") == [one._asdict() for one in linkage_sim.bundled_scenarios()]
    assert printed(capsys, "experiments", "--json") == [one._asdict() for one in linkage_sim.bundled_experiments()]
    assert printed(capsys, "describe", "base", "--json") == json.loads(linkage_sim.describe("base").to_json())
    assert printed(capsys, "schema", "--experiment") == json.loads(json.dumps(linkage_sim.schema(experiment=True)))


def test_a_description_can_be_read_and_asked() -> None:
    found = linkage_sim.describe("junpu", ["platform.*"])
    assert repr(found).startswith("junpu: ")
    assert set(found.table["path"]) == {one.path for one in found.parameters}
    assert "household" in {phase.actor for phase in found.schedule}
    with pytest.raises(LinkageError):
        linkage_sim.describe("junpu", ["plattform.on"])


def test_a_check_tells_all_that_is_wrong(tmp_path: Any) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("schema: 1\nname: mine\ntitle: Mine\nextends: base\nmonths: 0\nplatform: {accuracy: 3}\n", encoding="utf-8")
    found = linkage_sim.validate(file)
    assert not found.valid
    assert [("months" in one, "platform.accuracy" in one) for one in found.errors] == [(True, False), (False, True)]
    assert str(linkage_sim.validate("junpu")) == "junpu: valid"
