"""Every engine keeps the same contract: real schedulers, real workers, real kills."""

from __future__ import annotations

from collections.abc import Iterator

import engine_work
import pytest
from engine_contract import DistantContract, EngineContract, Opens

from linkage_sim.experiments.engines import open_engine


class TestInProcess(EngineContract):
    jobs = 1

    @pytest.fixture(scope="class")
    @classmethod
    def opens(cls) -> Opens:
        return lambda: open_engine("inprocess", engine_work.do)


class TestProcesses(DistantContract):
    name = "processes"

    @pytest.fixture(scope="class")
    @classmethod
    def opens(cls) -> Opens:
        return lambda: open_engine(cls.name, engine_work.do, jobs=cls.jobs)


@pytest.mark.slow
class TestDask(DistantContract):
    """A cluster that the engine starts for itself."""

    name = "dask"
    deaths = 4
    many = 100

    @pytest.fixture(scope="class")
    @classmethod
    def opens(cls) -> Iterator[Opens]:
        import dask

        with dask.config.set({"linkage-sim.patience": "300s"}):  # a worker takes long to be there again where the machine is busy
            yield lambda: open_engine(cls.name, engine_work.do, jobs=cls.jobs)
