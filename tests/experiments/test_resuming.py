"""A run that is interrupted is gone on with, and ends as one that was not; what is another run is refused."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

import linkage_sim.experiments.study.plan as plan
from linkage_sim.errors import LinkageError
from linkage_sim.experiments.ensemble.ensemble import Ensemble
from linkage_sim.experiments.listing import results as listed
from linkage_sim.experiments.running import run
from linkage_sim.experiments.study.study import Study
from linkage_sim.experiments.study.sweeping import sweep
from linkage_sim.model import LinkageModel
from linkage_sim.scenario import Scenario

MONTHS, RUNS = 4, 5
HOW: dict[str, Any] = {"scenario": "junpu", "months": MONTHS, "replicates": RUNS, "seed": 7, "villages": True, "stores": True}
TIMED = {"manifest.json", "ledger.sqlite"}
"""Files that hold a time of day."""


@pytest.fixture(autouse=True)
def in_twos(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two runs are done side by side, so that some are kept before others begin."""
    monkeypatch.setattr(plan, "MOST_HOUSEHOLDS", 1000)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run(**HOW, out=tmp_path_factory.mktemp("whole") / "kept").folder


def content(folder: Path) -> dict[str, bytes]:
    """All that stands in a folder and holds no time of day; of the others the names."""
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: b"" if name in TIMED else path.read_bytes() for name, path in files.items()} | {
        f"{path.relative_to(folder).as_posix()}/": b"" for path in folder.rglob("*") if path.is_dir()
    }


def interrupted(folder: Path, after: int, **other: Any) -> Study:
    """Interrupt a run once so many months of its runs are done, as Ctrl-C does."""
    done: list[int] = []

    def tick(more: int) -> None:
        done.append(more)
        if sum(done) >= after:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(**(HOW | other), out=folder, tick=tick)
    return Study(folder)


@pytest.mark.parametrize(("months", "kept"), [(1, 0), (2 * MONTHS + 1, 2), (5 * MONTHS, 4)])
def test_an_interrupted_run_ends_as_one_that_was_not(whole, tmp_path, months, kept):
    begun = interrupted(tmp_path / "kept", months)
    assert (begun.counts["succeeded"], begun.manifest["state"]) == (kept, "running")
    assert [one.words for one in listed(tmp_path)] == [f"interrupted, {kept} of {RUNS} runs"]
    with pytest.raises(LinkageError, match="the study is not finished"):
        begun.monthly.sum()
    ticks: list[int] = []
    done = run(**HOW, out=tmp_path / "kept", resume=True, tick=ticks.append)
    assert sum(ticks) == (RUNS - kept) * MONTHS
    assert done.manifest["state"] == "finished"
    assert content(done.folder) == content(whole)


def test_of_a_finished_run_nothing_is_run_anew(whole, tmp_path):
    ticks: list[int] = []
    folder = Path(shutil.copytree(whole, tmp_path / "kept"))
    assert content(run(**HOW, out=folder, resume=True, tick=ticks.append).folder) == content(whole)
    assert sum(ticks) == 0


def test_replicates_are_added_and_never_taken_away(whole, tmp_path):
    few = run(**(HOW | {"replicates": 2}), out=tmp_path / "kept").folder
    assert content(run(**HOW, out=few, resume=True).folder) == content(whole)
    assert len(run(**(HOW | {"replicates": 2}), out=few, resume=True).runs) == RUNS


def test_a_run_with_an_ensemble_is_gone_on_with(small, tmp_path):
    how = HOW | {"ensemble": Ensemble.load(small)}
    reference = run(**how, out=tmp_path / "reference").folder
    begun = interrupted(tmp_path / "kept", 2 * MONTHS + 1, **how)
    assert begun.counts["succeeded"] == 2
    assert content(run(**how, out=tmp_path / "kept", resume=True).folder) == content(reference)
    with pytest.raises(LinkageError, match="holds other runs"):
        run(**HOW, out=tmp_path / "kept", resume=True)


def test_a_run_that_failed_is_tried_again(whole, tmp_path, monkeypatch):
    step = LinkageModel.step

    def breaking(model: LinkageModel) -> None:
        if 9 in list(model.seeds):
            raise ZeroDivisionError("by design")
        step(model)

    with monkeypatch.context() as broken:
        broken.setattr(LinkageModel, "step", breaking)
        assert len(run(**HOW, out=tmp_path / "kept").failed) == 1
    assert content(run(**HOW, out=tmp_path / "kept", resume=True).folder) == content(whole)


def test_a_table_that_was_changed_is_made_again(whole, tmp_path):
    folder = Path(shutil.copytree(whole, tmp_path / "kept"))
    (folder / "monthly.parquet").write_bytes(b"other")
    run(**HOW, out=folder, resume=True)
    (folder / "monthly.parquet.changed").unlink()
    assert content(folder) == content(whole)


OTHERS: dict[str, dict[str, Any]] = {
    "scenario": {"scenario": "base"},
    "settings": {"scenario": Scenario.load("junpu").with_overrides({"platform.on": False})},
    "months": {"months": MONTHS + 1},
    "seed": {"seed": 8},
    "seeds": {"seeds": (7, 9)},
    "tables": {"villages": False},
}


@pytest.mark.parametrize("other", OTHERS)
def test_another_run_is_refused_whether_runs_are_done_or_not(whole, tmp_path, other):
    begun = interrupted(tmp_path / "begun", 1).folder
    for folder in (begun, Path(shutil.copytree(whole, tmp_path / "kept"))):
        before = content(folder)
        with pytest.raises(LinkageError, match="holds other runs than those that are asked for") as refused:
            run(**(HOW | OTHERS[other]), out=folder, resume=True)
        assert refused.value.exit_code == 2
        assert content(folder) == before


def test_the_folder_of_a_sweep_is_refused_with_the_command_that_goes_on(tmp_path):
    asked = {"name": "junpu", "title": "One point", "scenario": "junpu", "months": MONTHS, "replicates": 2, "seed": 7}
    factors = {"factors": {"on": {"path": "platform.on", "values": [True, False]}}}
    folder = sweep(asked | factors, tmp_path / "study", engine="inprocess", command="linkage-sim sweep mine.yaml").folder
    with pytest.raises(LinkageError, match=r"holds other runs .* go on with: linkage-sim sweep mine\.yaml --resume"):
        run("junpu", months=MONTHS, replicates=2, seed=7, out=folder, resume=True)


def test_what_holds_no_run_is_never_touched(whole, tmp_path):
    (tmp_path / "mine").touch()
    with pytest.raises(LinkageError, match="not empty"):
        run(**HOW, out=tmp_path, resume=True)
    with pytest.raises(LinkageError, match=r"holds a study already\. Add --resume"):
        run(**HOW, out=whole)
    with pytest.raises(LinkageError, match="say which with out"):
        run(**HOW, resume=True)
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_where_nothing_stands_a_run_begins(whole, tmp_path):
    assert content(run(**HOW, out=tmp_path / "kept", resume=True).folder) == content(whole)
