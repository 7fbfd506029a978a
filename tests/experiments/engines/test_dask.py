"""A Dask cluster that somebody else runs: its address, its workers' versions, and what happens when it goes away."""

from __future__ import annotations

import importlib.util
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import engine_work
import pytest
from dask_scheduler import Cluster
from engine_contract import EngineContract, Opens, drain, results, submit

from linkage_sim.errors import LinkageError
from linkage_sim.experiments.engines import EngineGoneError, Task, dask, dask_cluster
from linkage_sim.experiments.engines.dask import Dask
from linkage_sim.model import MODEL_VERSION

pytestmark = pytest.mark.slow


QUICK = f"import sys, types; sys.modules['linkage_sim.model'] = types.SimpleNamespace(MODEL_VERSION='{MODEL_VERSION}')"
"""Spares workers the import of a model that they do not use."""
OTHER = QUICK.replace(MODEL_VERSION, "0.0.1")
WORK = 300.0  # seconds of work that nobody waits for, however busy the machine


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with Cluster(tmp_path_factory.mktemp("scheduler")) as scheduler:
        yield scheduler


@pytest.fixture
def cluster(scheduler: Cluster) -> Iterator[Cluster]:
    """A cluster without workers, whose scheduler outlives the test."""
    yield scheduler
    scheduler.end_workers()


@pytest.fixture
def doomed(tmp_path: Path) -> Iterator[Cluster]:
    """A cluster with a worker, whose scheduler does not outlive the test."""
    with Cluster(tmp_path) as cluster:
        cluster.add_workers(preload=QUICK)
        yield cluster


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Wait for nothing longer than a test can, from now on."""

    def set_times() -> None:
        monkeypatch.setattr(dask_cluster, "CONNECT_SECONDS", 1.5)
        monkeypatch.setattr(dask, "ANSWER_SECONDS", 3.0)
        monkeypatch.setattr(dask, "CLOSE_SECONDS", 1.0)
        monkeypatch.setattr(dask, "LOOK_SECONDS", 0.5)
        monkeypatch.setattr(dask, "WORKERS_SECONDS", 2.0)

    return set_times


def seconds_until_gone(engine: Dask) -> float:
    started = time.monotonic()
    with pytest.raises(EngineGoneError, match=r"^the Dask scheduler at tcp://127.0.0.1:\d+ "):
        drain(engine)
    return time.monotonic() - started


class TestRunningCluster(EngineContract):
    """A scheduler with Dask's own settings keeps the contract too; work that it has begun, it ends, whoever leaves."""

    long = 0.5
    many = 100

    @pytest.fixture(scope="class")
    @classmethod
    def opens(cls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opens]:
        with Cluster(tmp_path_factory.mktemp("cluster")) as cluster:
            cluster.add_workers(cls.jobs, preload=QUICK)
            yield lambda: Dask(engine_work.do, scheduler=cluster.address)

    def test_does_work_again_whose_worker_was_killed(self, engine: Dask, tmp_path: Path) -> None:
        assert results(engine, ("double", 1), ("die_once", str(tmp_path / "killed")), ("double", 3)) == [2, "alive", 6]

    def test_is_left_running(self, opens: Any) -> None:
        for _ in range(2):
            with opens() as engine:
                assert results(engine, ("double", 4)) == [8]


def test_workers_that_come_later_are_counted_and_used(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask, "LOOK_SECONDS", 0.1)
    cluster.add_workers(preload=QUICK)
    with Dask(engine_work.do, scheduler=cluster.address) as engine:
        assert engine.workers == 1
        cluster.add_workers(threads=2, preload=QUICK)
        until = time.monotonic() + 300.0
        while engine.workers < 3:
            assert time.monotonic() < until
            time.sleep(0.1)

        assert len(set(results(engine, *(("process", 0.3) for _ in range(9))))) == 2


def test_scheduler_that_is_killed_ends_the_work(doomed: Cluster) -> None:
    with Dask(engine_work.do, scheduler=doomed.address) as engine:
        submit(engine, ("double", 1), ("process", WORK), ("process", WORK))
        assert engine.wait().result == 2
        doomed.scheduler.kill()

        assert seconds_until_gone(engine) < WORK
        with pytest.raises(EngineGoneError):
            engine.submit(Task(9, ("double", 9)))


def test_scheduler_that_hangs_ends_the_work(doomed: Cluster, impatient: Callable[[], None]) -> None:
    with Dask(engine_work.do, scheduler=doomed.address) as engine:
        submit(engine, ("process", WORK))
        impatient()
        os.kill(doomed.scheduler.pid, signal.SIGSTOP)

        assert seconds_until_gone(engine) < WORK


def test_cluster_whose_workers_all_leave_ends_the_work(cluster: Cluster, impatient: Callable[[], None]) -> None:
    cluster.add_workers(preload=QUICK)
    with Dask(engine_work.do, scheduler=cluster.address) as engine:
        submit(engine, ("process", WORK))
        impatient()
        cluster.end_workers()

        assert seconds_until_gone(engine) < WORK


def test_cluster_without_workers_is_refused(cluster: Cluster, impatient: Callable[[], None]) -> None:
    impatient()
    with pytest.raises(LinkageError, match=r"has had no worker for 2 s; start workers with 'dask worker tcp://127.0.0.1:\d+'\.$") as error:
        Dask(engine_work.do, scheduler=cluster.address)
    assert error.value.exit_code == 1


def test_time_to_wait_for_workers_is_a_setting_of_dask(cluster: Cluster) -> None:
    import dask as dask_itself

    with dask_itself.config.set({"linkage-sim.patience": "100ms"}), pytest.raises(LinkageError, match=r"no worker for 0\.1 s"):
        Dask(engine_work.do, scheduler=cluster.address)


@pytest.mark.parametrize(
    ("preload", "told"),
    [
        (OTHER, r"Python 3\.\d+ with version 0\.0\.1 of the model"),
        (
            f"{QUICK}; import platform; platform.python_version_tuple = lambda: ('3', '9', '1')",
            r"Python 3\.9 with version \S+ of the model",
        ),
        ("import sys; sys.modules['linkage_sim'] = None", ".*ModuleNotFoundError.*"),
    ],
    ids=["another model", "another Python", "no linkage_sim"],
)
def test_workers_with_other_versions_are_refused(cluster: Cluster, preload: str, told: str) -> None:
    cluster.add_workers(preload=preload)

    with pytest.raises(
        LinkageError, match=rf"^The Dask worker at tcp://\S+ has {told}, and here is Python .* install the same versions"
    ) as error:
        Dask(engine_work.do, scheduler=cluster.address)
    assert error.value.exit_code == 2


@pytest.mark.parametrize(
    ("preload", "told"),
    [
        (OTHER, r"a worker has Python .* with version 0\.0\.1 of the model, and whoever asks has"),
        ("import sys; sys.modules['linkage_sim'] = None", r"cannot do it \(ModuleNotFoundError: .*linkage_sim"),
    ],
    ids=["another model", "no linkage_sim"],
)
def test_worker_with_other_versions_that_comes_later_does_no_work(cluster: Cluster, preload: str, told: str) -> None:
    cluster.add_workers(preload=QUICK)
    with Dask(engine_work.do, scheduler=cluster.address) as engine:
        cluster.end_workers()
        cluster.add_workers(preload=preload)
        submit(engine, ("double", 1))

        with pytest.raises(EngineGoneError, match=told):
            drain(engine)


@pytest.mark.parametrize("address", ["", "nonsense", "tcp://", "tcp://somewhere", "tcp://127.0.0.1:port", "http://127.0.0.1:8786", "8786"])
def test_malformed_address_is_refused(address: str) -> None:
    with pytest.raises(
        LinkageError, match=r"^'.*' is not the address of a Dask scheduler \(.*\); give one like tcp://HOST:8786\.$"
    ) as error:
        Dask(engine_work.do, scheduler=address)
    assert error.value.exit_code == 2


def test_address_that_does_not_answer_is_refused(impatient: Callable[[], None]) -> None:
    impatient()
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{unused.getsockname()[1]}"
        refused_in_time(address)


def test_port_that_takes_a_call_and_says_nothing_is_refused(impatient: Callable[[], None]) -> None:
    impatient()
    with socket.create_server(("127.0.0.1", 0)) as mute:
        refused_in_time(f"tcp://127.0.0.1:{mute.getsockname()[1]}")


def refused_in_time(address: str) -> None:
    started = time.monotonic()
    with pytest.raises(LinkageError, match=f"^No Dask scheduler answers at {address} within 1.5 s; see that") as error:
        Dask(engine_work.do, scheduler=address)
    assert error.value.exit_code == 2
    assert time.monotonic() - started < 25.0  # Dask by itself tries for 30 s


def test_jobs_of_a_running_cluster_are_not_chosen_here() -> None:
    with pytest.raises(LinkageError, match="leave --jobs out, or --scheduler"):
        Dask(engine_work.do, jobs=2, scheduler="tcp://127.0.0.1:8786")


def test_workers_whose_nannies_give_up_are_started_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask_cluster, "REPLACE_SECONDS", 0.01)
    monkeypatch.setattr(dask, "LOOK_SECONDS", 0.2)
    with Dask(engine_work.do, jobs=1) as engine:
        first = results(engine, ("process", 0.0))
        os.kill(first[0], signal.SIGKILL)

        assert results(engine, ("process", 0.0)) != first


def test_nannies_that_have_ended_are_not_counted_as_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask_cluster, "REPLACE_SECONDS", 600.0)  # the cluster itself does not notice in the time of the test
    monkeypatch.setattr(dask, "LOOK_SECONDS", 0.2)
    with Dask(engine_work.do, jobs=1) as engine:
        first = results(engine, ("process", 0.0))
        cluster = engine._place.heal.args[0]  # type: ignore[attr-defined]
        (nanny,) = cluster.workers.values()
        cluster.sync(nanny.close)

        assert results(engine, ("process", 0.0)) != first


def test_workers_of_this_machine_do_nothing_for_others() -> None:
    from distributed import Client
    from distributed.security import Security

    with Dask(engine_work.do, jobs=1) as engine:
        for address in (engine._place.address, *engine._client.scheduler_info(n_workers=-1)["workers"]):
            assert address.startswith("tls://127.0.0.1:")
            with dask_cluster.quiet(), pytest.raises((OSError, TimeoutError)):
                Client(address, timeout=2, security=Security.temporary())  # keys of one's own
            with dask_cluster.quiet(), pytest.raises((OSError, TimeoutError)):
                Client(address.replace("tls://", "tcp://"), timeout=2)
        assert results(engine, ("process", 0.0))


def test_without_keys_no_cluster_is_started_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "cryptography" else found(name))
    with pytest.raises(LinkageError, match=r"so that nobody else can use its workers; install linkage-sim\[cluster\]"):
        Dask(engine_work.do, jobs=1)
