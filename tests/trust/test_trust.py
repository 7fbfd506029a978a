"""A little of each part of ``make soak``, in seconds: what is promised in docs/trust.md is tried in every run of the suite."""

from __future__ import annotations

import os
import random
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linkage_sim.scenario.bundled import bundled
from tests.trust import bounds, damaging, killing, mutating, soak

FORKS = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are not forked here")
TIMERS = pytest.mark.skipif(os.name == "nt", reason="needs the timers of POSIX")


@TIMERS
def test_mutated_files_are_read_or_refused() -> None:
    found = mutating.read(80, seed=7)
    assert found["faults"] == []
    assert found["files"] == 80
    assert found["refused"] > 20


@FORKS
@pytest.mark.parametrize("name", ["run", "sweep", "report", "export", "adopt"])  # the others take longer
def test_a_command_that_is_killed_ends_as_if_it_had_not_been(name: str, tmp_path: Path) -> None:
    assert killing.kill(name, 2, tmp_path / "killed") > 0


def test_a_damaged_study_is_not_believed(tmp_path: Path) -> None:
    assert damaging.damages(6, tmp_path) == 6


@settings(max_examples=24, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(sorted(bundled())), st.randoms(use_true_random=False))
def test_what_is_accepted_runs(name: str, draw: random.Random) -> None:
    bounds.play(name, draw)


def test_the_figures_are_written_into_the_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = tmp_path / "trust.md"
    before = soak.DOCUMENT.read_text(encoding="utf-8")
    copy.write_text(before, encoding="utf-8")
    monkeypatch.setattr(soak, "DOCUMENT", copy)
    for files in (11, 12):  # the second takes the place of the first
        soak.written([soak.Found(f"Files | {files} | refused", []), soak.Found("Kills | 3 | none", ["one was lost"])], 0.5, 1)
    text = copy.read_text(encoding="utf-8")
    assert "| Files | 12 | refused |" in text
    assert "| Files | 11 |" not in text
    assert re.search(r"0\.50 hours .*\. Faults found: 1\.", text)
    assert text.startswith(before[: before.index("<!-- soak -->")])
