"""The commands that look at scenarios, and how the command line fails."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console

import linkage_sim
from linkage_sim.cli import main
from linkage_sim.scenario import Scenario

HEAVY = ("mesa", "numba", "pandas", "matplotlib", "scipy", "pyarrow")


def called(capsys, *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    out, err = capsys.readouterr()
    assert "Traceback" not in out + err
    return int(caught.value.code or 0), out, err


def test_scenarios_are_listed_a_line_each(capsys) -> None:
    code, out, _ = called(capsys, "scenarios")
    assert code == 0
    names = "base china county craft-village dongfeng junpu near-dongfeng near-junpu ordinary remote-farm scattered"
    assert [line.split()[0] for line in out.splitlines()] == names.split()


def test_scenarios_as_json(capsys) -> None:
    rows = json.loads(called(capsys, "scenarios", "--json")[1])
    assert {"name": "base", "title": "An ordinary inland village without returning shopkeepers"} in rows


def test_describe_tells_parameters_with_unit_and_evidence_and_programmes(capsys) -> None:
    code, out, _ = called(capsys, "describe", "junpu")
    assert code == 0
    row = next(line for line in out.splitlines() if "actors.household.startup_capital" in line)
    capital = f"{Scenario.load('junpu').actors.household.startup_capital:,.10g}"
    assert [cell.strip() for cell in row.split("  ") if cell.strip()][1:4] == [capital, "RMB", "calibrated: ensemble junpu"]
    assert "Free e-commerce training" in out
    assert "…" not in out


def test_describe_tells_of_chosen_parameters_alone(capsys) -> None:
    code, out, _ = called(capsys, "describe", "junpu", "platform.*", "months", "platform.on")
    assert code == 0
    told = [line.split()[0] for line in out.splitlines() if line.strip().startswith(("platform.", "months", "actors."))]
    expected = [support.path for support in Scenario.load("junpu").coverage() if support.path.startswith("platform.")]
    assert len(expected) > 5
    assert [path for path in told if path != "months"] == expected
    rows = json.loads(called(capsys, "describe", "junpu", "platform.on", "--json")[1])
    assert [row["path"] for row in rows] == ["platform.on"]


def test_at_80_columns_no_path_is_split(capsys, monkeypatch) -> None:
    for place in ("tables", "screen"):
        monkeypatch.setattr(f"linkage_sim.cli.{place}.console", lambda: Console(width=80, highlight=False))
    out = called(capsys, "describe", "junpu", "actors.household.*")[1]
    told = json.loads(called(capsys, "describe", "junpu", "actors.household.*", "--json")[1])
    assert all(f"{one['path']} = " in out for one in told)
    assert max(map(len, out.splitlines())) <= 80


def test_describe_says_what_a_wrong_path_should_be(capsys) -> None:
    code, out, err = called(capsys, "describe", "junpu", "platform.acuracy")
    assert (code, out) == (2, "")
    assert "platform.accuracy" in err


def test_the_version_is_told(capsys) -> None:
    assert called(capsys, "--version")[:2] == (0, f"linkage-sim {linkage_sim.__version__}\n")


def test_a_shell_completes_commands() -> None:
    words = {"_LINKAGE_SIM_COMPLETE": "complete_bash", "COMP_WORDS": "linkage-sim re", "COMP_CWORD": "1"}
    done = subprocess.run([sys.executable, "-m", "linkage_sim"], env=os.environ | words, capture_output=True, text=True)
    assert {"report", "reproduce"} <= set(done.stdout.split())


EXPERIMENT = """\
schema: 1
name: bad
title: Bad
scenario: junpu
factors:
  founders: {path: places.junpu.foundrs, values: [0, 12]}
outcomes:
  stores: {column: storez, summary: att}
"""


@pytest.mark.parametrize(("scenario", "lines"), [("junpu", [6, 8, 8]), ("junpo", [4, 8, 8])])
def test_validate_tells_all_that_is_wrong_with_an_experiment(capsys, tmp_path, scenario, lines) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text(EXPERIMENT.replace("junpu\n", f"{scenario}\n"))
    code, _, err = called(capsys, "validate", str(bad))
    assert code == 2
    assert [line.partition(": ")[0] for line in err.splitlines()] == [f"{bad}, line {line}" for line in lines]
    assert all(words in err for words in ("att", "storez", "foundrs" if scenario == "junpu" else "junpo"))


def test_validate_tells_of_a_month_that_is_none_beside_a_number_that_is_none(capsys, tmp_path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("schema: 1\nname: bad\ntitle: Bad\nextends: base\nplatform:\n  start: 2012-13\n  accuracy: high\n")
    code, _, err = called(capsys, "validate", str(bad))
    assert code == 2
    assert [line.partition(": ")[0] for line in err.splitlines()] == [f"{bad}, line 6", f"{bad}, line 7"]


def test_a_run_tells_of_every_setting_that_is_wrong(capsys) -> None:
    code, out, err = called(capsys, "run", "base", "--set", "platform.accuraci=1", "--set", "platform.on=7")
    assert (code, out) == (2, "")
    assert "platform.accuraci is not a known path" in err
    assert "platform.on is 7" in err


@pytest.mark.parametrize(("line", "offered"), [("run jun", {"junpu"}), ("describe near", {"near-dongfeng", "near-junpu"}),
                                               ("sweep tip", {"tipping-line"}), ("run nothing-begins-so", set())])  # fmt: skip
def test_a_shell_completes_names_of_scenarios_and_experiments(line, offered, monkeypatch, capsys) -> None:
    words = {"_LINKAGE_SIM_COMPLETE": "complete_bash", "COMP_WORDS": f"linkage-sim {line}", "COMP_CWORD": "2"}
    for name, value in words.items():
        monkeypatch.setenv(name, value)
    assert set(called(capsys)[1].split()) == offered


def test_describe_as_json(capsys) -> None:
    told = json.loads(called(capsys, "describe", "junpu", "--json")[1])
    assert told["name"] == "junpu"
    assert next(row for row in told["parameters"] if row["path"] == "places.junpu.founders")["evidence"] == "junpu.founders"
    assert told["scenario"]["programmes"]["training"]["providers"] == ["government", "society"]


def test_validate_tells_of_every_file(capsys, tmp_path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("schema: 1\nname: bad\ntitle: Bad\nextends: base\nmonths: 0\n")
    code, out, err = called(capsys, "validate", "junpu", str(bad), "county")
    assert code == 2
    assert out == "junpu: valid\ncounty: valid\n"
    assert err == f"{bad}, line 5: months is 0, but must be a whole number from 1 to 600 (months); choose a value in that range.\n"


def test_validate_tells_all_that_is_wrong_with_a_file(capsys, tmp_path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text(
        "schema: 1\nname: bad\ntitle: Bad\nextends: base\nmonths: 0\nplatform:\n  accuracy: 2\n  delays: 3\n"
        "economy:\n  seller_sales: 2 million cats\n  gross_margin: high\n"
    )
    code, _, err = called(capsys, "validate", str(bad))
    assert code == 2
    lines = [line.removeprefix(f"{bad}, line ").split(":")[0] for line in err.splitlines()]
    assert lines == ["5", "7", "8", "10", "11"]
    told = json.loads(called(capsys, "validate", str(bad), "--json")[1])
    assert told[0]["errors"] == err.splitlines()
    assert told[0]["error"] == told[0]["errors"][0]


@pytest.mark.parametrize("written", ["2 million", "2 Million RMB per month", "0.002 billion", "200 万"])
def test_a_number_may_be_written_in_millions(capsys, tmp_path, written) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text(
        f"schema: 1\nname: mine\ntitle: Mine\nextends: base\neconomy: {{seller_sales: {written}}}\n"
        "evidence: {economy: {assumed: a test}}\n"
    )
    code, out, err = called(capsys, "describe", str(mine), "economy.seller_sales", "--json")
    assert (code, err) == (0, "")
    assert json.loads(out)[0]["value"] == 2_000_000


def test_validate_tells_of_behaviour_that_a_place_changes_for_itself(capsys, tmp_path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text(
        "schema: 1\nname: mine\ntitle: Mine\nextends: base\neconomy: {gross_margin: 0.4, spoilage: 0.1}\n"
        'evidence: {economy: {assumed: "a test"}}\n'
    )
    code, out, _ = called(capsys, "validate", str(mine))
    assert code == 0
    assert out == f"{mine}: valid, but it changes behaviour that all places share: economy.gross_margin (see docs/settings.md)\n"


def test_validate_as_json(capsys, tmp_path) -> None:
    code, out, _ = called(capsys, "validate", "--json", "junpu", str(tmp_path / "none.yaml"))
    assert code == 2
    assert [row["valid"] for row in json.loads(out)] == [True, False]


def test_schema_is_json(capsys) -> None:
    assert json.loads(called(capsys, "schema")[1])["additionalProperties"] is False


def test_the_schema_of_experiments_is_another(capsys) -> None:
    told = json.loads(called(capsys, "schema", "--experiment")[1])
    assert {"factors", "design", "outcomes"} <= set(told["properties"])


def test_without_a_command_the_help_is_shown(capsys) -> None:
    code, out, _ = called(capsys)
    assert code == 0
    assert "describe" in out


def test_a_defect_is_told_without_a_traceback(capsys, monkeypatch) -> None:
    monkeypatch.delenv("LINKAGE_SIM_DEBUG", raising=False)
    monkeypatch.setattr("linkage_sim.scenario.loading.bundled", lambda: 1 / 0)
    code, _, err = called(capsys, "scenarios")
    assert code == 1
    assert err.count("\n") == 1
    assert "ZeroDivisionError" in err


INTERRUPTED = """
import os, signal, sys, time
from linkage_sim.cli import main
from linkage_sim.scenario import Scenario
from linkage_sim.scenario import loading

def interrupted():
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(5)

# a shell that starts a job in the background has it ignore interrupts; a user's terminal does not
signal.signal(signal.SIGINT, signal.default_int_handler)
loading.bundled = interrupted
sys.exit(main(["scenarios"]))
"""


def test_an_interrupt_is_told_in_a_sentence() -> None:
    done = subprocess.run([sys.executable, "-c", INTERRUPTED], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (130, "Interrupted; nothing further was done.\n")


@pytest.mark.parametrize("arguments", [["--help"], ["validate", "junpu"]])
def test_quick_commands_import_nothing_heavy(arguments: list[str]) -> None:
    program = (
        "import sys\nfrom linkage_sim.cli import main\n"
        f"try:\n    main({arguments!r})\nfinally:\n    print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)\n"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stderr == "[]\n"


def test_output_into_a_pipe_that_closes_is_no_error() -> None:
    command = f"{sys.executable} -m linkage_sim describe junpu | head -1"
    ran = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=True)
    assert ran.stdout.startswith("junpu: ")
    assert ran.stderr == ""


def test_output_onto_a_full_disk_is_told_in_a_sentence() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no such device")
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        ran = subprocess.run(
            [sys.executable, "-m", "linkage_sim", "scenarios"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert ran.returncode == 1
    assert ran.stderr == "The output could not be written (no space left on device). Free some space, or send it elsewhere.\n"


def test_the_help_page_cuts_no_sentence(capsys) -> None:
    _, out, _ = called(capsys, "--help")
    assert "..." not in out.partition("Commands:")[2]
