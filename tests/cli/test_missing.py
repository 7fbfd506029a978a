"""Without the packages of an extra: what does not need them works, and what does says so before it begins."""

from __future__ import annotations

import sys

import pytest

from linkage_sim.cli.missing import told_missing
from tests.cli.calling import assert_refused, command

INSTALL = "needs matplotlib; install linkage-sim[figures]"
WORDS = {
    "run": ("junpu",),
    "sweep": ("tipping-line",),
    "compare": ("junpu", "platform.on=false"),
    "attribute": ("junpu",),
    "linkage": ("where-linkage-pays",),
    "sensitivity": ("what-drives-takeoff",),
    "discover": ("where-takeoff-happens", "--where", "stores >= 1"),
    "reproduce": ("junpu",),
    "calibrate": (),
    "forecast": (),
    "demo": (),
}


@pytest.fixture(autouse=True)
def undrawn(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)


@pytest.mark.parametrize("name", WORDS)
def test_what_would_draw_at_the_end_is_refused_at_the_beginning(tmp_path, name):
    assert_refused(INSTALL, name, *WORDS[name], "--out", tmp_path / "kept")
    assert list(tmp_path.iterdir()) == []


def test_a_run_needs_nothing_that_draws_unless_figures_are_kept(tmp_path):
    assert command("run", "junpu", "--months", 1).returncode == 0
    assert_refused("or add --no-figures", "run", "junpu", "--months", 1, f"--out={tmp_path / 'kept'}")
    assert command("run", "junpu", "--months", 1, "--no-figures", "--out", tmp_path / "kept").returncode == 0


def test_what_is_found_missing_on_the_way_is_told_in_a_sentence():
    told = told_missing(ModuleNotFoundError("No module named 'sklearn'", name="sklearn.tree"))
    assert told is not None
    assert str(told) == "This needs scikit-learn; install linkage-sim[analysis]."
    assert told_missing(ModuleNotFoundError("No module named 'nonsense'", name="nonsense")) is None
