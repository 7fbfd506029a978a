"""The command ``sweep`` as a user meets it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from linkage_sim.cli import main
from linkage_sim.experiments.study.study import Study

FILE = """\
schema: 1
name: small
title: A small experiment
question: Is every run kept?
scenario: junpu
months: 4
replicates: 3
factors:
  platform: {path: platform.on, values: [true, false]}
  founders: {path: places.junpu.founders, values: [0, 12]}
outcomes:
  stores: {column: stores, better: more}
"""
INPROCESS = ("--engine", "inprocess")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "small.yaml").write_text(FILE)
    return tmp_path / "small.yaml"


def called(capsys, *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as caught:
        main([str(one) for one in arguments])
    out, err = capsys.readouterr()
    assert "Traceback" not in out + err
    return int(caught.value.code or 0), out, err


def test_a_sweep_gives_its_tables_in_another_format_and_again_when_it_has_more_runs(capsys, file, tmp_path):
    kept = tmp_path / "s"
    code, out, _ = called(capsys, "sweep", file, "--out", kept, *INPROCESS, "--format", "csv", "--no-figures")
    assert code == 0
    assert f"For CSV: {kept / 'csv'}" in out
    assert len((kept / "csv" / "outcomes.csv").read_text().splitlines()) == 1 + 4 * 3
    assert called(capsys, "sweep", file, "--out", kept, *INPROCESS, "--no-figures", "--resume", "--replicates", 4)[0] == 0
    assert len((kept / "csv" / "outcomes.csv").read_text().splitlines()) == 1 + 4 * 4


def test_a_sweep_prints_means_by_point_and_where_the_runs_are(capsys, file, tmp_path):
    code, out, _ = called(capsys, "sweep", file, "--out", tmp_path / "s", *INPROCESS)
    assert code == 0
    assert "A small experiment: 4 points with 3 seeds each" in out
    assert [line.split()[:2] for line in out.splitlines() if line.lstrip().startswith(("on", "off"))] == [
        ["on", "0"], ["on", "12"], ["off", "0"], ["off", "12"]]  # fmt: skip
    assert f"linkage-sim report {tmp_path / 's'}" in out
    question, answer, table = (out.index(one) for one in ("Is every run kept?", "For stores (more is better)", "Means over the runs"))
    assert question < answer < table
    assert {path.name.partition(".")[0] for path in (tmp_path / "s" / "figures").iterdir()} == {"levels", "months"}
    code, _, err = called(capsys, "sweep", file, "--out", tmp_path / "t", "--figures", "levels,network")
    assert (code, err) == (2, "There is no figure 'network' here; the figures are levels, months.\n")
    assert Study(tmp_path / "s").manifest["command"] == f"linkage-sim sweep {file} --out {tmp_path / 's'}"


def test_json_is_all_that_scripts_get(capsys, file, tmp_path):
    code, out, _ = called(capsys, "sweep", file, "--out", tmp_path / "s", "--replicates", 2, "--json", "--no-figures", *INPROCESS)
    told = json.loads(out)
    assert code == 0
    assert told["states"] == {"pending": 0, "succeeded": 8, "failed": 0, "aborted": 0}
    assert told["points"][1]["founders"] == 12
    assert told["points"][1]["means"]["stores"] == Study(tmp_path / "s").outcomes.groupby("design")["stores"].mean()[1]


def test_a_dry_run_tells_how_many_how_long_how_large_and_what_could_be_seen(capsys, file, tmp_path):
    code, out, _ = called(capsys, "sweep", file, "--dry-run")
    assert code == 0
    assert "4 points, 3 runs of each, 12 runs." in out
    assert "ms for a run" in out
    assert "MB on the disk" in out
    assert "80 % power, 5 % level" in out
    assert [path.name for path in tmp_path.iterdir()] == ["small.yaml"]
    told = json.loads(called(capsys, "sweep", file, "--dry-run", "--json", "--replicates", 500, *INPROCESS)[1])
    assert told["runs"] == 2000
    assert told["workers"] == 1
    assert told["seconds"] == pytest.approx(told["other_seconds"] + told["run_seconds"] * 2000)
    assert told["visible"]["stores"] > 0


def test_more_replicates_show_smaller_effects(capsys, file):
    words = ("sweep", file, "--dry-run", "--json", *INPROCESS, "--replicates")
    few, many = (json.loads(called(capsys, *words, count)[1])["visible"]["stores"] for count in (5, 500))
    assert many < few / 9


def test_an_experiment_that_does_not_exist_is_refused(capsys):
    code, _, err = called(capsys, "sweep", "which-actor", "--dry-run")
    assert code == 2
    assert "is neither a bundled experiment nor a file" in err


def test_validate_checks_experiments_too(capsys, file, tmp_path):
    (tmp_path / "bad.yaml").write_text(FILE.replace("platform.on", "platform.onn"))
    code, out, err = called(capsys, "validate", file, tmp_path / "bad.yaml")
    assert code == 2
    assert out == f"{file}: valid\n"
    assert f"{tmp_path / 'bad.yaml'}, line 9: factors.platform.path" in err
    assert "write platform.on" in err


def test_bundled_experiments_are_listed_with_their_questions(capsys):
    code, out, _ = called(capsys, "experiments")
    assert code == 0
    assert len(out.splitlines()) >= 6
    assert all(line.rstrip().endswith("?") for line in out.splitlines())
    assert len(json.loads(called(capsys, "experiments", "--json")[1])) == len(out.splitlines())


# A shell that starts a job in the background has it ignore interrupts; a user's terminal does not.
START = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from linkage_sim.cli import main; main()"


def kept_in(folder: Path) -> int:
    """Runs that are kept by now: their months may lie there for a moment before the ledger knows of them."""
    with (
        contextlib.suppress(sqlite3.OperationalError),
        contextlib.closing(sqlite3.connect(f"file:{folder}/ledger.sqlite?mode=ro", uri=True)) as ledger,
    ):
        return int(ledger.execute("SELECT count(*) FROM runs WHERE state = 'succeeded'").fetchone()[0])
    return 0  # not there yet


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="signals of another kind")
@pytest.mark.parametrize(("sign", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupt_ends_cleanly_and_says_how_to_go_on(file, tmp_path, sign, code):
    words = ["sweep", str(file), "--replicates", "4000", "--jobs", "1", "--no-figures", "--out", str(tmp_path / "s")]
    process = subprocess.Popen([sys.executable, "-c", START, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    for _ in range(6000):
        if kept_in(tmp_path / "s") or process.poll() is not None:
            break
        time.sleep(0.05)
    process.send_signal(sign)
    out, err = process.communicate(timeout=300)
    assert process.returncode == code, out + err
    assert "Traceback" not in err
    assert f"of 16000 runs are kept in {tmp_path / 's'}. Go on with: linkage-sim sweep {file}" in err
    assert err.endswith("--replicates 4000 --no-figures --resume\n")
    counts = Study(tmp_path / "s").counts
    assert 0 < counts["succeeded"] < 16000
