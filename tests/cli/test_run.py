from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import linkage_sim
from linkage_sim.experiments.study.study import Study
from tests.cli.calling import assert_refused, command
from tests.ensembles import few_in

RUN = ["run", "junpu"]
COMMAND = [sys.executable, "-m", "linkage_sim", *RUN]
LONG = ["--months", "132", "--replicates", "5000"]
ENDLESS = ["--replicates", "1000000"]
ANYWHERE = os.environ | {"PYTHONPATH": str(Path(linkage_sim.__file__).parents[1])}


def process(*words: object, **how: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *map(str, words)], capture_output=True, text=True, check=False, **how)  # type: ignore[call-overload]


def test_without_a_folder_a_table_is_printed_and_how_to_keep_more(tmp_path):
    done = process("--months", 3, cwd=tmp_path, env=ANYWHERE)
    assert done.returncode == 0, done.stderr
    for words in ("stores", "RMB per head and year", "2012-01", "2012-03", "add --out DIR"):
        assert words in done.stdout
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_a_folder_holds_tables_and_figures(tmp_path):
    done = command(
        *RUN,
        "--months",
        14,
        "--replicates",
        2,
        "--seed",
        5,
        "--villages",
        "--stores",
        "--set",
        "platform.on=false",
        "--out",
        tmp_path / "kept",
    )
    assert done.returncode == 0, done.stderr
    results = Study(tmp_path / "kept")
    assert list(results.runs["seed"]) == [5, 6]
    assert results.scenario.platform.on is False
    assert results.villages is not None
    assert len(results.villages) == 2 * 14
    assert results.stores is not None
    assert {f"{month:%Y-%m}" for month in results.stores["month"]} <= {"2012-12", "2013-02"}
    assert results.cohorts is not None
    assert results.cohorts["living"].max() > 0
    assert {path.name for path in (tmp_path / "kept" / "figures").glob("*.svg") if ".narrow" not in path.name} == {
        "emergence.svg",
        "poverty.svg",
        "loop.svg",
        "network.svg",
    }
    told = json.loads((tmp_path / "kept" / "manifest.json").read_text())["command"]
    assert told.startswith("linkage-sim run junpu --replicates 2 --seed 5 --months 14 --set platform.on=false --villages --stores --out ")


@pytest.mark.parametrize("table", ["villages", "stores"])
def test_a_table_without_a_folder_is_refused(table):
    assert_refused(f"--{table} keeps a table of {table}; say where with --out DIR", *RUN, f"--{table}")


def test_tables_in_another_format_lie_below_the_folder(tmp_path):
    done = command(*RUN, "--months", 2, "--out", tmp_path / "kept", "--no-figures", "--format", "csv,stata")
    assert done.returncode == 0, done.stderr
    assert f"For Stata: {tmp_path / 'kept' / 'stata'}" in done.stdout
    assert {path.name for path in (tmp_path / "kept" / "csv").iterdir()} == {"monthly.csv", "runs.csv", "columns.csv"}
    assert Study(tmp_path / "kept").monthly is not None
    assert_refused("its tables are runs, monthly", "export", tmp_path / "kept", "--format", "csv", "--tables", "cats")
    assert command("export", tmp_path / "kept", "--format", "xlsx").stdout == f"For Excel: {tmp_path / 'kept' / 'xlsx' / 'tables.xlsx'}\n"


def test_figures_are_chosen_by_name(tmp_path):
    done = command(*RUN, "--months", 2, "--out", tmp_path / "kept", "--figures", "network,loop")
    assert done.returncode == 0, done.stderr
    assert {path.stem for path in (tmp_path / "kept" / "figures").glob("*.png")} == {"loop", "network"}
    assert_refused("the figures are emergence, poverty, loop, network.", *RUN, "--out", tmp_path / "other", "--figures", "loop,cats")
    assert_refused("the figures are loop, network.", "report", tmp_path / "kept", "--figures", "poverty")
    assert command("report", tmp_path / "kept", "--figures", "loop").returncode == 0
    page = (tmp_path / "kept" / "report.html").read_text()
    assert ("at each stage of the loop" in page, "Who helped whom" in page) == (True, False)


def test_a_format_that_cannot_hold_the_tables_is_refused_before_any_run(tmp_path):
    assert_refused("monthly has 1,200,000", *RUN, "--replicates", 20_000, "--out", tmp_path / "kept", "--format", "xlsx")
    assert_refused("the formats are parquet, csv, xlsx, stata", *RUN, "--out", tmp_path / "kept", "--format", "sas")
    assert_refused("say where with --out DIR", *RUN, "--format", "csv")
    assert not (tmp_path / "kept").exists()


@pytest.mark.slow
def test_with_an_ensemble_every_run_has_a_member(tmp_path):
    done = command(*RUN, "--months", 3, "--ensemble", few_in(tmp_path), "--replicates", 4, "--out", tmp_path / "kept", "--no-figures")
    assert done.returncode == 0, done.stderr
    assert "4 runs of 3 months, behaving as 4 parameter sets of the ensemble few" in done.stdout
    assert Study(tmp_path / "kept").runs["design"].nunique() == 4
    told = json.loads((tmp_path / "kept" / "manifest.json").read_text())
    assert told["command"].startswith(f"linkage-sim run junpu --ensemble {tmp_path / 'few.yaml'} --replicates 4 --seed 1 ")
    assert told["ensemble"] == "few"


def test_json_is_all_that_scripts_get(tmp_path):
    done = command(*RUN, "--months", 3, "--replicates", 2, "--json")
    told = json.loads(done.stdout)
    assert told["months"] == 3
    assert [one["state"] for one in told["runs"]] == ["succeeded", "succeeded"]
    assert told["measures"]["sales"]["unit"] == "RMB in the month"
    assert told["folder"] is None


def test_a_taken_folder_is_refused_before_anything_is_simulated(tmp_path):
    (tmp_path / "mine").touch()
    assert_refused("not empty", *RUN, *ENDLESS, "--out", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_an_unwritable_place_is_refused_before_anything_is_simulated(tmp_path):
    (tmp_path / "file").touch()
    assert_refused("cannot be written", *RUN, *ENDLESS, "--out", tmp_path / "file" / "results")


@pytest.mark.skipif(sys.platform == "win32", reason="no such signals")
@pytest.mark.parametrize(("stop", "code", "jobs"), [(signal.SIGINT, 130, 1), (signal.SIGTERM, 143, 2)])
def test_a_run_that_is_stopped_says_how_to_go_on(tmp_path, stop, code, jobs):
    folder, figures = tmp_path / "deep" / "kept", ["--figures", "emergence,poverty"] if jobs == 2 else ["--no-figures"]
    running = subprocess.Popen(
        [*COMMAND, *LONG, *figures, "--jobs", str(jobs), "--out", str(folder)],
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    _wait_for(folder / "manifest.json", running)
    running.send_signal(stop)
    _, told = running.communicate(timeout=300)
    assert running.returncode == code, told
    assert "Traceback" not in told
    onwards = f"{' '.join(['linkage-sim', *RUN])} --replicates 5000 --seed 1 --months 132 --out {folder}"
    onwards += " --jobs 2 --figures emergence,poverty --resume" if jobs == 2 else " --no-figures --resume"
    assert f"of 5000 runs are kept in {folder}. Go on with: {onwards}\n" in told
    begun = Study(folder)
    assert begun.manifest["state"] == "running"
    assert sum(begun.counts.values()) == 5000
    assert [path.name for path in folder.rglob("*.partial-*")] == []


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit")
def test_a_full_disk_is_told_and_gone_on_from(tmp_path):
    import resource

    words = ["--months", 3, "--out", tmp_path / "kept", "--no-figures"]
    done = process(*words, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (36_000, 36_000)))
    assert done.returncode == 1, done
    assert "Free some space" in done.stderr
    assert "Traceback" not in done.stderr
    again = command(*RUN, *words, "--resume")
    assert again.returncode == 0, again.stderr
    assert len(Study(tmp_path / "kept").monthly) == 3


def _wait_for(file: Path, running: subprocess.Popen[str]) -> None:
    """Wait until a file is there, which is when a run goes on with what it has begun."""
    for _ in range(6000):
        if file.exists() or running.poll() is not None:
            break
        time.sleep(0.05)
    assert running.poll() is None, running.communicate()


def test_a_finished_run_is_told_again_and_what_lies_beside_it_is_made_again(tmp_path):
    words = [*RUN, "--months", 2, "--out", tmp_path / "kept", "--figures", "poverty"]
    first = command(*words, "--format", "csv")
    assert first.returncode == 0, first.stderr
    drawn = (tmp_path / "kept" / "figures" / "poverty.svg").read_bytes()
    (tmp_path / "kept" / "figures" / "poverty.svg").unlink()
    (tmp_path / "kept" / "csv" / "runs.csv").unlink()
    again = command(*words, "--resume")
    assert (again.returncode, again.stdout) == (0, first.stdout)
    assert (tmp_path / "kept" / "figures" / "poverty.svg").read_bytes() == drawn
    assert (tmp_path / "kept" / "csv" / "runs.csv").is_file()


def test_a_folder_that_cannot_be_gone_on_with_is_refused(tmp_path):
    words = [*RUN, "--months", 2, "--no-figures", "--out", tmp_path / "kept"]
    assert command(*words).returncode == 0
    assert_refused("Add --resume", *words)
    assert_refused(f"go on with: linkage-sim run junpu --replicates 1 --seed 1 --months 2 --out {tmp_path / 'kept'} --resume",
                   *words, "--seed", 2, "--resume")  # fmt: skip
    assert_refused("say which with --out DIR", *RUN, "--resume")


def test_a_set_value_holds_for_all_members_of_an_ensemble_and_is_told(tmp_path):
    words = [*RUN, "--months", 2, "--ensemble", few_in(tmp_path), "--replicates", 2, "--out", tmp_path / "kept", "--no-figures"]
    done = command(*words, "--set", "economy.gross_margin=0.6")
    assert done.returncode == 0, done.stderr
    assert done.stderr == "Mind: economy.gross_margin is set for all runs, in place of the members' own values.\n"
    kept = Study(tmp_path / "kept")
    for design in kept.runs["design"]:
        assert kept.scenario_of(design).economy.gross_margin == 0.6
