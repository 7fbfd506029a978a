from __future__ import annotations

import pytest

from linkage_sim.experiments.results import Results
from linkage_sim.experiments.running import run
from linkage_sim.scenario import Scenario

MONTHS, RUNS = 14, 5


@pytest.fixture(scope="session")
def scenario() -> Scenario:
    return Scenario.load("junpu").with_overrides({"months": MONTHS})


@pytest.fixture(scope="session")
def results(scenario: Scenario) -> Results:
    return run(scenario, replicates=RUNS, seed=7)
