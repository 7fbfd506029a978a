"""A sweep gives the same tables on every engine, whatever becomes of its workers and in whatever order its runs are done."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, nullcontext
from functools import cache, partial
from pathlib import Path
from typing import Any

import engine_work
import pandas as pd
import pytest
from dask_scheduler import Cluster

from linkage_sim.errors import LinkageError
from linkage_sim.experiments.engines import Engine, open_engine
from linkage_sim.experiments.engines.dask import Dask
from linkage_sim.experiments.study import sweeping
from linkage_sim.experiments.study.folder import LEDGER
from linkage_sim.experiments.study.ledger import Ledger
from linkage_sim.experiments.study.study import Study

pytestmark = pytest.mark.slow

EXPERIMENT = {
    "name": "tiny",
    "title": "A tiny experiment",
    "question": "Does it matter where it is calculated?",
    "scenario": "junpu",
    "set": {"months": 8},
    "factors": {
        "founders": {"path": "places.junpu.founders", "values": [2, 12]},
        "loan": {"path": "programmes.startup_loan.effect.loan", "values": [0, 4000]},
    },
    "design": {"kind": "grid"},
    "replicates": 4,
    "seed": 11,
    "stores": True,
    "outcomes": {"poor": {"column": "poor_people"}, "sales": {"column": "sales", "summary": "peak"}},
}
BAD_SEED, BAD_RUN = 12, 6
Sweeps = Callable[..., Study]


@pytest.fixture(scope="module")
def faults(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("faults")


@pytest.fixture(scope="module")
def engines(faults: Path) -> Iterator[Callable[[str, int], Engine]]:
    """Open each engine once: its workers have imported the model when the second test begins."""
    with ExitStack() as stack:
        work = partial(engine_work.faulty, str(faults))

        @cache
        def engine(name: str, jobs: int) -> Engine:
            return stack.enter_context(open_engine(name, work, jobs=jobs))

        yield engine


@pytest.fixture
def sweeps(engines: Callable[[str, int], Engine], faults: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sweeps:
    """Give a function that sweeps on an engine whose work breaks as told."""

    def sweep(name: str, jobs: int, **breaks: int) -> Study:
        (faults / "killed").unlink(missing_ok=True)
        (faults / "faults.json").write_text(json.dumps(breaks))
        monkeypatch.setattr(sweeping, "open_engine", lambda *_, **__: nullcontext(engines(name, jobs)))
        return sweeping.sweep(EXPERIMENT, tmp_path / "study")

    return sweep


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return sweeping.sweep(EXPERIMENT, tmp_path_factory.mktemp("reference") / "study", engine="inprocess")


def files(study: Study, *names: str) -> dict[str, bytes]:
    return {name: (study.folder / f"{name}.parquet").read_bytes() for name in names}


def assert_same(study: Study, reference: Study) -> None:
    """The same tables, byte for byte."""
    names = ("monthly", "cohorts", "stores", "runs", "outcomes", "points")
    assert files(study, *names) == files(reference, *names)


def attempts(study: Study) -> list[int]:
    """How often each run was attempted."""
    ledger = Ledger(study.folder / LEDGER, read_only=True)
    try:
        return [entry.attempts for entry in ledger.entries()]
    finally:
        ledger.close()


@pytest.mark.parametrize(("name", "jobs"), [("processes", 1), ("processes", 2), ("dask", 2)])
def test_tables_do_not_depend_on_the_workers(sweeps: Sweeps, reference: Study, name: str, jobs: int) -> None:
    assert_same(sweeps(name, jobs), reference)


@pytest.mark.parametrize(("name", "jobs"), [("processes", 2), ("dask", 2)])
def test_tables_do_not_depend_on_the_order_of_work(
    sweeps: Sweeps, reference: Study, name: str, jobs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_order = Ledger.pending
    monkeypatch.setattr(Ledger, "pending", lambda ledger: reversed(list(in_order(ledger))))

    assert_same(sweeps(name, jobs), reference)


def test_tables_do_not_depend_on_the_workers_of_a_cluster(reference: Study, tmp_path: Path) -> None:
    with Cluster(tmp_path) as cluster:
        for threads in (1, 3):
            cluster.add_workers(threads=threads)
        wait_for_workers(cluster, 4)
        study = sweeping.sweep(EXPERIMENT, tmp_path / "study", engine="dask", scheduler=cluster.address)
        assert_same(study, reference)


def wait_for_workers(cluster: Cluster, count: int) -> None:
    until = time.monotonic() + 300.0
    with Dask(engine_work.do, scheduler=cluster.address) as engine:
        while engine.workers < count:
            assert time.monotonic() < until
            time.sleep(0.5)


@pytest.mark.parametrize(("name", "jobs"), [("inprocess", 1), ("processes", 2), ("dask", 2)])
def test_runs_that_raise_cost_only_themselves(sweeps: Sweeps, reference: Study, name: str, jobs: int) -> None:
    study = sweeps(name, jobs, fail=BAD_SEED)

    runs = study.table("runs")
    failed = runs[runs["seed"] == BAD_SEED]
    assert set(failed["state"]) == {"failed"}
    assert set(failed["stage_broken"]) == {"run"}
    assert set(failed["message"]) == {"ArithmeticError: a fault that a test put in (month 1)"}
    assert_others_are_whole(study, reference, set(failed["run"]))


@pytest.mark.parametrize(("name", "jobs"), [("processes", 2), ("dask", 2)])
def test_worker_killed_in_the_middle_costs_nothing(sweeps: Sweeps, reference: Study, name: str, jobs: int, faults: Path) -> None:
    study = sweeps(name, jobs, **{"kill once": BAD_RUN})

    assert (faults / "killed").exists()
    assert max(attempts(study)) == 2
    assert_same(study, reference)


@pytest.mark.parametrize(("name", "jobs"), [("processes", 2), ("dask", 2)])
def test_run_that_always_kills_its_worker_is_aborted(sweeps: Sweeps, reference: Study, name: str, jobs: int) -> None:
    study = sweeps(name, jobs, kill=BAD_RUN)

    runs = study.table("runs")
    aborted = runs.iloc[BAD_RUN]
    assert (aborted["state"], aborted["stage_broken"]) == ("aborted", "lost")
    assert aborted["message"].startswith("the worker process ended while it worked on this run alone")
    assert_others_are_whole(study, reference, {aborted["run"]})


def assert_others_are_whole(study: Study, reference: Study, bad: set[str]) -> None:
    """All runs but the bad ones stand, with the same numbers."""
    runs, months, whole = study.runs, study.monthly, reference.monthly
    assert set(runs.loc[~runs["run"].isin(bad), "state"]) == {"succeeded"}
    pd.testing.assert_frame_equal(months, whole[~whole["run"].isin(bad)].reset_index(drop=True))


def test_scheduler_that_goes_away_is_told_and_resumed(reference: Study, tmp_path: Path) -> None:
    folder, done = tmp_path / "study", []

    def tick(runs: int) -> None:
        done.append(runs)
        cluster.scheduler.kill()

    with Cluster(tmp_path) as cluster:
        cluster.add_workers(threads=2)
        with pytest.raises(
            LinkageError, match=r"^The work had to stop: the Dask scheduler at .* is gone .* Go on with --resume\.$"
        ) as error:
            sweeping.sweep(EXPERIMENT, folder, engine="dask", scheduler=cluster.address, tick=tick)

    assert error.value.exit_code == 1
    assert 0 < sum(done) < 16
    assert f"{sum(done)} of 16 runs are kept" in str(error.value)
    resumed = sweeping.sweep(EXPERIMENT, folder, engine="inprocess", resume=True)
    assert_same(resumed, reference)


def test_scheduler_that_does_not_answer_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(LinkageError, match="is not the address of a Dask scheduler") as error:
        sweeping.sweep(EXPERIMENT, tmp_path / "study", engine="dask", scheduler="nonsense")

    assert error.value.exit_code == 2


def test_engine_is_asked_for_with_what_it_knows() -> None:
    refused: list[tuple[dict[str, Any], str]] = [
        ({"engine": "cloud"}, "There is no engine 'cloud'; use one of processes, inprocess, dask."),
        ({"jobs": 0}, "The number of jobs is 0; give at least 1."),
        ({"scheduler": "tcp://127.0.0.1:8786"}, "A scheduler is only asked by engine dask, not by processes; add --engine dask."),
    ]
    for options, sentence in refused:
        with pytest.raises(LinkageError) as error:
            sweeping.sweep(EXPERIMENT, **options)
        assert str(error.value) == sentence
        assert error.value.exit_code == 2
